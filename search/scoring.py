"""BM25F over arrays, weighted by how often a word repeats, and proximity; each score can be explained as a tree.

For a leaf t and a record d, the frequencies of t in the fields of d are weighted and normalised, added, and only then
saturated (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004):

    tf(t, d) = sum over fields f of  boost_f * freq(t, d, f) / (1 - b_f + b_f * length(d, f) / average length(f))
    score(t, d) = count_t * weight_t * idf(t) * burst(t) * tf / (k1 + tf)
    idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5))          burst(t) = (1 + sum of boost_f * freq(t, d, f)) / n

N is the number of records, n that of records with t in any of its fields, count_t how often the query says t. `burst`
is the factor (F + 1) / n of the model InB2 (Amati and van Rijsbergen, "Probabilistic models of information retrieval
based on measuring the divergence from randomness", TOIS 2002): a word that comes again and again where it comes at
all tells more of what a record is about. Records at the top get a bonus for neighbouring words of the query that stand
close together: 0.5 * min(idf) / distance for each such pair.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.schema import FIELD
from search.columns import Columns, Floats, Ids
from search.matching import K1, LeafMatches, Matcher
from search.postings import PLACES, PostingReader
from search.query import Leaf, Node, Term, scoring_leaves
from search.result import Explanation

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
    """One leaf over the records it was scored for; `count`: how often the query says it."""

    leaf: Leaf
    count: int
    matches: LeafMatches
    idf: float
    burst: float

    @property
    def scale(self) -> float:
        """What the saturated frequencies are multiplied by."""
        return self.count * weight_of(self.leaf) * self.idf * self.burst


class Scorer:
    """Scores the records of one query over one generation. Holds its leaves' statistics."""

    def __init__(self, query: Node, columns: Columns, matcher: Matcher, postings: PostingReader) -> None:
        self._columns = columns
        self._matcher = matcher
        self._postings = postings
        leaves = Counter(scoring_leaves(query))
        self.leaves = [self._statistics(leaf, count, matcher.leaf(leaf)) for leaf, count in leaves.items()]

    def _statistics(self, leaf: Leaf, count: int, matches: LeafMatches) -> LeafScore:
        live, having = self._columns.live_count, matches.docs.size
        idf = math.log(1 + (live - having + 0.5) / (having + 0.5))
        return LeafScore(leaf, count, matches, idf, (1 + matches.mass) / max(having, 1))

    def scores(self, docs: Ids) -> Floats:
        """The scores of the given records (rising), without the proximity bonus."""
        if docs.size * _SPARSE < self._columns.size:
            return self._scores_at(docs)
        every = [np.empty(0, dtype=np.int32), *(score.matches.docs for score in self.leaves)]
        added = [np.empty(0), *(score.matches.saturation * np.float64(score.scale) for score in self.leaves)]
        total = np.bincount(np.concatenate(every), np.concatenate(added), self._columns.size)
        return np.asarray(total.take(docs), dtype=np.float64)

    def _scores_at(self, docs: Ids) -> Floats:
        """The same for few records: they are looked for among those of each leaf."""
        total = np.zeros(docs.size)
        for score in self.leaves:
            having = score.matches.docs
            if having.size:
                places = np.minimum(having.searchsorted(docs.astype(np.int32)), having.size - 1)
                there = having[places] == docs
                total[there] += score.matches.saturation[places[there]] * np.float64(score.scale)
        return total

    def proximity(self, docs: Ids) -> Floats:
        """The bonus of the given records (rising)."""
        bonus = np.zeros(docs.size)
        places = _Places(self._postings, docs)
        for left, right in self._pairs():
            distance = _distance(places, left, right, docs)
            near = distance <= PROXIMITY_REACH
            bonus[near] += PROXIMITY_WEIGHT * min(left.idf, right.idf) / distance[near]
        return bonus

    def _pairs(self) -> list[tuple[LeafScore, LeafScore]]:
        words = [score for score in self.leaves if isinstance(score.leaf, Term) and len(score.leaf.fields) > 1]
        return list(pairwise(words[: PROXIMITY_PAIRS + 1]))

    def explain(self, doc: int, near: bool) -> Explanation:
        """The score of a record as a tree; `near`: with the proximity bonus."""
        parts = [part for score in self.leaves if (part := self._explain_leaf(score, doc)) is not None]
        words = sum_of("sum over the words found", _shortened(parts))
        if not near or not self._pairs():
            return words
        bonus = Explanation(float(self.proximity(np.array([doc]))[0]), "words that stand close together")
        return sum_of("score", [words, bonus])

    def _explain_leaf(self, score: LeafScore, doc: int) -> Explanation | None:
        """What a leaf adds to the score of a record; None when the record does not have it."""
        saturation = score.matches.at(doc)
        if not saturation:
            return None
        fields = [
            product_of(
                f"in {field}",
                [
                    Explanation(freq, f"times in {field}"),
                    Explanation(FIELD[field].boost, f"boost of {field}"),
                    Explanation(float(self._columns.norms[field][doc]), f"normalisation of the length of {field}"),
                ],
            )
            for field, freq in self._matcher.frequencies(score.leaf, doc)
        ]
        frequency = sum_of("weighted frequency", fields)
        having = score.matches.docs.size
        return product_of(
            f'"{score.leaf.text}"',
            [
                Explanation(score.count * weight_of(score.leaf), "weight of the word, times how often it was typed"),
                Explanation(score.idf, f"rarity (idf): in {having:,} of {self._columns.live_count:,} records"),
                Explanation(score.burst, "how often it stands in a record that has it (burst)"),
                frequency,
                Explanation(saturation / frequency.value, f"saturation: 1 / ({K1:g} + weighted frequency)"),
            ],
        )


class _Places:
    """Where words stand in some records (rising); each is read once."""

    def __init__(self, postings: PostingReader, docs: Ids) -> None:
        self._postings = postings
        self._docs = docs
        self._read: dict[tuple[str, tuple[str, ...]], Ids] = {}

    def of(self, score: LeafScore, field: str) -> Ids:
        """Every place of a word in a field, as one rising number each."""
        assert isinstance(score.leaf, Term)  # noqa: S101 - `_pairs` gives nothing else
        key = score.leaf.lookup(field)
        if key not in self._read:
            self._read[key] = self._postings.places(*key, self._docs)
        return self._read[key]


def _distance(places: _Places, left: LeafScore, right: LeafScore, docs: Ids) -> Floats:
    """The fewest words between a place of one leaf and one of the other in the same field; infinite without."""
    distance = np.full(docs.size, np.inf)
    for field in _common_fields(left, right):
        here, there = places.of(left, field), places.of(right, field)
        if not here.size or not there.size:
            continue
        after = there.searchsorted(here)
        owners = docs.searchsorted(here // PLACES)
        for neighbour in (after - 1, np.minimum(after, there.size - 1)):
            apart = np.abs(there[neighbour] - here)  # place -1 is the last one, which is far away or no nearer
            np.minimum.at(distance, owners, np.where(apart < PLACES // 2, apart, np.inf))
    return np.asarray(np.maximum(distance, 1.0))


def weight_of(leaf: Leaf) -> float:
    """The weight that a query gives to a leaf."""
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
