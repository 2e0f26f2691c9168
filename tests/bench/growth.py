"""`python -m tests.bench.growth` (`make bench-growth`): Dossier alone, on more and more records.

For each of `BENCH_SIZES`, from the smallest: indexing with its peak memory, opening in new workers, a commit of one
record until it is seen, and ranked searches with four facets, each query once after one to warm up, for at most
`BENCH_SECONDS`. Beyond the data set records repeat with their words in another order (`corpus`). A table goes to
standard output, the figures and two pictures of them to `bench-results/growth.*`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.build import build
from tests.bench.corpus import PUBLICATIONS, read_records, records_file, require_shared_data
from tests.bench.folders import say, work_folder
from tests.bench.group import require_proc
from tests.bench.machine import machine_facts
from tests.bench.measure import DOSSIER, Asked, clocked, compare, figures, row_of
from tests.bench.options import RECORDS, BenchError, Options
from tests.bench.plot import draw
from tests.bench.rows import GROWTH_ROWS, P95_GROWTH, FactRow, fact
from tests.bench.seen import measure_seen
from tests.bench.subject import Subject
from tests.bench.table import align, number
from tests.bench.worker import measure_workers
from tests.bench.workload import Workload, draw_workload

_MILLION = 1_000_000
_WARM_QUERIES = 20
Step = dict[str, Any]
"""The results of one size, by the key of the row."""


def main() -> int:
    """Run all sizes; the exit status."""
    try:
        options = Options.from_env()
        require_shared_data()
        require_proc()
        workload = draw_workload(islice(read_records(PUBLICATIONS), options.sizes[0]), options.queries)
        steps = {size: _step(size, workload, options) for size in options.sizes}
    except BenchError as error:
        print(error, file=sys.stderr)
        return 2
    options.results.mkdir(parents=True, exist_ok=True)
    results = {"machine": machine_facts(), "steps": steps}
    path = options.results / "growth.json"
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    draw(steps, [path.with_suffix(suffix) for suffix in (".svg", ".png")])
    print("\n".join(render(steps)))
    print(f"All figures: {path}; pictures of them: {path.with_suffix('.svg')}, {path.with_suffix('.png')}")
    return 0


def _step(size: int, workload: Workload, options: Options) -> Step:
    with work_folder(options, size) as folder:
        say(f"{size:,} records: indexing")
        file = records_file(size, folder)
        made = build(DOSSIER, file, folder).as_dict()
        step = {key: fact({DOSSIER: figures([made[key]])}) for key in GROWTH_ROWS if key in made}
        return step | _questions(file, folder / DOSSIER, workload, options)


def _questions(file: Path, index: Path, workload: Workload, options: Options) -> Step:
    words = workload["words"]
    say("opening")
    opened = measure_workers(index, words).snapshot
    say("commit to seen")
    seen = measure_seen(index, list(islice(read_records(file), options.additions)), words[:_WARM_QUERIES])
    say("top ten and facets")
    compared = compare(words, {DOSSIER: Asked(clocked(Subject(index).faceted), len(words))}, 1, options.seconds)
    return {
        "faceted": row_of(compared),
        "seen": fact({DOSSIER: seen.seen}),
        "open": fact({DOSSIER: opened}),
    }


def render(steps: Mapping[int, Step]) -> Iterator[str]:
    """The table: a row for each figure, a column for each size."""
    sizes = [f"{size:,}" for size in steps]
    head = ("", "unit", *(text for size in sizes for text in (size, "p95")), "target", "met")
    yield from align([head, *(_line(row, [step[key] for step in steps.values()]) for key, row in GROWTH_ROWS.items())])
    if steps.keys() >= {RECORDS, _MILLION}:
        large, whole = (steps[size]["faceted"]["sides"][DOSSIER]["p95"] for size in (_MILLION, RECORDS))
        met = "yes" if large <= P95_GROWTH * whole else "NO"
        yield f"p95 at {_MILLION:,} / p95 at {RECORDS:,}: {large / whole:.2f}, target <= {P95_GROWTH:.0f}: {met}"


def _line(row: FactRow, results: list[Mapping[str, Any]]) -> tuple[str, ...]:
    shown = [result["sides"][DOSSIER] for result in results]
    cells = [
        text for found in shown for text in (number(found["median"]), number(found["p95"]) if found["runs"] > 1 else "")
    ]
    met = [bool(target.met(result)) for target in row.targets for result in results]
    verdict = ("yes" if all(met) else "NO") if met else ""
    return (row.name, row.unit, *cells, ", ".join(map(str, row.targets)), verdict)


if __name__ == "__main__":
    sys.exit(main())
