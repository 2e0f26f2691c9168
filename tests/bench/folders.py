"""Where the slices and indexes of a run go, and what is said meanwhile."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.options import Options
from tests.children import ROOT


@contextmanager
def work_folder(options: Options, records: int) -> Iterator[Path]:
    """A folder that lasts (`BENCH_KEEP`), or one that is gone after the run."""
    if options.keep:
        folder = ROOT / "var/bench" / str(records)
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as name:
        yield Path(name)


def say(what: str) -> None:
    """Tell who waits what is being measured."""
    print(f"bench: {what} ...", file=sys.stderr)
