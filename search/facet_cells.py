"""Facets of which each record has one value, counted together: one number a record says all of them.

A *cell* is one combination of the values of these facets, numbered as in a mixed radix. One count over cells holds the
counts of each of its facets, under any choice in the others, so that records are looked at once for all of them: the
data cube of Gray et al. ("Data Cube: A Relational Aggregation Operator", ICDE 1996), kept small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.facet_column import FacetColumn

Ids = NDArray[np.intp]

_MOST = 1 << 16
"""Cells there may be; facets with more combinations than that are counted on their own."""


class Cells:
    """The cells of a generation; `names` are the facets that they say, those with fewest values first."""

    def __init__(self, columns: Mapping[str, FacetColumn]) -> None:
        sizes: dict[str, int] = {}
        for name, column in sorted(columns.items(), key=lambda pair: pair[1].size):
            if column.is_single and math.prod(sizes.values()) * (column.size + 1) <= _MOST:
                sizes[name] = column.size + 1  # the last is for records without a value
        self.names = tuple(sizes)
        self._size = math.prod(sizes.values())
        self._values: dict[str, Ids] = dict(zip(sizes, np.indices(tuple(sizes.values())), strict=True)) if sizes else {}
        self._values = {name: values.ravel() for name, values in self._values.items()}
        self._of_docs = self._numbered(columns, sizes)

    @staticmethod
    def _numbered(columns: Mapping[str, FacetColumn], sizes: Mapping[str, int]) -> NDArray[np.uint16]:
        """The cell of each record."""
        number: NDArray[Any] = np.zeros(1, dtype=np.intp)
        for name, size in sizes.items():
            number = number * size + columns[name].single()
        return number.astype(np.uint16)

    def of(self, docs: Ids) -> NDArray[np.uint16]:
        """The cells of some records."""
        return self._of_docs.take(docs)

    def counts(self, cells: NDArray[np.uint16]) -> Ids:
        """How many of some records are in each cell, given theirs."""
        return np.bincount(cells, minlength=self._size)

    def having(self, name: str, ordinals: Ids) -> NDArray[np.bool_]:
        """Which cells are of one of some values of a facet."""
        chosen = np.zeros(int(self._values[name][-1]) + 1, dtype=bool)
        chosen[ordinals] = True
        return chosen.take(self._values[name])

    def of_facet(self, name: str, counts: Ids) -> Ids:
        """The counts of a facet's values, from those of the cells."""
        values = self._values[name]
        some = np.flatnonzero(counts)
        return np.bincount(values[some], counts[some], int(values[-1]) + 1)[:-1].astype(np.intp)
