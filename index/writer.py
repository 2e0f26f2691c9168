"""The write side's seam: what an ingest needs of a place that keeps records.

A `Writer` sees its own changes at once; readers see them after `commit`, and those before a `checkpoint` sooner or
later. Leaving the `with` block of a writer by an exception publishes nothing since the last of either.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from index.document import Document


class Writer(Protocol):
    """Records in, a new generation out. All look-ups include what was put or deleted and not yet committed."""

    def may_know(self, keys: Iterable[str]) -> bool:
        """Whether a record may answer to any of these keys, or link to it. False is certain and quick: for most records
        of a first run no other look-up is needed."""
        ...

    def get(self, doc_id: str) -> Document | None:
        """The record of exactly this id."""
        ...

    def content_hash(self, doc_id: str) -> str | None:
        """The content hash of a record (that of a stub begins with "stub:"), without reading the record itself."""
        ...

    def find(self, keys: Iterable[str]) -> list[Document]:
        """The records that answer to any of these keys (`Document.keys`), by id."""
        ...

    def linkers(self, keys: Iterable[str]) -> list[Document]:
        """The records with a link to any of these keys (`Link.keys`), by id."""
        ...

    def stubs(self, keys: Iterable[str]) -> list[Document]:
        """The stubs among `find(keys)`."""
        ...

    def put(self, document: Document) -> None:
        """Add a record, or replace the one with its id."""
        ...

    def delete(self, doc_id: str) -> None:
        """Remove a record; nothing happens when there is none."""
        ...

    def checkpoint(self) -> None:
        """Say that the changes so far may be published, while more of them come: in a run that is interrupted later
        they mostly stay. When they are published is the writer's choice.

        Raises:
            Error: as `commit`, which may be tried again.
        """
        ...

    def commit(self) -> int:
        """Publish all changes since the last commit and return the generation's number. Without changes nothing is
        written.

        Raises:
            Error: `disk_full`, `io_error` or `no_permission`; the former generation stays.
        """
        ...
