"""The writer of the embedded engine: records to a Whoosh index, batch by batch.

Changes are held in memory until they are published, where look-ups see them. A commit publishes them as a segment of
their own; then what the policy says is merged and published as another generation. At a checkpoint a worker begins to
make their segment (`index.columnar.worker`), while more changes come: such a batch is *under way* until its segment is
on the disk and published, in the order of the batches. The lock of the folder is held from entering to leaving the
`with` block, so there is one writer and it starts from the newest generation. What fails leaves the former generation
and takes back what was under way, and the next commit works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for

from index.changes import By, Changes
from index.columnar.bulk import Bulk
from index.columnar.codec import ColumnarSegment
from index.columnar.policy import MOST_OPEN
from index.columnar.records import Prepared, prepared
from index.columnar.storage import write_segment, write_tables
from index.columnar.stored_records import NO_DICTIONARY, best_of
from index.columnar.toc import INDEX_NAME, latest_generation, sweep
from index.columnar.worker import Worker
from index.document import Document
from index.errors import Error, translate_os_errors
from index.folder import IndexFolder, reading
from index.leaves import Leaf
from index.presence import Presence
from index.published import Published
from index.settings import Settings
from index.under_way import UnderWay

SMALLEST_BATCH = 1_000
"""Records of a full batch from which a worker, which takes half a second to start, is worth it; and after so many of
them it starts."""
_KEYS = ("keys", "stub_keys", "links")
_MANY_LOOKUPS = 1_000
"""Look-ups after which a filter of all keys is worth making."""


@contextmanager
def open_writer(settings: Settings) -> Iterator[WhooshWriter]:
    """The writer of the index being served; the index is created when there is none.

    Raises:
        Error: `index_locked`, `index_version`, `index_damaged`, `no_permission`, `disk_full`, `io_error`.
    """
    folder = IndexFolder(settings.index)
    with folder.lock(settings.wait):
        folder.sweep()
        if not folder.exists():
            folder.publish(folder.create_store())
        writer = WhooshWriter(folder.store(), settings)
        try:
            with reading(folder.store()):
                yield writer
        finally:
            writer.close()


@contextmanager
def rebuild_writer(settings: Settings) -> Iterator[WhooshWriter]:
    """The writer of a new store, which takes the old one's place when the block is left without an exception.

    Raises:
        Error: as `open_writer`.
    """
    folder = IndexFolder(settings.index)
    with folder.lock(settings.wait):
        folder.sweep()
        store = folder.create_store(_generation_before(folder))
        writer = WhooshWriter(store, settings)
        try:
            yield writer
            writer.commit()
            writer.close()
            folder.publish(store)
        finally:
            writer.close()
            folder.sweep()


def _generation_before(folder: IndexFolder) -> int:
    """The number of the generation being served, 0 without one; a damaged or foreign index has its files' names."""
    if not folder.exists() or not folder.store().is_dir():
        return 0
    return max(latest_generation(folder.store()), 0)


class WhooshWriter:
    """`index.writer.Writer` over one store. Holds the pending changes and the batches under way."""

    def __init__(self, store: Path, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._published = Published(store)
        self._bulk = Bulk()
        self._dictionary = NO_DICTIONARY
        self._pending = Changes()
        workers = settings.workers if settings.batch_records >= SMALLEST_BATCH else 0
        self._under_way = UnderWay(store, self._published.coming, workers)
        self._early = min(SMALLEST_BATCH, settings.batch_records // 4)  # half of the first batch (`index.ingest`)
        self._presence: Presence | None = None
        self._lookups = 0

    @property
    def documents(self) -> int:
        """How many records the last commit holds."""
        return self._published.leaves.documents

    @property
    def pending(self) -> int:
        """How many records were changed and are not published."""
        return len(self._pending) + sum(len(batch.changes) for batch in self._under_way)

    @property
    def _unpublished(self) -> Iterator[Changes]:
        """All changes that are not published, the newest first."""
        yield self._pending
        for batch in reversed(self._under_way):
            yield batch.changes

    def _place(self, doc_id: str) -> tuple[Leaf, int] | None:
        return next(self._places(("id",), (doc_id,)), None)

    def _places(self, fields: Sequence[str], keys: Iterable[str]) -> Iterator[tuple[Leaf, int]]:
        """The published records with any of the keys."""
        keys = self._sought(fields, list(keys))
        return self._published.leaves.places(fields, keys) if keys else iter(())

    def may_know(self, keys: Iterable[str]) -> bool:
        """See `Writer.may_know`."""
        keys = list(keys)
        return self._pending.knows(keys) or self._under_way.knows(keys) or bool(self._sought(_KEYS, keys))

    def _sought(self, fields: Sequence[str], keys: Sequence[str]) -> Sequence[str]:
        """The keys that a published record may have in any of the fields, without most of those that none has."""
        if not self._published.leaves.leaves:
            return ()
        self._lookups += len(keys)
        if self._presence is None and self._lookups > _MANY_LOOKUPS:
            self._presence = Presence(leaf.arrays for leaf in self._published.leaves.leaves)
        return keys if self._presence is None else self._presence.among(fields, keys)

    def get(self, doc_id: str) -> Document | None:
        """See `Writer.get`."""
        for changes in self._unpublished:
            if doc_id in changes:
                return changes.by_id[doc_id]
        place = self._place(doc_id)
        return place[0].document(place[1]) if place else None

    def content_hash(self, doc_id: str) -> str | None:
        """See `Writer.content_hash`; that of a stub never equals a record's."""
        for changes in self._unpublished:
            if doc_id in changes:
                document = changes.by_id[doc_id]
                return _hash_of(document.content_hash, document.stub) if document else None
        place = self._place(doc_id)
        if place is None:
            return None
        leaf, number = place
        return _hash_of(leaf.content_hash(number), leaf.is_stub(number))

    def find(self, keys: Iterable[str]) -> list[Document]:
        """See `Writer.find`."""
        return self._look_up(("keys", "stub_keys"), "keys", keys)

    def linkers(self, keys: Iterable[str]) -> list[Document]:
        """See `Writer.linkers`."""
        return self._look_up(("links",), "links", keys)

    def stubs(self, keys: Iterable[str]) -> list[Document]:
        """See `Writer.stubs`."""
        return [found for found in self._look_up(("stub_keys",), "keys", keys) if found.stub]

    def _look_up(self, fields: tuple[str, ...], by: By, keys: Iterable[str]) -> list[Document]:
        keys = list(keys)
        found: dict[str, Document] = {}
        newer: list[Changes] = []
        for changes in self._unpublished:
            for document in changes.find(by, keys):
                if not any(document.id in others for others in newer):
                    found[document.id] = document
            newer.append(changes)
        for leaf, number in self._places(fields, keys):
            document = leaf.document(number)
            if not any(document.id in others for others in newer):
                found[document.id] = document
        return [found[doc_id] for doc_id in sorted(found)]

    def put(self, document: Document) -> None:
        """See `Writer.put`."""
        self._pending.put(document)
        if len(self._pending) == self._early:
            self._under_way.begin()

    def delete(self, doc_id: str) -> None:
        """See `Writer.delete`."""
        self._pending.forget(doc_id)
        if self.get(doc_id) is not None:
            self._pending.delete(doc_id)

    def checkpoint(self) -> None:
        """See `Writer.checkpoint`. Without workers it is a commit."""
        if not self._under_way.most_workers:
            self.commit()
        elif self._pending:
            with self._writing():
                self._set_out()

    def commit(self) -> int:
        """See `Writer.commit`."""
        if self._pending or self._under_way or not self._published.toc.is_complete:
            with self._writing():
                if self._under_way.has_set_out:
                    self._end_run()
                elif self._pending:
                    self._under_way.end()
                    self._publish_pending(self._own_segment())
                self._published.merge_small()
                self._published.complete()
                self._published.learn()
        return self._published.generation

    def _set_out(self) -> None:
        """Have the segment of the pending changes made by a worker, as soon as there is room."""
        records = self._prepared()
        for more in (Prepared.with_acronyms, Prepared.with_columns):
            if records and self._under_way.is_behind:
                records = more(records)  # in the time in which nothing else could be done here
        while self._under_way.is_full:
            self._land()
        self._under_way.set_out(self._pending, records)
        self._pending = Changes()

    def _land(self) -> None:
        """Wait for the oldest batch under way, and publish it."""
        with self._under_way.landing() as batch:
            self._publish(batch.changes, batch.segment)
        self._published.gather(MOST_OPEN)

    def _end_run(self) -> None:
        """Publish all that is left, and have few segments. The last one is made here, while the workers make those
        before it. They hold all the words they met, so another process merges; it comes up meanwhile."""
        segment = self._own_segment(tabled=False)
        with closing(Worker()) as merger:
            while self._under_way:
                self._land()
            if self._pending:
                self._publish_pending(segment)
            self._under_way.end()
            self._bulk = Bulk()
            self._published.finish(merger)

    def _own_segment(self, tabled: bool = True) -> ColumnarSegment | None:
        """Make the segment of the pending changes, which nobody sees yet; None without records."""
        records = self._prepared()
        if records is None:
            return None
        segment = ColumnarSegment(INDEX_NAME, len(records.titles))
        self._published.coming.add(segment.segment_id())
        segment.tabled = tabled
        write_segment(self._store, segment.segment_id(), self._bulk.segment_of_prepared(records))
        if tabled:
            write_tables(self._store, segment.segment_id())
        return segment

    def _prepared(self) -> Prepared | None:
        """The pending records as a segment is made of them; None where there are none."""
        documents = self._pending.documents
        if not documents:
            return None
        records = prepared(documents, best_of([self._published.dictionary, self._dictionary]))
        self._dictionary = records.dictionary
        return records

    def _publish_pending(self, segment: ColumnarSegment | None) -> None:
        self._publish(self._pending, segment)
        self._pending = Changes()

    def _publish(self, changes: Changes, segment: ColumnarSegment | None) -> None:
        leaf = self._published.add(self._places(("id",), changes.by_id), segment)
        if segment:
            self._published.coming.discard(segment.segment_id())
        if leaf is not None and self._presence is not None and not self._presence.add(leaf.arrays):
            self._presence = None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold Whoosh's own lock too; whatever fails, take back what is under way and leave nothing half done."""
        with translate_os_errors(f"write to {self._store}"), reading(self._store), self._whoosh_lock():
            try:
                yield
            except BaseException:
                self._take_back()
                sweep(self._store, self._published.toc)
                raise

    def _take_back(self) -> None:
        """Make what is under way pending again, and end those who work on it."""
        taken = Changes()
        for changes in reversed(list(self._unpublished)):
            taken.update(changes)
        self._under_way.end()
        self._pending = taken

    @contextmanager
    def _whoosh_lock(self) -> Iterator[None]:
        """Whoosh's own lock, so that no writer of Whoosh's interferes."""
        lock = FileStorage(str(self._store)).lock(f"{INDEX_NAME}_WRITELOCK")
        if not try_for(lock.acquire, timeout=self._settings.wait, delay=0.1):
            raise Error("index_locked", f"A foreign writer holds {self._store}.", "Wait for it to end, then try again.")
        try:
            yield
        finally:
            lock.release()

    def close(self) -> None:
        """Let go of the segments and end the workers; pending changes are dropped, with all that is half done."""
        unfinished = bool(self._under_way)
        self._under_way.end()
        if unfinished:
            sweep(self._store, self._published.toc)
        self._pending = Changes()


def _hash_of(content_hash: str, stub: bool) -> str:
    return f"stub:{content_hash}" if stub else content_hash
