"""`python -m tests.relevance` (`make ranking`): what is measured, and how.

1. Judged collections: each is indexed by Dossier and by stock Whoosh, tantivy and SQLite's FTS5 in the same run, and
   all queries are asked as their authors wrote them. nDCG@10 and recall@100; p: whether Dossier's difference from the
   best peer of that collection may be chance.
2. Known items: `RELEVANCE_RECORDS` (20,000) real publications are looked for by words of their titles.
3. What each part of the ranking costs on those publications.

Tables go to standard output, all figures to `bench-results/relevance.json`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.corpus import require_shared_data
from tests.bench.folders import say
from tests.bench.machine import machine_facts
from tests.bench.options import BenchError, Options
from tests.relevance import costs, judged, known
from tests.relevance.collections import NAMES, load
from tests.relevance.table import render

_RECORDS = "RELEVANCE_RECORDS"


def main() -> int:
    """Measure; the exit status."""
    try:
        options = Options.from_env()
        require_shared_data()
        with tempfile.TemporaryDirectory() as temporary:
            return _measure(Path(temporary), options.results)
    except BenchError as error:
        print(error, file=sys.stderr)
        return 2


def _measure(folder: Path, results: Path) -> int:
    rows = []
    for name in NAMES:
        say(name)
        rows.append(judged.run(load(name), folder))
    say("known items")
    records = known.publications(int(os.environ.get(_RECORDS, "20000")))
    found = known.run(records, folder / "publications")
    say("costs")
    took = costs.run(folder / "publications")
    written = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine_facts(),
        "collections": [row.as_dict() for row in rows],
        "records": len(records),
        "known_items": found,
        "costs_ms": took,
    }
    results.mkdir(parents=True, exist_ok=True)
    path = results / "relevance.json"
    path.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(render(rows, found, took))
    print(f"All figures: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
