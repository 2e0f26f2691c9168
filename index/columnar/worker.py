"""Segments made beside the process that reads: each worker is a process that gets jobs and writes packs.

The parent names a segment and sends what it is made of, or names those whose terms are to be merged, or one that wants
its tables; the worker writes the packs, waits until the disk has them, and answers with None or with what went wrong.
It publishes nothing: that is the parent's, who holds the lock. Jobs and answers go over the worker's standard input and
output. When its input ends the worker ends at once, in the middle of whatever it does: so a parent that was killed
leaves nobody behind who writes.
"""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from index.columnar.bulk import Bulk
from index.columnar.merge import write_merged_terms
from index.columnar.pack import Array
from index.columnar.records import Prepared
from index.columnar.storage import open_segment, write_segment, write_tables
from index.errors import Error
from index.latent.files import open_model, write_vectors


class Making(NamedTuple):
    """The job to make a segment, without tables: its folder, its name, and its records."""

    folder: Path
    name: str
    records: Prepared


class Merging(NamedTuple):
    """The job to merge the terms of segments: their folder, the name of the merged one, and of each its name and live
    records."""

    folder: Path
    name: str
    parts: Sequence[tuple[str, Array]]


class Tabulating(NamedTuple):
    """The job to make the tables of a segment whose other packs are there: its folder and its name."""

    folder: Path
    name: str


class Folding(NamedTuple):
    """The job to make the vectors of segments: their folder, their names, and the id of the model."""

    folder: Path
    names: Sequence[str]
    model: str


Job = Making | Merging | Tabulating | Folding

_PIPE = 1 << 20
"""Bytes that are on their way to a worker at most: each turn of reading them holds up what else it does."""
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}
"""Without the threads that NumPy starts for linear algebra, of which a worker does none: they take a tenth of a second
to find out that there is nothing to do."""
COMMAND = ("-c", "from index.columnar.worker import serve; serve()")


class Worker:
    """The parent's end of one worker. `start` waits for nothing, `answer` for the oldest job that was not answered."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)} | _ALONE,
            process_group=0,  # Ctrl-C reaches the parent alone, which decides
        )
        self._jobs = cast(IO[bytes], self._process.stdin)
        with cast(IO[bytes], self._process.stdout) as stdout:
            self._answers = Connection(os.dup(stdout.fileno()), writable=False)
        with suppress(AttributeError, OSError):  # another system, or too many pipes
            fcntl.fcntl(self._jobs.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
        self._due = 0
        """Jobs that were not answered."""
        self._failure: BaseException | None = None
        """Why a job could not be sent."""
        self._sending = ThreadPoolExecutor(1)
        """Sends jobs one after the other, since a worker takes them slowly while it works."""

    def start(self, job: Job) -> None:
        """Give it a job, to be done after those that it has."""
        self._due += 1
        self._sending.submit(self._send, job)

    def _send(self, job: Job) -> None:
        try:
            pickle.dump(job, self._jobs, pickle.HIGHEST_PROTOCOL)  # the texts as they lie, without a copy
            self._jobs.flush()
        except BrokenPipeError:  # a worker that is no more cannot answer either
            pass
        except BaseException as error:  # nor can one that got half of a job
            self._failure = error
            self._process.kill()

    def answer(self) -> None:
        """Wait until the packs of its job are on the disk.

        Raises:
            OSError: as the worker met it.
            Error: `io_error`, when the worker is no more.
            RuntimeError: it met anything else, which is told.
            Exception: whatever kept a job from being sent.
        """
        try:
            failure = self._answers.recv()
        except (EOFError, OSError) as error:
            raise self._failure or self._ended() from error
        self._due -= 1
        if isinstance(failure, OSError):
            raise failure
        if failure is not None:
            raise RuntimeError(f"a segment could not be made:\n{failure}")

    @property
    def has_answered(self) -> bool:
        """Whether `answer` need not wait."""
        return self._answers.poll()

    @property
    def is_idle(self) -> bool:
        """Whether all its jobs are done; takes the answers that are there.

        Raises:
            OSError, Error, RuntimeError: as `answer`.
        """
        while self._due and self.has_answered:
            self.answer()
        return not self._due

    def wait(self) -> None:
        """Wait until all its jobs are done.

        Raises:
            OSError, Error, RuntimeError: as `answer`.
        """
        while self._due:
            self.answer()

    def _ended(self) -> Error:
        status = self._process.wait()
        return Error(
            "io_error",
            f"A process that makes segments ended unexpectedly (status {status}).",
            "If memory ran out, set DOSSIER_WORKERS=0 or a smaller DOSSIER_BATCH_RECORDS; then run it again.",
        )

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._sending.shutdown()
        self._process.wait()
        with suppress(BrokenPipeError):  # what it did not take
            self._jobs.close()
        self._answers.close()


def serve() -> None:
    """Be a worker."""
    answers = Connection(os.dup(sys.stdout.fileno()), readable=False)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    stream = os.fdopen(os.dup(sys.stdin.fileno()), "rb")  # not that of Python, which waits for its readers at the end
    threading.Thread(target=_receive, args=(stream, jobs), daemon=True).start()
    bulk = Bulk()
    gc.disable()  # nothing here refers to itself, and looking for it would take a tenth of the time
    while True:
        answers.send(_outcome(bulk, jobs.get()))


def _receive(stream: IO[bytes], jobs: queue.SimpleQueue[Job]) -> None:
    """Read jobs as they come; the end of the stream is the end of the parent, and of this process."""
    try:
        while True:
            jobs.put(pickle.load(stream))  # noqa: S301 - the parent is this very program
    finally:
        os._exit(1)


def _outcome(bulk: Bulk, job: Job) -> Any:
    try:
        if isinstance(job, Making):
            write_segment(job.folder, job.name, bulk.segment_of_prepared(job.records))
        elif isinstance(job, Merging):
            parts = [(open_segment(job.folder, name, tabled=False), live) for name, live in job.parts]
            write_merged_terms(job.folder, job.name, parts)
        elif isinstance(job, Folding):
            model = open_model(job.folder, job.model)
            for name in job.names:
                write_vectors(job.folder, name, model, [model.fold_in(open_segment(job.folder, name, tabled=False))])
        else:
            write_tables(job.folder, job.name)
    except OSError as error:
        return error
    except Exception:  # told to the parent, who raises it
        return traceback.format_exc()
    return None
