"""Sets of document numbers as rising arrays, large ones as bits too: joined, looked up and added up.

Where there are many, records are marked; few are sorted or searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]
"""A set as one bit for each document number there is, eight a byte, the first the highest (`np.packbits`)."""
Marks = NDArray[np.bool_]
"""Truth values: a set as one for each document number there is, or which of some values are meant."""

_DENSE = 64
"""Many is more than one record in so many."""
_SORTED = 16
"""More weights than one record in so many are added up in an array of all records, fewer sorted."""
_STEP, _ENOUGH, _FEW = 64, 4, 2_048
"""Of many values every so manieth is looked at first, of so many times as many as are wanted; of few all at once."""


class DocSet:
    """A set of document numbers below `size`: `docs`, rising, and `marks`, made when they are asked for where the
    numbers were not read from them."""

    def __init__(self, docs: Ids, size: int, marks: Marks | None = None) -> None:
        self.docs = docs
        self.size = size
        if marks is not None:
            self.marks = marks

    @cached_property
    def marks(self) -> Marks:
        """Every document number: whether it is in the set."""
        return marked(self.docs, self.size)

    def compress(self, kept: Marks) -> DocSet:
        """Those of the numbers that are to be kept, by their places."""
        return DocSet(self.docs.compress(kept), self.size)


def places_of(marks: Marks) -> Ids:
    """The places of what is true: `np.flatnonzero` without the calls in Python that it takes, which are longer."""
    return marks.nonzero()[0]


def marked(docs: NDArray[Any], size: int) -> Marks:
    """Every document number below `size`: whether it is one of some."""
    return _mark(np.zeros(size, dtype=bool), docs)


def _mark(marks: Marks, docs: NDArray[Any]) -> Marks:
    marks[docs.astype(np.intp, copy=False)] = True  # by other whole numbers it takes three times as long
    return marks


def packed(docs: NDArray[Any], size: int) -> Bits:
    """The bits of a set of document numbers below `size`."""
    return np.packbits(marked(docs, size))


def unpacked(bits: Bits, size: int) -> Marks:
    """Every document number below `size`: whether it is in the set of some bits."""
    return np.unpackbits(bits, count=size).view(bool)


def union(sets: Sequence[NDArray[Any]], size: int, bits: Sequence[Bits] = (), within: Bits | None = None) -> DocSet:
    """The union of rising sets of document numbers below `size`.

    Args:
        bits: more sets.
        within: what is not in this set may be left out.
    """
    if not bits and sum(found.size for found in sets) * _DENSE <= size:
        return DocSet(rising(np.concatenate([np.empty(0, dtype=np.intp), *sets])), size)
    marks = unpacked(reduce(np.bitwise_or, bits), size) if bits else np.zeros(size, dtype=bool)
    reduce(_mark, sets, marks)
    if within is not None:
        marks &= unpacked(within, size)
    return DocSet(places_of(marks), size, marks)


def among(values: NDArray[Any], docs: NDArray[Any], size: int) -> Marks:
    """Which of some document numbers (rising, below `size`) are among others (rising)."""
    if not docs.size:
        return np.zeros(values.size, dtype=bool)
    if (values.size + docs.size) * _DENSE > size:
        return marked(docs, size).take(values)
    places = np.minimum(docs.searchsorted(values), docs.size - 1)
    return np.asarray(docs[places] == values)


def sums(docs: Ids, weights: Floats, size: int) -> tuple[Ids, Floats]:
    """Weights added up by record, all document numbers below `size`: the records with more than nothing, rising."""
    total: Floats
    if docs.size * _SORTED > size:
        total = np.asarray(np.bincount(docs, weights, size), dtype=np.float64)
        some = places_of(total > 0)
        return some, total.take(some)
    order = np.argsort(docs, kind="stable")  # which takes over the parts that rise
    docs = docs.take(order)
    first = run_starts(docs)
    total = np.add.reduceat(weights.take(order), first) if first.size else weights
    some = places_of(total > 0)
    return docs.take(first.take(some)), total.take(some)


def rising(values: NDArray[Any]) -> NDArray[Any]:
    """The distinct values in order; quicker than `np.unique` for what is sorted in parts."""
    values = values.copy()
    values.sort(kind="stable")
    return values.compress(_new(values))


def run_starts(values: NDArray[Any]) -> Ids:
    """The places at which the different values of a sorted array begin."""
    return places_of(_new(values))


def run_lengths(starts: Ids, size: int) -> Ids:
    """How many of `size` values there are from each start to the next; several times quicker than `np.diff`."""
    lengths = np.empty_like(starts)
    lengths[:-1], lengths[-1:] = starts[1:], size
    lengths -= starts
    return lengths


def _new(values: NDArray[Any]) -> Marks:
    """Which of some sorted values are others than those before them."""
    new = np.ones(values.size, dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def highest(values: NDArray[Any], count: int) -> Ids:
    """The places, rising, of the `count` highest values and of all that are as high as the last of them."""
    if not 0 < count < values.size:
        return np.arange(values.size if count else 0)
    if values.size > _FEW:
        likely = _likely(values, count)
        if likely.size >= count:
            own = values.take(likely)
            return np.asarray(likely[own >= nth_highest(own, count)])
    return places_of(values >= nth_highest(values, count))


def _likely(values: NDArray[Any], count: int) -> Ids:
    """Places of the highest of many values, by a sample of them: mostly more than `count`, and few more; none where it
    would be too small."""
    step = min(values.size // (_ENOUGH * count), _STEP)
    sample, enough = values[::step] if step > 1 else values[:0], 2 * count // max(step, 1) + 8
    if sample.size < enough:
        return np.empty(0, dtype=np.intp)
    return places_of(values >= nth_highest(sample, enough))


def nth_highest(values: NDArray[Any], count: int) -> Any:
    """The `count`th highest value."""
    ordered, place = values.copy(), values.size - count
    if ordered.dtype.kind == "f":
        ordered.partition(place)
    else:
        ordered.sort()  # counts, most of them tied, over which partitioning takes many times as long
    return ordered[place]
