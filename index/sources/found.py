"""What a source yields: a record with the place it was found, or a rejection.

Every parser ends in `accept`, which reads the mapping it made and turns what cannot be taken in into a `Rejection`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from index.document import Document, Notes, RecordError, from_record
from index.report import EXCERPT, Rejection


class Found(NamedTuple):
    """An accepted record: `line` counts from 1 in files of lines; `notes` say what could not be read."""

    document: Document
    line: int | None = None
    notes: tuple[str, ...] = ()


Stream = Iterator[Found | Rejection]


class Place(NamedTuple):
    """Where a record stands: the file, the line it starts on (None for whole pages) and its raw text."""

    source: str
    line: int | None = None
    raw: str = ""

    def reject(self, reason: str, record_id: str | None = None) -> Rejection:
        """The rejection of what stands here."""
        return Rejection(self.source, self.line, record_id, reason, self.raw[:EXCERPT])


def accept(record: Any, place: Place, types: Sequence[str], notes: Notes) -> Found | Rejection:
    """Read a record that a parser found at a place; `notes` may already hold what the parser could not read."""
    try:
        document = from_record(record, place.source, types, notes)
    except RecordError as error:
        return place.reject(str(error), _known_id(record))
    except RecursionError:
        return place.reject("nested too deeply to be read", _known_id(record))
    return Found(document, place.line, tuple(dict.fromkeys(notes)))


def _known_id(record: Any) -> str | None:
    value = record.get("id") if isinstance(record, Mapping) else None
    return str(value)[:512] if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "" else None
