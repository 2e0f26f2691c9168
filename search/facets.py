"""Facet counts with drill-sideways: each facet is counted under every filter but its own.

Facets of which each record has one value are counted together by cells (`search.facet_cells`): what they count under
each other's filters is had from one count over the records that pass all other filters. A facet of which a record has
several values is counted over its own records, the hits and those that miss this facet alone (the idea of Lucene's
DrillSideways).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.folding import fold_words
from index.language_names import value_name
from index.tables.heads import HEAD
from search.columns import Columns
from search.facet_column import LEADING, Counted, FacetColumn, listed
from search.facet_listing import Listing
from search.filters import Filter, Filters
from search.id_sets import DocSet, Ids, Marks, among, rising, unpacked
from search.plan import Plan
from search.result import Facet, FacetPage

_BY_VALUE = 8
"""More hits than one record in so many are counted value by value."""
_MANY = 2_048
"""Records from which on the most frequent values are counted first; of fewer, all are counted at once."""

T = TypeVar("T")


class Drill:
    """The records that match a plan but for its facet filters, drilled: `hits` pass these too."""

    def __init__(self, chosen: Sequence[Filter], columns: Columns, filters: Filters, candidates: DocSet) -> None:
        """`candidates`: without some that miss two of the chosen filters (`Filters.near`)."""
        self._columns = columns
        self._cells = cells = columns.cells
        self._inner = {name: _numbers(columns.facets[name], values) for name, values in chosen if name in cells.names}
        outer = {
            name: unpacked(filters.passing((name, values)), columns.size).take(candidates.docs)
            for name, values in chosen
            if name not in cells.names
        }
        self._counted = _passing(outer, candidates)
        self._inside = cells.having(self._inner) if self._inner else None
        self.hits = self._counted
        if self._inside is not None:
            self.hits = self._counted.compress(self._inside.take(self._cells_of_counted))
        self._sideways = {name: self._within(_passing(_without(outer, name), candidates)) for name in outer}

    def _within(self, found: DocSet) -> DocSet:
        """The records that pass the filters of the facets that are counted by cells."""
        return found if self._inside is None else found.compress(self._inside.take(self._cells.of(found.docs)))

    def under(self, name: str) -> DocSet:
        """The records that a facet is counted over, for one that is not counted by cells."""
        return self._sideways.get(name, self.hits)

    @cached_property
    def _cells_of_counted(self) -> NDArray[np.uint16]:
        return self._cells.of(self._counted.docs)

    @cached_property
    def _cell_counts(self) -> Ids:
        return self._cells.counts(self._cells_of_counted)

    def counts(self, name: str) -> Counted:
        """How many records have each value of a facet, under all filters but its own."""
        if name not in self._cells.names:
            return self._columns.facets[name].counts(self.under(name).docs)
        return listed(self._cells.of_facet(name, self._cell_counts, _without(self._inner, name)))

    def listed_counts(self, name: str, selected: Iterable[str], size: int) -> Counted:
        """The same, or of the most frequent values alone where these decide which are listed and whether there are
        more."""
        column = self._columns.facets[name]
        if name in self._cells.names:
            return self.counts(name)
        frequent = _head_counts(column, self.under(name), selected, size)
        return self.counts(name) if frequent is None else listed(frequent)


def _numbers(column: FacetColumn, values: Iterable[str]) -> Ids:
    """The ordinals of the values that any record has, each once."""
    found = dict.fromkeys(map(column.ordinal, values))
    return np.array([number for number in found if number is not None], dtype=np.intp)


def _passing(marks: Mapping[str, Marks], found: DocSet) -> DocSet:
    """The records that all of some mark."""
    return found.compress(np.logical_and.reduce(list(marks.values()))) if marks else found


def _without(of_facets: Mapping[str, T], name: str) -> dict[str, T]:
    return {other: value for other, value in of_facets.items() if other != name}


def facet(plan: Plan, columns: Columns, drilled: Drill, name: str) -> Facet:
    """The values of one facet to list beside the hits: the first by count, every selected one, all years."""
    column, selected = columns.facets[name], _selected(plan, name)
    listing = Listing(column, drilled.listed_counts(name, selected, plan.facet_size), selected, name == "year")
    if name == "year":
        return Facet(name, listing.slice(0, listing.total))
    first = listing.first(plan.facet_size)
    kept = [pair for pair in listing.selected if pair not in first]
    values = (*listing.values(first), *listing.values(kept), *listing.zeros)
    return Facet(name, values, more=listing.total - len(listing.zeros) > len(first) + len(kept))


def facet_page(
    plan: Plan, columns: Columns, drilled: Drill, name: str, contains: str, offset: int, limit: int
) -> FacetPage:
    """One page of a facet's values, of those of whose words, or names, the typed ones are beginnings."""
    column = columns.facets[name]
    counts, selected = drilled.counts(name), _selected(plan, name)
    if contains.strip():
        kept = _matching(column, name, contains, counts.ordinals)
        counts = Counted(counts.ordinals[kept], counts.counts[kept])
        selected = tuple(value for value in selected if _fits(contains, name, value))
    listing = Listing(column, counts, selected, name == "year")
    page = listing.slice(offset, limit)
    return FacetPage(name, page, listing.total, listing.total > offset + len(page))


def _selected(plan: Plan, name: str) -> tuple[str, ...]:
    return dict(plan.filters).get(name, ())


def _matching(column: FacetColumn, name: str, typed: str, ordinals: Ids) -> Marks:
    """Which of some values fit what is typed. Segments know the words of values; the names of languages are few."""
    if name == "language":
        return np.array([_fits(typed, name, value) for value in column.texts(ordinals)], dtype=bool)
    return among(ordinals, rising(column.matching(typed)), column.size)


def _fits(typed: str, name: str, value: str) -> bool:
    """Whether every typed word begins a word of a value, which no record need have, or of what it is called."""
    words = fold_words(f"{value} {value_name(name, value)}").split()
    return all(any(word.startswith(part) for word in words) for part in fold_words(typed).split())


def _head_counts(column: FacetColumn, found: DocSet, selected: Iterable[str], size: int) -> Ids | None:
    """The counts of the most frequent values, where they decide what is listed and whether there is more; else None."""
    if column.size > HEAD and (found.docs.size < _MANY or size >= HEAD):
        return None
    chosen = _numbers(column, selected).tolist()
    if column.size <= HEAD:
        return column.head_counts(found.docs)
    if any(number >= HEAD for number in chosen):
        return None
    if found.docs.size * _BY_VALUE > column.records and 0 < size <= LEADING:
        counts = column.leading_counts(found.marks, size, max(chosen, default=-1) + 1)
    else:
        counts = column.head_counts(found.docs)
    return counts if np.count_nonzero(counts > column.bound) > size else None
