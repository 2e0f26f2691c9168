"""Posting lists of one generation: the records that hold a word, in rising number, with its frequency in each.

A word is asked for by a *view* of a text field (`TextField.exact`: its surface terms; `TextField.stems`: their stems)
and some terms of that view. Lists are unions of entries, made by arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.leaves import Leaf, Leaves
from index.schema import TEXT_FIELDS
from index.words import dotted
from search.columns import Floats, Ids

_KEPT = 8_192
"""Words whose places in the dictionaries are kept."""
_DENSE = 64
"""A union with more postings than one record in so many is made over all records of the segment."""
_FEW = 16
"""A list with so many more postings than records are looked for is searched, not read."""
_VIEWS = {
    **{field.stems: (field.name, True) for field in TEXT_FIELDS if field.stemmed},
    **{field.exact: (field.name, False) for field in TEXT_FIELDS},
}
"""The text field of each view, and whether it is one of stems."""
PLACES = 1 << 32
"""Document number and position in one integer: positions stay below 2**31, also after an offset is taken off."""


class PostingList(NamedTuple):
    """Document numbers, rising, and the frequency in each."""

    docs: Ids
    freqs: Floats


class Run(NamedTuple):
    """Entries whose postings lie side by side: their postings, and the first of their places. `single`: it is one
    entry, whose document numbers rise."""

    first: int
    end: int
    place: int
    single: bool

    @property
    def slice(self) -> slice:
        """Where the postings are."""
        return slice(self.first, self.end)


class Entries(NamedTuple):
    """Runs of entries whose occurrences are added up, and of those whose occurrences are taken off again."""

    plus: tuple[Run, ...]
    minus: tuple[Run, ...]


_NOWHERE = np.empty(0, dtype=np.int64)
EMPTY = PostingList(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))


class PostingReader:
    """The posting lists of one generation; holds where words are in the dictionaries, and no list."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves.leaves
        self._entries = lru_cache(maxsize=_KEPT)(self._find)
        """(view, terms) -> the entries of each segment that has any."""

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
        find = _of_stems if stemmed else _of_surfaces
        found = ((leaf, find(leaf.arrays, field, terms)) for leaf in self._leaves)
        return [(leaf, entries) for leaf, entries in found if entries.plus]

    def places(self, view: str, terms: tuple[str, ...], docs: Ids) -> Ids:
        """Every place of any of the terms in the given live records (rising), as document number * PLACES + position,
        rising, none twice."""
        parts = [_NOWHERE]
        for leaf, entries in self._entries(view, terms):
            first, last = docs.searchsorted((leaf.base, leaf.base + leaf.count))
            if first < last:
                local = docs[first:last] - leaf.base
                parts.append(_places(leaf.arrays, entries, local) + leaf.base * PLACES)
        return np.concatenate(parts)


def _of_surfaces(arrays: SegmentArrays, field: str, terms: tuple[str, ...]) -> Entries:
    found = (arrays.entry(field, term.encode("utf-8")) for term in dict.fromkeys(terms))
    return Entries(_runs(arrays, [entry for entry in found if entry is not None]), ())


def _of_stems(arrays: SegmentArrays, field: str, terms: tuple[str, ...]) -> Entries:
    """The entries of all words with one of the stems. An acronym is never stemmed: of a word that stands for its stem
    the occurrences as an acronym, which have a dotted name, are taken off, unless the word itself is asked for."""
    first, end = arrays.entries(field)
    plus: dict[int, None] = {}
    minus: dict[int, None] = {}
    for stem in terms:
        group = arrays.group(stem.encode("utf-8"))
        for entry in group[(group >= first) & (group < end)].tolist():
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
    return Entries(_runs(arrays, plus), _runs(arrays, minus))


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


def _places(arrays: SegmentArrays, entries: Entries, docs: Ids) -> Ids:
    """Every place of some entries in some records of one segment, as document number * PLACES + position, rising."""
    parts = [part for run in entries.plus if (part := _places_of(arrays, run, docs)).size]
    if len(parts) == 1 and len(entries.plus) == 1 and entries.plus[0].single:
        places = parts[0]
    else:
        places = rising(np.concatenate(parts)) if parts else _NOWHERE
    for run in entries.minus:
        places = np.setdiff1d(places, _places_of(arrays, run, docs))
    return places


def _places_of(arrays: SegmentArrays, run: Run, docs: Ids) -> Ids:
    """The places of a run, entry after entry."""
    having, freqs = arrays.terms["post_docs"][run.slice], arrays.terms["post_freqs"][run.slice]
    at = _postings_of(having, docs, run.single, arrays.count)
    if not at.size:
        return _NOWHERE
    counts = freqs[at].astype(np.int64)
    ends = freqs[: at[-1] + 1].cumsum(dtype=np.int64)[at]
    before = np.cumsum(counts) - counts
    where = np.repeat(ends - counts - before, counts) + np.arange(int(counts.sum()))
    return np.repeat(having[at].astype(np.int64), counts) * PLACES + arrays.terms["places"][run.place + where]


def _postings_of(having: Array, docs: Ids, rising: bool, size: int) -> Ids:
    """Which postings of a list are of some records (rising)."""
    if rising and docs.size * _FEW < having.size:
        at = np.minimum(having.searchsorted(docs.astype(having.dtype)), having.size - 1)  # else all are converted
        return np.asarray(at[having[at] == docs])
    marks = np.zeros(size, dtype=bool)
    marks[docs] = True
    return np.flatnonzero(marks.take(having))
