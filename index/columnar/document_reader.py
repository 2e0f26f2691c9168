"""Records of a segment, their lengths, columns and vectors, as Whoosh asks for them."""

from __future__ import annotations

import pickle
from typing import Any

from whoosh.codec import base

from index.columnar import vectors
from index.columnar.columns import Columns
from index.columnar.matcher import seen
from index.columnar.pack import Pack
from index.columnar.stored_records import StoredRecords


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Whoosh's view of the records."""

    def __init__(self, docs: Pack, storage: Any, segment: Any) -> None:
        self._docs = docs
        self._records = StoredRecords(docs)
        self._columns = Columns(docs, storage, segment)
        self._segment = segment
        self._count: int = docs.meta["documents"]

    def doc_count(self) -> int:
        """Live records."""
        return self._count - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """Records, deleted ones counted in."""
        return self._count

    def has_deletions(self) -> bool:
        """Whether any record is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a record is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        """The numbers of the deleted records."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """Whether there is any column of Whoosh's. An archive has none: its columns are read as arrays."""
        return bool(self._columns)

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column."""
        return fieldname in self._columns

    def column_reader(self, fieldname: str, column: Any) -> Any:
        """A field's values, record for record, as a column type reads them."""
        return self._columns.reader(fieldname, column)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether a record has a vector of a field."""
        return vectors.has_vector(self._docs, fieldname, docnum)

    def vector(self, docnum: int, fieldname: str, format_: Any) -> Any:
        """A record's terms of a field, with their weights and values.

        Raises:
            LookupError: the record has none.
        """
        return vectors.vector(self._docs, fieldname, docnum, format_)

    def _lengths(self, fieldname: str) -> Any:
        names = self._docs.meta["length_fields"]
        return self._docs["lengths"][names.index(fieldname)] if fieldname in names else None

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """A length as Whoosh's codecs keep it, in one byte of falling precision."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else seen(int(lengths[docnum]))

    def field_length(self, fieldname: str) -> int:
        """Sum of lengths."""
        return int(self._docs.meta["field_totals"].get(fieldname, 0))

    def min_field_length(self, fieldname: str) -> int:
        """Shortest length, in the precision of `doc_field_length`."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not lengths.size else seen(int(lengths.min()))

    def max_field_length(self, fieldname: str) -> int:
        """Longest length, in the precision of `doc_field_length`."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not lengths.size else seen(int(lengths.max()))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a record.

        Raises:
            DamagedPackError: they are not what was written.
        """
        [data] = self._records.read([docnum])
        if self._docs.meta["stored"] == "record":
            return {"record": data}
        found: dict[str, Any] = pickle.loads(data) if data else {}  # noqa: S301 - as trusted as Whoosh's own table
        return found
