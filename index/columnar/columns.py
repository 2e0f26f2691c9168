"""Columns of Whoosh's, `column_X` of a docs pack: written and read by Whoosh's own column types.

A value is encoded as it is added, so that one that does not fit is told at once. When its record is given up, the row
is left out at the end.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from whoosh.filedb.structfile import BufferFile, StructFile

from index.columnar.pack import Array, Pack

_PREFIX = "column_"


class ColumnWriter:
    """The values of one field. Rows are records, and those that were given up."""

    def __init__(self, column: Any) -> None:
        self._column = column
        self._file = BytesIO()
        self._writer = column.writer(StructFile(self._file))
        self._given_up: list[int] = []

    def add(self, docnum: int, value: Any) -> None:
        """Set the value of a record; numbers rise."""
        self._writer.add(docnum + len(self._given_up), value)

    def give_up(self, docnum: int) -> None:
        """Forget the value of a record that comes to nothing; the next record may have its number."""
        self._given_up.append(docnum + len(self._given_up))

    def array(self, documents: int) -> Array:
        """The bytes of the column when there are no more records."""
        rows = documents + len(self._given_up)
        self._writer.finish(rows)
        data = self._file.getvalue()
        if self._given_up:
            data = self._without(data, rows, set(self._given_up))
        return np.frombuffer(data, dtype=np.uint8)

    def _without(self, data: bytes, rows: int, given_up: set[int]) -> bytes:
        reader = self._column.reader(BufferFile(data), 0, len(data), rows)
        file = BytesIO()
        writer = self._column.writer(StructFile(file))
        kept = [row for row in range(rows) if row not in given_up]
        for docnum, row in enumerate(kept):
            writer.add(docnum, reader[row])
        writer.finish(len(kept))
        return file.getvalue()


def column_arrays(writers: dict[str, ColumnWriter], documents: int) -> dict[str, Array]:
    """The arrays of all columns."""
    return {f"{_PREFIX}{field}": writer.array(documents) for field, writer in writers.items()}


def column_filename(segment: Any, field: str) -> str:
    """The file of a column that was added to a segment after it was written, as `whoosh.sorting.add_sortable` does."""
    return str(segment.make_filename(f".{field}.col"))


class Columns:
    """The columns of a segment: those of its docs pack, and those that were added to it."""

    def __init__(self, docs: Pack, storage: Any, segment: Any) -> None:
        self._docs = docs
        self._storage = storage
        self._segment = segment

    def __bool__(self) -> bool:
        return any(name.startswith(_PREFIX) for name in self._docs)

    def __contains__(self, field: str) -> bool:
        return f"{_PREFIX}{field}" in self._docs or self._storage.file_exists(column_filename(self._segment, field))

    def reader(self, field: str, column: Any) -> Any:
        """A field's values, as a column type reads them."""
        if f"{_PREFIX}{field}" in self._docs:
            data = self._docs[f"{_PREFIX}{field}"].data
        else:
            with self._storage.open_file(column_filename(self._segment, field)) as file:
                data = file.read()
        return column.reader(BufferFile(data), 0, len(data), self._docs.meta["documents"])
