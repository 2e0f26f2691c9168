"""Values numbered, sorted, narrowed and moved by arrays: what packs are put together with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Sized
from itertools import count
from typing import Any, TypeVar

import numpy as np

from index.columnar.pack import Array

_Value = TypeVar("_Value")

_BLOCK = 1 << 18
"""Rows that are moved at once, which bounds the memory that moving takes."""


def numbered(values: Iterable[_Value]) -> tuple[list[_Value], Array]:
    """The different ones of some values, in the order in which they come, and the number of each value among them."""
    number, numbers = _numbered(values)
    return list(number), numbers


def numbered_in_order(values: Iterable[Any]) -> tuple[list[Any], Array]:
    """The same with the different ones sorted."""
    number, numbers = _numbered(values)
    found = sorted(number)
    place = np.empty(len(found), dtype=np.int64)
    place[np.fromiter(map(number.__getitem__, found), dtype=np.int64, count=len(found))] = np.arange(len(found))
    return found, place[numbers]


def _numbered(values: Iterable[_Value]) -> tuple[dict[_Value, int], Array]:
    number: defaultdict[_Value, int] = defaultdict(count().__next__)
    return number, np.fromiter(map(number.__getitem__, values), dtype=np.int64)


def ranks(keys: Sequence[Any], nearly: Sequence[int] | None = None) -> Array:
    """The place of each key among all, in their order; `nearly` is an order which is near to that already."""
    found = np.empty(len(keys), dtype=np.uint32)
    order = sorted(range(len(keys)) if nearly is None else nearly, key=keys.__getitem__)
    found[order] = np.arange(len(keys), dtype=np.uint32)
    return found


def sizes_of(values: Sequence[Sized]) -> Array:
    """How long each value is."""
    return np.fromiter(map(len, values), dtype=np.int64, count=len(values))


def narrow(values: Array) -> Array:
    """The same numbers in the smallest unsigned type that holds them; fractions as float32."""
    if values.dtype.kind == "f":
        whole = values.astype(np.int64)
        if values.size and ((whole != values).any() or int(whole.min()) < 0):
            return values.astype(np.float32)
        values = whole
    most = int(values.max()) if values.size else 0
    return values.astype(np.min_scalar_type(most))


def narrowed(values: Array) -> Array:
    """As `narrow`, without a copy where nothing is gained."""
    most = int(values.max()) if values.size else 0
    return values.astype(np.min_scalar_type(most), copy=False)


def stable_order(numbers: Array) -> Array:
    """The stable order of small whole numbers. NumPy sorts 16 bits by counting, so it is done in two passes."""
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    if numbers.size and int(numbers.max()) >> 16:
        order = order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def pair_starts(left: Array, right: Array) -> Array:
    """The places at which different pairs of two columns begin, where equal ones stand side by side."""
    new = np.ones(left.size, dtype=bool)
    new[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    return np.flatnonzero(new)


class Moved:
    """Rows of entries, put into another order of entries. `starts` tells where those of each entry begin afterwards."""

    def __init__(self, counts: Array, order: Array | None) -> None:
        counts = counts.astype(np.int64)
        self._order = order
        self._counts = counts if order is None else counts[order]
        self._before = np.cumsum(counts) - counts
        ends = np.cumsum(self._counts)
        self.starts = ends - self._counts
        if order is not None:
            starts = np.empty_like(self.starts)
            starts[order] = self.starts
            self.starts = starts

    def take(self, rows: Array) -> Array:
        """The rows in the new order."""
        return rows if self._order is None else gather(rows, self._before[self._order], self._counts)


def gather(rows: Array, starts: Array, counts: Array) -> Array:
    """Slices of `rows`, `counts[i]` values from `starts[i]`, one after the other; moved block by block."""
    ends = np.cumsum(counts, dtype=np.int64)
    found = np.empty(int(ends[-1]) if ends.size else 0, dtype=rows.dtype)
    shifts = starts.astype(np.int64) - (ends - counts)
    first = at = 0
    while first < ends.size:
        last = max(int(np.searchsorted(ends, at + _BLOCK, side="right")), first + 1)
        end = int(ends[last - 1])
        found[at:end] = rows[np.repeat(shifts[first:last], counts[first:last]) + np.arange(at, end)]
        first, at = last, end
    return found
