"""The terms of several segments to those of one. Postings are moved block by block, straight to where they belong.

Vocabulary: a *part* is a segment that is merged; entries of parts are *old*, those of the result *new*. Postings of a
part lie in the same order as those of the result, so each block of them is read and written almost in a row, and the
memory taken is that of the result and of a few blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.build import Values, dictionary, marked, ranges
from index.columnar.layout import GROUPED
from index.columnar.ordering import Moved, narrowed
from index.columnar.pack import Array
from index.columnar.strings import Strings

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
    """A field and its terms, sorted and distinct, with the hash of each where it is one of whole terms, and the number
    of its stem where they are grouped by that."""

    name: str
    values: Values
    terms: Strings
    hashes: Array
    stems: Array


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
    fields, stems = _fields(moving)
    for part in parts:
        part.arrays.terms.release()
    fields_of = ranges(fields)
    order, arrays = dictionary(fields, fields_of, GROUPED, stems)
    without_places = ~marked(fields_of, "places")
    entries = without_places.size
    del fields, stems  # as large as the rest
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
        entries = np.flatnonzero(marked(part.arrays.fields(), "places"))
        entries = entries[np.argsort(terms["entry_start"][entries], kind="stable")]
        places[entries] = np.diff(terms["entry_values"][entries], append=terms["places"].size)
    else:
        for block in part.blocks():
            owners = block.owners[block.live]
            counts += np.bincount(owners, minlength=count)
            places += np.bincount(owners, weights=block.freqs[block.live], minlength=count).astype(np.int64)
        places[~marked(part.arrays.fields(), "places")] = 0
        terms.release()
    return Moving(part, np.zeros(count, dtype=np.int64), counts, places)


def _fields(moving: Sequence[Moving]) -> tuple[list[Names], Strings]:
    """The fields that have live postings, by name, and the stems that the parts know; fills in the new entries."""
    kinds = {name: row["values"] for part in moving for name, row in part.part.arrays.fields().items()}
    stems, stem_of = _stems([part.part for part in moving])
    hash_of = [_hashes(part.part) for part in moving]
    fields: list[Names] = []
    base = 0
    for name in sorted(kinds):
        ranges_of = [slice(*part.part.arrays.entries(name)) for part in moving]
        old = Strings.joined(_terms(part.part, where) for part, where in zip(moving, ranges_of, strict=True))
        live = [part.counts[where] > 0 for part, where in zip(moving, ranges_of, strict=True)]
        rows = np.flatnonzero(np.concatenate(live))
        if not rows.size:
            continue
        first, numbers = old.take(rows).numbered()
        of_parts = np.split(numbers + base, np.cumsum([np.count_nonzero(there) for there in live])[:-1])
        for part, where, there, own in zip(moving, ranges_of, live, of_parts, strict=True):
            part.entries[where][there] = own
        chosen = rows[first]
        hashes, stems_of = (
            np.concatenate([own[where] for own, where in zip(of_entries, ranges_of, strict=True)])[chosen]
            for of_entries in (hash_of, stem_of)
        )
        fields.append(Names(name, kinds[name], old.take(chosen), hashes, stems_of))
        base += chosen.size
    return fields, stems


def _terms(part: Part, where: slice) -> tuple[Array, Array]:
    """The terms of some entries of a part, as `Strings.joined` takes them."""
    terms = part.arrays.terms
    return terms["term_bytes"], terms["term_offsets"][where.start : where.stop + 1]


def _hashes(part: Part) -> Array:
    """The hash of the term of each entry, 0 in fields that have none."""
    found = np.zeros(part.arrays.terms["entry_count"].size, dtype=np.uint32)
    found[marked(part.arrays.fields(), "none")] = part.arrays.terms["key_crc"]
    return found


def _stems(parts: Sequence[Part]) -> tuple[Strings, list[Array]]:
    """The names of all parts' groups, one part after the other, and of each part the number of that of every entry in
    one."""
    blobs, found = [], []
    base = 0
    for part in parts:
        terms = part.arrays.terms
        numbers = np.zeros(terms["entry_count"].size, dtype=np.int64)
        if "group_entries" in terms:
            sizes = np.diff(terms["group_first"])
            numbers[terms["group_entries"]] = np.repeat(np.arange(base, base + sizes.size), sizes)
            blobs.append((terms["group_bytes"], terms["group_offsets"]))
            base += sizes.size
        found.append(numbers)
    return Strings.joined(blobs), found


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
        has_places = marked(part.part.arrays.fields(), "places")
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


def _targets(starts: Array, counts: Array) -> Array:
    """Successive places, `counts[i]` of them from `starts[i]` on, one after the other."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if ends.size else 0)


def _widest(moving: Sequence[Moving], name: str) -> np.dtype[Any]:
    return np.result_type(*(part.part.arrays.terms[name].dtype for part in moving))
