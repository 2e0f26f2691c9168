"""A progress bar on a terminal: records a second and the time left; nothing where there is no terminal."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from tqdm import tqdm

from index.ingest import Progress

_ONE_RECORD = 1_000_000
"""Bytes up to which a file is not worth counting: its few records hardly move the bar."""
_LINES = (".jsonl", ".jsonl.gz", ".csv", ".ndjson")


@contextmanager
def progress_bar(total: int | None, unit: str = "rec") -> Iterator[Progress]:
    """Give a function to call for every record that was read."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with tqdm(total=total, unit=unit, unit_scale=True, dynamic_ncols=True, smoothing=0.1, file=sys.stderr) as bar:

        def one_more() -> None:
            bar.update()

        yield one_more


def count_records(paths: Iterable[Path]) -> int | None:
    """About how many records the files hold, by their lines; None where no terminal would show it."""
    return sum(map(_count, paths)) if sys.stderr.isatty() else None


def _count(path: Path) -> int:
    try:
        if path.stat().st_size < _ONE_RECORD or not path.name.endswith(_LINES):
            return 1
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except (OSError, EOFError, zlib.error):
        return 1
