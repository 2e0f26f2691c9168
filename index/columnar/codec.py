"""The codec through which Whoosh's own readers, searchers and writers use columnar segments.

`whoosh.index.open_dir(...)` works on an archive's store with every Whoosh query class. Archives are written by
`index.whoosh_writer`, which goes round Whoosh's posting-by-posting writer. `ix.writer(codec=ColumnarCodec())` writes
segments of any schema; Dossier itself reads no others than those of archives.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from whoosh.codec import base

from index.columnar.columns import column_filename
from index.columnar.document_reader import ArrayDocumentReader
from index.columnar.document_writer import DocumentWriter
from index.columnar.field_writer import FieldWriter
from index.columnar.layout import DOCS_EXTENSION, TERMS_EXTENSION
from index.columnar.pack import Pack
from index.columnar.readers import ArrayTermsReader
from index.columnar.storage import joined
from index.columnar.whoosh_files import UnwrittenPack, open_pack


class ColumnarSegment(base.Segment):  # type: ignore[misc]
    """Pickled into the table of contents by this name; what it says of its records is in its packs."""

    unwritten: UnwrittenPack | None = None
    """The records, when they are complete and their postings are not."""
    model: str | None = None
    """The model whose vectors it has (`index.latent`)."""
    tabled: bool = True
    """Whether its tables are written. Those of a run that goes on are not: it is going to be merged."""

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

    def write_documents(self) -> None:
        """Write the pack of the records to its file, if that has not been done.

        Raises:
            OSError: the disk is full or fails.
        """
        if self.unwritten is not None:
            self.unwritten.write()
            self.unwritten = None

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled. Whoever reads it, which may be another process, finds the records in their file."""
        self.write_documents()
        return self.__dict__


class ColumnarCodec(base.Codec):  # type: ignore[misc]
    """Reads every columnar segment, and writes all but those of archives, which `index.columnar.bulk` makes."""

    length_stats = False
    """Terms keep no lengths of their own: they are looked up by record."""

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment without records."""
        return ColumnarSegment(indexname)

    def per_document_writer(self, storage: Any, segment: ColumnarSegment) -> DocumentWriter:
        """Takes what is stored of each record, its lengths, columns and vectors."""
        return DocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: ColumnarSegment) -> FieldWriter:
        """Takes postings, and writes the segment."""
        return FieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ArrayTermsReader:
        """Terms and postings of a segment."""
        terms = open_pack(storage, segment.make_filename(TERMS_EXTENSION))
        return ArrayTermsReader(joined(terms, _docs(storage, segment)))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ArrayDocumentReader:
        """Stored fields, lengths, columns and vectors of a segment."""
        return ArrayDocumentReader(_docs(storage, segment), storage, segment)

    def column_filename(self, segment: ColumnarSegment, fieldname: str) -> str:
        """The file of a column that is added to a segment."""
        return column_filename(segment, fieldname)


def _docs(storage: Any, segment: ColumnarSegment) -> Pack:
    if segment.unwritten is not None:
        return segment.unwritten.opened()
    return open_pack(storage, segment.make_filename(DOCS_EXTENSION))
