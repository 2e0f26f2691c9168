"""Workers of the service: how long each takes to open the index, and what the fourth of them holds.

`python -m tests.bench.worker DIR` is one: it reads a line of JSON with queries, opens the index, answers the queries
through the application as a server's worker would, and stays until standard input ends. The clock starts when all
modules are imported and the application is made, which does not touch the index. Four of them run at once; a page of
the index that they share counts a quarter for each (PSS).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask.testing import FlaskClient

from index.settings import Settings
from search import open_engine
from tests.bench.group import proportional_bytes
from tests.bench.measure import Figures, figures
from tests.bench.options import BenchError
from tests.bench.workload import Query
from tests.children import ROOT
from web import create_app

_WORKERS = 4
_QUERIES = 100
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Workers:
    """Milliseconds to the first snapshot and the first answer of each; megabytes that the last one holds."""

    snapshot: Figures
    answer: Figures
    megabytes: Figures


def measure_workers(index: Path, queries: Sequence[Query]) -> Workers:
    """Start the workers one after the other, and look at the last one while all are there."""
    asked = json.dumps([query.text for query in queries[:_QUERIES]])
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(index)) for _ in range(_WORKERS)]
        times = [_told(worker, asked) for worker in workers]
        held = proportional_bytes(workers[-1].pid) / _MEGABYTE
    snapshots, answers = zip(*times, strict=True)
    return Workers(figures(snapshots), figures(answers), figures([held]))


def _told(worker: subprocess.Popen[str], asked: str) -> tuple[float, float]:
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(asked + "\n")
    worker.stdin.flush()
    line = worker.stdout.readline()
    if not line:
        raise BenchError("A worker ended before it had answered; see its message above.")
    snapshot, answer = json.loads(line)
    return snapshot, answer


@contextmanager
def _worker(index: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-m", "tests.bench.worker", str(index)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdin
        try:
            yield worker
        finally:
            worker.stdin.close()
            worker.wait()


def work(index: Path) -> None:
    """Be a worker, until standard input ends."""
    settings = replace(Settings(), index=index, cache=False)
    engine = open_engine(settings)
    client = create_app(settings, engine).test_client()
    first, *others = json.loads(sys.stdin.readline())
    begun = time.perf_counter()
    engine.snapshot()
    opened = time.perf_counter()
    _ask(client, first)
    answered = time.perf_counter()
    for text in others:
        _ask(client, text)
    print(json.dumps([(opened - begun) * 1000, (answered - begun) * 1000]), flush=True)
    sys.stdin.read()


def _ask(client: FlaskClient, text: str) -> None:
    status = client.get("/api/v1/search", query_string={"q": text}).status_code
    if status != 200:
        raise BenchError(f"A search for {text!r} was answered with status {status}.")


if __name__ == "__main__":
    work(Path(sys.argv[1]))
