"""Which records a query tree matches, and how often each leaf stands in each: arrays in, arrays out.

A leaf is read once per search; the matches of a tree are sets of document numbers, kept sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

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


@dataclass(frozen=True, slots=True)
class LeafMatches:
    """A leaf's records: all of them, sorted, and its posting list in each text field that has any."""

    docs: Ids
    fields: tuple[tuple[str, PostingList], ...]


class Matcher:
    """Evaluates trees over one generation. Holds the leaves it has read; made anew for every search."""

    def __init__(
        self, columns: Columns, postings: PostingReader, expand: Callable[[Expansion], tuple[str, ...]]
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._expand = expand
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
            self._leaves[leaf] = self._read(leaf)
        return self._leaves[leaf]

    def _read(self, leaf: Leaf) -> LeafMatches:
        if isinstance(leaf, Expansion):
            terms = self._expand(leaf)
            leaf = Term(leaf.text, terms, terms, leaf.fields, exact=True)
        lists = [(field, self._list(leaf, field)) for field in leaf.fields]
        kept = tuple((field, found) for field, found in lists if found.docs.size)
        return LeafMatches(union([found.docs for _, found in kept]), kept)

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


def scatter(docs: Ids, found: PostingList) -> Floats:
    """A posting list's frequencies at the given records (rising), 0 where it has none."""
    freqs = np.zeros(docs.size)
    if docs.size < found.docs.size:
        places = np.searchsorted(found.docs, docs)
        inside = places < found.docs.size
        inside[inside] = found.docs[places[inside]] == docs[inside]
        freqs[inside] = found.freqs[places[inside]]
        return freqs
    places = np.searchsorted(docs, found.docs)
    inside = places < docs.size
    inside[inside] = docs[places[inside]] == found.docs[inside]
    freqs[places[inside]] = found.freqs[inside]
    return freqs
