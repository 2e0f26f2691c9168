"""Posting lists of one generation: the records that hold a word, in rising number, with its frequency in each.

A word is asked for by a *view* of a text field (`TextField.exact`: its surface terms; `TextField.stems`: their stems)
and some terms of that view; stems of other languages are qualified, and found in the fields of these. Lists are unions
of entries, made by arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.languages import DEFAULT, unqualified
from index.leaves import Leaf, Leaves
from index.schema import TEXT_FIELDS
from index.words import dotted
from search.id_sets import Floats, Ids, sums
from search.places import NOWHERE, PLACES, Entries, Run, places_of

_KEPT = 8_192
"""Words whose places in the dictionaries are kept."""
_VIEWS = {
    **{field.stems: (field.name, True) for field in TEXT_FIELDS if field.stemmed},
    **{field.exact: (field.name, False) for field in TEXT_FIELDS},
}
"""The text field of each view, and whether it is one of stems."""


Lookup = tuple[str, tuple[str, ...]]
"""A view and some terms of it."""


class PostingList(NamedTuple):
    """Document numbers, rising, and the frequency in each."""

    docs: Ids
    freqs: Floats


EMPTY = PostingList(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))


class PostingReader:
    """The posting lists of one generation; holds where words are in the dictionaries, and no list."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves.leaves
        self._entries = lru_cache(maxsize=_KEPT)(self._find)
        """(view, terms) -> the entries of each segment that has any."""
        self._group = lru_cache(maxsize=_KEPT)(self._find_group)
        """(number of a segment, stem) -> its entries of all fields, which are looked at one after the other."""

    def union(self, view: str, terms: tuple[str, ...]) -> PostingList:
        """The live records with any of the terms; frequencies add up."""
        return _joined([_read(leaf, entries) for leaf, entries in self._entries(view, terms)])

    def occurrences(self, view: str, terms: tuple[str, ...]) -> PostingList:
        """The same with nothing added up: in no order, a record as often as it has different forms of the words."""
        return _joined([_read_forms(leaf, entries) for leaf, entries in self._entries(view, terms)])

    def document_frequency(self, view: str, terms: tuple[str, ...]) -> int:
        """How many live records have any of the terms; where the dictionary knows it, no posting is read."""
        count = 0
        for leaf, entries in self._entries(view, terms):
            if len(entries.plus) == 1 and entries.plus[0].single and not entries.minus and not leaf.deleted:
                count += entries.plus[0].end - entries.plus[0].first
            else:
                count += _read(leaf, entries).docs.size
        return count

    def _find(self, view: str, terms: tuple[str, ...]) -> list[tuple[Leaf, Entries]]:
        field, stemmed = _VIEWS[view]
        found = (
            (leaf, _of_stems(leaf.arrays, field, terms, partial(self._group, number)))
            if stemmed
            else (leaf, _of_surfaces(leaf.arrays, field, terms))
            for number, leaf in enumerate(self._leaves)
        )
        return [(leaf, entries) for leaf, entries in found if entries.plus]

    def _find_group(self, number: int, stem: str) -> Array:
        return self._leaves[number].arrays.group(stem.encode("utf-8"))

    def places(self, words: Sequence[Lookup], docs: Ids) -> list[Ids]:
        """Of each (view, terms) every place in the given live records (rising), rising, none twice."""
        parts: list[list[Ids]] = [[NOWHERE] for _ in words]
        entries = [dict(self._entries(*word)) for word in words]
        for leaf in self._leaves:
            first, last = docs.searchsorted((leaf.base, leaf.base + leaf.count))
            own = [number for number, found in enumerate(entries) if leaf in found] if first < last else []
            if own:
                there = places_of(leaf.arrays, [entries[number][leaf] for number in own], docs[first:last] - leaf.base)
                for number, places in zip(own, there, strict=True):
                    parts[number].append(places + leaf.base * PLACES)
        return [np.concatenate(part) for part in parts]


def _of_surfaces(arrays: SegmentArrays, field: str, terms: tuple[str, ...]) -> Entries:
    names = arrays.fields_of(field)
    found = (arrays.entry(name, term.encode("utf-8")) for name in names for term in dict.fromkeys(terms))
    return Entries(_runs(arrays, [entry for entry in found if entry is not None]), ())


def _of_stems(arrays: SegmentArrays, field: str, terms: tuple[str, ...], group_of: Callable[[str], Array]) -> Entries:
    """The entries of all words with one of the stems. An acronym is never stemmed: of a word that stands for its stem
    the occurrences as an acronym, which have a dotted name, are taken off, unless the word itself is asked for. Stems
    of other languages, which are qualified, are looked for in the fields of these."""
    languages: dict[str, list[str]] = {}
    for term in terms:
        language, own = unqualified(term)
        languages.setdefault(language, []).append(own)
    plus: dict[int, None] = {}
    minus: dict[int, None] = {}
    for language, stems in languages.items():
        name = field if language == DEFAULT else f"{field}_{language}"
        first, end = arrays.entries(name)
        if first < end:
            groups = np.concatenate(list(map(group_of, stems)))
            _add_stems(arrays, name, stems, groups[(groups >= first) & (groups < end)].tolist(), plus, minus)
    return Entries(_runs(arrays, plus), _runs(arrays, minus))


def _add_stems(
    arrays: SegmentArrays,
    field: str,
    terms: Sequence[str],
    entries: Iterable[int],
    plus: dict[int, None],
    minus: dict[int, None],
) -> None:
    """The same of one index field, which has these entries of the groups."""
    for entry in entries:
        plus[entry] = None
        word = str(arrays.term(entry), "utf-8")
        if word not in terms and word.isalpha():
            twin = arrays.entry(field, dotted(word).encode("utf-8"))
            if twin is not None:
                minus[twin] = None
    for word in terms:
        own = arrays.entry(field, word.encode("utf-8"))
        if own is not None and own not in plus:
            twin = arrays.entry(field, dotted(word).encode("utf-8"))
            if twin is not None:
                plus[twin] = None


def _runs(arrays: SegmentArrays, entries: Iterable[int]) -> tuple[Run, ...]:
    """Entries as runs, in the order of their postings."""
    runs: list[Run] = []
    for entry in sorted(entries, key=lambda entry: int(arrays.terms["entry_start"][entry])):
        where = arrays.slice_of(entry)
        if runs and runs[-1].end == where.start:
            runs[-1] = Run(runs[-1].first, where.stop, runs[-1].place, single=False)
        else:
            runs.append(Run(where.start, where.stop, int(arrays.terms["entry_values"][entry]), single=True))
    return tuple(runs)


def _joined(lists: Sequence[PostingList]) -> PostingList:
    if len(lists) < 2:
        return lists[0] if lists else EMPTY
    return PostingList(
        np.concatenate([found.docs for found in lists]), np.concatenate([found.freqs for found in lists])
    )


def _read(leaf: Leaf, entries: Entries) -> PostingList:
    """The live records of some entries of one segment."""
    if len(entries.plus) == 1 and entries.plus[0].single and not entries.minus:
        return _read_forms(leaf, entries)
    plus, minus = _postings(leaf, entries.plus), _postings(leaf, entries.minus)
    docs = np.concatenate([docs for docs, _ in (*plus, *minus)])
    freqs = np.concatenate([*(1.0 * freqs for _, freqs in plus), *(-1.0 * freqs for _, freqs in minus)])
    return _live(leaf, *sums(docs, freqs, leaf.count))


def _read_forms(leaf: Leaf, entries: Entries) -> PostingList:
    """The same, a record as often as it has different forms."""
    if entries.minus:
        return _read(leaf, entries)
    lists = _postings(leaf, entries.plus)
    docs, freqs = lists[0] if len(lists) == 1 else (np.concatenate(parts) for parts in zip(*lists, strict=True))
    return _live(leaf, docs.astype(np.intp), freqs.astype(np.float64))


def _postings(leaf: Leaf, runs: Iterable[Run]) -> list[tuple[Array, Array]]:
    """Document numbers and frequencies of each run."""
    docs, freqs = leaf.arrays.terms["post_docs"], leaf.arrays.terms["post_freqs"]
    return [(docs[run.slice], freqs[run.slice]) for run in runs]


def _live(leaf: Leaf, docs: Ids, freqs: Floats) -> PostingList:
    """Local postings without those of deleted records, by numbers of the generation."""
    if leaf.deleted:
        there = leaf.is_live[docs]
        docs, freqs = docs[there], freqs[there]
    return PostingList(docs + leaf.base if leaf.base else docs, freqs)
