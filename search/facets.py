"""Facet counts with drill-sideways: each facet is counted under every filter but its own.

For every record that matches the query and the plain filters, the selected facets that it misses are counted once:
a record that misses none is a hit, one that misses exactly one counts for that facet only (the idea of Lucene's
DrillSideways).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from index.folding import fold_words
from index.tables.heads import HEAD
from search.columns import Columns, Ids
from search.facet_column import FacetColumn
from search.plan import Plan
from search.result import Facet, FacetPage, FacetValue

_MANY = 2_048
"""Records from which on the most frequent values are counted first; of fewer, all are counted at once."""


@dataclass(frozen=True, slots=True)
class Drill:
    """The candidates of a plan, split: the hits, and for each filtered facet also those that miss it alone."""

    hits: Ids
    sideways: dict[str, Ids]

    def under(self, facet: str) -> Ids:
        """The records that a facet is counted over."""
        return self.sideways.get(facet, self.hits)


def drill(plan: Plan, columns: Columns, candidates: Ids) -> Drill:
    """Apply the facet filters of a plan to the records that match all else."""
    if not plan.filters:
        return Drill(candidates, {})
    misses = [~columns.facets[name].having(values, candidates) for name, values in plan.filters]
    missed: NDArray[np.uint8] = np.sum(misses, axis=0, dtype=np.uint8)
    sideways = {  # misses none, or this one alone
        name: candidates[missed <= miss] for (name, _), miss in zip(plan.filters, misses, strict=True)
    }
    return Drill(candidates[missed == 0], sideways)


def facet(plan: Plan, columns: Columns, drilled: Drill, name: str) -> Facet:
    """The values of one facet to list beside the hits: the first by count, every selected one, all years."""
    column, docs, selected = columns.facets[name], drilled.under(name), _selected(plan, name)
    counts = _head_counts(column, docs, selected, plan.facet_size)
    listing = _Listing(column, column.counts(docs) if counts is None else counts, selected, name == "year")
    if name == "year":
        return Facet(name, listing.slice(0, listing.total))
    first = listing.first(plan.facet_size)
    kept = [number for number in listing.selected if number not in first]
    values = (*listing.values(first), *listing.values(kept), *listing.zeros)
    return Facet(name, values, more=listing.total - len(listing.zeros) > len(first) + len(kept))


def facet_page(
    plan: Plan, columns: Columns, drilled: Drill, name: str, contains: str, offset: int, limit: int
) -> FacetPage:
    """One page of a facet's values, of those whose words begin with the typed ones."""
    column = columns.facets[name]
    counts = column.counts(drilled.under(name))
    selected = _selected(plan, name)
    if contains.strip():
        kept = np.zeros(counts.size, dtype=bool)
        kept[column.matching(contains)] = True
        counts = np.where(kept, counts, 0)
        selected = tuple(value for value in selected if _fits(contains, value))
    listing = _Listing(column, counts, selected, name == "year")
    page = listing.slice(offset, limit)
    return FacetPage(name, page, listing.total, listing.total > offset + len(page))


def _selected(plan: Plan, name: str) -> tuple[str, ...]:
    return dict(plan.filters).get(name, ())


def _fits(typed: str, value: str) -> bool:
    """Whether every typed word begins a word of a value, which no record need have."""
    words = fold_words(value).split()
    return all(any(word.startswith(part) for word in words) for part in fold_words(typed).split())


def _head_counts(column: FacetColumn, docs: Ids, selected: Iterable[str], size: int) -> Ids | None:
    """The counts of the most frequent values, where they decide what is listed and whether there is more; else None."""
    if column.size > HEAD and (docs.size < _MANY or size >= HEAD):
        return None
    counts = column.head_counts(docs)
    if column.size <= HEAD:
        return counts
    chosen = (column.ordinal(value) for value in selected)
    if not all(number is None or number < HEAD for number in chosen):
        return None
    listed_and_next = np.partition(counts, HEAD - size - 1)[HEAD - size - 1 :]
    return counts if int(listed_and_next.min()) > column.bound else None


class _Listing:
    """The values of a facet in order: those with a count, by count then value, then the selected ones without; or all
    by value when `chronological`. Values are made for what is shown only: a facet may have 170,000."""

    def __init__(self, column: FacetColumn, counts: Ids, selected: tuple[str, ...], chronological: bool) -> None:
        self._column = column
        self._counts = counts
        chosen = {value: column.ordinal(value) for value in selected}
        self._chosen = {number for number in chosen.values() if number is not None}
        self._chronological = chronological
        self._present = np.flatnonzero(counts != 0)
        absent = (value for value, number in chosen.items() if number is None or not counts[number])
        self.zeros = tuple(FacetValue(value, 0, True) for value in sorted(absent))
        self.total = int(self._present.size) + len(self.zeros)

    def first(self, count: int) -> list[int]:
        """The first values by count, then by value."""
        if count <= 0:
            return []
        found, counts = self._present, self._counts.take(self._present)
        if found.size > count:
            likely = counts >= np.partition(counts, found.size - count)[found.size - count]
            found, counts = found[likely], counts[likely]
        return _by_count(self._column, found.tolist(), counts.tolist(), count)

    @property
    def selected(self) -> list[int]:
        """The selected values that have a count, by count, then by value."""
        found = [number for number in self._chosen if self._counts[number]]
        return _by_count(self._column, found, self._counts[found].tolist(), len(found)) if found else []

    def values(self, ordinals: list[int]) -> list[FacetValue]:
        """Some values with their counts."""
        value, chosen, counts = self._column.value, self._chosen, self._counts[ordinals].tolist() if ordinals else []
        return [
            FacetValue(value(number), count, number in chosen) for number, count in zip(ordinals, counts, strict=True)
        ]

    def slice(self, offset: int, limit: int) -> tuple[FacetValue, ...]:
        """A page of the values."""
        if self._chronological:
            values = sorted((*self.values(self._present.tolist()), *self.zeros), key=attrgetter("value"))
            return tuple(values[offset : offset + limit])
        first = self.values(self.first(offset + limit)[offset:])
        beyond = max(offset - int(self._present.size), 0)
        return (*first, *self.zeros[beyond : beyond + limit - len(first)])


def _by_count(column: FacetColumn, ordinals: list[int], counts: list[int], most: int) -> list[int]:
    """The first of some values by count, then by value: texts are looked at only where counts are equal."""
    seen = Counter(counts)
    rows = [
        (-count, column.value(number) if seen[count] > 1 else "", number)
        for number, count in zip(ordinals, counts, strict=True)
    ]
    return [number for *_, number in sorted(rows)[:most]]
