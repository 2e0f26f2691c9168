"""How close together neighbouring words of a query stand in the titles and names of some records.

Of every two words that follow each other in the query the fewest words between them in one field is looked for; 1 by
that distance counts, weighted by the rarer half of what the pair could give: a record in which all neighbours stand
side by side has 1, one where none come near each other 0. Whoever types part of a title finds it by that; in summaries
and bodies it was of no use on any judged collection, and their words are many.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.id_sets import Floats, Ids
from search.matching import NAMES
from search.places import PLACES
from search.postings import PostingReader
from search.query import Leaf, Term
from search.scoring import LeafScore

REACH = 8
"""Words apart beyond which a pair counts nothing."""
_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""

Marks = NDArray[np.bool_]
Pair = tuple[LeafScore, LeafScore]


def neighbours(leaves: Sequence[LeafScore]) -> list[Pair]:
    """The words that follow each other in a query."""
    fields = set(NAMES)
    words = [score for score in leaves if isinstance(score.leaf, Term) and not fields.isdisjoint(score.leaf.fields)]
    return list(pairwise(words[: _PAIRS + 1]))


def closeness(pairs: Sequence[Pair], postings: PostingReader, docs: Ids, size: int) -> Floats:
    """The closeness of some pairs in each of the given records (rising, below `size`), 0 to 1."""
    distance = np.full((len(pairs), docs.size), np.inf)
    for field in NAMES:
        _nearer(distance, field, pairs, postings, docs, size)
    weights = np.array([min(left.idf, right.idf) for left, right in pairs])
    close = np.where(distance <= REACH, 1 / distance, 0.0)
    total = float(weights.sum())
    return np.asarray((weights[:, None] * close).sum(axis=0) / total) if total > 0 else np.zeros(docs.size)


def _nearer(distance: Floats, field: str, pairs: Sequence[Pair], postings: PostingReader, docs: Ids, size: int) -> None:
    """Lower the distances (of each pair in each record) to those in one field. Only records that have both words of a
    pair in the field are looked at, which few have."""
    having = {score.leaf: score.matches.named(field, docs, size) for pair in pairs for score in pair}
    both = [_both(having[left.leaf], having[right.leaf]) for left, right in pairs]
    known = [places for places in both if places is not None]
    some = np.flatnonzero(np.logical_or.reduce(known)) if known else np.empty(0, dtype=np.intp)
    if not some.size:
        return
    words = [leaf for leaf, there in having.items() if there is not None and isinstance(leaf, Term)]
    read = postings.places([leaf.lookup(field) for leaf in words], docs[some])
    places: dict[Leaf, Ids] = dict(zip(words, read, strict=True))
    for number, (left, right) in enumerate(pairs):
        if both[number] is not None:
            found = _distance(places[left.leaf], places[right.leaf], docs[some])
            distance[number, some] = np.minimum(distance[number, some], found)


def _both(left: Marks | None, right: Marks | None) -> Marks | None:
    return None if left is None or right is None else left & right


def _distance(here: Ids, there: Ids, docs: Ids) -> Floats:
    """The fewest words between a place of one word and one of another in each record; infinite without."""
    distance = np.full(docs.size, np.inf)
    if here.size and there.size:
        after = there.searchsorted(here)
        behind, before = there.take(after - 1), there.take(np.minimum(after, there.size - 1))
        # where nothing is behind a place, that is the last place of all, which is far away or no nearer
        apart = np.minimum(np.abs(here - behind), np.abs(before - here))
        near = np.flatnonzero(apart < PLACES // 2)
        np.minimum.at(distance, docs.searchsorted(here[near] // PLACES), apart[near])
    return np.asarray(np.maximum(distance, 1.0))
