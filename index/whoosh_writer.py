"""The writer of the embedded engine: records to a Whoosh index, batch by batch.

Changes are held in memory until `commit`, where look-ups see them; then one Whoosh commit writes them as a segment.
The lock of the folder is held from entering to leaving the `with` block, so there is one writer and it starts from
the newest generation. A commit that fails is cancelled: the former generation stays, and the next commit works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.util.filelock import try_for

from index.analysis import invert
from index.document import Document
from index.errors import Error, translate_os_errors
from index.folder import IndexFolder, open_store, reading, unreadable
from index.leaves import Leaves
from index.posting_pool import PostingPool
from index.schema import TEXT_FIELDS, texts
from index.settings import Settings
from index.stored import encode_facts, encode_record, facts_of

_SMALL_COMMIT = 2_000
"""Records of a commit up to which small segments are merged with it; larger ones stay a segment of their own."""


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
    names = (path.name[6:-4] for path in folder.store().glob("_MAIN_*.toc"))
    return max((int(name) for name in names if name.isdigit()), default=0)


class WhooshWriter:
    """`index.writer.Writer` over one store. Holds the pending changes and a reader of the last commit."""

    def __init__(self, store: Path, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._index = open_store(store)
        self._leaves = self._open_leaves()
        self._closed = False
        self._pending: dict[str, Document | None] = {}
        self._pending_keys: dict[str, set[str]] = {}
        self._pending_links: dict[str, set[str]] = {}

    @property
    def documents(self) -> int:
        """How many records the last commit holds."""
        return int(self._leaves.reader.doc_count())

    @property
    def pending(self) -> int:
        """How many records were changed since the last commit."""
        return len(self._pending)

    def get(self, doc_id: str) -> Document | None:
        """See `Writer.get`."""
        if doc_id in self._pending:
            return self._pending[doc_id]
        place = self._leaves.place(doc_id)
        return place[0].document(place[1]) if place else None

    def content_hash(self, doc_id: str) -> str | None:
        """See `Writer.content_hash`; that of a stub never equals a record's."""
        if doc_id in self._pending:
            document = self._pending[doc_id]
            return _hash_of(document.content_hash(), document.stub) if document else None
        place = self._leaves.place(doc_id)
        if place is None:
            return None
        facts = place[0].facts(place[1])
        return _hash_of(facts.content_hash, bool(facts.stub))

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
        for leaf, number in self._leaves.places(fields, keys):
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
        if self._leaves.place(doc_id) is not None:
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
            with translate_os_errors(f"write to {self._store}"):
                self._write_pending()
            self._pending.clear()
            self._pending_keys.clear()
            self._pending_links.clear()
            self._leaves.close()
            self._leaves = self._open_leaves()
        return int(self._index.latest_generation())

    def _write_pending(self) -> None:
        """One Whoosh commit. Whoosh's own lock is taken here, because its writer keeps it when it fails to start."""
        lock = self._index.lock("WRITELOCK")
        if not try_for(lock.acquire, timeout=self._settings.wait, delay=0.1):
            raise Error("index_locked", f"A foreign writer holds {self._store}.", "Wait for it to end, then try again.")
        try:
            # not compound: Whoosh would copy every file of a compound segment into memory on reading
            writer = self._index.writer(_lk=False, compound=False)
            writer.pool = PostingPool()
            try:
                self._fill(writer)
                writer.commit(merge=len(self._pending) <= _SMALL_COMMIT)
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise
        finally:
            lock.release()

    def _fill(self, writer: Any) -> None:
        for doc_id, document in self._pending.items():
            place = self._leaves.place(doc_id)
            if place is not None:
                writer.delete_document(place[0].base + place[1])
            if document is not None:
                writer.add_document(**_whoosh_values(document))

    def _open_leaves(self) -> Leaves:
        try:
            return Leaves(self._index.reader())
        except Exception as error:  # whatever damaged files make Whoosh raise
            raise unreadable(self._store, error) from error

    def close(self) -> None:
        """Close the store's files; pending changes are dropped. Closing twice is closing once."""
        if not self._closed:
            self._closed = True
            self._leaves.close()
            self._index.close()


def _hash_of(content_hash: str, stub: bool) -> str:
    return f"stub:{content_hash}" if stub else content_hash


def _whoosh_values(document: Document) -> dict[str, Any]:
    """The values of a record for each field of the Whoosh schema, its texts already analysed."""
    values: dict[str, Any] = {
        "id": (document.id,),
        "stub_keys" if document.stub else "keys": document.keys,
        "links": tuple(dict.fromkeys(key for link in document.related for key in link.keys)),
        "record": encode_record(document),
    }
    lengths = []
    text = texts(document)
    for field in TEXT_FIELDS:
        surfaces, stems, length = invert(text[field.name])
        lengths.append(length)
        if length:
            values[field.exact] = surfaces
            values[field.stems] = stems if field.stemmed else surfaces
    values["facts"] = encode_facts(facts_of(document, lengths))
    return values
