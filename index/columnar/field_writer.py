"""Postings to the arrays of `NAME.terms` as Whoosh's writers give them: one by one, of any format.

A field's values are kept in the least form that gives the same bytes back: not at all where they follow from the
weight, as positions, or as they are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec import base
from whoosh.system import pack_uint

from index.columnar.build import FieldPostings, terms_pack
from index.columnar.document_writer import docs_pack
from index.columnar.layout import TERMS_EXTENSION
from index.columnar.ordering import narrow, sizes_of
from index.columnar.pack import Array, pack
from index.columnar.strings import Strings
from index.columnar.whoosh_files import UnwrittenPack, write_pack

_MOST_POSITION = 2**32 - 1


class FieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Gathers postings; both files of the segment are written when it is closed.

    Whoosh closes it without postings having been given, be it none, when the writer is cancelled or has nothing to
    write; then there are no files.
    """

    def __init__(self, storage: Any, segment: Any) -> None:
        self.is_closed = False
        self._storage = storage
        self._segment = segment
        self._begun = False
        self._field: _Field | None = None
        self._fields: list[FieldPostings] = []
        self._lengths: dict[str, Array] = {}

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Take the postings (field, term, record, weight, value) in their order.

        Where there are records these have the lengths, and postings of one that was never finished are left out.
        """
        self._begun = True
        if self._segment.unwritten is not None:
            count = self._segment.doc_count_all()
            lengths, items = None, (item for item in items if item[2] < count)
        super().add_postings(schema, lengths, items)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        self._begun = True
        self._field = _Field(fieldname, fieldobj.format)

    def _now(self) -> _Field:
        if self._field is None:
            raise ValueError("no field is begun")
        return self._field

    def start_term(self, text: bytes) -> None:
        """Begin a term of the field."""
        self._now().start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        """A posting of the term."""
        self._now().add(docnum, weight, vbytes or b"", length or 0)

    def finish_term(self) -> None:
        """End a term."""
        self._now().finish_term()

    def finish_field(self) -> None:
        """End a field."""
        field = self._now()
        self._fields.append(field.postings())
        self._lengths[field.name] = np.array(field.lengths, dtype=np.uint32).reshape(-1, 2)
        self._field = None

    def close(self) -> None:
        """Write the segment.

        Raises:
            OSError: the disk is full or fails.
        """
        self.is_closed = True
        if not self._begun:
            return
        alone = self._segment.unwritten is None
        if alone:
            self._segment.unwritten = self._unknown_records()
        self._segment.write_documents()
        arrays, meta = terms_pack(self._fields, self._segment.doc_count_all())
        if alone and self._fields:
            arrays["entry_lengths"] = np.concatenate([self._lengths[name] for name in sorted(self._lengths)])
        write_pack(self._storage, self._segment.make_filename(TERMS_EXTENSION), pack(arrays, meta))

    def _unknown_records(self) -> UnwrittenPack:
        """Records of which nothing is known but their postings."""
        last = max((int(field.docs.max()) for field in self._fields if field.docs.size), default=-1)
        self._segment.set_doc_count(max(last + 1, self._segment.doc_count_all()))
        return docs_pack(self._storage, self._segment, [b""] * self._segment.doc_count_all(), {})


class _Field:
    """The postings of one field, in the order of (term, document)."""

    def __init__(self, name: str, format_: Any) -> None:
        self.name = name
        self.lengths = array("I")
        """The shortest and the longest length that came with the postings of each term."""
        self._format = format_
        self._size = format_.fixed_value_size()
        self._terms: list[bytes] = []
        self._counts = array("q")
        self._docs = array("q")
        self._weights = array("d")
        self._values: list[bytes] = []
        self._shortest = self._longest = 0

    def start_term(self, text: bytes) -> None:
        self._terms.append(text)
        self._counts.append(0)
        self._shortest = self._longest = 0

    def finish_term(self) -> None:
        if self._counts[-1]:
            self.lengths.extend((self._shortest, self._longest))
        else:
            del self._terms[-1], self._counts[-1]

    def add(self, docnum: int, weight: float, value: bytes, length: int) -> None:
        self._counts[-1] += 1
        self._docs.append(docnum)
        self._weights.append(weight)
        self._values.append(value[: self._size])  # Whoosh gives words for spelling a value of another format
        self._longest = max(self._longest, length)
        self._shortest = min(self._shortest or length, length)

    def postings(self) -> FieldPostings:
        """The field as arrays."""
        terms = Strings.listed(self._terms)
        counts, docs = np.array(self._counts, dtype=np.int64), np.array(self._docs, dtype=np.uint32)
        freqs = narrow(np.array(self._weights, dtype=np.float64))
        if self._follow_from_weights(freqs):
            return FieldPostings(self.name, "none", terms, counts, docs, freqs)
        places = self._places(freqs)
        if places is not None:
            return FieldPostings(self.name, "places", terms, counts, docs, freqs, places)
        offsets = np.zeros(len(self._values) + 1, dtype=np.uint64)
        offsets[1:] = np.cumsum(sizes_of(self._values))
        data = np.frombuffer(b"".join(self._values), dtype=np.uint8)
        return FieldPostings(self.name, "bytes", terms, counts, docs, freqs, None, data, offsets)

    def _follow_from_weights(self, freqs: Array) -> bool:
        """Whether the format has no values, or those of a `Frequency` are the weights."""
        if self._size == 0:
            return True
        if type(self._format) is not formats.Frequency or freqs.dtype.kind == "f":
            return False
        return b"".join(self._values) == freqs.astype(">u4").tobytes()

    def _places(self, freqs: Array) -> Array | None:
        """All positions, where they are the values and as many as the weights say."""
        if type(self._format) is not formats.Positions or freqs.dtype.kind == "f":
            return None
        found: list[list[int]] = []
        for value, freq in zip(self._values, freqs.tolist(), strict=True):
            positions = _positions(self._format, value, freq)
            if positions is None:
                return None
            found.append(positions)
        return narrow(np.fromiter(chain.from_iterable(found), dtype=np.int64))


def _positions(format_: Any, value: bytes, freq: int) -> list[int] | None:
    """The positions that a value encodes; None where it is not just these many, rising, and encoded like this."""
    if value[:4] != pack_uint(freq):
        return None
    try:
        found: list[int] = format_.decode_positions(value)
    except Exception:  # whatever bytes that are no pickle make of it
        return None
    if len(found) != freq or found != sorted(found) or not 0 <= min(found, default=0) <= _MOST_POSITION:
        return None
    return found if max(found, default=0) <= _MOST_POSITION and format_.encode(found) == value else None
