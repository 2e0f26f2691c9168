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
from search.places import PLACES
from search.postings import PostingReader
from search.query import Leaf, Term
from search.scoring import LeafScore

REACH = 8
"""Words apart beyond which a pair counts nothing."""
_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""

Marks = NDArray[np.bool_]
Pair = tuple[int, int]
"""Two leaves of a query, by their places among all."""


def neighbours(leaves: Sequence[LeafScore]) -> list[Pair]:
    """The words that follow each other in a query."""
    words = [place for place, score in enumerate(leaves) if isinstance(score.leaf, Term) and _names(score.leaf)]
    return list(pairwise(words[: _PAIRS + 1]))


def _names(leaf: Term) -> bool:
    return "title" in leaf.fields or "authors" in leaf.fields


def closeness(
    leaves: Sequence[LeafScore],
    pairs: Sequence[Pair],
    titled: Sequence[Marks | None],
    postings: PostingReader,
    docs: Ids,
) -> Floats:
    """The closeness of some pairs in each of the given records (rising), 0 to 1.

    Args:
        titled: of each leaf which of the records have it in their titles; None where no record at all has.
    """
    distance = np.full((len(pairs), docs.size), np.inf)
    _nearer(distance, "title", leaves, pairs, titled, postings, docs)
    named = [_in_names(score.leaf, postings, docs.size) for score in leaves[: pairs[-1][-1] + 1]]
    _nearer(distance, "authors", leaves, pairs, named, postings, docs)
    weights = np.array([min(leaves[left].idf, leaves[right].idf) for left, right in pairs])
    close = np.where(distance <= REACH, 1 / distance, 0.0)
    total = float(weights.sum())
    return np.asarray((weights[:, None] * close).sum(axis=0) / total) if total > 0 else np.zeros(docs.size)


def _in_names(leaf: Leaf, postings: PostingReader, count: int) -> Marks | None:
    """All records where some name has a word at all, which few words of a text are; None else."""
    known = isinstance(leaf, Term) and "authors" in leaf.fields and postings.knows(*leaf.lookup("authors"))
    return np.ones(count, dtype=bool) if known else None


def _nearer(
    distance: Floats,
    field: str,
    leaves: Sequence[LeafScore],
    pairs: Sequence[Pair],
    having: Sequence[Marks | None],
    postings: PostingReader,
    docs: Ids,
) -> None:
    """Lower the distances (of each pair in each record) to those in one field. Only records that may have both words
    of a pair in the field are looked at, which few do."""
    both = {pair: marks for pair in pairs if (marks := _both(having[pair[0]], having[pair[1]])) is not None}
    some = np.flatnonzero(np.logical_or.reduce(list(both.values()))) if both else np.empty(0, dtype=np.intp)
    if not some.size:
        return
    words = {place: leaf for pair in both for place in pair if isinstance(leaf := leaves[place].leaf, Term)}
    read = postings.places([leaf.lookup(field) for leaf in words.values()], docs[some])
    places = dict(zip(words, read, strict=True))
    for number, (left, right) in enumerate(pairs):
        if (left, right) in both:
            found = _distance(places[left], places[right], docs[some])
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
