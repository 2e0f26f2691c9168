"""Taking records in: identity, merging, skipping, rejecting, batch by batch.

Rules (see ARCHITECTURE.md, "Identity and merging"):

1. A record whose content hash is that of the stored one is *unchanged*.
2. A record with an id of its own replaces the stored one of that id.
3. A record without id replaces the stored one of its identity when it comes from the same source or names the same URL;
   otherwise, and always within one run, a different record under one identity is *rejected* and named.
4. A record takes the place of the stub it answers to; the links follow, because they look for any of its keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from index import identity
from index.document import Document
from index.report import IngestReport, Rejection, Remark
from index.report_file import ReportFile
from index.settings import Settings
from index.sources.found import Found
from index.stubs import released_keys, settle, touched_keys
from index.writer import Writer

Progress = Callable[[], None]
"""Called once for every record that was read."""


def ingest(
    stream: Iterable[Found | Rejection],
    writer: Writer,
    settings: Settings,
    reports: Path,
    progress: Progress = lambda: None,
) -> IngestReport:
    """Put a stream of records into an archive, batch by batch, and commit.

    Whatever interrupts the stream, what was committed stays and the report file names what was rejected.
    """
    with ReportFile(reports) as file:
        run = Ingest(writer, settings, file)
        for item in stream:
            run.take(item)
            progress()
        return run.finish()


def remove(ids: Iterable[str], writer: Writer, settings: Settings, reports: Path) -> IngestReport:
    """Remove records by id, with the stubs that nothing else links to; an unknown id is reported as rejected."""
    with ReportFile(reports) as file:
        run = Ingest(writer, settings, file)
        for doc_id in dict.fromkeys(ids):
            run.remove(doc_id)
        return run.finish()


class Ingest:
    """One run. Holds the counts, the identities taken in so far, and the keys whose stubs are to be settled."""

    def __init__(self, writer: Writer, settings: Settings, file: ReportFile) -> None:
        self.report = IngestReport()
        self._writer = writer
        self._settings = settings
        self._file = file
        self._started = time.monotonic()
        self._taken: set[str] = set()
        self._touched: set[str] = set()
        self._adopted: set[str] = set()
        self._most_records = (settings.batch_records + 1) // 2
        """Records of a full batch; of the first one half of them, so that a worker has something to do soon."""
        self._batch_records = 0
        self._batch_characters = 0

    def take(self, item: Found | Rejection) -> None:
        """Take in one item of a source."""
        if isinstance(item, Rejection):
            self._reject(item)
            return
        document = item.document
        for note in item.notes:
            self.report.add_remark(self._file.remark(Remark(document.source, item.line, document.id, note)))
        if not self._writer.may_know(document.keys):
            self._add(document)
        elif self._writer.content_hash(document.id) == document.content_hash:
            self._taken.add(document.id)
            self.report.unchanged += 1
        elif not document.own_id and (rival := self._rival(document)) is not None:
            reason = f"{rival} has the same identity; give both an id, or remove the other one first"
            self._reject(Rejection(document.source, item.line, document.id, reason, str(document.to_record())))
        else:
            self._replace(document)

    def _rival(self, document: Document) -> str | None:
        """The record, in words, that a record without id would silently take the place of."""
        url = identity.url_key(document.url)
        for found in self._writer.find(document.keys):
            if found.stub or found.own_id:
                continue
            if found.id != document.id and url and identity.url_key(found.url):
                continue  # two pages with one title and date
            same_page = found.id == document.id and (url is not None or found.source == document.source)
            if not same_page or document.id in self._taken:
                return f'the record "{found.title}" ({found.id}, from {found.source or "an earlier run"})'
        return None

    def _add(self, document: Document) -> None:
        """Put a record that no other has to do with, but those that it lists."""
        if document.related:
            self._touched |= touched_keys(document)
        self.report.added += 1
        self._put(document)

    def _replace(self, document: Document) -> None:
        """Put a record in the place of the stored one of its id, or of a stub, if there is any."""
        old = self._writer.get(document.id)
        stubs = [stub.id for stub in self._writer.stubs(document.keys) if stub.id not in self._adopted]
        self._touched |= touched_keys(document) | (released_keys(old) if old else set())
        if old is not None and not (old.stub and old.id in self._adopted):
            self.report.replaced += 1
        elif stubs:
            self.report.replaced += 1
            self._adopted.add(stubs[0])
        else:
            self.report.added += 1
        self._put(document)

    def _put(self, document: Document) -> None:
        self._writer.put(document)
        self._taken.add(document.id)
        self._batch_records += 1
        self._batch_characters += len(document.body) + len(document.summary)
        if self._batch_records >= self._most_records or self._batch_characters >= self._settings.batch_bytes:
            self._settle()
            self._writer.checkpoint()

    def remove(self, doc_id: str) -> None:
        """Remove one record by its id."""
        old = self._writer.get(doc_id)
        if old is None:
            self._reject(Rejection("command line", None, doc_id, "there is no record of this id"))
            return
        self._writer.delete(doc_id)
        self.report.removed += 1
        if not old.stub:
            self._touched |= released_keys(old)

    def _reject(self, rejection: Rejection) -> None:
        self.report.rejections.append(self._file.rejection(rejection))

    def _settle(self) -> None:
        """Settle the stubs that were touched."""
        changes = settle(self._writer, self._touched, self._adopted)
        self.report.added += changes.added
        self.report.removed += changes.removed
        self._touched, self._adopted = set(), set()
        self._batch_records = self._batch_characters = 0
        self._most_records = self._settings.batch_records

    def finish(self) -> IngestReport:
        """Commit what is left and close the report."""
        self._settle()
        self.report.generation = self._writer.commit()
        self.report.seconds = time.monotonic() - self._started
        self.report.file = self._file.written
        return self.report
