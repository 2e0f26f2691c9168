"""The codec through which Whoosh's own readers and searchers see columnar segments.

`whoosh.index.open_dir(...)` works on an archive's store with every Whoosh query class. Archives are written by
`index.whoosh_writer`, which goes round Whoosh's posting-by-posting writer; a plain `ix.writer()` adds segments of
Whoosh's own codec, which Dossier does not read.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.codec import base

from index.columnar.arrays import SegmentArrays
from index.columnar.readers import ArrayDocumentReader, ArrayTermsReader
from index.columnar.storage import open_segment


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
        return ColumnarCodec()

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

    def copy_deletions(self) -> None:
        """Have deletions of its own, after it was copied."""
        self._deleted = set(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a record is deleted."""
        return docnum in self._deleted

    def should_assemble(self) -> bool:
        """Never in one compound file: its parts are mapped as they are."""
        return False


class ColumnarCodec(base.Codec):  # type: ignore[misc]
    """Reads segments of an archive."""

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment without records."""
        return ColumnarSegment(indexname)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ArrayTermsReader:
        """Terms and postings of a segment."""
        return ArrayTermsReader(_opened(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ArrayDocumentReader:
        """Stored fields and lengths of a segment."""
        return ArrayDocumentReader(_opened(storage, segment), segment)


def _opened(storage: Any, segment: ColumnarSegment) -> SegmentArrays:
    return open_segment(Path(storage.folder), segment.segment_id())
