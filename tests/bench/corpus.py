"""What is indexed: the shared data set, the first records of it, or more than it has.

Beyond its end the data set begins anew, with ids and addresses of their own and the words of each title and summary
in another order. Records are streamed: nothing here holds more than one of them.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from tests.bench.options import RECORDS, BenchError
from tests.conftest import SHARED

SEED = 7
PUBLICATIONS = SHARED / "data/publications/publications.jsonl.gz"
QUERIES = SHARED / "data/bench/queries.json"

Record = dict[str, Any]


def require_shared_data() -> None:
    """Make sure that the data set is there.

    Raises:
        BenchError: when it is not.
    """
    for path in (PUBLICATIONS, QUERIES):
        if not path.is_file():
            raise BenchError(
                f"No data to measure with: {path} is not there.\n"
                "  Set DOSSIER_SHARED to the folder that holds data/, or put it beside the checkout as ../shared."
            )


def records_file(size: int, folder: Path) -> Path:
    """The file of `size` records, one a line: the data set itself, or one written to the folder."""
    if size == RECORDS:
        return PUBLICATIONS.resolve()
    path = folder / f"publications-{size}.jsonl.gz"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        write_records(islice(_endless(), size), unfinished)
        unfinished.rename(path)
    return path


def write_records(records: Iterable[Record], path: Path) -> None:
    """Write records to a file, one a line."""
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as target:
        target.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file, one by one."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _endless() -> Iterator[Record]:
    yield from read_records(PUBLICATIONS)
    draw = random.Random(SEED)
    for copy in count(1):
        for record in read_records(PUBLICATIONS):
            yield _varied(record, copy, draw)


def _varied(record: Record, copy: int, draw: random.Random) -> Record:
    """Another record with the same words, authors and labels."""
    fresh = record | {"id": f"{record['id']}-{copy}"}
    for key in ("title", "summary"):
        words = (record.get(key) or "").split()
        draw.shuffle(words)
        fresh[key] = " ".join(words)
    if record.get("url"):
        fresh["url"] = f"{record['url']}?copy={copy}"
    return fresh
