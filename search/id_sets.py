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
