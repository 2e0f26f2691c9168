"""BM25F over arrays, weighted by how often a word repeats; each score can be explained as a tree.

For a leaf t and a record d, the frequencies of t in the fields of d are weighted and normalised, added, and only then
saturated (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004):

    tf(t, d) = sum over fields f of  boost_f * freq(t, d, f) / (1 - b_f + b_f * length(d, f) / average length(f))
    score(t, d) = count_t * weight_t * idf(t) * burst(t) * tf / (k1 + tf)
    idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5))          burst(t) = (1 + sum of boost_f * freq(t, d, f)) / n

N is the number of records, n that of records with t in any of its fields, count_t how often the query says t. `burst`
is the factor (F + 1) / n of the model InB2 (Amati and van Rijsbergen, "Probabilistic models of information retrieval
based on measuring the divergence from randomness", TOIS 2002): a word that comes again and again where it comes at
all tells more of what a record is about. The best records are then ranked anew (`search.rerank`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from index.schema import FIELD
from search.columns import Columns
from search.id_sets import Floats, Ids
from search.matching import K1, LeafMatches, Matcher
from search.query import Leaf, Node, Term, scoring_leaves
from search.result import Explanation

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
    def weight(self) -> float:
        """The weight that the query gives to it."""
        return self.leaf.weight if isinstance(self.leaf, Term) else 1.0

    @property
    def scale(self) -> float:
        """What the saturated frequencies are multiplied by."""
        return self.count * self.weight * self.idf * self.burst

    def scores(self, out: Floats | None = None) -> Floats:
        """What it adds to the score of each of its records."""
        return np.multiply(self.matches.saturation, self.scale, out=out, dtype=np.float64)


class Scorer:
    """Scores the records of one query over one generation. Holds its leaves' statistics."""

    def __init__(self, query: Node, columns: Columns, matcher: Matcher) -> None:
        self._columns = columns
        self._matcher = matcher
        leaves = Counter(scoring_leaves(query))
        self.leaves = [self._statistics(leaf, count, matcher.leaf(leaf)) for leaf, count in leaves.items()]

    def _statistics(self, leaf: Leaf, count: int, matches: LeafMatches) -> LeafScore:
        live, having = self._columns.live_count, matches.docs.size
        idf = math.log(1 + (live - having + 0.5) / (having + 0.5))
        return LeafScore(leaf, count, matches, idf, (1 + matches.mass) / max(having, 1))

    def scores(self, docs: Ids) -> Floats:
        """The scores of the given records (rising)."""
        if len(self.leaves) == 1 and np.array_equal(self.leaves[0].matches.docs, docs):
            return self.leaves[0].scores()
        if docs.size * _SPARSE < self._columns.size and "_total" not in self.__dict__:
            return self._scores_at(docs)
        return np.asarray(self._total.take(docs))

    @cached_property
    def _total(self) -> Floats:
        """The scores of all records, 0 of those without any leaf."""
        ends = [0, *accumulate(score.matches.docs.size for score in self.leaves)]
        docs, added = np.empty(ends[-1], dtype=np.intp), np.empty(ends[-1])
        for (first, end), score in zip(pairwise(ends), self.leaves, strict=True):
            docs[first:end] = score.matches.docs
            score.scores(added[first:end])
        return np.asarray(np.bincount(docs, added, self._columns.size))

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

    def explain(self, doc: int) -> Explanation:
        """The score of a record as a tree."""
        found = [(score, value) for score in self.leaves if (value := score.matches.at(doc))]
        parts = [self._explain_leaf(score, doc, saturation) for score, saturation in found[:EXPLAINED_WORDS]]
        rest = found[EXPLAINED_WORDS:]
        if rest:
            total = math.fsum(score.scale * saturation for score, saturation in rest)
            parts.append(Explanation(total, f"{len(rest)} other words"))
        return sum_of("sum over the words found", parts)

    def _explain_leaf(self, score: LeafScore, doc: int, saturation: float) -> Explanation:
        """What a leaf adds to the score of a record that has it."""
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
                Explanation(score.count * score.weight, "weight of the word, times how often it was typed"),
                Explanation(score.idf, f"rarity (idf): in {having:,} of {self._columns.live_count:,} records"),
                Explanation(score.burst, "how often it stands in a record that has it (burst)"),
                frequency,
                Explanation(saturation / frequency.value, f"saturation: 1 / ({K1:g} + weighted frequency)"),
            ],
        )


def sum_of(what: str, parts: Sequence[Explanation]) -> Explanation:
    """A node whose value is the sum of its parts."""
    return Explanation(math.fsum(part.value for part in parts), what, "sum", tuple(parts))


def product_of(what: str, parts: Sequence[Explanation]) -> Explanation:
    """A node whose value is the product of its parts."""
    return Explanation(math.prod(part.value for part in parts), what, "product", tuple(parts))
