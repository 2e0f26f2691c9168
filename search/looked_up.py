"""Which entries of one segment's dictionary stand for the words that are asked for: of many words all at once.

A word is asked for by a *view* of a text field (`TextField.exact`: its surface terms; `TextField.stems`: their stems)
and some terms of that view; stems of other languages are qualified, and found in the fields of these.

An acronym is never stemmed: of a word that stands for its stem the occurrences as an acronym, which have a dotted name,
are taken off, unless the word itself is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.languages import DEFAULT, unqualified
from index.schema import TEXT_FIELDS
from index.words import dotted
from search.dictionary import entries_of, groups_of
from search.places import Entries, Run

_VIEWS = {
    **{field.stems: (field.name, True) for field in TEXT_FIELDS if field.stemmed},
    **{field.exact: (field.name, False) for field in TEXT_FIELDS},
}
"""The text field of each view, and whether it is one of stems."""

Lookup = tuple[str, tuple[str, ...]]
"""A view and some terms of it."""
Place = tuple[str, str]
"""An index field and a term."""


class _Part(NamedTuple):
    """What is looked for in one index field: terms as they are; or stems, with the words of their groups there."""

    field: str
    terms: Sequence[str]
    words: Mapping[int, str] | None = None

    def places(self) -> Iterator[Place]:
        """Every term that has to be looked up."""
        for term in self.terms:
            yield self.field, term
        if self.words is not None:
            for word in {*self.terms, *self.words.values()}:
                yield self.field, dotted(word)

    def entries(self, found: Mapping[Place, int | None]) -> tuple[set[int], set[int]]:
        """Entries whose occurrences are added up, and those whose are taken off again."""
        if self.words is None:
            return _there(found[self.field, term] for term in self.terms), set()
        twins = (word for word in self.words.values() if word not in self.terms and word.isalpha())
        minus = _there(found[self.field, dotted(word)] for word in twins)
        apart = [term for term in self.terms if found[self.field, term] not in (None, *self.words)]
        return {*self.words, *_there(found[self.field, dotted(term)] for term in apart)}, minus


def _there(entries: Iterable[int | None]) -> set[int]:
    return {entry for entry in entries if entry is not None}


def entries_in(arrays: SegmentArrays, wanted: Sequence[Lookup]) -> list[Entries]:
    """The entries of a segment that each of some words stands for."""
    parts = _parts(arrays, wanted)
    places = list(dict.fromkeys(place for own in parts for part in own for place in part.places()))
    encoded = [(field, term.encode("utf-8")) for field, term in places]
    found = dict(zip(places, entries_of(arrays, encoded), strict=True))
    return [_entries(arrays, [part.entries(found) for part in own]) for own in parts]


def _parts(arrays: SegmentArrays, wanted: Sequence[Lookup]) -> list[list[_Part]]:
    """What is looked for, of each word in every index field that may have it."""
    asked = [(*_VIEWS[view], terms) for view, terms in wanted]
    groups = _groups(arrays, {unqualified(term)[1] for _, stemmed, terms in asked if stemmed for term in terms})
    return [
        list(_of_stems(arrays, field, terms, groups))
        if stemmed
        else [_Part(name, terms) for name in arrays.fields_of(field)]
        for field, stemmed, terms in asked
    ]


def _groups(arrays: SegmentArrays, stems: Collection[str]) -> dict[str, dict[int, str]]:
    """The entries with each of some stems in all fields, and their words."""
    if not stems:
        return {}
    groups = groups_of(arrays, [stem.encode("utf-8") for stem in stems])
    every = np.concatenate(groups)
    words = zip(every.tolist(), (str(word, "utf-8") for word in arrays.terms_of(every)), strict=True)
    return {stem: dict(islice(words, group.size)) for stem, group in zip(stems, groups, strict=True)}


def _of_stems(
    arrays: SegmentArrays, field: str, terms: Iterable[str], groups: Mapping[str, Mapping[int, str]]
) -> Iterator[_Part]:
    languages: dict[str, list[str]] = {}
    for language, own in map(unqualified, terms):
        languages.setdefault(language, []).append(own)
    for language, stems in languages.items():
        name = field if language == DEFAULT else f"{field}_{language}"
        first, end = arrays.entries(name)
        if first < end:
            every = (pair for stem in stems for pair in groups[stem].items())
            yield _Part(name, stems, {entry: word for entry, word in every if first <= entry < end})


def _entries(arrays: SegmentArrays, parts: Sequence[tuple[set[int], set[int]]]) -> Entries:
    plus, minus = (set[int]().union(*own) for own in zip(*parts, strict=True)) if parts else (set[int](), set[int]())
    return Entries(_runs(arrays, plus), _runs(arrays, minus))


def _runs(arrays: SegmentArrays, entries: set[int]) -> tuple[Run, ...]:
    """Entries as runs, in the order of their postings."""
    if not entries:
        return ()
    starts, counts, places = (arrays.terms[f"entry_{name}"] for name in ("start", "count", "values"))
    rows = sorted((int(starts[entry]), int(counts[entry]), int(places[entry])) for entry in entries)
    runs: list[Run] = []
    for start, count, place in rows:
        if runs and runs[-1].end == start:
            runs[-1] = Run(runs[-1].first, start + count, runs[-1].place, single=False)
        else:
            runs.append(Run(start, start + count, place, single=True))
    return tuple(runs)
