"""How close together neighbouring words of a query stand in the titles and names of some records.

Of every two words that follow each other in the query the fewest words between them in one field is looked for; 1 by
that distance counts, weighted by the rarer half of what the pair could give: a record in which all neighbours stand
side by side has 1, one where none come near each other 0. Whoever types part of a title finds it by that; in summaries
and bodies it was of no use on any judged collection, and their words are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from search.byte_cache import ByteCache
from search.id_sets import Floats, Ids, Marks, places_of, rising
from search.looked_up import Lookup
from search.places import NOWHERE, PLACES, places_in
from search.postings import PostingReader
from search.query import Expansion, Leaf, Term, names_of
from search.scoring import LeafScore

REACH = 8
"""Words apart beyond which a pair counts nothing."""
_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""

Pair = tuple[int, int]
"""Two leaves of a query, by their places among all."""


class NamePlaces:
    """Where words stand in titles and names. Holds the places of those that were asked for last, of at most `most`
    bytes: there are few beside those in summaries and bodies."""

    def __init__(self, postings: PostingReader, most: int) -> None:
        self._postings = postings
        self._cache: ByteCache[tuple[Leaf, str], Ids] = ByteCache(most, lambda places: places.nbytes)

    def of(self, score: LeafScore, field: str) -> Ids:
        """Every place of a word of a query in the titles or names of all records, rising (`search.places`)."""
        if field not in score.leaf.fields:
            return NOWHERE
        return self._cache.get((score.leaf, field), lambda: self._read(field, score))

    def _read(self, field: str, score: LeafScore) -> Ids:
        lookups = [word.lookup(field) for word in _words(score.leaf)]
        docs = score.matches.titled.astype(np.intp) if field == "title" else self._having(lookups)
        places = self._postings.places(lookups, docs) if docs.size else [NOWHERE]
        return places[0] if len(places) == 1 else rising(np.concatenate(places))

    def _having(self, lookups: Iterable[Lookup]) -> Ids:
        return rising(np.concatenate([self._postings.union(*lookup).docs for lookup in lookups]))


def neighbours(leaves: Sequence[LeafScore]) -> list[Pair]:
    """The words that follow each other in a query."""
    words = [place for place, score in enumerate(leaves) if _words(score.leaf) and _names(score.leaf)]
    return list(pairwise(words[: _PAIRS + 1]))


def _words(leaf: Leaf) -> list[Term]:
    """The single words that a leaf stands as; a word with other names has several."""
    return [] if isinstance(leaf, Expansion) else [name for name in names_of(leaf) if isinstance(name, Term)]


def _names(leaf: Leaf) -> bool:
    return "title" in leaf.fields or "authors" in leaf.fields


def closeness(
    leaves: Sequence[LeafScore],
    pairs: Sequence[Pair],
    titled: Sequence[Marks | None],
    names: NamePlaces,
    docs: Ids,
) -> Floats:
    """The closeness of some pairs in each of the given records (rising), 0 to 1.

    Args:
        titled: of each leaf which of the records have it in their titles; None where no record at all has.
    """
    total = 0.0
    sums = np.zeros(docs.size)
    for left, right in pairs:
        one, other = leaves[left], leaves[right]
        weight = min(one.idf, other.idf)
        total += weight
        distance = np.full(docs.size, np.inf)
        both = _both(titled[left], titled[right])
        if both.size:
            distance[both] = _distances(names.of(one, "title"), names.of(other, "title"), docs[both])
        here, there = names.of(one, "authors"), names.of(other, "authors")
        if here.size and there.size:
            distance = np.minimum(distance, _distances(here, there, docs))
        near = places_of(distance <= REACH)
        sums[near] += weight / distance[near]
    return sums / total if total > 0 else sums


def _both(left: Marks | None, right: Marks | None) -> Ids:
    """The places of what is marked twice."""
    return NOWHERE if left is None or right is None else places_of(left & right)


def _distances(here: Ids, there: Ids, docs: Ids) -> Floats:
    """The fewest words between a place of one word and one of another in each of some records (rising); infinite
    without."""
    here, there = places_in(here, docs), places_in(there, docs)
    distance = np.full(docs.size, np.inf)
    if here.size and there.size:
        after = there.searchsorted(here)
        behind, before = there.take(after - 1), there.take(np.minimum(after, there.size - 1))
        # where nothing is behind a place, that is the last place of all, which is far away or no nearer
        apart = np.minimum(np.abs(here - behind), np.abs(before - here))
        near = places_of(apart < PLACES // 2)
        np.minimum.at(distance, docs.searchsorted(here[near] // PLACES), apart[near])
    return np.asarray(np.maximum(distance, 1.0))
