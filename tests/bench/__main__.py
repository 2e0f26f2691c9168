"""`python -m tests.bench` (`make bench`): what is measured, and how.

Indexing: the shared publications, or the first `BENCH_RECORDS` of them, by `python -m index add` in a process of its
own: records a second over its whole life, its peak memory, the size of the index. Then, in this process, with one
engine kept open, result caches off, and the clock around everything from the text of the query:

- *top ten + total*: parse, plan, match and rank; ten whole records and the exact number of hits; no facets.
- *top ten + total + four facets*: the same with author, type, topic and year counted.
- *whole answer*: the JSON of `/api/v1/search`: snippets and another spelling too. Its parts are told below it as the
  answer's own `timings` give them; `search + facets` is the engine's time.
- *phrase*, *prefix*: the second of these, for two words in quotation marks and for two letters with an asterisk.
- *suggest*, *related*: what their endpoints give.

The peer does the same beside it. One table goes to standard output, all figures to `bench-results/bench-RECORDS.json`.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tests.bench.build import Build, build_dossier, build_peer
from tests.bench.corpus import SEED, Workload, draw_workload, load_records, require_shared_data, slice_records
from tests.bench.machine import machine_facts
from tests.bench.measure import Comparison, compare, figures
from tests.bench.options import BenchError, Options
from tests.bench.peer import Peer
from tests.bench.subject import Subject
from tests.bench.table import render
from tests.children import ROOT

T = TypeVar("T")


def main() -> int:
    """Run the benchmark as the environment says; the exit status."""
    try:
        options = Options.from_env()
        require_shared_data()
        with _work_folder(options) as folder:
            results = run_bench(options, folder)
    except BenchError as error:
        print(error, file=sys.stderr)
        return 2
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / f"bench-{results['records']}.json"
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(render(results))
    print(f"All figures: {path}")
    return 0


@contextmanager
def _work_folder(options: Options) -> Iterator[Path]:
    """Where slices and indexes go: a folder that lasts, or one that is gone after the run."""
    if options.keep:
        folder = ROOT / "var/bench" / str(options.records or "all")
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as name:
        yield Path(name)


def run_bench(options: Options, folder: Path) -> dict[str, Any]:
    """Index, ask and compare in a folder; the results.

    The builds come first, while this process is small: a child's peak memory cannot be told below its parent's.
    """
    machine = machine_facts()
    _say("indexing")
    file = slice_records(options.records, folder)
    builds = {"dossier": build_dossier(file, folder / "dossier"), "peer": build_peer(file, folder / "peer")}
    records = load_records(file)
    workload = draw_workload(records, options.queries)
    subject, opened = _opened(Subject, folder / "dossier")
    peer, peer_opened = _opened(Peer, folder / "peer")
    operations = {comparison.name: comparison.as_dict() for comparison in _operations(workload, subject, peer, options)}
    totals = _totals(workload.words[: options.peer_queries], subject, peer)
    peer.close()
    return {
        "records": len(records),
        "queries": len(workload.words),
        "peer_queries": min(options.peer_queries, len(workload.words)),
        "rounds": options.rounds,
        "seed": SEED,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "build": {"dossier": _with_open(builds["dossier"], opened), "peer": _with_open(builds["peer"], peer_opened)},
        "operations": operations,
        "answer_parts": _parts(subject, operations["whole answer"]["dossier"]["runs"]),
        "totals": totals,
    }


def _opened(opener: Callable[[Path], T], folder: Path) -> tuple[T, float]:
    started = time.perf_counter()
    return opener(folder), time.perf_counter() - started


def _with_open(build: Build, seconds: float) -> dict[str, Any]:
    return build.as_dict() | {"open_seconds": round(seconds, 3)}


def _operations(workload: Workload, subject: Subject, peer: Peer, options: Options) -> Iterator[Comparison]:
    for name, queries, ask, ask_peer in (
        ("top ten + total", workload.words, subject.top, peer.top),
        ("top ten + total + four facets", workload.words, subject.faceted, peer.faceted),
        ("whole answer", workload.words, subject.answer, peer.answer),
        ("phrase", workload.phrase, subject.faceted, peer.faceted),
        ("prefix", workload.prefix, subject.faceted, peer.faceted),
        ("suggest", workload.suggest, subject.suggest, peer.suggest),
        ("related", workload.related, subject.related, peer.related),
    ):
        _say(name)
        yield compare(name, queries, ask, ask_peer, options.peer_queries, options.rounds, options.seconds)


def _parts(subject: Subject, runs: int) -> dict[str, Any]:
    """The parts of the measured answers, those of the warming up left out."""
    return {name: figures(values[-runs:]) for name, values in subject.timings.items()}


def _totals(queries: Sequence[str], subject: Subject, peer: Peer) -> dict[str, Any]:
    """How far the numbers of hits of both sides lie apart, relative to the larger one."""
    pairs = [(subject.top(query), peer.top(query)) for query in queries]
    differences = [abs(ours - theirs) / max(ours, theirs, 1) for ours, theirs in pairs]
    return {
        "queries": len(pairs),
        "equal": differences.count(0.0),
        "median_relative_difference": round(statistics.median(differences), 5),
        "pairs": [{"query": query, "dossier": a, "peer": b} for query, (a, b) in zip(queries, pairs, strict=True)],
    }


def _say(what: str) -> None:
    """Tell who waits what is being measured."""
    print(f"bench: {what} ...", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
