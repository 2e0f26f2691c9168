"""A segment as Whoosh's table of contents names it: its id, how many records it has, which of them are deleted."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from whoosh.codec import base


class ColumnarSegment(base.Segment):  # type: ignore[misc]
    """Pickled into the table of contents by this name; what it says of its records is in its packs."""

    def __init__(self, indexname: str, documents: int = 0) -> None:
        self.indexname = indexname
        self.segid = secrets.token_hex(8)
        self.compound = False
        self._documents = documents
        self._deleted: set[int] = set()

    def codec(self) -> Any:
        """The codec that reads this segment, which Whoosh asks it for."""
        return CODECS[0]

    def doc_count_all(self) -> int:
        """Records, deleted ones counted in."""
        return self._documents

    def set_doc_count(self, doccount: int) -> None:
        """Say how many records there are, when they have been written."""
        self._documents = doccount

    def deleted_count(self) -> int:
        """How many records are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        """The numbers of the deleted records."""
        return self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a record as deleted, or as there again."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a record is deleted."""
        return docnum in self._deleted

    def should_assemble(self) -> bool:
        """Never in one compound file: its parts are mapped as they are."""
        return False


CODECS: list[Any] = []
"""Holds the one codec, from when `index.columnar.codec` is imported: a segment cannot import what makes it."""
