"""`python -m tests.bench` (`make bench`): what is measured, and how.

Indexing comes first: the shared publications, or the first `BENCH_RECORDS` of them, by a command of each side. Then,
with each side in a process of its own (`apart`), its index kept open, result caches off, and the clock around
everything from the text of the query to ten stored records, the total and the counts: the query rows of `rows`. What
workers and writers do is measured in further processes (`seen`, `worker`), what a reader waits for in a browser, where
there is one. `agree` makes sure that all sides did the same.

One table goes to standard output, all figures to `bench-results/bench-RECORDS.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench import peer_sqlite, peer_tantivy, peer_whoosh
from tests.bench.agree import agreement
from tests.bench.apart import Apart, Opener
from tests.bench.build import Build, build
from tests.bench.corpus import SEED, read_records, records_file, require_shared_data
from tests.bench.folders import say, work_folder
from tests.bench.group import require_proc
from tests.bench.machine import machine_facts
from tests.bench.measure import DOSSIER, Asked, Comparison, by_own_clock, compare, figures, row_of
from tests.bench.options import BenchError, Options
from tests.bench.rows import (
    ANSWER_ROW,
    BUILD_ROWS,
    COMMIT_ROW,
    KEY_ROW,
    OPEN_ROW,
    PAINT_ROW,
    QUERY_ROWS,
    SEEN_ROW,
    SHARE_ROW,
    SIDES,
    SPLIT,
    SPLIT_ROW,
    QueryRow,
    fact,
)
from tests.bench.seen import measure_seen
from tests.bench.subject import served
from tests.bench.table import render
from tests.bench.worker import measure_workers
from tests.bench.workload import Query, Workload, draw_workload
from tests.browser.budget import waits_of

_OPENERS: dict[str, Opener] = {
    DOSSIER: served,
    "tantivy": peer_tantivy.Peer,
    "sqlite": peer_sqlite.Peer,
    "whoosh": peer_whoosh.Peer,
}
_WARM_QUERIES = 20
Results = dict[str, Any]


def main() -> int:
    """Run the benchmark as the environment says; the exit status."""
    try:
        options = Options.from_env()
        require_shared_data()
        require_proc()
        with work_folder(options, options.records) as folder:
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


def run_bench(options: Options, folder: Path) -> Results:
    """Index, ask and compare in a folder; the results.

    The builds come first, while this process is small: a child's peak memory cannot be told below its parent's.
    """
    machine = machine_facts()
    file = records_file(options.records, folder)
    rows = _build_rows(options, file, folder)
    workload = draw_workload(read_records(file), options.queries)
    rows |= _process_rows(options, file, folder / DOSSIER, workload)
    sides = {side: Apart(opener, folder / side) for side, opener in _OPENERS.items()}
    say("agreement")
    words = workload["words"]
    agreed = agreement(
        {name: partial(side.result, "faceted") for name, side in sides.items()}, words[: options.peer_queries]
    )
    for row in QUERY_ROWS:
        rows |= _query_rows(row, workload[row.queries], sides, options)
    for side in sides.values():
        side.close()
    return {
        "records": options.records,
        "queries": len(words),
        "peer_queries": min(options.peer_queries, len(words)),
        "rounds": options.rounds,
        "seed": SEED,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "rows": rows,
        "agreement": agreed,
    }


def _asked_of(side: str, options: Options) -> int:
    """How many queries of each kind a side is asked: stock Whoosh only a few."""
    return options.peer_queries if side == "whoosh" else options.queries


def _build_rows(options: Options, file: Path, folder: Path) -> Results:
    """What indexing takes: the sides in turns, since a machine may be quick now and slow later."""
    builds: dict[str, list[Build]] = {side: [] for side in (*SIDES, SPLIT)}
    for turn in range(options.builds):
        for side, made in builds.items():
            if turn == 0 or not (side in ("whoosh", SPLIT) or made[0].kept):
                say(f"indexing with {side}")
                made.append(build(side, file, folder, anew=turn > 0))

    def figure(side: str, key: str) -> dict[str, float]:
        return figures([each.as_dict()[key] for each in builds[side]])

    rows = {row.name: fact({side: figure(side, key) for side in SIDES}) for key, row in BUILD_ROWS.items()}
    key = "records_per_second"
    return rows | {SPLIT_ROW.name: fact({DOSSIER: figure(DOSSIER, key), "whoosh": figure(SPLIT, key)})}


def _process_rows(options: Options, file: Path, index: Path, workload: Workload) -> Results:
    """What a writer and its reader, what four workers and what a browser take."""
    say("commit to seen")
    warm = workload["words"][:_WARM_QUERIES]
    seen = measure_seen(index, list(islice(read_records(file), options.additions)), warm)
    say("workers")
    workers = measure_workers(index, workload["words"])
    found = {
        SEEN_ROW: seen.seen,
        COMMIT_ROW: seen.commit,
        OPEN_ROW: workers.snapshot,
        ANSWER_ROW: workers.answer,
        SHARE_ROW: workers.megabytes,
    }
    say("browser")
    waits = waits_of(index)
    if waits:
        found |= {KEY_ROW: figures(waits.key), PAINT_ROW: figures(waits.answer)}
    return {row.name: fact({DOSSIER: measured}) for row, measured in found.items()}


def _query_rows(row: QueryRow, queries: Sequence[Query], sides: Mapping[str, Apart], options: Options) -> Results:
    say(row.name)
    asked = {DOSSIER: Asked(partial(sides[DOSSIER].timed, row.method), options.queries)}
    asked |= {
        side: Asked(partial(sides[side].timed, row.theirs or row.method), _asked_of(side, options))
        for side in row.peers
    }
    compared: Comparison = compare(queries, asked, options.rounds, row.times * options.seconds)
    found = {row.name: row_of(compared)}
    return found | {row.own: row_of(by_own_clock(compared))} if row.own else found


if __name__ == "__main__":
    sys.exit(main())
