"""Which records a query tree matches, and how often each leaf stands in each: arrays in, arrays out.

A leaf is read once per search; the matches of a tree are sets of document numbers, kept sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.schema import FIELD
from search.byte_cache import ByteCache
from search.columns import Columns, Floats, Ids
from search.postings import EMPTY, PLACES, PostingList, PostingReader
from search.query import (
    Bool,
    DateRange,
    Expansion,
    Leaf,
    MatchAll,
    MatchNone,
    Node,
    Phrase,
    Term,
)

_DENSE = 64
"""Postings of more than one record in so many are added up over all records."""


class LeafMatches(NamedTuple):
    """A leaf's records, rising, and the weighted, normalised frequency in each: the tf of BM25F."""

    docs: Ids
    frequency: NDArray[np.float32]


LeafCache = ByteCache[Leaf, tuple[NDArray[np.int32], NDArray[np.float32]]]
"""What leaves match, with document numbers in half the room."""


def leaf_cache(most: int) -> LeafCache:
    """A cache of at most so many bytes."""
    return ByteCache(most, lambda packed: packed[0].nbytes + packed[1].nbytes)


class Matcher:
    """Evaluates trees over one generation. Holds the leaves it has read; made anew for every search."""

    def __init__(
        self,
        columns: Columns,
        postings: PostingReader,
        expand: Callable[[Expansion], tuple[str, ...]],
        cache: LeafCache,
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._expand = expand
        self._cache = cache
        self._leaves: dict[Leaf, LeafMatches] = {}

    def docs(self, node: Node) -> Ids:
        """The live records that a tree matches, as rising document numbers."""
        if isinstance(node, MatchAll):
            return self._columns.live
        if isinstance(node, MatchNone):
            return EMPTY.docs
        if isinstance(node, DateRange):
            live = self._columns.live
            return live[self._columns.overlapping(node.first, node.last, live)]
        if isinstance(node, Bool):
            return self._bool(node)
        return self.leaf(node).docs

    def _bool(self, node: Bool) -> Ids:
        if node.must:
            found = reduce(_both, map(self.docs, dict.fromkeys(node.must)))
        elif node.should:
            found = union([self.docs(child) for child in dict.fromkeys(node.should)])
        else:
            found = self._columns.live if node.must_not else EMPTY.docs
        for child in dict.fromkeys(node.must_not):
            found = np.setdiff1d(found, self.docs(child), assume_unique=True)
        return found

    def leaf(self, leaf: Leaf) -> LeafMatches:
        """The records and frequencies of one leaf."""
        if leaf not in self._leaves:
            docs, frequency = self._cache.get(leaf, lambda: self._read(leaf))
            self._leaves[leaf] = LeafMatches(docs.astype(np.intp), frequency)
        return self._leaves[leaf]

    def _read(self, leaf: Leaf) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        docs, frequency = self._combined(self.lists(leaf))
        return docs.astype(np.int32), frequency.astype(np.float32)

    def lists(self, leaf: Leaf) -> list[tuple[str, PostingList]]:
        """The posting list of a leaf in each text field that has any."""
        if isinstance(leaf, Expansion):
            terms = self._expand(leaf)
            leaf = Term(leaf.text, terms, terms, leaf.fields, exact=True)
        lists = ((field, self._list(leaf, field)) for field in leaf.fields)
        return [(field, found) for field, found in lists if found.docs.size]

    def _combined(self, lists: Sequence[tuple[str, PostingList]]) -> tuple[Ids, Floats]:
        """The records of posting lists in several fields, and the sum of weighted, normalised frequencies in each."""
        tf = [FIELD[field].boost * found.freqs / self._columns.norms[field][found.docs] for field, found in lists]
        if len(lists) == 1:
            return lists[0][1].docs, tf[0]
        if sum(found.docs.size for _, found in lists) * _DENSE > self._columns.size:
            total = np.zeros(self._columns.size)
            for (_, found), part in zip(lists, tf, strict=True):
                total[found.docs] += part
            docs = np.flatnonzero(total != 0)
            return docs, total[docs]
        docs = union([found.docs for _, found in lists])
        total = np.zeros(docs.size)
        for (_, found), part in zip(lists, tf, strict=True):
            total[np.searchsorted(docs, found.docs)] += part
        return docs, total

    def _list(self, leaf: Term | Phrase, field: str) -> PostingList:
        return self._phrase(leaf, field) if isinstance(leaf, Phrase) else self._postings.union(*leaf.lookup(field))

    def _phrase(self, leaf: Phrase, field: str) -> PostingList:
        index_field, words = leaf.lookup(field)
        each = dict.fromkeys(terms for _, terms in words)
        docs = reduce(_both, (self._postings.union(index_field, terms).docs for terms in each))
        if leaf.slop == 0:
            found = self._side_by_side(index_field, words, docs)
        else:
            places = {terms: self._postings.positions(index_field, terms, docs) for terms in each}
            found = _near([_starts(*places[terms], offset) for offset, terms in words], leaf.slop)
        docs, freqs = np.unique(found, return_counts=True)
        return PostingList(docs, freqs.astype(np.float64))

    def _side_by_side(self, index_field: str, words: Sequence[tuple[int, tuple[str, ...]]], docs: Ids) -> Ids:
        """The record of every occurrence; each word is read once, only in the records where those before it fit."""
        fitting: Ids | None = None
        read: dict[tuple[str, ...], tuple[Ids, Ids]] = {}
        for offset, terms in words:
            if not docs.size:
                return docs
            if terms not in read:
                read[terms] = self._postings.positions(index_field, terms, docs)
            starts = _starts(*read[terms], offset)
            fitting = starts if fitting is None else _both(fitting, starts)
            docs = fitting // PLACES
            docs = docs[np.diff(docs, prepend=-1) > 0]
        return EMPTY.docs if fitting is None else fitting // PLACES


def _starts(where: Ids, positions: Ids, offset: int) -> Ids:
    """Where a phrase would begin, rising, for every place of the word at `offset`."""
    return where * PLACES + (positions - offset + PLACES // 2)


def _both(left: Ids, right: Ids) -> Ids:
    return np.intersect1d(left, right, assume_unique=True)


def union(sets: list[Ids]) -> Ids:
    """The sorted union of sorted sets."""
    if len(sets) < 2:
        return sets[0] if sets else EMPTY.docs
    merged = np.sort(np.concatenate(sets), kind="stable")  # which merges what is sorted in parts
    return merged[np.diff(merged, prepend=-1) > 0]


def _near(starts: list[Ids], slop: int) -> Ids:
    """The records in which some choice of one start a word spans at most `slop`, once each.

    All starts are sorted together; a window that holds one of every word and is no wider than `slop` is a match. The
    last place of each word before every start is carried along (`maximum.accumulate`), so that no window is missed.
    """
    keys = np.concatenate(starts)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    owners = np.repeat(np.arange(len(starts)), [start.size for start in starts])[order]
    oldest = np.full(keys.size, np.iinfo(np.int64).max)
    for owner in range(len(starts)):
        last = np.maximum.accumulate(np.where(owners == owner, keys, -1))
        oldest = np.minimum(oldest, last)
    return np.unique(keys[(oldest >= 0) & (keys - oldest <= slop)] // PLACES)


def frequency_at(doc: int, found: PostingList) -> float:
    """The frequency of a posting list in one record."""
    place = int(found.docs.searchsorted(doc))
    return float(found.freqs[place]) if place < found.docs.size and found.docs[place] == doc else 0.0
