"""The facts of all records of a generation as NumPy arrays, indexed by document number.

Document numbers run over all segments, deleted records included; `live` lists those that are there. Each segment is
read into arrays once, when it is new; a generation joins the arrays of its segments, so that a small commit to a large
archive costs little. Facet values are numbered (their *ordinal*) in code point order, so ordinals sort as values do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.folding import fold_words
from index.schema import FACETS, TEXT_FIELDS
from index.stored import Facts

Ids = NDArray[np.intp]
Floats = NDArray[np.float64]

_FACET_VALUES: dict[str, Callable[[Facts], Sequence[str]]] = {
    "author": lambda facts: facts.authors,
    "type": lambda facts: (facts.type,) if facts.type else (),
    "topic": lambda facts: facts.topics,
    "year": lambda facts: (facts.year,) if facts.year else (),
}


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet: entry i says that record `docs[i]` has value `values[ordinals[i]]`."""

    values: Sequence[str]
    docs: Ids
    ordinals: Ids

    @cached_property
    def ordinal(self) -> dict[str, int]:
        """The ordinal of each value."""
        return {value: number for number, value in enumerate(self.values)}

    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        """Every folded word of every value with the value's ordinal, sorted."""
        return sorted((word, number) for number, value in enumerate(self.values) for word in fold_words(value).split())

    def counts(self, among: NDArray[np.bool_]) -> Ids:
        """How many of the marked records have each value."""
        return np.bincount(self.ordinals[among[self.docs]], minlength=len(self.values))

    def having(self, values: Iterable[str], size: int) -> NDArray[np.bool_]:
        """Marks the records with any of the values."""
        chosen = np.zeros(len(self.values), dtype=bool)
        chosen[[self.ordinal[value] for value in values if value in self.ordinal]] = True
        marks = np.zeros(size, dtype=bool)
        marks[self.docs[chosen[self.ordinals]]] = True
        return marks

    def matching(self, typed: str) -> set[int]:
        """Ordinals of the values in which every typed word begins a word."""
        found: set[int] | None = None
        for word in fold_words(typed).split():
            first = bisect_left(self._words, (word, -1))
            last = bisect_left(self._words, (word + "\U0010ffff", -1))
            ordinals = {number for _, number in self._words[first:last]}
            found = ordinals if found is None else found & ordinals
        return found or set()


class SegmentColumns:
    """The facts of one segment as arrays, by local document number; the same in every generation that has it."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self.size = len(facts)
        self.ids = [fact.id for fact in facts]
        self.titles = [fact.title for fact in facts]
        self.kinds = np.array([fact.kind for fact in facts], dtype=object)
        self.languages = np.array([fact.language for fact in facts], dtype=object)
        self.first = np.array([fact.first for fact in facts], dtype=np.intp)
        self.last = np.array([fact.last for fact in facts], dtype=np.intp)
        self.lengths = np.array([fact.lengths for fact in facts], dtype=np.float64).reshape(-1, len(TEXT_FIELDS))
        self.facets = {name: _facet_column(facts, values_of) for name, values_of in _FACET_VALUES.items()}


def _facet_column(facts: Sequence[Facts], values_of: Callable[[Facts], Sequence[str]]) -> FacetColumn:
    pairs = [(number, value) for number, fact in enumerate(facts) for value in values_of(fact)]
    values = sorted({value for _, value in pairs})
    ordinal = {value: position for position, value in enumerate(values)}
    docs = np.array([number for number, _ in pairs], dtype=np.intp)
    return FacetColumn(values, docs, np.array([ordinal[value] for _, value in pairs], dtype=np.intp))


class Columns:
    """All columns of a generation with `size` document numbers, of which `live` are there."""

    def __init__(self, segments: Sequence[SegmentColumns], live: Ids) -> None:
        self._segments = segments
        self.live = live
        self.size = sum(segment.size for segment in segments)
        self.first = _joined([segment.first for segment in segments])
        """Ordinal of the first day of each record's date; 0 without one."""
        self.last = _joined([segment.last for segment in segments])
        """Ordinal of the last day of each record's date; 0 without one."""
        self.facets = {name: self._facet(name) for name in FACETS}
        """The column of each facet, live records only."""

    def _facet(self, name: str) -> FacetColumn:
        parts = [segment.facets[name] for segment in self._segments]
        values = sorted(set().union(*(part.values for part in parts)))
        ordinal = {value: number for number, value in enumerate(values)}
        renumbered = [np.array([ordinal[value] for value in part.values], dtype=np.intp) for part in parts]
        bases = np.cumsum([0, *(segment.size for segment in self._segments)])[:-1].tolist()
        docs = _joined([part.docs + base for part, base in zip(parts, bases, strict=True)])
        ordinals = _joined([numbers[part.ordinals] for part, numbers in zip(parts, renumbered, strict=True)])
        if self.live.size < self.size:
            there = np.zeros(self.size, dtype=bool)
            there[self.live] = True
            docs, ordinals = docs[there[docs]], ordinals[there[docs]]
        return FacetColumn(values, docs, ordinals)

    def having(self, name: str, value: str) -> NDArray[np.bool_]:
        """Marks the records whose `kinds` or `languages` column says `value`."""
        return np.concatenate(
            [getattr(segment, name) == value for segment in self._segments] or [np.empty(0, dtype=bool)]
        )

    def overlapping(self, first: int, last: int) -> NDArray[np.bool_]:
        """Marks the dated records whose interval overlaps first to last."""
        return (self.first > 0) & (self.first <= last) & (self.last >= first)

    @cached_property
    def norms(self) -> dict[str, Floats]:
        """BM25's length normalisation 1 - b + b * length / average of each text field; the average is taken over the
        live records that have the field."""
        table = np.concatenate([np.empty((0, len(TEXT_FIELDS))), *(segment.lengths for segment in self._segments)])
        norms = {}
        for position, text_field in enumerate(TEXT_FIELDS):
            lengths = table[:, position]
            present = lengths[self.live]
            present = present[present > 0]
            average = present.mean() if present.size else 1.0
            norms[text_field.name] = 1 - text_field.b + text_field.b * lengths / average
        return norms

    @cached_property
    def _id_rank(self) -> Ids:
        """The place of each record in the order of ids by code point."""
        ids = [doc_id for segment in self._segments for doc_id in segment.ids]
        return _places(sorted(range(self.size), key=ids.__getitem__))

    @cached_property
    def newest(self) -> Ids:
        """The place of each record by date, newest first, undated last; then by id."""
        return _places(np.lexsort((self._id_rank, -self.first, self.first == 0)))

    @cached_property
    def oldest(self) -> Ids:
        """The place of each record by date, oldest first, undated last; then by id."""
        return _places(np.lexsort((self._id_rank, self.first, self.first == 0)))

    @cached_property
    def title(self) -> Ids:
        """The place of each record by folded title, then by id."""
        titles = [title for segment in self._segments for title in segment.titles]
        return _places(sorted(np.argsort(self._id_rank).tolist(), key=titles.__getitem__))

    def rank(self, sort: str) -> Ids:
        """The place of each record in the order of a sort: "newest", "oldest" or "title"."""
        places: Ids = getattr(self, sort)
        return places


def _joined(parts: Sequence[Ids]) -> Ids:
    return np.concatenate([np.empty(0, dtype=np.intp), *parts])


def _places(order: Sequence[int] | Ids) -> Ids:
    places = np.empty(len(order), dtype=np.intp)
    places[order] = np.arange(len(order))
    return places
