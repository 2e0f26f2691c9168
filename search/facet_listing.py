"""The values of a facet in the order in which they are listed, with their counts."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from search.facet_column import Counted, FacetColumn
from search.id_sets import Ids, highest
from search.result import FacetValue

_FEW = 64
"""Values of which all are put in order, since looking for the highest takes longer."""

Row = tuple[int, str, int | None]
"""The count of a value, negative so that rows sort as they are listed; its text; its ordinal, where it has one."""


class Listing:
    """The values of a facet in order: those with a count, by count then value, then the selected ones without; or all
    by value when `chronological`. Texts are read of what may be shown only: a facet may have 170,000 values."""

    def __init__(self, column: FacetColumn, counted: Counted, selected: tuple[str, ...], chronological: bool) -> None:
        self._column = column
        self._counted = counted
        chosen = {value: column.ordinal(value) for value in selected}
        self._chosen = {number for number in chosen.values() if number is not None}
        self._chronological = chronological
        self._present = int(counted.ordinals.size)
        found = [(-counted.of(number), value, number) for value, number in chosen.items()]
        self.selected: list[Row] = sorted(row for row in found if row[0])
        """The selected values that have a count, by count, then by value."""
        self.zeros = tuple(
            FacetValue(value, 0, True) for value in sorted(value for count, value, _ in found if not count)
        )
        self.total = self._present + len(self.zeros)

    def first(self, count: int) -> list[Row]:
        """The first values by count, then by value."""
        ordinals, counts = self._counted
        if self._present > _FEW:
            places = highest(counts, max(count, 0))
            ordinals, counts = ordinals.take(places), counts.take(places)
        return sorted(self._rows(ordinals, counts))[: max(count, 0)]

    def _rows(self, ordinals: Ids, counts: Ids) -> list[Row]:
        return list(zip((-counts).tolist(), self._column.texts(ordinals), ordinals.tolist(), strict=True))

    def values(self, rows: Iterable[Row]) -> list[FacetValue]:
        """Some values with their counts."""
        chosen = self._chosen
        return [FacetValue(text, -count, number in chosen) for count, text, number in rows]

    def slice(self, offset: int, limit: int) -> tuple[FacetValue, ...]:
        """A page of the values."""
        if self._chronological:
            every = (*self.values(self._rows(*self._counted)), *self.zeros)
            return tuple(sorted(every, key=attrgetter("value"))[offset : offset + limit])
        first = self.values(self.first(offset + limit)[offset:])
        beyond = max(offset - self._present, 0)
        return (*first, *self.zeros[beyond : beyond + limit - len(first)])
