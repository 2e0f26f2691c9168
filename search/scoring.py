"""BM25F, coordination and proximity over arrays; each score can be explained as a tree that evaluates to it.

For a leaf t and a record d, the frequencies of t in the fields of d are weighted and normalised, added, and only then
saturated (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004):

    tf(t, d) = sum over fields f of  boost_f * freq(t, d, f) / (1 - b_f + b_f * length(d, f) / average length(f))
    score(t, d) = weight_t * idf(t) * tf / (k1 + tf)            idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5))

N is the number of records, n that of records with t in any of its fields. The sum over leaves is multiplied by the
share of leaves that the record has (coordination, as in Lucene's classic similarity). Records at the top get a bonus
for neighbouring words of the query that stand close together: 0.5 * min(idf) / distance for each such pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.schema import FIELD
from search.columns import Columns, Floats, Ids
from search.matching import LeafMatches, Matcher, frequency_at
from search.postings import PLACES, PostingReader
from search.query import Leaf, Node, Term, scoring_leaves
from search.result import Explanation

K1 = 1.2
PROXIMITY_WINDOW = 100
"""How many of the best records get the proximity bonus."""
PROXIMITY_WEIGHT = 0.5
PROXIMITY_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""
PROXIMITY_REACH = 8
"""Words apart beyond which a pair counts nothing."""

_SPARSE = 64
"""Fewer records than one in so many are scored one by one."""
EXPLAINED_WORDS = 32
"""Words of a query that are explained one by one."""


@dataclass(frozen=True, slots=True)
class LeafScore:
    """One leaf over the records it was scored for."""

    leaf: Leaf
    matches: LeafMatches
    idf: float

    def adds(self, places: Ids | None = None) -> Floats:
        """What it adds to the scores of its records, or of those at some places among them."""
        tf = self.matches.frequency if places is None else self.matches.frequency[places]
        return np.asarray(tf * (_weight(self.leaf) * self.idf) / (tf + K1), dtype=np.float64)


class Scorer:
    """Scores the records of one query over one generation. Holds its leaves' statistics."""

    def __init__(self, query: Node, columns: Columns, matcher: Matcher, postings: PostingReader) -> None:
        self._columns = columns
        self._matcher = matcher
        self._postings = postings
        leaves = list(dict.fromkeys(scoring_leaves(query)))
        self._leaves = [self._statistics(leaf, matcher.leaf(leaf)) for leaf in leaves]

    def _statistics(self, leaf: Leaf, matches: LeafMatches) -> LeafScore:
        count, having = self._columns.live.size, matches.docs.size
        return LeafScore(leaf, matches, math.log(1 + (count - having + 0.5) / (having + 0.5)))

    def scores(self, docs: Ids) -> Floats:
        """The scores of the given records (rising), without the proximity bonus."""
        add = self._add_at if docs.size * _SPARSE < self._columns.size else self._add_to_all
        total, found = add(docs)
        return np.asarray(total * found / max(len(self._leaves), 1))

    def _add_to_all(self, docs: Ids) -> tuple[Floats, Floats]:
        """Sums of what the leaves add, and how many add something: over all records, then taken at the given ones."""
        total = np.zeros(self._columns.size)
        found = np.zeros(self._columns.size, dtype=np.uint16)
        for score in self._leaves:
            total[score.matches.docs] += score.adds()
            found[score.matches.docs] += 1
        return total[docs], found[docs].astype(np.float64)

    def _add_at(self, docs: Ids) -> tuple[Floats, Floats]:
        """The same for few records: they are looked for among those of each leaf."""
        total, found = np.zeros(docs.size), np.zeros(docs.size)
        for score in self._leaves:
            having = score.matches.docs
            if having.size:
                places = np.minimum(np.searchsorted(having, docs), having.size - 1)
                there = having[places] == docs
                total[there] += score.adds(places[there])
                found += there
        return total, found

    def proximity(self, docs: Ids) -> Floats:
        """The bonus of the given records (rising)."""
        bonus = np.zeros(docs.size)
        for left, right in self._pairs():
            distance = self._distance(left, right, docs)
            near = distance <= PROXIMITY_REACH
            bonus[near] += PROXIMITY_WEIGHT * min(left.idf, right.idf) / distance[near]
        return bonus

    def _pairs(self) -> list[tuple[LeafScore, LeafScore]]:
        words = [score for score in self._leaves if isinstance(score.leaf, Term) and len(score.leaf.fields) > 1]
        return list(pairwise(words[: PROXIMITY_PAIRS + 1]))

    def _distance(self, left: LeafScore, right: LeafScore, docs: Ids) -> Floats:
        """The fewest words between a place of one leaf and one of the other in the same field; infinite without."""
        distance = np.full(docs.size, np.inf)
        for field in _common_fields(left, right):
            here, there = self._places(left.leaf, field, docs), self._places(right.leaf, field, docs)
            for neighbour in (-1, 0):
                places = np.searchsorted(there, here) + neighbour
                inside = (places >= 0) & (places < there.size)
                found = here[inside]
                apart = np.abs(there[places[inside]] - found)
                np.minimum.at(
                    distance, np.searchsorted(docs, found // PLACES), np.where(apart < PLACES // 2, apart, np.inf)
                )
        return np.asarray(np.maximum(distance, 1.0))

    def _places(self, leaf: Leaf, field: str, docs: Ids) -> Ids:
        """Every place of a word in a field of the given records, as one rising number each."""
        assert isinstance(leaf, Term)  # noqa: S101 - `_pairs` gives nothing else
        where, positions = self._postings.positions(*leaf.lookup(field), docs)
        return where * PLACES + positions

    def explain(self, doc: int, near: bool) -> Explanation:
        """The score of a record as a tree; `near`: with the proximity bonus."""
        docs = np.array([doc])
        parts = [part for score in self._leaves if (part := self._explain_leaf(score, doc)) is not None]
        words = sum_of("sum over the words found", _shortened(parts))
        share = Explanation(len(parts) / max(len(self._leaves), 1), f"{len(parts)} of {len(self._leaves)} words found")
        base = product_of("words, times the share of them found", [words, share])
        if not near or not self._pairs():
            return base
        bonus = Explanation(float(self.proximity(docs)[0]), "words that stand close together")
        return sum_of("score", [base, bonus])

    def _explain_leaf(self, score: LeafScore, doc: int) -> Explanation | None:
        """What a leaf adds to the score of a record; None when the record does not have it."""
        fields = []
        for field, found in self._matcher.lists(score.leaf):
            freq = frequency_at(doc, found)
            if freq:
                norm = float(self._columns.norms[field][doc])
                fields.append(
                    product_of(
                        f"in {field}",
                        [
                            Explanation(freq, f"times in {field}"),
                            Explanation(FIELD[field].boost, f"boost of {field}"),
                            Explanation(1 / norm, f"normalisation of the length of {field}"),
                        ],
                    )
                )
        if not fields:
            return None
        frequency = sum_of("weighted frequency", fields)
        count = score.matches.docs.size
        return product_of(
            f'"{score.leaf.text}"',
            [
                Explanation(_weight(score.leaf), "weight of the word"),
                Explanation(score.idf, f"rarity (idf): in {count:,} of {self._columns.live.size:,} records"),
                frequency,
                Explanation(1 / (K1 + frequency.value), "saturation: 1 / (1.2 + weighted frequency)"),
            ],
        )


def _weight(leaf: Leaf) -> float:
    return leaf.weight if isinstance(leaf, Term) else 1.0


def _shortened(parts: list[Explanation]) -> list[Explanation]:
    """The parts that are told one by one, and what all others add up to."""
    rest = parts[EXPLAINED_WORDS:]
    total = math.fsum(part.value for part in rest)
    return [*parts[:EXPLAINED_WORDS], *([Explanation(total, f"{len(rest)} other words")] if rest else [])]


def _common_fields(left: LeafScore, right: LeafScore) -> Sequence[str]:
    return [field for field in left.leaf.fields if field in right.leaf.fields]


def sum_of(what: str, parts: Sequence[Explanation]) -> Explanation:
    """A node whose value is the sum of its parts."""
    return Explanation(math.fsum(part.value for part in parts), what, "sum", tuple(parts))


def product_of(what: str, parts: Sequence[Explanation]) -> Explanation:
    """A node whose value is the product of its parts."""
    return Explanation(math.prod(part.value for part in parts), what, "product", tuple(parts))
