"""One facet over a generation: counts, membership, and look-ups of values, segment by segment.

Each segment numbers its own values, the most frequent first. A generation takes the numbers (*ordinals*) of the segment
with most values and continues them with what only others have, segment by segment, those with most values first: so
what numbers the large ones stays as it is when small ones come and go. Values are matched by their stored 64-bit
hashes, so that no string is made for the many values that nobody looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.layout import facet_hash
from index.columnar.pack import Array
from index.folding import fold_words
from index.tables.heads import HEAD
from search.facet_head import Head
from search.id_sets import Bits, Ids, Marks, nth_highest, places_of, run_lengths, run_starts
from search.segment_facet import NumberedFacet, SegmentFacet

LEADING = 256
"""Values of the head that are counted before the others, where they are counted one by one."""
_KEPT = 1_024
"""Values whose ordinals are kept."""
_NO_VALUES = np.empty(0, dtype=np.intp)
_MOST_WORDS = 32
"""Different words of a search within a facet that are looked at."""
_DENSE = 8
"""Where more than one value in so many may come, all are counted; fewer are sorted."""


class Counted(NamedTuple):
    """Values by their ordinals, rising, and how often each comes, at least once."""

    ordinals: Ids
    counts: Ids

    def of(self, ordinal: int | None) -> int:
        """How often a value comes."""
        place = -1 if ordinal is None else int(self.ordinals.searchsorted(ordinal))
        there = 0 <= place < self.ordinals.size and self.ordinals[place] == ordinal
        return int(self.counts[place]) if there else 0


class FacetColumn:
    """One facet of a generation, by ordinals of the generation."""

    def __init__(self, parts: Sequence[tuple[int, SegmentFacet]]) -> None:
        """`parts`: the first document number of each segment, and its facet."""
        self._parts = parts
        self._segments = [part for _, part in parts]
        self.ordinal = lru_cache(maxsize=_KEPT)(self._find)
        """The ordinal of a value, None where no segment has it."""

    @cached_property
    def _chain(self) -> tuple[NumberedFacet, ...]:
        """The segments with the ordinals of their values, each going on where the one before it ends."""
        chain: tuple[NumberedFacet, ...] = ()
        for segment in sorted(self._segments, key=attrgetter("size"), reverse=True):
            chain = (*chain, segment.numbered(chain))
        return chain

    @cached_property
    def _numbered(self) -> list[NumberedFacet]:
        """The same in the order of the segments."""
        of_segment = {id(numbered.segment): numbered for numbered in self._chain}
        return [of_segment[id(segment)] for segment in self._segments]

    def ordinals(self, place: int) -> NDArray[np.int32]:
        """The ordinals of the values of a segment, by its place among all."""
        return self._numbered[place].ordinals

    @property
    def is_single(self) -> bool:
        """Whether no record has two values."""
        return all(segment.is_single for segment in self._segments)

    @property
    def records(self) -> int:
        """How many records there are, deleted ones too."""
        return sum(segment.count for segment in self._segments)

    @property
    def size(self) -> int:
        """How many values there are."""
        return self._chain[-1].end if self._segments else 0

    def texts(self, ordinals: Ids) -> list[str]:
        """The texts of some values."""
        if not ordinals.size:
            return []
        if len(self._chain) == 1 or ordinals.max() < self._chain[0].end:
            return self._chain[0].texts(ordinals)
        texts = [""] * ordinals.size
        for numbered in self._chain:
            own = places_of((ordinals >= numbered.first) & (ordinals < numbered.end))
            for place, text in zip(own.tolist(), numbered.texts(ordinals[own]), strict=True):
                texts[place] = text
        return texts

    def _find(self, value: str) -> int | None:
        for numbered, own in zip(self._numbered, self._own(value), strict=True):
            if own is not None:
                return int(numbered.ordinals[own])
        return None

    def _own(self, value: str) -> Iterable[int | None]:
        """The ordinal of a value in each segment."""
        key = np.uint64(facet_hash(value))
        for segment in self._segments:
            hashes, order = segment.by_hash
            place = int(np.searchsorted(hashes, key))
            own = int(order[place]) if place < segment.size and hashes[place] == key else None
            yield own if own is not None and segment.texts(np.array([own])) == [value] else None

    def _local(self, docs: Ids) -> Iterator[tuple[int, Ids]]:
        """Of each segment its number, and which of some records (rising) are in it, by their numbers there."""
        if len(self._parts) == 1:
            yield 0, docs
            return
        ends = [base for base, _ in self._parts[1:]]
        bounds = [0, *np.searchsorted(docs, ends).tolist(), docs.size]
        for number, (base, _) in enumerate(self._parts):
            yield number, docs[bounds[number] : bounds[number + 1]] - base

    @cached_property
    def _heads(self) -> list[Head]:
        return [numbered.head for numbered in self._numbered]

    @cached_property
    def bound(self) -> int:
        """The most records that may have one and the same value which is not among the first `HEAD`."""
        return sum(head.bound for head in self._heads)

    def head_counts(self, docs: Ids) -> Ids:
        """How many of some records (rising) have each of the first `HEAD` values."""
        parts = [self._heads[number].counts(local) for number, local in self._local(docs) if local.size]
        return (
            np.sum(parts, axis=0, dtype=np.intp) if len(parts) > 1 else parts[0] if parts else np.zeros(HEAD, np.intp)
        )

    def leading_counts(self, marks: Marks, size: int, least: int) -> Ids:
        """How many of the records that are marked have each of the first values: of as many of the head, at least
        `least`, as there are in enough records to be among the `size` (up to `LEADING`) most frequent, so that no other
        is."""
        parts = [
            (head, marks[base : base + segment.count])
            for head, (base, segment) in zip(self._heads, self._parts, strict=True)
        ]
        first = min(max(LEADING, least), HEAD)
        counts = _counts_between(parts, 0, first)
        enough = nth_highest(counts, size)
        end = HEAD - int(self._at_most[::-1].searchsorted(enough))
        return np.concatenate([counts, _counts_between(parts, first, end)]) if end > first else counts

    @cached_property
    def _at_most(self) -> Ids:
        """How many records may have any of the values of the head from each on, falling."""
        totals = np.sum([np.diff(head.starts.astype(np.intp)) for head in self._heads], axis=0)
        return np.asarray(np.maximum.accumulate(totals[::-1])[::-1])

    def counts(self, docs: Ids) -> Counted:
        """How many of some records (rising) have each value."""
        values = [self._segments[number].values(local) for number, local in self._local(docs) if local.size]
        if len(self._segments) > 1:
            own = [np.append(self.ordinals(number), self.size) for number, local in self._local(docs) if local.size]
            values = [mapped.take(found) for mapped, found in zip(own, values, strict=True)]
        return counted(np.concatenate([_NO_VALUES, *values]) if len(values) != 1 else values[0], self.size)

    def bits(self, value: str) -> Bits:
        """The records that have a value."""
        segments = zip(self._segments, self._own(value), strict=True)
        marks = (segment.having(own) for segment, own in segments)
        return np.packbits(np.concatenate([np.empty(0, dtype=bool), *marks]))

    def matching(self, typed: str) -> Ids:
        """Ordinals of the values in which every typed word begins a word; some twice."""
        words = list(dict.fromkeys(fold_words(typed).split()))[:_MOST_WORDS]
        parts = (numbered.ordinals[numbered.segment.matching(words)] for numbered in self._numbered)
        return np.concatenate([_NO_VALUES, *parts])


def _counts_between(parts: Iterable[tuple[Head, NDArray[np.bool_]]], first: int, end: int) -> Ids:
    counts = np.zeros(end - first, dtype=np.intp)
    for head, marks in parts:
        counts += head.counts_between(marks, first, end)
    return counts


def counted(values: Array, size: int) -> Counted:
    """How often each of some values below `size` comes."""
    if values.size * _DENSE > size:
        return listed(np.bincount(values, minlength=size + 1)[:size])
    values = values.compress(values < size)
    values.sort()
    first = run_starts(values)
    return Counted(values.take(first).astype(np.intp), run_lengths(first, values.size))


def listed(counts: Ids) -> Counted:
    """The values that come at all, from the counts of all."""
    ordinals = places_of(counts != 0)
    return Counted(ordinals, counts[ordinals])
