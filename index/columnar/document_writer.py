"""Records to the arrays of `NAME.docs` as Whoosh's writers give them: field by field, for any schema.

A record counts when it is finished. What was said of one that is given up (`cancel_doc`) is forgotten.
"""

from __future__ import annotations

import pickle
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh.codec import base

from index.columnar.columns import ColumnWriter, column_arrays
from index.columnar.layout import DOCS_EXTENSION
from index.columnar.pack import Array, pack
from index.columnar.records import at_least_two_bytes
from index.columnar.stored_records import stored_arrays
from index.columnar.vectors import Item, VectorWriter
from index.columnar.whoosh_files import UnwrittenPack


@dataclass(slots=True)
class _Record:
    """The record that is being told."""

    number: int
    stored: dict[str, Any] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    vectors: dict[str, list[Item]] = field(default_factory=dict)


class DocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Gathers records; when it is closed the segment has their pack, which the field writer writes to its file."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.is_closed = False
        self._storage = storage
        self._segment = segment
        self._record: _Record | None = None
        self._stored: list[bytes] = []
        self._lengths: dict[str, Lengths] = defaultdict(Lengths)
        self._columns: dict[str, ColumnWriter] = {}
        self._vectors: dict[str, VectorWriter] = defaultdict(VectorWriter)

    def start_doc(self, docnum: int) -> None:
        """Begin a record.

        Raises:
            ValueError: another is not finished, or its number is not the next one.
        """
        if self._record is not None or docnum != len(self._stored):
            raise ValueError(f"record {docnum} begins where {len(self._stored)} is to be finished or begun")
        self._record = _Record(docnum)

    def _now(self) -> _Record:
        if self._record is None:
            raise ValueError("no record is begun")
        return self._record

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        """What is stored of a field, and its length."""
        record = self._now()
        if value is not None:
            record.stored[fieldname] = value
        if length:
            record.lengths[fieldname] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """The record's value in a column."""
        record = self._now()
        if fieldname not in self._columns:
            self._columns[fieldname] = ColumnWriter(columnobj)
        record.columns.add(fieldname)
        self._columns[fieldname].add(record.number, value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[Item]) -> None:
        """The record's vector of a field."""
        self._now().vectors[fieldname] = list(items)

    def finish_doc(self) -> None:
        """Keep the record."""
        record = self._now()
        self._stored.append(pickle.dumps(record.stored) if record.stored else b"")
        for name, length in record.lengths.items():
            self._lengths[name].add(record.number, length)
        for name, items in record.vectors.items():
            self._vectors[name].add(record.number, items)
        self._record = None

    def cancel_doc(self) -> None:
        """Forget the record."""
        record = self._now()
        for name in record.columns:
            self._columns[name].give_up(record.number)
        self._record = None

    def close(self) -> None:
        """Give the segment the pack of its records; one that was not finished is not among them."""
        if self._record is not None:
            self.cancel_doc()
        count = len(self._stored)
        arrays = column_arrays(self._columns, count)
        for name, vectors in self._vectors.items():
            arrays |= vectors.arrays(name, count)
        self._segment.set_doc_count(count)
        self._segment.unwritten = docs_pack(self._storage, self._segment, self._stored, self._lengths, arrays)
        self.is_closed = True


class Lengths:
    """The lengths of one field, of the records where they are not 0."""

    def __init__(self) -> None:
        self._docs = array("q")
        self._values = array("q")

    def add(self, docnum: int, length: int) -> None:
        """Set the length of a record."""
        self._docs.append(docnum)
        self._values.append(length)

    def row(self, documents: int) -> Array:
        """The length of each record."""
        found = np.zeros(documents, dtype=np.int64)
        found[np.array(self._docs, dtype=np.int64)] = np.array(self._values, dtype=np.int64)
        return found


def docs_pack(
    storage: Any,
    segment: Any,
    records: Sequence[bytes],
    lengths: Mapping[str, Lengths],
    more: Mapping[str, Array] | None = None,
) -> UnwrittenPack:
    """The pack of pickled records, of their lengths in each field, and of what more arrays there are."""
    rows = {name: lengths[name].row(len(records)) for name in sorted(lengths)}
    table = np.array(list(rows.values()), dtype=np.int64).reshape(len(rows), len(records))
    meta = {
        "documents": len(records),
        "stored": "pickle",
        "length_fields": list(rows),
        "field_totals": {name: int(row.sum()) for name, row in rows.items()},
    }
    arrays = {**stored_arrays(records), "lengths": at_least_two_bytes(table), **(more or {})}
    return UnwrittenPack(storage, segment.make_filename(DOCS_EXTENSION), b"".join(pack(arrays, meta)))
