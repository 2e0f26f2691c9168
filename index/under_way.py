"""Batches under way: changes that are not published yet, whose segments workers are making.

Batches are published in the order in which they set out. Each worker has one batch more than the one that it makes, so
that it never waits for the next.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from index.changes import Changes
from index.columnar.codec import ColumnarSegment
from index.columnar.records import Prepared
from index.columnar.toc import INDEX_NAME
from index.columnar.worker import Making, Worker

_AHEAD = 2
"""Batches under way for each worker: the one that it makes, and the next."""


class Batch(NamedTuple):
    """A batch whose segment a worker is making; without records there is none to make."""

    changes: Changes
    segment: ColumnarSegment | None
    worker: Worker | None


class UnderWay:
    """The batches under way in one store, the oldest first, and the workers, the first of which begins with the first
    batch or before it."""

    def __init__(self, store: Path, coming: set[str], most_workers: int) -> None:
        """`coming`: gets the ids of segments that are being made. There are fewer workers than cores."""
        self._store = store
        self._coming = coming
        self._batches: deque[Batch] = deque()
        self._workers: list[Worker] = []
        self._keys: set[str] = set()
        self.has_set_out = False
        """Whether there has been any batch."""
        self.most_workers = min(most_workers, _cores() - 1)

    def __bool__(self) -> bool:
        return bool(self._batches)

    def __iter__(self) -> Iterator[Batch]:
        return iter(self._batches)

    def __reversed__(self) -> Iterator[Batch]:
        return reversed(self._batches)

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether a record is under way under any of these keys, or with a link to any."""
        return not self._keys.isdisjoint(keys)

    def begin(self) -> None:
        """Start the first worker, which takes a while to come up, before there is a batch for it; where the system
        cannot now, the batch tries again."""
        if self.most_workers and not self._workers:
            with suppress(OSError):
                self._workers.append(Worker())

    @property
    def is_full(self) -> bool:
        """Whether the oldest batch should be published before another sets out."""
        return len(self._batches) >= _AHEAD * self.most_workers

    @property
    def is_behind(self) -> bool:
        """Whether the oldest batch, which should be published before another sets out, is still being made."""
        worker = self._batches[0].worker if self.is_full else None
        return worker is not None and not worker.has_answered

    def set_out(self, changes: Changes, records: Prepared | None) -> None:
        """Have the segment of some changes made, given their records; None where there are only deletions."""
        self.has_set_out = True
        self._keys.update(changes.keys)
        if records is None:
            self._batches.append(Batch(changes, None, None))
            return
        segment, worker = ColumnarSegment(INDEX_NAME, len(changes.documents)), self._least_busy()
        segment.tabled = False
        self._batches.append(Batch(changes, segment, worker))
        self._coming.add(segment.segment_id())
        worker.start(Making(self._store, segment.segment_id(), records))

    def _least_busy(self) -> Worker:
        """The worker that has least to do; a new one while there may be more of them."""
        busy = [batch.worker for batch in self._batches if batch.worker]
        if len(self._workers) < self.most_workers and all(worker in busy for worker in self._workers):
            self._workers.append(Worker())
            return self._workers[-1]
        return min(self._workers, key=busy.count)

    @contextmanager
    def landing(self) -> Iterator[Batch]:
        """The oldest batch, when its segment is on the disk, to be published; it stays under way if that fails.

        Raises:
            OSError, Error, RuntimeError: as `Worker.answer`.
        """
        batch = self._batches[0]
        if batch.worker:
            batch.worker.answer()
        yield batch
        self._batches.popleft()
        self._keys = set().union(*(others.changes.keys for others in self._batches))

    def end(self) -> None:
        """End all workers, with what is under way."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()
        self._batches.clear()
        self._keys.clear()
        self.has_set_out = False
        self._coming.clear()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
