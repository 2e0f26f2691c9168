"""The writer of the embedded engine: records to a Whoosh index, batch by batch.

Changes are held in memory until `commit`, where look-ups see them. A commit publishes them as a segment of their own;
then what the policy says is merged and published as another generation. The lock of the folder is held from entering
to leaving the `with` block, so there is one writer and it starts from the newest generation. A commit that fails leaves
the former generation, and the next commit works.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for

from index.columnar.bulk import Bulk, Segment
from index.columnar.codec import ColumnarSegment
from index.columnar.layout import DOCS_EXTENSION, TERMS_EXTENSION
from index.columnar.merge import merge
from index.columnar.policy import Size, to_merge
from index.columnar.storage import write_pack
from index.columnar.toc import INDEX_NAME, Toc, latest_generation, sweep, write_toc
from index.document import Document
from index.errors import Error, translate_os_errors
from index.folder import IndexFolder, open_store, opening, reading
from index.leaves import Leaf, Leaves
from index.presence import Presence
from index.settings import Settings

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
    """`index.writer.Writer` over one store. Holds the pending changes and the segments of the last commit."""

    def __init__(self, store: Path, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._toc = open_store(store)
        sweep(store, self._toc)
        with opening(store):
            self._leaves = Leaves(store, self._toc.segments)
        self._bulk = Bulk()
        self._pending: dict[str, Document | None] = {}
        self._pending_keys: dict[str, set[str]] = {}
        self._pending_links: dict[str, set[str]] = {}
        self._presence: Presence | None = None
        self._lookups = 0

    @property
    def documents(self) -> int:
        """How many records the last commit holds."""
        return self._leaves.documents

    @property
    def pending(self) -> int:
        """How many records were changed since the last commit."""
        return len(self._pending)

    def _place(self, doc_id: str) -> tuple[Leaf, int] | None:
        return next(self._places(("id",), (doc_id,)), None)

    def _places(self, fields: Sequence[str], keys: Iterable[str]) -> Iterator[tuple[Leaf, int]]:
        """The committed records with any of the keys; where there is none, mostly known without looking."""
        keys = list(keys)
        self._lookups += len(keys)
        if self._presence is None and self._lookups > _MANY_LOOKUPS:
            self._presence = Presence(leaf.arrays for leaf in self._leaves.leaves)
        if self._presence is not None:
            keys = [key for key in keys if any(self._presence.may_have(field, key) for field in fields)]
        return self._leaves.places(fields, keys) if keys else iter(())

    def get(self, doc_id: str) -> Document | None:
        """See `Writer.get`."""
        if doc_id in self._pending:
            return self._pending[doc_id]
        place = self._place(doc_id)
        return place[0].document(place[1]) if place else None

    def content_hash(self, doc_id: str) -> str | None:
        """See `Writer.content_hash`; that of a stub never equals a record's."""
        if doc_id in self._pending:
            document = self._pending[doc_id]
            return _hash_of(document.content_hash(), document.stub) if document else None
        place = self._place(doc_id)
        if place is None:
            return None
        leaf, number = place
        return _hash_of(leaf.content_hash(number), leaf.is_stub(number))

    def find(self, keys: Iterable[str]) -> list[Document]:
        """See `Writer.find`."""
        return self._look_up(("keys", "stub_keys"), self._pending_keys, keys)

    def linkers(self, keys: Iterable[str]) -> list[Document]:
        """See `Writer.linkers`."""
        return self._look_up(("links",), self._pending_links, keys)

    def stubs(self, keys: Iterable[str]) -> list[Document]:
        """See `Writer.stubs`."""
        return [found for found in self._look_up(("stub_keys",), self._pending_keys, keys) if found.stub]

    def _look_up(self, fields: tuple[str, ...], pending: dict[str, set[str]], keys: Iterable[str]) -> list[Document]:
        keys = list(keys)
        ids = {doc_id for key in keys for doc_id in pending.get(key, ())}
        found = {doc_id: document for doc_id in ids if (document := self._pending[doc_id]) is not None}
        for leaf, number in self._places(fields, keys):
            document = leaf.document(number)
            if document.id not in self._pending:
                found[document.id] = document
        return [found[doc_id] for doc_id in sorted(found)]

    def put(self, document: Document) -> None:
        """See `Writer.put`."""
        self._forget(document.id)
        self._pending[document.id] = document
        for key in document.keys:
            self._pending_keys.setdefault(key, set()).add(document.id)
        for link in document.related:
            for key in link.keys:
                self._pending_links.setdefault(key, set()).add(document.id)

    def delete(self, doc_id: str) -> None:
        """See `Writer.delete`."""
        self._forget(doc_id)
        if self._place(doc_id) is not None:
            self._pending[doc_id] = None

    def _forget(self, doc_id: str) -> None:
        document = self._pending.pop(doc_id, None)
        if document is not None:
            for key in document.keys:
                self._pending_keys[key].discard(doc_id)
            for link in document.related:
                for key in link.keys:
                    self._pending_links[key].discard(doc_id)

    def commit(self) -> int:
        """See `Writer.commit`."""
        if self._pending:
            with translate_os_errors(f"write to {self._store}"), reading(self._store), self._whoosh_lock():
                try:
                    self._publish(self._new_segments())
                    self._forget_all()
                    while (merged := self._merged()) is not None:
                        self._publish(merged)
                except BaseException:
                    sweep(self._store, self._toc)
                    raise
        return self._toc.generation

    def _forget_all(self) -> None:
        self._pending.clear()
        self._pending_keys.clear()
        self._pending_links.clear()
        self._presence = None
        self._lookups = 0

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

    def _new_segments(self) -> Leaves:
        """The segments with all pending changes, on the disk; the present ones are not touched."""
        segments = [copy.copy(segment) for segment in self._toc.segments]
        by_id = {segment.segment_id(): segment for segment in segments}
        for segment in segments:
            segment.copy_deletions()
        for doc_id in self._pending:
            place = self._place(doc_id)
            if place is not None:
                by_id[place[0].id].delete_document(place[1])
        documents = [document for document in self._pending.values() if document is not None]
        if documents:
            segments.append(self._write(self._bulk.segment_of(documents)))
        return Leaves(self._store, segments, self._leaves.opened)

    def _write(self, segment: Segment) -> ColumnarSegment:
        """Put a segment on the disk, under a name of its own."""
        written = ColumnarSegment(INDEX_NAME, segment.docs_meta["documents"])
        write_pack(self._store, written.make_filename(TERMS_EXTENSION), segment.terms, segment.terms_meta)
        write_pack(self._store, written.make_filename(DOCS_EXTENSION), segment.docs, segment.docs_meta)
        return written

    def _merged(self) -> Leaves | None:
        """The segments after the merges that the policy wants, None where it wants none. Those without a live record
        are left out."""
        leaves = self._leaves.leaves
        kept = [leaf for leaf in leaves if leaf.live.size]
        groups = to_merge([Size(int(leaf.live.size), len(leaf.deleted)) for leaf in kept])
        if not groups and len(kept) == len(leaves):
            return None
        by_id = {segment.segment_id(): segment for segment in self._leaves.segments}
        chosen = {place for group in groups for place in group}
        segments = [by_id[leaf.id] for place, leaf in enumerate(kept) if place not in chosen]
        for group in groups:
            segments.append(self._write(merge([(kept[place].arrays, kept[place].live) for place in group])))
        return Leaves(self._store, segments, self._leaves.opened)

    def _publish(self, leaves: Leaves) -> None:
        """Make segments that are on the disk the next generation."""
        toc = Toc(self._toc.generation + 1, self._toc.schema, leaves.segments)
        write_toc(self._store, toc)
        self._toc, self._leaves = toc, leaves

    def close(self) -> None:
        """Let go of the segments; pending changes are dropped."""
        self._pending.clear()


def _hash_of(content_hash: str, stub: bool) -> str:
    return f"stub:{content_hash}" if stub else content_hash
