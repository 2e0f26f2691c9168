"""Facets of which each record has one value, counted together: one number a record says all of them.

A *cell* is one combination of the values of these facets, numbered as in a mixed radix. One count over cells holds the
counts of each of its facets, under any choice in the others, so that records are looked at once for all of them: the
data cube of Gray et al. ("Data Cube: A Relational Aggregation Operator", ICDE 1996), kept small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.facet_column import FacetColumn
from search.segment_facet import SegmentFacet

Ids = NDArray[np.intp]

_MOST = 1 << 16
"""Cells there may be; facets with more combinations than that are counted on their own."""


class SegmentCells:
    """The cells of one segment by its own ordinals; holds those of the facets that were asked for last."""

    def __init__(self, facets: Mapping[str, SegmentFacet]) -> None:
        self._facets = facets
        self.of = lru_cache(maxsize=1)(self._find)
        """(names of facets) -> the cell of each record, numbered as those of a generation are."""

    def _find(self, names: tuple[str, ...]) -> NDArray[np.uint16]:
        number: NDArray[Any] = np.zeros(1, dtype=np.intp)
        for name in names:
            number = number * (self._facets[name].size + 1) + self._facets[name].single()
        return number.astype(np.uint16)


class Cells:
    """The cells of a generation; `names` are the facets that they say, those with fewest values first."""

    def __init__(self, columns: Mapping[str, FacetColumn], segments: Sequence[SegmentCells]) -> None:
        sizes: dict[str, int] = {}
        for name, column in sorted(columns.items(), key=lambda pair: pair[1].size):
            if column.is_single and math.prod(sizes.values()) * (column.size + 1) <= _MOST:
                sizes[name] = column.size + 1  # the last is for records without a value
        self.names = tuple(sizes)
        self._shape = tuple(sizes.values())
        self._axes = {name: axis for axis, name in enumerate(sizes)}
        self._others = {name: tuple(axis for axis, other in enumerate(sizes) if other != name) for name in sizes}
        self._of_docs = np.concatenate(
            [
                np.empty(0, dtype=np.uint16),
                *(self._numbers(columns, place).take(segment.of(self.names)) for place, segment in enumerate(segments)),
            ]
        )
        """The cell of each record."""

    def _numbers(self, columns: Mapping[str, FacetColumn], place: int) -> NDArray[np.uint16]:
        """The numbers of the cells of a segment, which is at this place among all."""
        number: NDArray[Any] = np.zeros(1, dtype=np.intp)
        for name, size in zip(self.names, self._shape, strict=True):
            number = np.add.outer(number * size, np.append(columns[name].ordinals(place), size - 1)).ravel()
        return number.astype(np.uint16)

    def of(self, docs: Ids) -> NDArray[np.uint16]:
        """The cells of some records."""
        return self._of_docs.take(docs)

    def counts(self, cells: NDArray[np.uint16]) -> Ids:
        """How many of some records are in each cell, given theirs: an axis for each facet, by ordinal."""
        return np.bincount(cells, minlength=math.prod(self._shape)).reshape(self._shape)

    def having(self, chosen: Mapping[str, Ids]) -> NDArray[np.bool_]:
        """Which cells, by their numbers, have one of some values of each of some facets."""
        marks = np.zeros(self._shape, dtype=bool)
        for values in product(*(chosen[name].tolist() if name in chosen else [slice(None)] for name in self.names)):
            marks[values] = True
        return marks.ravel()

    def of_facet(self, name: str, counts: Ids, chosen: Mapping[str, Ids]) -> Ids:
        """The counts of a facet's values, from those of the cells, under a choice of values in other facets."""
        for other, ordinals in chosen.items():
            counts = counts.take(ordinals, axis=self._axes[other])
        return np.asarray(np.add.reduce(counts, axis=self._others[name])[:-1])
