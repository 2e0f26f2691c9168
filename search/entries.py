"""What can be suggested: titles and facet values of a generation, found by words typed in part, the best first.

Every typed word must begin a word of the entry. Those that begin with the whole typed text come first, then the
others, and only where these are too few those with typos. Among equals: the more used and the newer. A use counts more
the newer it is; what is made of a segment is kept as long as it is served.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.merge import facet_pairs
from index.folding import fold_words
from index.leaves import Leaf
from search.facet_column import FacetColumn
from search.typed import WordTable, typos

Ids = NDArray[np.intp]
Floats = NDArray[np.float64]

_HEAD = 8
_NONE = np.empty(0, dtype=np.intp)
_SPARSE = 16
"""A list with less than one entry in so many is sorted, a longer one marked."""
_FIRST = 1e9
"""More than all uses of anything are worth."""
_DAY = 740_000.0
"""The ordinal of the day, in 2027, on which a use is worth 1; nothing but the scale depends on it."""
_LEAST = 1e-6
"""What a use without a date is worth."""
_HALF_LIFE = 3652.0
"""Days after which a use counts half."""


class Ranked(NamedTuple):
    """An entry of a segment: its number there, the typos forgiven in each word at most, whether it begins with the
    typed text, and what its uses are worth."""

    number: int
    typos: int
    begins: bool
    worth: float

    @property
    def key(self) -> tuple[int, bool, float]:
        """What entries are ordered by."""
        return self.typos, not self.begins, -self.worth


class SegmentEntries:
    """The entries of one segment: "title", "author" or "topic"; holds the tables that were asked for."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self.tables: dict[str, _Titles | _Values] = {
            "title": _Titles(arrays),
            "author": _Values(arrays, "author"),
            "topic": _Values(arrays, "topic"),
        }

    def worth(self, kind: str, live: NDArray[np.bool_]) -> Floats:
        """What the uses of each entry by live records are worth; 0 where there are none."""
        days = self._arrays.docs["first_day"].astype(np.float64)
        worth = np.where(live, np.exp2((days - _DAY) / _HALF_LIFE) + _LEAST, 0.0)
        if kind == "title":
            return worth
        owners, values = facet_pairs(self._arrays, kind)
        size = int(self._arrays.docs[f"facet_{kind}_hash"].size)
        return np.bincount(values, worth[owners], size).astype(np.float64)

    def find(self, kind: str, typed: Sequence[str], worth: Floats, limit: int, allowed: int) -> list[Ranked]:
        """The first `limit` entries that are used, in order, with at most so many typos a word."""
        table = self.tables[kind]
        found = _best(_all([table.words.beginning(word) for word in typed], worth), table.begins(typed), worth, limit)
        for most in range(1, min(allowed, max(map(typos, typed), default=0)) + 1):
            if len(found) >= limit:
                break
            near = _all([table.words.near(word, most) for word in typed], worth)
            known = [row.number for row in found]
            fresh = _best(np.setdiff1d(near, known), _NONE, worth, limit - len(found))
            found += [row._replace(typos=most) for row in fresh]
        return found


def _all(lists: Sequence[NDArray[np.uint32]], worth: Floats) -> Ids:
    """The used entries in every list, rising."""
    shortest, *others = sorted(lists, key=len)
    if shortest.size * _SPARSE < worth.size:
        numbers = np.unique(shortest).astype(np.intp)
    else:
        numbers = np.flatnonzero(_marks(shortest, worth.size))
    for items in others:
        numbers = numbers[_marks(items, worth.size)[numbers]]
    return np.asarray(numbers[worth[numbers] > 0])


def _marks(items: NDArray[Any], size: int) -> NDArray[np.bool_]:
    there = np.zeros(size, dtype=bool)
    there[items] = True
    return there


def _best(numbers: Ids, begins: Ids, worth: Floats, limit: int) -> list[Ranked]:
    keys = worth[numbers]
    if begins.size:
        keys = keys + _FIRST * _marks(begins, worth.size)[numbers]
    if numbers.size > limit:
        kept = np.argpartition(-keys, limit)[:limit]
        numbers, keys = numbers[kept], keys[kept]
    order = np.lexsort((numbers, -keys))
    chosen = zip(numbers[order].tolist(), keys[order].tolist(), strict=True)
    return [Ranked(number, 0, key >= _FIRST, float(worth[number])) for number, key in chosen]


class Entries:
    """The entries of a generation; holds what their uses are worth."""

    def __init__(
        self, leaves: Sequence[Leaf], segments: Sequence[SegmentEntries], facets: Mapping[str, FacetColumn]
    ) -> None:
        self._leaves = leaves
        self._segments = segments
        self._facets = facets
        self._worth = lru_cache(maxsize=None)(self._worths)

    def find(self, kind: str, typed: Sequence[str], limit: int, most: int) -> list[tuple[int, str, bool]]:
        """The first entries of a kind in which every typed word begins a word: the number of a record (of a facet value
        -1), the text ("" of a record), and whether no typo was forgiven."""
        rows = [
            (row, leaf, segment)
            for leaf, segment, worth in zip(self._leaves, self._segments, self._worth(kind), strict=True)
            for row in segment.find(kind, typed, worth, limit, most)
        ]
        rows.sort(key=lambda found: (*found[0].key, found[1].base, found[0].number))
        if kind == "title":
            return [(leaf.base + row.number, "", not row.typos) for row, leaf, _ in rows[:limit]]
        found: dict[str, bool] = {}
        for row, leaf, _ in rows:
            found.setdefault(leaf.arrays.text(f"facet_{kind}", row.number), not row.typos)
        return [(-1, text, exact) for text, exact in islice(found.items(), limit)]

    def _worths(self, kind: str) -> list[Floats]:
        """What the uses of each segment's entries are worth in the whole generation."""
        own = [segment.worth(kind, leaf.is_live) for leaf, segment in zip(self._leaves, self._segments, strict=True)]
        return own if kind == "title" else self._facets[kind].summed(own)


class _Titles:
    """Titles, by document number."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays

    @cached_property
    def words(self) -> WordTable:
        """The words of titles, with the records each stands in."""
        first, end = self._arrays.entries("title")
        entries = np.arange(first, end, dtype=np.uint32)
        counts = self._arrays.terms["entry_count"][first:end].astype(np.intp)
        starts = self._arrays.terms["entry_start"][first:end].astype(np.intp)
        before = np.cumsum(counts) - counts
        places = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
        words = [str(term, "utf-8") for term in self._arrays.terms_of(entries)]
        return WordTable(words, counts, np.asarray(self._arrays.terms["post_docs"][places], dtype=np.uint32))

    @cached_property
    def _order(self) -> Ids:
        """Document numbers in the order of their titles."""
        return np.argsort(self._arrays.docs["title_rank"])

    @cached_property
    def _heads(self) -> NDArray[np.uint64]:
        """The first eight bytes of the sort keys in order, each as one number."""
        data, offsets = self._arrays.docs["title_bytes"], self._arrays.docs["title_offsets"].astype(np.intp)
        starts, ends = offsets[:-1][self._order], offsets[1:][self._order]
        head = np.zeros((starts.size, _HEAD), dtype=np.uint8)
        for column in range(_HEAD):
            there = starts + column < ends
            head[there, column] = data[(starts + column)[there]]
        return head.view(">u8").ravel().astype(np.uint64)

    def begins(self, typed: Sequence[str]) -> Ids:
        """The titles that begin with the typed text, as far as it has no punctuation."""
        text = " ".join(typed)
        key = text.encode("utf-8")[:_HEAD]
        low, high = (int.from_bytes(key.ljust(_HEAD, filler), "big") for filler in (b"\0", b"\xff"))
        first = int(self._heads.searchsorted(np.uint64(low)))
        end = int(self._heads.searchsorted(np.uint64(high), side="right"))
        if len(text.encode("utf-8")) > _HEAD:
            keys = _Keys(self._arrays, self._order)
            first = bisect_left(keys, text, first, end)
            end = bisect_left(keys, text + "\U0010ffff", first, end)
        return self._order[first:end]


class _Keys(Sequence[str]):
    """The sort keys of titles, in order."""

    def __init__(self, arrays: SegmentArrays, order: Ids) -> None:
        self._arrays = arrays
        self._order = order

    def __len__(self) -> int:
        return int(self._order.size)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[number] for number in range(len(self))[place]]
        return self._arrays.text("title", int(self._order[place]))


class _Values:
    """The values of a facet, by ordinal."""

    def __init__(self, arrays: SegmentArrays, name: str) -> None:
        self._arrays = arrays
        self._name = f"facet_{name}"

    @cached_property
    def words(self) -> WordTable:
        """The words of values, with the values each stands in."""
        found: dict[str, list[int]] = {}
        for number, text in enumerate(self._arrays.texts(self._name)):
            for word in fold_words(text).split():
                found.setdefault(word, []).append(number)
        words = sorted(found)
        counts = np.fromiter((len(found[word]) for word in words), dtype=np.intp, count=len(words))
        items = chain.from_iterable(found[word] for word in words)
        return WordTable(words, counts, np.fromiter(items, dtype=np.uint32, count=int(counts.sum())))

    def begins(self, typed: Sequence[str]) -> Ids:
        """A name is as often typed by its last word: none comes first for its beginning."""
        return _NONE
