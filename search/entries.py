"""What can be suggested: titles and facet values of a generation, found by words typed in part, the best first.

Every typed word must begin a word of the entry. Those that begin with the whole typed text come first, then the
others, and only where these are too few those with typos. Among equals: the more used and the newer. Each segment gives
its entries in the order of what its own uses are worth (`index.tables.entries`); a value that several segments have
is worth the sum, and is found by looking no deeper into each than could change the order (the threshold algorithm:
Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", JCSS 2003).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.leaves import Leaf
from index.tables.entries import worth_of
from search.id_sets import Floats, Ids, marked, places_of
from search.typed import WordTable, typos

Ranks = NDArray[np.uint32]

_KINDS = ("title", "author", "topic")
NO_RANKS = np.empty(0, dtype=np.uint32)
_KEPT = 9
"""Lists of fitting entries that are kept: all that one text is completed by, with typos and without, of each kind."""
_SPARSE = 64
"""A list with less than one entry in so many is sorted, a longer one marked."""
_DEEPER = 4
"""How many times as many entries of each segment are looked at where the first do not decide."""


def fitting(words: WordTable, size: int, typed: Sequence[str], most: int) -> Ranks:
    """The entries, of `size` by number, in which every typed word begins a word, with at most so many typos, rising."""
    found: Ranks | None = None
    for word in sorted(typed, key=len, reverse=True):  # the longest first: it is in the fewest
        items = words.near(word, most) if most else words.beginning(word)
        if not items.size:
            return NO_RANKS
        if found is None and items.size * _SPARSE < size:
            found = np.unique(items)
            continue
        marks = marked(items, size)
        found = places_of(marks).astype(np.uint32) if found is None else found[marks[found]]
    return NO_RANKS if found is None else found


def without(ranks: Ranks, others: Ranks) -> Ranks:
    """Ranks (rising) without some others (rising)."""
    return ranks[~np.isin(ranks, others, assume_unique=True)] if others.size else ranks


class SegmentEntries:
    """The entries of one segment: "title", "author" or "topic"."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self._words = {kind: WordTable(arrays.table, kind) for kind in _KINDS}

    def numbers(self, kind: str, ranks: Ranks) -> NDArray[np.uint32]:
        """Records or values by their ranks."""
        return self._arrays.table(f"entries_{kind}")[ranks]

    def text(self, kind: str, rank: int) -> str:
        """The text of a value."""
        return self._arrays.text(f"facet_{kind}", int(self._arrays.table(f"entries_{kind}")[rank]))

    def hashes(self, kind: str, ranks: Ranks) -> NDArray[np.uint64]:
        """The hashes by which values of two segments are matched."""
        return self._arrays.docs[f"facet_{kind}_hash"][self.numbers(kind, ranks)]

    def worth(self, kind: str, ranks: Ranks) -> Floats:
        """What the uses of some entries are worth, by records that are there or were."""
        numbers = self.numbers(kind, ranks)
        if kind == "title":
            return worth_of(self._arrays.docs["first_day"][numbers])
        return np.asarray(self._arrays.table(f"worth_{kind}")[numbers])

    def fitting(self, kind: str, typed: Sequence[str], most: int) -> Ranks:
        """The ranks of the entries in which every typed word begins a word, with at most so many typos, rising."""
        return fitting(self._words[kind], self._arrays.table(f"entries_{kind}").size, typed, most)

    def begins(self, typed: Sequence[str], ranks: Ranks) -> NDArray[np.bool_]:
        """Which titles (ranks, rising) begin with the typed text, as far as it has no punctuation."""
        if not ranks.size:
            return np.zeros(0, dtype=bool)
        text = " ".join(typed).encode("utf-8")
        order = self._arrays.table("title_order")
        first = self._place(text, 0, order.size)
        end = self._place(text + b"\xff", first, order.size)
        return marked(order[first:end], order.size)[ranks]

    def _place(self, key: bytes, first: int, end: int) -> int:
        """The place among all titles, in the order of their sort keys, of the first that is not less than a key."""
        order, numbers = self._arrays.table("title_order"), self._arrays.table("entries_title")
        offsets, data = self._arrays.docs["title_offsets"], self._arrays.docs["title_bytes"]
        while first < end:
            middle = (first + end) // 2
            number = int(numbers[order[middle]])
            if data[int(offsets[number]) : int(offsets[number + 1])].tobytes() < key:
                first = middle + 1
            else:
                end = middle
        return first


class _Lost(NamedTuple):
    """The values (rising) of which uses are deleted, what these were worth, and which values of all are used."""

    values: Ids
    worth: Floats
    is_used: NDArray[np.bool_]


class _Part:
    """A segment of a generation."""

    def __init__(self, leaf: Leaf, entries: SegmentEntries) -> None:
        self.leaf = leaf
        self.entries = entries
        self._lost = lru_cache(maxsize=None)(self._find_lost)
        self.fitting = lru_cache(maxsize=_KEPT)(self._fitting)
        """(kind, typed words, typos) -> as `SegmentEntries.fitting`, of those that live records of this segment use."""

    def _fitting(self, kind: str, typed: tuple[str, ...], most: int) -> Ranks:
        ranks = self.entries.fitting(kind, typed, most)
        if not self.leaf.deleted:
            return ranks
        is_used = self.leaf.is_live if kind == "title" else self._lost(kind).is_used
        return ranks[is_used[self.entries.numbers(kind, ranks)]]

    def worth_by(self, kind: str, hashes: NDArray[np.uint64]) -> Floats:
        """What live uses of some values are worth here, the values by their hashes."""
        known, numbers = (self.leaf.arrays.table(f"{name}_{kind}") for name in ("hashes", "hashed"))
        if not known.size:
            return np.zeros(hashes.size)
        places = np.minimum(known.searchsorted(hashes), known.size - 1)
        values = numbers[places]
        worth = self.leaf.arrays.table(f"worth_{kind}")[values]
        if self.leaf.deleted and self._lost(kind).values.size:
            lost, gone, _ = self._lost(kind)
            at = np.minimum(lost.searchsorted(values), lost.size - 1)
            worth = worth - np.where(lost[at] == values, gone[at], 0.0)
        return np.where(known[places] == hashes, worth, 0.0)

    def _find_lost(self, kind: str) -> _Lost:
        arrays = self.leaf.arrays
        owners, pairs = arrays.facet_pairs(kind, self.leaf.gone)
        values, places, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        worth = np.bincount(places, worth_of(arrays.docs["first_day"][owners]), values.size).astype(np.float64)
        uses = arrays.table(f"uses_{kind}")
        is_used = np.ones(uses.size, dtype=bool)
        is_used[values[counts == uses[values]]] = False
        return _Lost(values, worth, is_used)


class Entries:
    """The entries of a generation; holds what its deletions took from their worth."""

    def __init__(self, leaves: Sequence[Leaf], segments: Sequence[SegmentEntries]) -> None:
        self._parts = [_Part(leaf, entries) for leaf, entries in zip(leaves, segments, strict=True)]

    def find(self, kind: str, typed: Sequence[str], limit: int, most: int) -> list[tuple[int, str, bool]]:
        """The first entries of a kind in which every typed word begins a word, with at most so many typos: the number
        of a record (of a facet value -1), the text ("" of a record), and whether no typo was forgiven."""
        found: list[tuple[int, str, bool]] = []
        known = [NO_RANKS for _ in self._parts]
        for errors in range(min(most, max(map(typos, typed), default=0)) + 1):
            fitting = [part.fitting(kind, tuple(typed), errors) for part in self._parts]
            fresh = [without(ranks, others) for ranks, others in zip(fitting, known, strict=True)]
            for group in [fresh] if kind != "title" or errors else self._by_beginning(typed, fresh):
                if len(found) < limit:
                    found += [(*entry, not errors) for entry in self._first(kind, group, limit - len(found))]
            if len(found) >= limit:
                break
            known = fitting
        return found

    def _by_beginning(self, typed: Sequence[str], fitting: Sequence[Ranks]) -> Iterator[list[Ranks]]:
        """Titles that begin with the typed text, then the others."""
        begin = [part.entries.begins(typed, ranks) for part, ranks in zip(self._parts, fitting, strict=True)]
        yield [ranks[marks] for ranks, marks in zip(fitting, begin, strict=True)]
        yield [ranks[~marks] for ranks, marks in zip(fitting, begin, strict=True)]

    def _first(self, kind: str, fitting: Sequence[Ranks], count: int) -> list[tuple[int, str]]:
        """The `count` entries that are worth most of those (ranks, rising) of each segment."""
        if not any(ranks.size for ranks in fitting):
            return []
        if kind == "title":
            titles = self._first_titles(fitting, count)
            return [(part.leaf.base + int(part.entries.numbers(kind, rank)), "") for part, rank in titles]
        return [(-1, part.entries.text(kind, rank)) for part, rank in self._first_values(kind, fitting, count)]

    def _first_titles(self, fitting: Sequence[Ranks], count: int) -> list[tuple[_Part, Any]]:
        heads = [ranks[:count] for ranks in fitting]
        worth = [part.entries.worth("title", own) for part, own in zip(self._parts, heads, strict=True)]
        order = np.argsort(-np.concatenate(worth), kind="stable")[:count]
        owners, ranks = _places(heads)
        return [(self._parts[owners[place]], ranks[place]) for place in order.tolist()]

    def _first_values(self, kind: str, fitting: Sequence[Ranks], count: int) -> list[tuple[_Part, Any]]:
        depth = count
        while True:
            heads = [ranks[:depth] for ranks in fitting]
            of_heads = [part.entries.hashes(kind, own) for part, own in zip(self._parts, heads, strict=True)]
            hashes, first = np.unique(np.concatenate(of_heads), return_index=True)
            worth = np.sum([part.worth_by(kind, hashes) for part in self._parts], axis=0)
            order = np.lexsort((first, -worth))[:count]
            deeper = [(part, own[depth]) for part, own in zip(self._parts, fitting, strict=True) if own.size > depth]
            bound = sum(float(part.entries.worth(kind, rank)) for part, rank in deeper)
            if not deeper or (order.size == count and worth[order[-1]] >= bound):
                owners, ranks = _places(heads)
                return [(self._parts[owners[place]], ranks[place]) for place in first[order].tolist()]
            depth *= _DEEPER


def _places(heads: Sequence[Ranks]) -> tuple[Ids, Ranks]:
    """The entries of all segments one after the other: the number of the segment of each, and its rank."""
    return np.repeat(np.arange(len(heads)), [own.size for own in heads]), np.concatenate(heads)
