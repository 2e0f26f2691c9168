"""The terms of several segments to those of one. Postings are moved block by block, straight to where they belong.

Vocabulary: a *part* is a segment that is merged; entries of parts are *old*, those of the result *new*. Postings of a
part lie in the same order as those of the result, so each block of them is read and written almost in a row, and the
memory taken is that of the result and of a few blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.build import Moved, Values, dictionary_of, narrowed, numbered_in_order, ranges
from index.columnar.layout import GROUPED
from index.columnar.pack import Array

_BLOCK = 1 << 18
"""Postings that are moved at once."""


@dataclass(frozen=True)
class Part:
    """A segment and its live document numbers (rising), which become `base` and the following ones."""

    arrays: SegmentArrays
    live: Array
    base: int

    @property
    def is_whole(self) -> bool:
        """Whether no record is deleted, so that all postings are moved as they lie."""
        return bool(self.live.size == self.arrays.count)

    @cached_property
    def renumbered(self) -> Array:
        """The new number of each document number, -1 for deleted ones."""
        numbers = np.full(self.arrays.count, -1, dtype=np.int32)
        numbers[self.live] = np.arange(self.base, self.base + self.live.size, dtype=np.int32)
        return numbers

    def blocks(self) -> Iterator[Block]:
        """All postings, some entries at a time, in the order in which they lie."""
        starts = self.arrays.terms["entry_start"]
        counts = self.arrays.terms["entry_count"].astype(np.int64)
        order = np.argsort(starts, kind="stable")
        ends = np.cumsum(counts[order])
        first = at = 0
        while first < order.size:
            last = max(int(np.searchsorted(ends, at + _BLOCK, side="right")), first + 1)
            entries, end = order[first:last], int(ends[last - 1])
            docs = self.renumbered[self.arrays.terms["post_docs"][at:end]]
            live = slice(None) if self.is_whole else docs >= 0
            yield Block(entries, counts[entries], docs, self.arrays.terms["post_freqs"][at:end], live)
            first, at = last, end


class Block(NamedTuple):
    """Some entries and how many postings each has; the new document number (-1: deleted) and frequency of each; and
    which are of live records."""

    entries: Array
    counts: Array
    docs: Array
    freqs: Array
    live: Array | slice

    @property
    def owners(self) -> Array:
        """The entry of each posting."""
        return np.repeat(self.entries, self.counts)


class Names(NamedTuple):
    """A field and its terms, sorted and distinct, with the stem of each where they are grouped by it."""

    name: str
    values: Values
    terms: Sequence[bytes]
    stems: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Moving:
    """A part on its way: of each old entry its new one, how many live postings it has, and how many places."""

    part: Part
    entries: Array
    counts: Array
    places: Array


def merge_terms(parts: Sequence[Part], documents: int) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the meta of the terms pack of all live records of the parts, in their order."""
    moving = [_begin(part) for part in parts]
    fields = _fields(moving)
    for part in parts:
        part.arrays.terms.release()
    order, arrays = dictionary_of(fields, GROUPED, attrgetter("stems"))
    sizes, fields_of = [len(field.terms) for field in fields], ranges(fields)
    without_places = np.repeat([field.values != "places" for field in fields], sizes)
    entries = sum(sizes)
    del fields  # as large as the rest
    counts = _summed(entries, [(part.entries, part.counts) for part in moving])
    moved = Moved(counts, order)
    arrays |= {"entry_start": moved.starts, "entry_count": counts.astype(np.uint32)}
    arrays |= _postings(moving, moved.starts, int(counts.sum()))
    places = _summed(entries, [(part.entries, part.places) for part in moving])
    starts = Moved(places, order).starts
    starts[without_places] = 0
    arrays |= {"entry_values": starts, "places": _places(moving, starts, int(places.sum()))}
    return arrays, {"documents": documents, "fields": fields_of}


def _begin(part: Part) -> Moving:
    """Count what is to be moved of a part."""
    terms = part.arrays.terms
    count = terms["entry_count"].size
    counts, places = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    if part.is_whole:
        counts += terms["entry_count"]
        entries = np.flatnonzero(_has_places(part))
        entries = entries[np.argsort(terms["entry_start"][entries], kind="stable")]
        places[entries] = np.diff(terms["entry_values"][entries], append=terms["places"].size)
    else:
        for block in part.blocks():
            owners = block.owners[block.live]
            counts += np.bincount(owners, minlength=count)
            places += np.bincount(owners, weights=block.freqs[block.live], minlength=count).astype(np.int64)
        places[~_has_places(part)] = 0
        terms.release()
    return Moving(part, np.zeros(count, dtype=np.int64), counts, places)


def _fields(moving: Sequence[Moving]) -> list[Names]:
    """The fields that have live postings, by name, with the stems that the parts know; fills in the new entries. One
    field at a time, since there are as many strings as all parts have."""
    kinds = {name: row["values"] for part in moving for name, row in part.part.arrays.fields().items()}
    groups = _Groups([part.part for part in moving])
    fields: list[Names] = []
    base = 0
    for name in sorted(kinds):
        ranges_of = [slice(*part.part.arrays.entries(name)) for part in moving]
        old = [_strings(part.part, "term", where) for part, where in zip(moving, ranges_of, strict=True)]
        live = [part.counts[where] > 0 for part, where in zip(moving, ranges_of, strict=True)]
        terms, numbers = numbered_in_order(chain.from_iterable(map(compress, old, live)))
        of_parts = np.split(numbers, np.cumsum([there.sum() for there in live])[:-1])
        for part, where, there, own in zip(moving, ranges_of, live, of_parts, strict=True):
            part.entries[where][there] = own + base
        stems: list[bytes] = []
        if name in GROUPED:
            of_terms = np.empty(len(terms), dtype=np.int64)
            for of_entries, where, there, own in zip(groups.of_entries, ranges_of, live, of_parts, strict=True):
                of_terms[own] = of_entries[where][there]
            stems = list(map(groups.names.__getitem__, of_terms.tolist()))
        if terms:
            fields.append(Names(name, kinds[name], terms, stems))
            base += len(terms)
    return fields


class _Groups:
    """The names of all parts' groups, one part after the other, and of each part that of every entry in one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.names: list[bytes] = []
        self.of_entries = list(map(self._add, parts))

    def _add(self, part: Part) -> Array:
        pack = part.arrays.terms
        found = np.zeros(pack["entry_count"].size, dtype=np.int64)
        if "group_entries" in pack:
            sizes = pack["group_first"][1:] - pack["group_first"][:-1]
            found[pack["group_entries"]] = np.repeat(np.arange(sizes.size) + len(self.names), sizes)
            self.names += _strings(part, "group", slice(None))
        return found


def _strings(part: Part, name: str, where: slice) -> list[bytes]:
    offsets = part.arrays.terms[f"{name}_offsets"]
    begins, ends = offsets[:-1][where], offsets[1:][where]
    if not begins.size:
        return []
    base = int(begins[0])
    data = part.arrays.terms[f"{name}_bytes"][base : int(ends[-1])].tobytes()
    return [data[start - base : end - base] for start, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _summed(entries: int, amounts: Sequence[tuple[Array, Array]]) -> Array:
    total = np.zeros(entries, dtype=np.int64)
    for numbers, values in amounts:
        np.add.at(total, numbers, values)
    return total


def _postings(moving: Sequence[Moving], starts: Array, count: int) -> dict[str, Array]:
    """Document numbers and frequencies in their new order."""
    docs = np.empty(count, dtype=np.uint32)
    freqs = np.empty(count, dtype=_widest(moving, "post_freqs"))
    starts = starts.copy()
    for part in moving:
        begin = starts[part.entries]
        np.add.at(starts, part.entries, part.counts)
        for block in part.part.blocks():
            where = _targets(begin[block.entries], part.counts[block.entries])
            docs[where] = block.docs[block.live]
            freqs[where] = block.freqs[block.live]
        part.part.arrays.terms.release()
    return {"post_docs": docs, "post_freqs": narrowed(freqs)}


def _places(moving: Sequence[Moving], starts: Array, count: int) -> Array:
    """Positions in their new order."""
    places = np.empty(count, dtype=_widest(moving, "places"))
    starts = starts.copy()
    for part in moving:
        begin = starts[part.entries]
        np.add.at(starts, part.entries, part.places)
        terms = part.part.arrays.terms
        has_places = _has_places(part.part)
        for block in part.part.blocks():
            of_block = has_places[block.entries]
            entries = block.entries[of_block]
            if not entries.size:
                continue
            first = int(terms["entry_values"][entries[0]])
            wanted = part.places[entries]
            if part.part.is_whole:
                found = terms["places"][first : first + int(wanted.sum())]
            else:
                with_places = np.repeat(of_block, block.counts)
                freqs = block.freqs[with_places]
                found = terms["places"][first : first + int(freqs.sum(dtype=np.int64))]
                found = found[np.repeat(block.docs[with_places] >= 0, freqs)]
            places[_targets(begin[entries], wanted)] = found
        terms.release()
    return narrowed(places)


def _has_places(part: Part) -> Array:
    """Marks the entries whose postings have places."""
    found = np.zeros(part.arrays.terms["entry_count"].size, dtype=bool)
    for row in part.arrays.fields().values():
        found[row["first"] : row["end"]] = row["values"] == "places"
    return found


def _targets(starts: Array, counts: Array) -> Array:
    """Successive places, `counts[i]` of them from `starts[i]` on, one after the other."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if ends.size else 0)


def _widest(moving: Sequence[Moving], name: str) -> np.dtype[Any]:
    return np.result_type(*(part.part.arrays.terms[name].dtype for part in moving))
