"""Posting lists of one generation: the records that hold a word, in rising number, with its frequency in each.

A word is asked for by a *view* of a text field (`TextField.exact`: its surface terms; `TextField.stems`: their stems)
and some terms of that view. Lists are unions of entries, made by arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from index.analysis import dotted
from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.leaves import Leaf, Leaves
from index.schema import TEXT_FIELDS
from search.columns import Floats, Ids

_KEPT = 8_192
"""Words whose places in the dictionaries are kept."""
_DENSE = 64
"""A union with more postings than one record in so many is made over all records of the segment."""
_VIEWS = {
    **{field.stems: (field.name, True) for field in TEXT_FIELDS if field.stemmed},
    **{field.exact: (field.name, False) for field in TEXT_FIELDS},
}
"""The text field of each view, and whether it is one of stems."""
PLACES = 1 << 32
"""Document number and position in one integer: positions stay below 2**31, also after an offset is taken off."""


class PostingList(NamedTuple):
    """Document numbers, rising, and the frequency in each."""

    docs: Ids
    freqs: Floats


class Entries(NamedTuple):
    """Entries whose occurrences are added up, and those whose occurrences are taken off again."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]


_NOWHERE = np.empty(0, dtype=np.int64)
EMPTY = PostingList(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))


class PostingReader:
    """The posting lists of one generation; holds where words are in the dictionaries, and no list."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves.leaves
        self._entries = lru_cache(maxsize=_KEPT)(self._find)
        """(view, terms) -> the entries of each segment that has any."""

    def union(self, view: str, terms: tuple[str, ...]) -> PostingList:
        """The live records with any of the terms; frequencies add up."""
        lists = [found for leaf, entries in self._entries(view, terms) if (found := _read(leaf, entries)).docs.size]
        if len(lists) < 2:
            return lists[0] if lists else EMPTY
        return PostingList(
            np.concatenate([found.docs for found in lists]), np.concatenate([found.freqs for found in lists])
        )

    def document_frequency(self, view: str, terms: tuple[str, ...]) -> int:
        """How many live records have any of the terms; where the dictionary knows it, no posting is read."""
        count = 0
        for leaf, entries in self._entries(view, terms):
            if len(entries.plus) == 1 and not entries.minus and not leaf.deleted:
                count += leaf.arrays.frequency(entries.plus[0])
            else:
                count += _read(leaf, entries).docs.size
        return count

    def _find(self, view: str, terms: tuple[str, ...]) -> list[tuple[Leaf, Entries]]:
        field, stemmed = _VIEWS[view]
        find = _of_stems if stemmed else _of_surfaces
        found = ((leaf, find(leaf.arrays, field, terms)) for leaf in self._leaves)
        return [(leaf, entries) for leaf, entries in found if entries.plus]

    def places(self, view: str, terms: tuple[str, ...], docs: Ids) -> Ids:
        """Every place of any of the terms in the given live records (rising), as document number * PLACES + position,
        rising, none twice."""
        parts = [_NOWHERE]
        for leaf, entries in self._entries(view, terms):
            first, last = docs.searchsorted((leaf.base, leaf.base + leaf.count))
            if first < last:
                local = docs[first:last] - leaf.base
                parts.append(_places(leaf.arrays, entries, local) + leaf.base * PLACES)
        return np.concatenate(parts)


def _of_surfaces(arrays: SegmentArrays, field: str, terms: tuple[str, ...]) -> Entries:
    found = (arrays.entry(field, term.encode("utf-8")) for term in dict.fromkeys(terms))
    return Entries(tuple(entry for entry in found if entry is not None), ())


def _of_stems(arrays: SegmentArrays, field: str, terms: tuple[str, ...]) -> Entries:
    """The entries of all words with one of the stems. An acronym is never stemmed: of a word that stands for its stem
    the occurrences as an acronym, which have a dotted name, are taken off, unless the word itself is asked for."""
    first, end = arrays.entries(field)
    plus: dict[int, None] = {}
    minus: dict[int, None] = {}
    for stem in terms:
        group = arrays.group(stem.encode("utf-8"))
        for entry in group[(group >= first) & (group < end)].tolist():
            plus[entry] = None
            word = str(arrays.term(entry), "utf-8")
            if word not in terms and word.isalpha():
                twin = arrays.entry(field, dotted(word).encode("utf-8"))
                if twin is not None:
                    minus[twin] = None
    for word in terms:
        own = arrays.entry(field, word.encode("utf-8"))
        if own is not None and own not in plus:
            twin = arrays.entry(field, dotted(word).encode("utf-8"))
            if twin is not None:
                plus[twin] = None
    return Entries(tuple(plus), tuple(minus))


def _read(leaf: Leaf, entries: Entries) -> PostingList:
    """The live records of some entries of one segment."""
    lists = [leaf.arrays.postings(entry) for entry in entries.plus]
    if len(lists) == 1 and not entries.minus:
        docs, freqs = lists[0][0].astype(np.intp), lists[0][1].astype(np.float64)
    else:
        taken = [leaf.arrays.postings(entry) for entry in entries.minus]
        docs, freqs = _added(lists, taken, leaf.count)
    if leaf.deleted:
        there = leaf.is_live[docs]
        docs, freqs = docs[there], freqs[there]
    return PostingList(docs + leaf.base if leaf.base else docs, freqs)


def _added(
    lists: Sequence[tuple[Array, Array]], taken: Sequence[tuple[Array, Array]], count: int
) -> tuple[Ids, Floats]:
    """Frequencies added up, others taken off; the records for which something is left."""
    docs = np.concatenate([docs for docs, _ in (*lists, *taken)])
    return sums(
        docs, np.concatenate([*(1.0 * freqs for _, freqs in lists), *(-1.0 * freqs for _, freqs in taken)]), count
    )


def sums(docs: Ids, weights: Floats, size: int) -> tuple[Ids, Floats]:
    """Weights added up by record, all document numbers below `size`: the records with more than nothing, rising."""
    if docs.size * _DENSE > size:
        total = np.bincount(docs, weights, size)
        some = found = np.flatnonzero(total > 0)
    else:
        every, places = np.unique(docs, return_inverse=True)
        total = np.bincount(places, weights)
        some = np.flatnonzero(total > 0)
        found = every[some]
    return np.asarray(found, dtype=np.intp), np.asarray(total[some], dtype=np.float64)


def _places(arrays: SegmentArrays, entries: Entries, docs: Ids) -> Ids:
    """Every place of some entries in some records of one segment, as document number * PLACES + position, rising."""
    parts = [part for entry in entries.plus if (part := _places_of(arrays, entry, docs)).size]
    places = np.unique(np.concatenate(parts)) if len(parts) > 1 else parts[0] if parts else _NOWHERE
    for entry in entries.minus:
        places = np.setdiff1d(places, _places_of(arrays, entry, docs), assume_unique=True)
    return places


def _places_of(arrays: SegmentArrays, entry: int, docs: Ids) -> Ids:
    having, freqs = arrays.postings(entry)
    at = np.minimum(having.searchsorted(docs.astype(having.dtype)), having.size - 1)  # else all are converted
    found = having[at] == docs
    if not found.any():
        return _NOWHERE
    at, docs = at[found], docs[found]
    ends = freqs[: at[-1] + 1].cumsum(dtype=np.int64)[at]
    counts = freqs[at].astype(np.int64)
    before = np.cumsum(counts) - counts
    where = np.repeat(ends - counts - before, counts) + np.arange(int(counts.sum()))
    start = int(arrays.terms["entry_values"][entry])
    return np.repeat(docs, counts) * PLACES + arrays.terms["places"][start + where]
