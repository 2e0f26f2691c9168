"""How often each stem stands in some records of a segment, from its postings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.layout import GROUPED
from index.columnar.ordering import pair_starts, stable_order
from index.columnar.pack import Array
from index.latent.sparse import Sparse, sparse
from index.schema import FIELD, LANGUAGE_FIELDS, TEXT_FIELDS, text_field_of
from index.stopwords import STOP_WORDS_OF

BLOCK_WORDS = 1 << 21
"""Words of records that are looked at together, which bounds the memory it takes."""
_BLOCK_POSTINGS = 1 << 22
_NOTHING = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
"""No postings, rows and entries."""

Averages = Mapping[str, float]
"""The average length of each text field."""


def words_of(arrays: SegmentArrays) -> Array:
    """How many words each record has."""
    return np.asarray(arrays.docs["lengths"].sum(axis=0, dtype=np.int64))


def blocks(arrays: SegmentArrays) -> Iterator[Array]:
    """All document numbers, as many at once as have `BLOCK_WORDS` words together."""
    ends = np.cumsum(words_of(arrays))
    first = 0
    while first < arrays.count:
        before = int(ends[first - 1]) if first else 0
        end = max(int(np.searchsorted(ends, before + BLOCK_WORDS, side="right")), first + 1)
        yield np.arange(first, end)
        first = end


class Occurrences:
    """The postings of a segment's grouped fields, which lie in the order of their groups."""

    def __init__(self, arrays: SegmentArrays, columns: Array | None = None) -> None:
        """`columns`: the column of each group, no two of one, -1 to leave it out; without them each has its own."""
        self._terms = arrays.terms
        self._lengths = arrays.docs["lengths"]
        self._names: list[str] = arrays.docs.meta["length_fields"]
        self._count = arrays.count
        entries = self._terms["group_entries"] if "group_entries" in self._terms else np.empty(0, dtype=np.uint32)
        groups = int(self._terms["group_first"].size) - 1 if entries.size else 0
        counts = self._terms["entry_count"][entries].astype(np.int64)
        self._ends = np.cumsum(counts)
        self._postings = int(counts.sum())
        sizes = (
            self._terms["group_first"][1:] - self._terms["group_first"][:-1] if groups else np.empty(0, dtype=np.int64)
        )
        columns = np.arange(groups, dtype=np.int32) if columns is None else columns
        self._width = int(columns.max(initial=-1)) + 1
        self._column = np.repeat(columns, sizes)
        self._field = np.zeros(entries.size, dtype=np.int32)
        for name in GROUPED:
            first, end = arrays.entries(name)
            self._field[(entries >= first) & (entries < end)] = self._names.index(text_field_of(name))
        self._kept = (self._column >= 0) & ~np.isin(entries, _function_words(arrays))

    def of(self, docs: Array, averages: Averages) -> tuple[Sparse, Array]:
        """The weighted, normalised frequency (as BM25F takes it) of the group of each column in each of some records
        (rising), a row a record, and the weighted frequencies of each column in all of them."""
        row = np.full(self._count, -1, dtype=np.int32)
        row[docs] = np.arange(docs.size, dtype=np.int32)
        where, rows, entry = map(np.concatenate, zip(_NOTHING, *self._found(row), strict=True))
        column, field = self._column[entry], self._field[entry]
        boosts = np.array([FIELD[name].boost for name in self._names])
        weighted = boosts[field] * self._terms["post_freqs"][where]
        mass = np.bincount(column, weighted, self._width)
        norms = np.stack([_norms(name, self._lengths[at, docs], averages) for at, name in enumerate(self._names)])
        weighted *= norms.ravel()[field * docs.size + rows]
        order = stable_order(rows)  # in each row groups stand together, as postings lie in their order
        rows, column, weighted = rows[order], column[order], weighted[order]
        new = pair_starts(rows, column)
        totals = np.add.reduceat(weighted, new) if new.size else weighted
        return sparse(rows[new], column[new], totals, docs.size, self._width), mass

    def _found(self, row: Array) -> Iterator[tuple[Array, Array, Array]]:
        """The postings of the records that have a row, but for those left out, the row of each, and its entry."""
        for first in range(0, self._postings, _BLOCK_POSTINGS):
            end = min(first + _BLOCK_POSTINGS, self._postings)
            rows = row[self._terms["post_docs"][first:end]]
            begun, last = self._ends.searchsorted((first, end - 1), side="right")
            entries = np.arange(begun, last + 1, dtype=np.int32)
            entries = entries.repeat(np.diff(np.minimum(self._ends[entries], end), prepend=first))
            there = np.flatnonzero((rows >= 0) & self._kept[entries])
            yield there + first, rows[there], entries[there]


def _function_words(arrays: SegmentArrays) -> Array:
    """The entries of the function words of other languages, which may be words of the default one (*die*, *war*); those
    of the default one a model leaves out itself."""
    found = (
        arrays.entry(field, word.encode("utf-8"))
        for field, (_, language) in LANGUAGE_FIELDS.items()
        if field in arrays.fields()
        for word in STOP_WORDS_OF[language]
    )
    return np.array([entry for entry in found if entry is not None], dtype=np.uint32)


def _norms(name: str, lengths: Array, averages: Averages) -> Array:
    """What BM25F multiplies frequencies in a field with."""
    b, average = FIELD[name].b, averages.get(name, 0.0)
    return np.asarray(1 / (1 - b + b * lengths / average) if average else np.ones(lengths.size))


def average_lengths(lengths: Array) -> dict[str, float]:
    """Of each text field (a row each), over the records that have it."""
    return {
        field.name: float(own[own > 0].mean()) if (own > 0).any() else 0.0
        for field, own in zip(TEXT_FIELDS, lengths, strict=True)
    }
