"""The embedded engine: a Whoosh index on the local disk, searched with NumPy.

The engine looks for a new generation when a snapshot is asked for, at most every `Settings.refresh_seconds`, by the
names in the index folder alone. While a run of many batches goes on it stays with the generation that it has. A
snapshot keeps its segments open and mapped: commits and rebuilds that happen meanwhile, also the removal of its files,
do not touch it. What was read of a segment is carried into the next generation.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy.ma  # noqa: F401 - `np.unique` loads it when it is first called: here all workers share it

from index.acronyms import Acronyms
from index.columnar.pack import DamagedPackError
from index.columnar.toc import Toc, latest_generation
from index.document import Document
from index.errors import Error
from index.folder import IndexFolder, open_store, reading, unreadable
from index.languages import DEFAULT, stemmed_as
from index.leaves import Leaf, Leaves
from index.schema import FIELD
from index.settings import Settings
from index.whoosh_writer import open_writer
from index.writer import Writer
from search.allocator import keep_freed_memory
from search.columns import Columns, SegmentColumns
from search.engine import Capability, Generation
from search.entries import Entries
from search.executor import Executor
from search.latent import LatentSpace
from search.plan import Plan
from search.postings import PostingReader
from search.query import Expansion
from search.result import Answer, Completion, FacetPage
from search.vocabulary import Vocabulary

_KEPT = 256
_LEAST_BYTES, _BYTES_A_RECORD = 96_000_000, 600
"""What is kept of posting lists where the settings do not say: as much as the words of some hundred searches have."""

SegmentCache = dict[str, SegmentColumns]
"""The columns of each segment, by its id, which no other segment ever has."""


class EmbeddedEngine:
    """`search.engine.Engine` over `Settings.index`. Holds the newest complete snapshot that was asked for."""

    capabilities = frozenset(Capability)

    def __init__(self, settings: Settings) -> None:
        keep_freed_memory()
        self._settings = settings
        self._folder = IndexFolder(settings.index)
        self._lock = threading.Lock()
        self._snapshot: EmbeddedSnapshot | None = None
        self._looked = -float("inf")
        self._seen = ""
        """The newest generation that was looked at, complete or not."""
        self._segments: SegmentCache = {}

    def snapshot(self) -> EmbeddedSnapshot:
        """See `Engine.snapshot`."""
        with self._lock:
            now = time.monotonic()
            if self._snapshot is None or now - self._looked >= self._settings.refresh_seconds:
                self._refresh()
                self._looked = now
            assert self._snapshot is not None  # noqa: S101 - `_refresh` sets it or raises
            return self._snapshot

    def _refresh(self) -> None:
        for attempt in (1, 2, 3):
            store = self._folder.store()
            try:
                token = f"{store.name}.{latest_generation(store)}"
                if self._snapshot is None or self._seen != token:
                    self._take_over(store)
                    self._seen = token
                return
            except Error:
                raise
            except Exception as error:  # whatever damaged files make Whoosh raise
                moved = self._folder.store() != store or token != f"{store.name}.{latest_generation(store)}"
                if attempt == 3 or not moved:
                    raise unreadable(store, error) from error

    def _take_over(self, store: Path) -> None:
        """Have a snapshot of the newest generation; while a run of many batches goes on, the one before it stays."""
        toc = open_store(store)
        if self._snapshot is None or toc.is_complete:
            self._snapshot = EmbeddedSnapshot(store, toc, self._settings, self._segments)
            self._segments = self._snapshot.segments

    def writer(self) -> AbstractContextManager[Writer]:
        """See `Engine.writer`."""
        return open_writer(self._settings)


class EmbeddedSnapshot:
    """`search.engine.Snapshot` over one generation of one store."""

    def __init__(self, store: Path, toc: Toc, settings: Settings, segments: SegmentCache) -> None:
        self._settings = settings
        self._store = store
        self._lock = threading.RLock()
        self._leaves = Leaves(store, toc.segments, {name: columns.arrays for name, columns in segments.items()})
        self.generation = Generation(toc.generation, f"{store.name}.{toc.generation}", self._leaves.documents)
        self.segments = {leaf.id: _columns_of(leaf, segments.get(leaf.id)) for leaf in self._leaves.leaves}
        self._columns = Columns(self._leaves.leaves, list(self.segments.values()))
        self._postings = PostingReader(self._leaves)
        self._vocabulary = Vocabulary(self._leaves, [segment.words for segment in self.segments.values()])
        self._entries = Entries(self._leaves.leaves, [segment.entries for segment in self.segments.values()])
        self._document = lru_cache(maxsize=_KEPT)(self._leaves.document)
        """Records of titles that were suggested: most stay while more letters are typed."""
        self._expand = partial(self._vocabulary.expand, limit=settings.expansion_terms)
        self._executor = Executor(
            self._columns,
            self._postings,
            LatentSpace(self._leaves),
            self._expand,
            self._leaves.records,
            self._leaves.number,
            settings.posting_bytes or max(_LEAST_BYTES, _BYTES_A_RECORD * self._columns.size),
        )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One thread at a time (a generation's caches are shared), and damage told as such."""
        with self._lock, reading(self._store):
            try:
                yield
            except (LookupError, ValueError, ArithmeticError, MemoryError) as error:
                damaged = self._leaves.damaged()  # reads everything, which costs less than telling damage as a defect
                if damaged:
                    raise unreadable(self._store, DamagedPackError("; ".join(damaged))) from error
                raise

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """See `Snapshot.languages`."""
        return tuple(sorted({stemmed_as(tag) for tag in self._columns.languages} - {DEFAULT}))

    def search(self, plan: Plan) -> Answer:
        """See `Snapshot.search`."""
        with self._reading():
            return self._executor.search(plan)

    def facet(self, plan: Plan, name: str, contains: str, offset: int, limit: int) -> FacetPage:
        """See `Snapshot.facet`."""
        with self._reading():
            return self._executor.facet(plan, name, contains, offset, limit)

    def get(self, key: str) -> Document:
        """See `Snapshot.get`."""
        with self._reading():
            place = self._leaves.place(key)
            document = place[0].document(place[1]) if place else self.find((key,))
        if document is None:
            raise Error("not_found", f'There is no record "{key[:80]}".', "Search for its title instead.")
        return document

    def find(self, keys: Sequence[str]) -> Document | None:
        """See `Snapshot.find`."""
        with self._reading():
            for field in ("keys", "stub_keys"):
                found = [leaf.document(number) for leaf, number in self._leaves.places((field,), keys)]
                if found:
                    return min(found, key=lambda document: document.id)
        return None

    def linkers(self, keys: Iterable[str]) -> tuple[Document, ...]:
        """See `Snapshot.linkers`."""
        with self._reading():
            found = (leaf.document(number) for leaf, number in self._leaves.places(("links",), keys))
            return tuple(sorted(found, key=lambda document: document.id))

    def expand(self, node: Expansion) -> tuple[str, ...]:
        """See `Snapshot.expand`."""
        with self._reading():
            return self._expand(node)

    def acronyms(self) -> Acronyms:
        """See `Snapshot.acronyms`."""
        with self._reading():
            return self._leaves.acronyms

    def complete(self, kind: str, typed: Sequence[str], limit: int, most: int) -> tuple[Completion, ...]:
        """See `Snapshot.complete`."""
        with self._reading():
            return tuple(
                Completion(text, exact) if number < 0 else _title(self._document(number), exact)
                for number, text, exact in self._entries.find(kind, typed, limit, most)
            )

    def similar(self, word: str, fields: Sequence[str], edits: int) -> Mapping[str, int]:
        """See `Snapshot.similar`."""
        with self._reading():
            return self._vocabulary.similar(word, fields, edits)

    def document_frequency(self, term: str, fields: Sequence[str]) -> int:
        """See `Snapshot.document_frequency`."""
        with self._reading():
            return _frequency(self._postings, term, fields)


def _columns_of(leaf: Leaf, known: SegmentColumns | None) -> SegmentColumns:
    """The columns of a segment: those that are known, unless it has got tables since."""
    return known if known is not None and known.arrays.tabled == leaf.arrays.tabled else SegmentColumns(leaf.arrays)


def _title(document: Document, exact: bool) -> Completion:
    return Completion(document.title, exact, document)


def _frequency(postings: PostingReader, term: str, fields: Sequence[str]) -> int:
    wanted = [(FIELD[field].exact, (term,)) for field in fields]
    postings.prepare(wanted)
    return sum(postings.document_frequency(*lookup) for lookup in wanted)
