"""The terms of several segments to those of one. Postings are moved block by block, straight to where they belong.

Vocabulary: a *part* is a segment that is merged; entries of parts are *old*, those of the result *new*. Postings of a
part lie in the same order as those of the result, so each block of them is read and written almost in a row, and the
memory taken is that of the result and of a few blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.build import Moved, Values, dictionary_of, narrowed, ranges
from index.columnar.layout import GROUPED
from index.columnar.pack import Array

_BLOCK = 1 << 20
"""Postings that are moved at once."""


@dataclass(frozen=True)
class Part:
    """A segment and its live document numbers (rising), which become `base` and the following ones."""

    arrays: SegmentArrays
    live: Array
    base: int

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
            yield Block(entries, counts[entries], docs, self.arrays.terms["post_freqs"][at:end])
            first, at = last, end


class Block(NamedTuple):
    """Some entries and how many postings each has; the new document number (-1: deleted) and frequency of each."""

    entries: Array
    counts: Array
    docs: Array
    freqs: Array

    @property
    def owners(self) -> Array:
        """The entry of each posting."""
        return np.repeat(self.entries, self.counts)


class Names(NamedTuple):
    """A field and its terms, sorted and distinct."""

    name: str
    values: Values
    terms: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Moving:
    """A part on its way: of each old entry its new one, how many live postings it has, and how many places."""

    part: Part
    entries: Array
    counts: Array
    places: Array


def merge_terms(parts: Sequence[Part], documents: int) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the meta of the terms pack of all live records of the parts, in their order."""
    sizes = [_sizes(part) for part in parts]
    old = [_strings(part, "term") for part in parts]
    fields = _fields(parts, old, [counts for counts, _ in sizes])
    stems = _stems(parts, old)
    order, arrays = dictionary_of(fields, GROUPED, stems.__getitem__)
    moving = [
        Moving(part, _new_entries(fields, part, terms), *both)
        for part, terms, both in zip(parts, old, sizes, strict=True)
    ]
    del old, stems
    entries = sum(len(field.terms) for field in fields)
    counts = _summed(entries, [(part.entries, part.counts) for part in moving])
    moved = Moved(counts, order)
    arrays |= {"entry_start": moved.starts, "entry_count": counts.astype(np.uint32)}
    arrays |= _postings(moving, moved.starts, int(counts.sum()))
    places = _summed(entries, [(part.entries, part.places) for part in moving])
    starts = Moved(places, order).starts
    starts[np.repeat([field.values != "places" for field in fields], [len(field.terms) for field in fields])] = 0
    arrays |= {"entry_values": starts, "places": _places(moving, starts, int(places.sum()))}
    return arrays, {"documents": documents, "fields": ranges(fields)}


def _strings(part: Part, name: str) -> list[bytes]:
    data = part.arrays.terms[f"{name}_bytes"].tobytes()
    offsets = part.arrays.terms[f"{name}_offsets"].tolist()
    return [data[start:end] for start, end in pairwise(offsets)]


def _sizes(part: Part) -> tuple[Array, Array]:
    """Live postings and their places of each old entry."""
    count = part.arrays.terms["entry_count"].size
    counts, places = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for block in part.blocks():
        live = block.docs >= 0
        counts += np.bincount(block.owners[live], minlength=count)
        places += np.bincount(block.owners[live], weights=block.freqs[live], minlength=count).astype(np.int64)
    for row in part.arrays.fields().values():
        if row["values"] != "places":
            places[row["first"] : row["end"]] = 0
    return counts, places


def _fields(parts: Sequence[Part], old: Sequence[list[bytes]], counts: Sequence[Array]) -> list[Names]:
    """The fields that have live postings, by name, with their terms."""
    kinds = {name: row["values"] for part in parts for name, row in part.arrays.fields().items()}
    found = []
    for name in sorted(kinds):
        terms: set[bytes] = set()
        for part, mine, live in zip(parts, old, counts, strict=True):
            first, end = part.arrays.entries(name)
            terms.update(mine[entry] for entry in (first + np.flatnonzero(live[first:end])).tolist())
        if terms:
            found.append(Names(name, kinds[name], sorted(terms)))
    return found


def _stems(parts: Sequence[Part], old: Sequence[list[bytes]]) -> dict[bytes, bytes]:
    """The stem of each term of grouped fields, as the parts know it."""
    found: dict[bytes, bytes] = {}
    for part, terms in zip(parts, old, strict=True):
        if "group_entries" in part.arrays.terms:
            entries, first = part.arrays.terms["group_entries"].tolist(), part.arrays.terms["group_first"].tolist()
            for stem, (start, end) in zip(_strings(part, "group"), pairwise(first), strict=True):
                found.update(dict.fromkeys(map(terms.__getitem__, entries[start:end]), stem))
    return found


def _new_entries(fields: Sequence[Names], part: Part, terms: Sequence[bytes]) -> Array:
    """The new entry of each old one; 0 for those without live postings, of which nothing is moved."""
    found = np.zeros(len(terms), dtype=np.int64)
    base = 0
    for field in fields:
        number = dict(zip(field.terms, range(base, base + len(field.terms)), strict=True))
        first, end = part.arrays.entries(field.name)
        found[first:end] = [number.get(term, 0) for term in terms[first:end]]
        base += len(field.terms)
    return found


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
            live = block.docs >= 0
            counts = part.counts[block.entries]
            where = _targets(begin[block.entries], counts)
            docs[where] = block.docs[live]
            freqs[where] = block.freqs[live]
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
            with_places = np.repeat(has_places[block.entries], block.counts)
            entries = block.entries[has_places[block.entries]]
            if not entries.size:
                continue
            freqs = block.freqs[with_places]
            first = int(terms["entry_values"][entries[0]])
            found = terms["places"][first : first + int(freqs.sum(dtype=np.int64))]
            live = np.repeat(block.docs[with_places] >= 0, freqs)
            places[_targets(begin[entries], part.places[entries])] = found[live]
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
