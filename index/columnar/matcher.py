"""Postings of one term as Whoosh walks them: a block of 128 at a time, with the statistics its scorers skip by."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.formats import Frequency
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.columnar.arrays import SegmentArrays
from index.columnar.build import Values
from index.columnar.pack import Array

BLOCK = 128


class ArrayTermInfo(TermInfo):  # type: ignore[misc]
    """What Whoosh asks of a term; read from its postings when it is asked."""

    def __init__(self, arrays: SegmentArrays, field: str, entry: int) -> None:
        self._docs, self._freqs = arrays.postings(entry)
        self._lengths = _lengths(arrays, field)
        self._between = arrays.terms["entry_lengths"][entry] if "entry_lengths" in arrays.terms else None
        self._minid, self._maxid = int(self._docs[0]), int(self._docs[-1])  # which Whoosh raises by the segment's base

    def weight(self) -> float:
        """Sum of weights."""
        return float(self._freqs.sum(dtype=np.float64))

    def doc_frequency(self) -> int:
        """How many records have the term."""
        return int(self._docs.size)

    def min_length(self) -> int:
        """Shortest length of a record with the term."""
        return _length(self._lengths, self._docs, np.min) if self._between is None else seen(int(self._between[0]))

    def max_length(self) -> int:
        """Longest length of a record with the term."""
        return _length(self._lengths, self._docs, np.max) if self._between is None else seen(int(self._between[1]))

    def max_weight(self) -> float:
        """Greatest weight in one record."""
        return float(self._freqs.max())


def _lengths(arrays: SegmentArrays, field: str) -> Array | None:
    names = arrays.docs.meta["length_fields"]
    return arrays.docs["lengths"][names.index(field)] if field in names else None


def _length(lengths: Array | None, docs: Array, of: Any) -> int:
    """A statistic of lengths, as they are seen."""
    return 0 if lengths is None else seen(int(of(lengths[docs])))


def seen(length: int) -> int:
    """A length in the precision in which Whoosh's scorers see it."""
    return int(byte_to_length(length_to_byte(length)))


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """A place in the postings of one entry. Deleted records are among them; Whoosh leaves them out."""

    def __init__(
        self, arrays: SegmentArrays, field: str, entry: int, format_: Any, scorer: Any, term: tuple[str, bytes]
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._arrays = arrays
        self._field = field
        self._entry = entry
        self._docs, self._freqs = arrays.postings(entry)
        self._lengths = _lengths(arrays, field)
        self._kind: Values = arrays.fields()[field]["values"]
        self._places: tuple[Array, Array] | None = None
        self._values: tuple[Array, Array] | None = None
        self._i = 0
        self._load(0)

    def _load(self, block: int) -> None:
        """Take the ids and weights of a block out of the arrays."""
        self._block = block
        self._ids = self._docs[block * BLOCK : (block + 1) * BLOCK].tolist()
        self._weights = self._freqs[block * BLOCK : (block + 1) * BLOCK].astype(float).tolist()

    def _seek(self, place: int) -> None:
        self._i = place
        if place < self._docs.size and place // BLOCK != self._block:
            self._load(place // BLOCK)

    def copy(self) -> ArrayMatcher:
        """Another matcher at the same place."""
        other = ArrayMatcher(self._arrays, self._field, self._entry, self.format, self.scorer, self._term)
        other._seek(self._i)
        return other

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._i < self._docs.size

    def reset(self) -> None:
        """Go to the first posting."""
        self._seek(0)

    def id(self) -> int:
        """The record here; behind the last posting still the last record, as Whoosh's own matchers have it."""
        return int(self._ids[self._i % BLOCK]) if self.is_active() else int(self._docs[-1])

    def weight(self) -> float:
        """The weight here."""
        return float(self._weights[self._i % BLOCK])

    def all_ids(self) -> Any:
        """The records from here on."""
        return iter(self._docs[self._i :].tolist())

    def value(self) -> bytes:
        """The encoded value here, as the field's format encoded it."""
        if self._kind == "places":
            return bytes(self.format.encode(self._positions()))
        if self._kind == "bytes":
            if self._values is None:
                self._values = self._arrays.values(self._entry)
            data, offsets = self._values
            return data[int(offsets[self._i]) : int(offsets[self._i + 1])].tobytes()
        return bytes(pack_uint(int(self.weight()))) if type(self.format) is Frequency else b""

    def value_as(self, astype: str) -> Any:
        """The value here, decoded; positions are taken as they lie."""
        if self._kind == "places" and astype in ("positions", "frequency"):
            return self._positions() if astype == "positions" else int(self.weight())
        return super().value_as(astype)

    def _positions(self) -> list[int]:
        if self._places is None:
            ends = np.cumsum(self._freqs, dtype=np.int64)
            self._places = self._arrays.places(self._entry), ends
        places, ends = self._places
        end = int(ends[self._i])
        found: list[int] = places[end - int(self._freqs[self._i]) : end].tolist()
        return found

    def next(self) -> bool:
        """Go to the next posting; True when a new block begins."""
        if not self.is_active():
            raise ReadTooFar
        self._seek(self._i + 1)
        return self._i % BLOCK == 0 or not self.is_active()

    def skip_to(self, id: int) -> bool:  # noqa: A002 - Whoosh's name
        """Go to the first record from here on that is not less."""
        if not self.is_active():
            raise ReadTooFar
        before = self._block
        if id > self.id():
            self._seek(self._i + int(np.searchsorted(self._docs[self._i :], id)))
        return self._block != before or not self.is_active()

    def skip_to_quality(self, minquality: float) -> int:
        """Leave out blocks none of whose records can be better."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._seek(min((self._block + 1) * BLOCK, self._docs.size))
            skipped += 1
        return skipped

    def _here(self) -> Array:
        return self._docs[self._block * BLOCK : (self._block + 1) * BLOCK]

    def block_min_id(self) -> int:
        """First record of the block."""
        return int(self._ids[0])

    def block_max_id(self) -> int:
        """Last record of the block."""
        return int(self._ids[-1])

    def block_min_length(self) -> int:
        """Shortest length in the block."""
        return _length(self._lengths, self._here(), np.min)

    def block_max_length(self) -> int:
        """Longest length in the block."""
        return _length(self._lengths, self._here(), np.max)

    def block_max_weight(self) -> float:
        """Greatest weight in the block."""
        return float(max(self._weights))
