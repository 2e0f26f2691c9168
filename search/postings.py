"""Posting lists of one generation: the records that hold a word, in rising number, with its frequency in each.

Lists are unions of entries (`search.looked_up`), made by arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from index.columnar.pack import Array
from index.leaves import Leaf, Leaves
from search.id_sets import Floats, Ids, sums
from search.looked_up import Lookup, entries_in
from search.places import NOWHERE, PLACES, Entries, Run, read_places

_KEPT = 8_192
"""Words whose places in the dictionaries are kept."""


class PostingList(NamedTuple):
    """Document numbers, rising, and the frequency in each."""

    docs: Ids
    freqs: Floats


EMPTY = PostingList(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))


class PostingReader:
    """The posting lists of one generation; holds where words are in the dictionaries, and no list."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves.leaves
        self._kept: dict[Lookup, list[tuple[Leaf, Entries]]] = {}
        """(view, terms) -> the entries of each segment that has any, those that were found last behind."""

    def prepare(self, wanted: Iterable[Lookup]) -> None:
        """Look words up in the dictionaries all at once, which is quicker than one by one when they are read."""
        new = list(dict.fromkeys(lookup for lookup in wanted if lookup not in self._kept))
        if not new:
            return
        found: list[list[tuple[Leaf, Entries]]] = [[] for _ in new]
        for leaf in self._leaves:
            for having, entries in zip(found, entries_in(leaf.arrays, new), strict=True):
                if entries.plus:
                    having.append((leaf, entries))
        self._kept.update(zip(new, found, strict=True))
        for oldest in list(islice(self._kept, max(len(self._kept) - _KEPT, 0))):
            del self._kept[oldest]

    def _entries(self, view: str, terms: tuple[str, ...]) -> list[tuple[Leaf, Entries]]:
        if (view, terms) not in self._kept:
            self.prepare([(view, terms)])
        return self._kept[view, terms]

    def union(self, view: str, terms: tuple[str, ...]) -> PostingList:
        """The live records with any of the terms; frequencies add up."""
        return _joined([_read(leaf, entries) for leaf, entries in self._entries(view, terms)])

    def occurrences(self, view: str, terms: tuple[str, ...]) -> PostingList:
        """The same with nothing added up: in no order, a record as often as it has different forms of the words."""
        return _joined([_read_forms(leaf, entries) for leaf, entries in self._entries(view, terms)])

    def knows(self, view: str, terms: tuple[str, ...]) -> bool:
        """Whether any record had any of the terms, maybe one that is deleted."""
        return bool(self._entries(view, terms))

    def document_frequency(self, view: str, terms: tuple[str, ...]) -> int:
        """How many live records have any of the terms; where the dictionary knows it, no posting is read."""
        count = 0
        for leaf, entries in self._entries(view, terms):
            if len(entries.plus) == 1 and entries.plus[0].single and not entries.minus and not leaf.deleted:
                count += entries.plus[0].end - entries.plus[0].first
            else:
                count += _read(leaf, entries).docs.size
        return count

    def places(self, words: Sequence[Lookup], docs: Ids) -> list[Ids]:
        """Of each (view, terms) every place in the given live records (rising), rising, none twice."""
        parts: list[list[Ids]] = [[NOWHERE] for _ in words]
        entries = [dict(self._entries(*word)) for word in words]
        for leaf in self._leaves:
            first, last = docs.searchsorted((leaf.base, leaf.base + leaf.count))
            own = [number for number, found in enumerate(entries) if leaf in found] if first < last else []
            if own:
                there = read_places(
                    leaf.arrays, [entries[number][leaf] for number in own], docs[first:last] - leaf.base
                )
                for number, places in zip(own, there, strict=True):
                    parts[number].append(places + leaf.base * PLACES)
        return [np.concatenate(part) for part in parts]


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
    return [leaf.arrays.postings_between(run.first, run.end) for run in runs]


def _live(leaf: Leaf, docs: Ids, freqs: Floats) -> PostingList:
    """Local postings without those of deleted records, by numbers of the generation."""
    if leaf.deleted:
        there = leaf.is_live[docs]
        docs, freqs = docs[there], freqs[there]
    return PostingList(docs + leaf.base if leaf.base else docs, freqs)
