"""From the commit of one record to its being found, by a reader in another process.

`python -m tests.bench.seen DIR` is the writer: it opens once, puts every record that comes as a line of JSON, and
tells when its commit began and ended. This process is the reader: it looks for the new generation all the time and
searches for a word that only the new record has. Both read CLOCK_MONOTONIC, which is one for all processes.

The records go into a copy of the index made of hard links, so the index itself stays as it was.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from index.document import from_record
from index.settings import Settings
from index.whoosh_writer import open_writer
from search import SearchRequest, open_engine, parse, plan
from search.engine import Engine
from tests.bench.corpus import Record
from tests.bench.measure import Figures, figures
from tests.bench.options import BenchError
from tests.bench.workload import Query
from tests.children import ROOT

_PATIENCE = 120.0
_PAUSE = 0.001
_MILLISECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds: of the commits alone, and until a reader has found what they brought."""

    commit: Figures
    seen: Figures


def measure_seen(index: Path, records: Sequence[Record], warm: Sequence[Query]) -> Seen:
    """Add the records one by one to a copy of an index, after some questions to warm up."""
    with _linked_copy(index) as folder, _writer(folder) as writer:
        settings = replace(Settings(), index=folder, refresh_seconds=0.0, cache=False)
        engine = open_engine(settings)
        for query in warm:
            _find(engine, query.text, settings)
        times = [
            _add(record, f"zq{_letters(number)}", writer, engine, settings) for number, record in enumerate(records)
        ]
    return Seen(figures([commit for commit, _ in times]), figures([seen for _, seen in times]))


def _add(
    record: Record, word: str, writer: subprocess.Popen[str], engine: Engine, settings: Settings
) -> tuple[float, float]:
    """Milliseconds from the beginning of the commit to its end, and to the record being found."""
    assert writer.stdin
    assert writer.stdout
    fresh = record | {"id": f"{record['id']}-{word}", "title": f"{record['title']} {word}", "url": None}
    writer.stdin.write(json.dumps(fresh) + "\n")
    writer.stdin.flush()
    deadline = time.monotonic() + _PATIENCE
    while not _find(engine, word, settings):
        if time.monotonic() > deadline or writer.poll() is not None:
            raise BenchError(f"A record that was added was not found within {_PATIENCE:.0f} seconds.")
        time.sleep(_PAUSE)
    seen = time.monotonic_ns()
    begun, ended = map(int, writer.stdout.readline().split())
    return (ended - begun) / _MILLISECOND, (seen - begun) / _MILLISECOND


def _find(engine: Engine, text: str, settings: Settings) -> int:
    """Ask as a page of results does; the number of hits."""
    return engine.snapshot().search(plan(SearchRequest(q=text), parse(text, settings).node)).total


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@contextmanager
def _linked_copy(index: Path) -> Iterator[Path]:
    folder = index.with_name(f"{index.name}-grown")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield Path(shutil.copytree(index, folder, symlinks=True, copy_function=os.link))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-m", "tests.bench.seen", str(folder)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin
        assert writer.stdout
        try:
            writer.stdout.readline()  # it is open
            yield writer
        finally:
            writer.stdin.close()
            writer.wait()


def write(folder: Path) -> None:
    """Be the writer, until standard input ends."""
    with open_writer(replace(Settings(), index=folder)) as writer:
        print("open", flush=True)
        for line in sys.stdin:
            writer.put(from_record(json.loads(line)))
            begun = time.monotonic_ns()
            writer.commit()
            print(begun, time.monotonic_ns(), flush=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
