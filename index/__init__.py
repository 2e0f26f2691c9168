"""The write side: documents in, a finished generation out. Imports nothing of the other layers.

read(path)                    ->  Found | Rejection   one file, whatever form it has
ingest(stream, writer)        ->  IngestReport        identity, merging, skipping, batches
open_writer(settings)         ->  WhooshWriter        the lock, and one commit after the other
"""

from __future__ import annotations

from index.document import Author, Document, Link, RecordError, from_record
from index.errors import Error
from index.ingest import ingest, remove
from index.report import IngestReport, Rejection, Remark
from index.settings import Settings, settings_table
from index.sources import read, read_standard_input, walk
from index.whoosh_writer import WhooshWriter, open_writer, rebuild_writer
from index.writer import Writer

__all__ = [
    "Author",
    "Document",
    "Error",
    "IngestReport",
    "Link",
    "RecordError",
    "Rejection",
    "Remark",
    "Settings",
    "WhooshWriter",
    "Writer",
    "from_record",
    "ingest",
    "open_writer",
    "read",
    "read_standard_input",
    "rebuild_writer",
    "remove",
    "settings_table",
    "walk",
]
