"""Workers of the service: how long each takes to open the index, and what the fourth of them holds.

`python -m tests.bench.worker DIR` is the server: it reads a line of JSON with queries, loads the application, which
does not touch the index, and forks four workers as gunicorn does. Each opens the index, answers the queries and stays
until standard input ends. The clock starts in the worker; a page that all of them share counts a part for each (PSS).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask.testing import FlaskClient

from index.settings import Settings
from search import open_engine
from search.allocator import settle
from search.engine import Engine
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
    arguments = [sys.executable, "-m", "tests.bench.worker", str(index)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        server.stdin.write(asked + "\n")
        server.stdin.flush()
        told = [json.loads(server.stdout.readline() or "null") for _ in range(_WORKERS)]
        if None in told:
            raise BenchError("A worker ended before it had answered; see its message above.")
        held = proportional_bytes(told[-1][0]) / _MEGABYTE
        server.stdin.close()
    _, snapshots, answers = zip(*told, strict=True)
    return Workers(figures(snapshots), figures(answers), figures([held]))


def serve(index: Path) -> None:
    """Fork the workers from one process that has loaded the application, as the server does; each waits for the one
    before it to have answered, and stays until standard input ends."""
    settings = replace(Settings(), index=index, cache=False)
    asked = json.loads(sys.stdin.readline())
    engine = open_engine(settings)
    client = create_app(settings, engine).test_client()
    settle()
    ends = [os.pipe() for _ in range(_WORKERS)]
    children: list[int] = []
    for _, done in ends:
        child = os.fork()
        if not child:
            _work(engine, client, asked, done)
            sys.stdin.read()
            os._exit(0)
        os.close(done)
        os.read(ends[len(children)][0], 1)
        children.append(child)
    sys.stdin.read()
    for child in children:
        os.waitpid(child, 0)


def _work(engine: Engine, client: FlaskClient, asked: Sequence[str], done: int) -> None:
    begun = time.perf_counter()
    engine.snapshot()
    opened = time.perf_counter()
    _ask(client, asked[0])
    answered = time.perf_counter()
    for text in asked[1:]:
        _ask(client, text)
    print(json.dumps([os.getpid(), (opened - begun) * 1000, (answered - begun) * 1000]), flush=True)
    os.write(done, b".")


def _ask(client: FlaskClient, text: str) -> None:
    status = client.get("/api/v1/search", query_string={"q": text}).status_code
    if status != 200:
        raise BenchError(f"A search for {text!r} was answered with status {status}.")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
