"""Segments in memory, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from index.columnar.arrays import SegmentArrays
from index.columnar.bulk import segment_of
from index.columnar.pack import Pack, Segment, pack
from index.document import Document
from index.tables.tables import tables_pack


def opened(segment: Segment) -> SegmentArrays:
    """A segment as it is read from its bytes."""
    terms = Pack(b"".join(pack(segment.terms, segment.terms_meta)), "terms")
    docs = Pack(b"".join(pack(segment.docs, segment.docs_meta)), "docs")
    tables = Pack(b"".join(pack(*tables_pack(SegmentArrays(terms, docs)))), "tables")
    return SegmentArrays(terms, docs, tables)


def arrays_of(documents: Sequence[Document]) -> SegmentArrays:
    """The arrays of records, read from their bytes."""
    return opened(segment_of(documents))
