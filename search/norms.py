"""BM25's length normalisation of the records of a generation, worked out where it is asked for.

A commit changes the average length of a field and so the normalisation of every record, of which a query needs those
that hold its words. What is kept is the lengths, in half the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.leaves import Leaf
from index.schema import TEXT_FIELDS
from search.id_sets import Ids


class SegmentLengths:
    """How many words each text field of the records of one segment has; a row a field."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.rows: Array = arrays.docs["lengths"]

    @cached_property
    def _all(self) -> tuple[Ids, Ids]:
        return _totals(self.rows)

    def totals(self, without: Ids) -> tuple[Ids, Ids]:
        """Of each field how many records have it, and how many words these have; some records left out."""
        (records, words), (fewer_records, fewer_words) = self._all, _totals(self.rows.take(without, axis=1))
        return records - fewer_records, words - fewer_words


def _totals(rows: Array) -> tuple[Ids, Ids]:
    return np.count_nonzero(rows, axis=1), rows.sum(axis=1, dtype=np.int64)


class Norms:
    """The normalisation 1 / (1 - b + b * length / average) of one text field."""

    def __init__(self, b: float, records: int, words: int, lengths: Array) -> None:
        """`records`, `words`: what the average is taken over; `lengths`: of every record."""
        self._rest = 1 - b
        self._scale = b * records / words if words else 0.0
        self._lengths = lengths

    def take(self, docs: Ids) -> NDArray[np.float32]:
        """Those of some records."""
        return (1 / (self._rest + self._scale * self._lengths.take(docs))).astype(np.float32)

    def __getitem__(self, doc: int) -> np.float32:
        """That of one record."""
        norm: np.float32 = self.take(np.array([doc]))[0]
        return norm


def norms_of(segments: Iterable[tuple[Leaf, SegmentLengths]]) -> dict[str, Norms]:
    """The normalisation of each text field; the average is taken over the live records that have the field."""
    pairs = list(segments)
    totals = np.zeros((2, len(TEXT_FIELDS)), dtype=np.int64)
    for leaf, lengths in pairs:
        totals += lengths.totals(leaf.gone)
    records, words = totals.tolist()
    empty = np.empty(0, dtype=np.uint16)
    return {
        field.name: Norms(
            field.b, records[row], words[row], np.concatenate([empty, *(lengths.rows[row] for _, lengths in pairs)])
        )
        for row, field in enumerate(TEXT_FIELDS)
    }
