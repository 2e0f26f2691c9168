"""The values of a facet in the order in which they are listed, with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import attrgetter

from search.facet_column import Counted, FacetColumn
from search.id_sets import highest
from search.result import FacetValue

Pair = tuple[int, int]
"""A value's ordinal, and its count."""


class Listing:
    """The values of a facet in order: those with a count, by count then value, then the selected ones without; or all
    by value when `chronological`. Texts are made for what is shown only: a facet may have 170,000 values."""

    def __init__(self, column: FacetColumn, counted: Counted, selected: tuple[str, ...], chronological: bool) -> None:
        self._column = column
        self._counted = counted
        chosen = {value: column.ordinal(value) for value in selected}
        self._chosen = {number for number in chosen.values() if number is not None}
        self._chronological = chronological
        self._present = int(counted.ordinals.size)
        absent = (value for value, number in chosen.items() if not counted.of(number))
        self.zeros = tuple(FacetValue(value, 0, True) for value in sorted(absent))
        self.total = self._present + len(self.zeros)

    def first(self, count: int) -> list[Pair]:
        """The first values by count, then by value."""
        if count <= 0:
            return []
        places = highest(self._counted.counts, min(count, self._present))
        found = zip(self._counted.ordinals[places].tolist(), self._counted.counts[places].tolist(), strict=True)
        return self._by_count(list(found))[:count]

    @property
    def selected(self) -> list[Pair]:
        """The selected values that have a count, by count, then by value."""
        return self._by_count([(number, count) for number in self._chosen if (count := self._counted.of(number))])

    def _by_count(self, pairs: list[Pair]) -> list[Pair]:
        """By count, then by value: texts are looked at only where counts are equal."""
        seen = Counter(count for _, count in pairs)
        rows = [(-count, self._column.value(number) if seen[count] > 1 else "", number) for number, count in pairs]
        return [(number, -count) for count, _, number in sorted(rows)]

    def values(self, pairs: Iterable[Pair]) -> list[FacetValue]:
        """Some values with their counts."""
        value, chosen = self._column.value, self._chosen
        return [FacetValue(value(number), count, number in chosen) for number, count in pairs]

    def slice(self, offset: int, limit: int) -> tuple[FacetValue, ...]:
        """A page of the values."""
        if self._chronological:
            pairs = zip(self._counted.ordinals.tolist(), self._counted.counts.tolist(), strict=True)
            values = sorted((*self.values(pairs), *self.zeros), key=attrgetter("value"))
            return tuple(values[offset : offset + limit])
        first = self.values(self.first(offset + limit)[offset:])
        beyond = max(offset - self._present, 0)
        return (*first, *self.zeros[beyond : beyond + limit - len(first)])
