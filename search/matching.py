"""Which records a query tree matches, and how much of each leaf stands in each: arrays in, arrays out.

A leaf is read once per search; the matches of a tree are sets of document numbers, kept sorted.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.schema import FIELD
from search.byte_cache import ByteCache
from search.columns import Columns
from search.id_sets import Bits, DocSet, Ids, among, packed, rising, run_starts, sums, union
from search.looked_up import Lookup
from search.places import PLACES, near
from search.postings import EMPTY, PostingList, PostingReader
from search.query import (
    AnyOf,
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

_BITS = 16
"""More records than one in so many are kept as bits too."""
K1 = 1.0
"""How soon a frequency is saturated."""


class LeafMatches(NamedTuple):
    """A leaf's records, rising; tf / (tf + K1) of each, where tf is the weighted, normalised frequency of BM25F; the
    weighted frequencies of all records added up; the records with the leaf in their titles, rising; and the bits of
    `docs`, where these are many."""

    docs: NDArray[np.int32]
    saturation: NDArray[np.float32]
    mass: float
    titled: NDArray[np.int32]
    bits: Bits | None = None

    @property
    def nbytes(self) -> int:
        """The bytes of all arrays."""
        bits = 0 if self.bits is None else self.bits.nbytes
        return self.docs.nbytes + self.saturation.nbytes + self.titled.nbytes + bits

    def in_title(self, docs: Ids, size: int) -> NDArray[np.bool_] | None:
        """Which of some records (rising, below `size`) have the leaf in their titles; None where no record has."""
        return among(docs, self.titled, size) if self.titled.size else None

    def at(self, doc: int) -> float:
        """The saturated frequency in a record, 0 where the leaf is not in it."""
        place = int(self.docs.searchsorted(doc))
        return float(self.saturation[place]) if place < self.docs.size and self.docs[place] == doc else 0.0


_NONE = np.empty(0, dtype=np.int32)
NO_MATCHES = LeafMatches(_NONE, np.empty(0, dtype=np.float32), 0.0, _NONE)
"""What a leaf has that was not looked up in time."""

LeafCache = ByteCache[Leaf, LeafMatches]


def leaf_cache(most: int) -> LeafCache:
    """A cache of at most so many bytes."""
    return ByteCache(most, lambda matches: matches.nbytes)


class Matcher:
    """Evaluates trees over one generation. Holds the leaves it has read, and whether some were not read because the
    deadline (of `time.perf_counter`) had passed; made anew for every search."""

    def __init__(
        self,
        columns: Columns,
        postings: PostingReader,
        expand: Callable[[Expansion], tuple[str, ...]],
        cache: LeafCache,
        deadline: float = math.inf,
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._expand = expand
        self._cache = cache
        self._deadline = deadline
        self._leaves: dict[Leaf, LeafMatches] = {}
        self._lists: dict[Leaf, dict[str, list[PostingList]]] = {}
        self.partial = False

    def prepare(self, leaves: Iterable[Leaf]) -> None:
        """Look the words of leaves up all at once that are going to be read; what is expanded waits for its turn."""
        new = [leaf for leaf in leaves if not isinstance(leaf, Expansion) and leaf not in self._cache]
        if len(new) > 1:
            self._look_up(new)

    def _look_up(self, leaves: Iterable[Leaf]) -> None:
        self._postings.prepare(
            lookup
            for leaf in leaves
            for name, field in product(self._names(leaf), leaf.fields)
            for lookup in _lookups(name, field)
        )

    def found(self, node: Node, within: Bits | None = None) -> DocSet:
        """The live records that a tree matches; those that are not in `within` may be left out."""
        return self._bool(node, within) if isinstance(node, Bool) else self._set(self._records(node))

    def docs(self, node: Node) -> Ids:
        """The live records that a tree matches, as rising document numbers."""
        return self.found(node).docs

    def _set(self, docs: NDArray[Any]) -> DocSet:
        return DocSet(docs.astype(np.intp, copy=False), self._columns.size)

    def _records(self, node: Node) -> NDArray[Any]:
        if isinstance(node, MatchAll):
            return self._columns.live
        if isinstance(node, MatchNone):
            return EMPTY.docs
        if isinstance(node, DateRange):
            live = self._columns.live
            return live.compress(self._columns.overlapping(node.first, node.last, live))
        return self._sets(node)

    def _bool(self, node: Bool, within: Bits | None) -> DocSet:
        if node.must:
            found = self._set(reduce(self._both, map(self._sets, dict.fromkeys(node.must))))
        elif node.should:
            found = self._any(dict.fromkeys(node.should), within)
        else:
            found = self._set(self._columns.live if node.must_not else EMPTY.docs)
        for child in dict.fromkeys(node.must_not):
            found = found.compress(~among(found.docs, self._sets(child), self._columns.size))
        return found

    def _any(self, nodes: Iterable[Node], within: Bits | None) -> DocSet:
        sets, bits = [], []
        for node in nodes:
            own = self.leaf(node).bits if isinstance(node, Leaf) else None
            if own is None:
                sets.append(self._sets(node))
            else:
                bits.append(own)
        return union(sets, self._columns.size, bits, within)

    def _sets(self, node: Node) -> NDArray[Any]:
        """As `docs`, in whatever whole numbers they lie."""
        return self.leaf(node).docs if isinstance(node, Leaf) else self.docs(node)

    def _both(self, left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
        few, many = sorted((left, right), key=len)
        return few.compress(among(few, many, self._columns.size))

    def leaf(self, leaf: Leaf) -> LeafMatches:
        """The records of one leaf and how much of it is in each."""
        if leaf not in self._leaves and time.perf_counter() > self._deadline:
            self.partial = True
            self._leaves[leaf] = NO_MATCHES
        if leaf not in self._leaves:
            self._leaves[leaf] = self._cache.get(leaf, lambda: self._read(leaf))
        return self._leaves[leaf]

    def _read(self, leaf: Leaf) -> LeafMatches:
        self._look_up([leaf])
        docs, frequencies, mass = [EMPTY.docs], [EMPTY.freqs], 0.0
        titled: list[Ids] = []
        for one, field in product(self._names(leaf), leaf.fields):
            found = self._occurrences(one, field)
            weighted = found.freqs * FIELD[field].boost
            docs.append(found.docs)
            frequencies.append(weighted * self._columns.norms[field].take(found.docs))
            mass += float(weighted.sum())
            if field == "title":
                titled.append(found.docs)
        owners, tf = sums(np.concatenate(docs), np.concatenate(frequencies), self._columns.size)
        titles = rising(np.concatenate(titled)).astype(np.int32) if titled else _NONE
        bits = packed(owners, self._columns.size) if owners.size * _BITS > self._columns.size else None
        return LeafMatches(owners.astype(np.int32), (tf / (tf + K1)).astype(np.float32), mass, titles, bits)

    def _occurrences(self, name: Term | Phrase, field: str) -> PostingList:
        return (
            self._phrase(name, field) if isinstance(name, Phrase) else self._postings.occurrences(*name.lookup(field))
        )

    def _names(self, leaf: Leaf) -> tuple[Term | Phrase, ...]:
        """What a leaf is looked up as; an expansion as one word."""
        if isinstance(leaf, AnyOf):
            return leaf.alternatives
        if not isinstance(leaf, Expansion):
            return (leaf,)
        terms = self._expand(leaf)
        return (Term(leaf.text, terms, terms, leaf.fields, exact=True),)

    def frequencies(self, leaf: Leaf, doc: int) -> Iterator[tuple[str, float]]:
        """Each text field of a record that a leaf stands in, and how often."""
        if leaf not in self._lists:
            names = self._names(leaf)
            self._lists[leaf] = {field: [self._list(one, field) for one in names] for field in leaf.fields}
        for field, found in self._lists[leaf].items():
            freq = sum(_frequency_at(doc, one) for one in found)
            if freq:
                yield field, freq

    def _list(self, leaf: Term | Phrase, field: str) -> PostingList:
        return self._phrase(leaf, field) if isinstance(leaf, Phrase) else self._postings.union(*leaf.lookup(field))

    def _phrase(self, leaf: Phrase, field: str) -> PostingList:
        index_field, words = leaf.lookup(field)
        each = dict.fromkeys(terms for _, terms in words)
        if not all(self._postings.knows(index_field, terms) for terms in each):
            return EMPTY
        docs = reduce(self._both, (self._postings.union(index_field, terms).docs for terms in each))
        if leaf.slop == 0:
            found = self._side_by_side(index_field, words, docs)
        else:
            read = self._postings.places([(index_field, terms) for terms in each], docs)
            places = dict(zip(each, read, strict=True))
            found = near([_starts(places[terms], offset) for offset, terms in words], leaf.slop)
        docs, freqs = np.unique(found, return_counts=True)
        return PostingList(docs, freqs.astype(np.float64))

    def _side_by_side(self, index_field: str, words: Sequence[tuple[int, tuple[str, ...]]], docs: Ids) -> Ids:
        """The record of every occurrence; each word is read once, only in the records where those before it fit."""
        fitting: Ids | None = None
        read: dict[tuple[str, ...], Ids] = {}
        for offset, terms in words:
            if not docs.size:
                return docs
            if terms not in read:
                [read[terms]] = self._postings.places([(index_field, terms)], docs)
            starts = _starts(read[terms], offset)
            fitting = starts if fitting is None else np.intersect1d(fitting, starts, assume_unique=True)
            docs = fitting // PLACES
            docs = docs.take(run_starts(docs))
        return EMPTY.docs if fitting is None else fitting // PLACES


def _lookups(name: Term | Phrase, field: str) -> Iterator[Lookup]:
    """Every word of a name in a text field."""
    if isinstance(name, Phrase):
        index_field, words = name.lookup(field)
        yield from ((index_field, terms) for _, terms in words)
    else:
        yield name.lookup(field)


def _starts(places: Ids, offset: int) -> Ids:
    """Where a phrase would begin, rising, for every place of the word at `offset`."""
    return places + (PLACES // 2 - offset)


def _frequency_at(doc: int, found: PostingList) -> float:
    place = int(found.docs.searchsorted(doc))
    return float(found.freqs[place]) if place < found.docs.size and found.docs[place] == doc else 0.0
