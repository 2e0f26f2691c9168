"""Many words looked up at once in one segment's dictionary, and in its groups of words by stem; words by pieces.

A binary search steps some seventeen times through a dictionary. For a pasted text, or for the words that one known in
part stands for, that is done for all words together: each step reads the words in the middle of what is left as one
array of bytes and compares it with the array of those that are looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import NO_ENTRIES, SegmentArrays
from index.columnar.pack import Array
from search.id_sets import Ids, places_of

_FEW = 64
"""Words up to which one after the other is quicker."""


def entries_of(arrays: SegmentArrays, wanted: Sequence[tuple[str, bytes]]) -> list[int | None]:
    """The entry of each (index field, term); None of a term that the field does not have."""
    if len(wanted) <= _FEW:
        return [arrays.entry(*one) for one in wanted]
    terms = [term for _, term in wanted]
    of_fields = {field: arrays.entries(field) for field in dict.fromkeys(field for field, _ in wanted)}
    ranges = np.array([of_fields[field] for field, _ in wanted], dtype=np.intp)
    data, offsets = arrays.terms["term_bytes"], arrays.terms["term_offsets"]
    return _found(data, offsets, terms, ranges[:, 0], ranges[:, 1])


def groups_of(arrays: SegmentArrays, stems: Sequence[bytes]) -> list[Array]:
    """The entries of all fields with each of some stems, in the order of their postings."""
    if len(stems) <= _FEW or "group_bytes" not in arrays.terms:
        return [arrays.group(stem) for stem in stems]
    data, offsets = arrays.terms["group_bytes"], arrays.terms["group_offsets"]
    count = np.full(len(stems), offsets.size - 1)
    firsts, entries = arrays.terms["group_first"], arrays.terms["group_entries"]
    return [
        NO_ENTRIES if group is None else entries[firsts[group] : firsts[group + 1]]
        for group in _found(data, offsets, stems, np.zeros_like(count), count)
    ]


def fitting(data: Array, offsets: Array, pieces: Sequence[bytes]) -> Ids:
    """Which of some byte strings, rising, are wholly some pieces (two at least) in order with anything between them.

    They are searched as they lie. The leftmost place of each middle piece is enough, so the time is linear whatever
    the pattern.

    Args:
        data: the strings, among others.
        offsets: where each begins, and where the last ends. All begin with the first piece.
    """
    head, *middle, tail = pieces
    data, offsets = data[offsets[0] : offsets[-1]], offsets.astype(np.intp) - int(offsets[0])
    starts, ends = offsets[:-1] + len(head), offsets[1:] - len(tail)
    fit = places_of(starts <= ends)
    for place, byte in enumerate(tail):
        fit = fit[data[ends[fit] + place] == byte]
    at = starts[fit]
    for piece in filter(None, middle):
        places = np.append(_places(data, piece), data.size)
        at = places[places.searchsorted(at)] + len(piece)
        there = at <= ends[fit]
        fit, at = fit[there], at[there]
    return fit


def _places(data: Array, piece: bytes) -> Ids:
    """Where a piece of one byte at least begins, rising."""
    places = places_of(data[: max(data.size - len(piece) + 1, 0)] == piece[0])
    for place, byte in enumerate(piece):
        if not places.size:
            break
        places = places[data[places + place] == byte]
    return places


def _found(data: Array, offsets: Array, terms: Sequence[bytes], first: Ids, end: Ids) -> list[int | None]:
    """The number of each term within its range of a sorted list of byte strings; None of one that is not there."""
    places = left(data, offsets, terms, first, end)
    there = places < end
    starts = offsets[np.where(there, places, 0)].tolist()
    ends = offsets[np.where(there, places + 1, 0)].tolist()
    return [
        place if inside and bytes(data.data[start:stop]) == term else None
        for place, inside, start, stop, term in zip(places.tolist(), there.tolist(), starts, ends, terms, strict=True)
    ]


def left(data: Array, offsets: Array, terms: Sequence[bytes], first: Ids, end: Ids) -> Ids:
    """For each term the first number in its range whose string is not less.

    Args:
        data: the strings one after the other.
        offsets: where each begins, and where the last ends.
        terms: without a NUL byte, and so are the strings.
        first, end: the range of each, in which the strings are sorted.
    """
    width = max(map(len, terms)) + 1  # a longer string is cut, and still greater than what it begins with
    wanted = np.array(terms, dtype=f"S{width}")
    first, end = first.copy(), end.copy()
    left_over = places_of(first < end)
    while left_over.size:
        middle = (first[left_over] + end[left_over]) // 2
        less = _texts(data, offsets, middle, width) < wanted[left_over]
        first[left_over[less]] = middle[less] + 1
        end[left_over[~less]] = middle[~less]
        left_over = left_over[first[left_over] < end[left_over]]
    return first


def _texts(data: Array, offsets: Array, numbers: Ids, width: int) -> NDArray[np.bytes_]:
    """The first bytes of some strings."""
    starts = offsets[numbers].astype(np.intp)
    lengths = offsets[numbers + 1].astype(np.intp) - starts
    columns = np.arange(width)
    read = data.take(starts[:, None] + columns, mode="clip")
    read[columns >= lengths[:, None]] = 0
    return read.view(f"S{width}")[:, 0]
