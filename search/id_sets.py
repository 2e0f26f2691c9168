"""Sets of document numbers as rising arrays: joined, looked up and added up.

Where there are many, records are marked; few are sorted or searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]
Floats = NDArray[np.float64]

_DENSE = 64
"""Many is more than one record in so many."""
_STEP, _ENOUGH = 16, 4
"""Of many values every so manieth is looked at first, of so many times as many as are wanted."""


def marked(docs: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """Every document number below `size`: whether it is one of some."""
    marks = np.zeros(size, dtype=bool)
    marks[docs] = True
    return marks


def union(sets: Sequence[NDArray[Any]], size: int) -> Ids:
    """The rising union of rising sets of document numbers below `size`."""
    if sum(found.size for found in sets) * _DENSE > size:
        marks = np.zeros(size, dtype=bool)
        for found in sets:
            marks[found] = True
        return np.flatnonzero(marks)
    return rising(np.concatenate([np.empty(0, dtype=np.intp), *sets]))


def among(values: NDArray[Any], docs: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """Which of some document numbers (rising, below `size`) are among others (rising)."""
    if not docs.size:
        return np.zeros(values.size, dtype=bool)
    if (values.size + docs.size) * _DENSE > size:
        return marked(docs, size).take(values)
    places = np.minimum(docs.searchsorted(values), docs.size - 1)
    return np.asarray(docs[places] == values)


def sums(docs: Ids, weights: Floats, size: int) -> tuple[Ids, Floats]:
    """Weights added up by record, all document numbers below `size`: the records with more than nothing, rising."""
    if docs.size * _DENSE > size:
        total = np.bincount(docs, weights, size)
        some = found = np.flatnonzero(total > 0)
    else:
        every, places = np.unique(docs, return_inverse=True)
        total = np.bincount(places, weights)
        some = np.flatnonzero(total > 0)
        found = every[some]
    return np.asarray(found, dtype=np.intp), np.asarray(total[some], dtype=np.float64)


def rising(values: NDArray[Any]) -> NDArray[Any]:
    """The distinct values in order; quicker than `np.unique` for what is sorted in parts."""
    values = np.sort(values, kind="stable")
    new = np.ones(values.size, dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return values[new]


def highest(values: NDArray[Any], count: int) -> Ids:
    """The places, rising, of the `count` highest values and of all that are as high as the last of them."""
    if not 0 < count < values.size:
        return np.arange(values.size if count else 0)
    return np.flatnonzero(values >= _nth(values, count))


def _nth(values: NDArray[Any], count: int) -> Any:
    """The `count`th highest value. Of many, the `count`th highest of a sample is no higher: only what reaches it is
    looked at."""
    step = min(values.size // (_ENOUGH * count), _STEP)
    if step > 1:
        least = _nth(values[::step], count)
        values = values.take(np.flatnonzero(values >= least))
    return np.partition(values, values.size - count)[values.size - count]
