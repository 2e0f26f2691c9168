"""How close together neighbouring words of a query stand in some records.

Of every two words that follow each other in the query the fewest words between them in one field is looked for; 1 by
that distance counts, weighted by the rarer half of what the pair could give: a record in which all neighbours stand
side by side has 1, one where none come near each other 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.columns import Floats, Ids
from search.postings import PLACES, PostingReader
from search.query import Term
from search.scoring import LeafScore

REACH = 8
"""Words apart beyond which a pair counts nothing."""
_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""

Pair = tuple[LeafScore, LeafScore]


def neighbours(leaves: Sequence[LeafScore]) -> list[Pair]:
    """The words that follow each other in a query."""
    words = [score for score in leaves if isinstance(score.leaf, Term) and len(score.leaf.fields) > 1]
    return list(pairwise(words[: _PAIRS + 1]))


def closeness(pairs: Sequence[Pair], postings: PostingReader, docs: Ids) -> Floats:
    """The closeness of some pairs in each of the given records (rising), 0 to 1."""
    found = np.zeros(docs.size)
    weights = [min(left.idf, right.idf) for left, right in pairs]
    places = _Places(postings, docs)
    for (left, right), weight in zip(pairs, weights, strict=True):
        distance = _distance(places, left, right, docs)
        near = distance <= REACH
        found[near] += weight / distance[near]
    total = sum(weights)
    return found / total if total > 0 else found


class _Places:
    """Where words stand in some records (rising); each is read once."""

    def __init__(self, postings: PostingReader, docs: Ids) -> None:
        self._postings = postings
        self._docs = docs
        self._read: dict[tuple[str, tuple[str, ...]], Ids] = {}

    def of(self, score: LeafScore, field: str) -> Ids:
        """Every place of a word in a field, as one rising number each."""
        assert isinstance(score.leaf, Term)  # noqa: S101 - `neighbours` gives nothing else
        key = score.leaf.lookup(field)
        if key not in self._read:
            self._read[key] = self._postings.places(*key, self._docs)
        return self._read[key]


def _distance(places: _Places, left: LeafScore, right: LeafScore, docs: Ids) -> Floats:
    """The fewest words between a place of one leaf and one of the other in the same field; infinite without."""
    distance = np.full(docs.size, np.inf)
    for field in _common_fields(left, right):
        here = places.of(left, field)
        there = places.of(right, field) if here.size else here
        if not there.size:
            continue
        after = there.searchsorted(here)
        owners = docs.searchsorted(here // PLACES)
        for neighbour in (after - 1, np.minimum(after, there.size - 1)):
            apart = np.abs(there[neighbour] - here)  # place -1 is the last one, which is far away or no nearer
            np.minimum.at(distance, owners, np.where(apart < PLACES // 2, apart, np.inf))
    return np.asarray(np.maximum(distance, 1.0))


def _common_fields(left: LeafScore, right: LeafScore) -> Sequence[str]:
    return [field for field in left.leaf.fields if field in right.leaf.fields]
