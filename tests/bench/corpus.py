"""What is indexed and what is asked: the shared data set, and queries drawn from the indexed records.

- *words*: the 500 queries of `bench/queries.json`, one to four words of titles in any order.
- *phrase*: two words that stand side by side in a title, in quotation marks.
- *prefix*: the first two letters of a word of a title, and an asterisk.
- *suggest*: a title or an author's name in turn, as far as somebody has typed it: 3 to 12 characters.
- *related*: the id of a record.

All but the first are drawn from the records that were indexed, by a generator with a fixed seed.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from tests.bench.options import BenchError
from tests.conftest import SHARED

SEED = 7
PUBLICATIONS = SHARED / "data/publications/publications.jsonl.gz"
QUERIES = SHARED / "data/bench/queries.json"
_TYPED = (3, 12)
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Workload:
    """The queries of one run, by kind."""

    words: tuple[str, ...]
    phrase: tuple[str, ...]
    prefix: tuple[str, ...]
    suggest: tuple[str, ...]
    related: tuple[str, ...]


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


def slice_records(count: int | None, folder: Path) -> Path:
    """The file of the first `count` records, written to the folder; the data set itself for None."""
    if count is None:
        return PUBLICATIONS.resolve()
    path = folder / f"publications-{count}.jsonl.gz"
    with gzip.open(PUBLICATIONS, "rb") as source, gzip.open(path, "wb", compresslevel=6) as target:
        target.writelines(islice(source, count))
    return path


def load_records(path: Path) -> list[dict[str, Any]]:
    """What the queries are drawn from: id, title and authors of every record of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = (json.loads(line) for line in lines)
        return [{key: record.get(key) for key in ("id", "title", "authors")} for record in records]


def draw_workload(records: Sequence[dict[str, Any]], count: int) -> Workload:
    """`count` queries of each kind."""
    draw = random.Random(SEED)
    titles = [record["title"] for record in records if record["title"]]
    authors = [author for record in records for author in record["authors"] or ()]
    pairs = [pair for title in titles for pair in pairwise(title.split()) if all(map(_is_word, pair))]
    words = [word for title in titles for word in title.split() if _is_word(word)]
    typed = [draw.choice((titles, authors)[number % 2]) for number in range(count)]
    return Workload(
        words=tuple(json.loads(QUERIES.read_text(encoding="utf-8"))[:count]),
        phrase=tuple('"{} {}"'.format(*draw.choice(pairs)) for _ in range(count)),
        prefix=tuple(f"{draw.choice(words)[:2].lower()}*" for _ in range(count)),
        suggest=tuple(text[: draw.randint(*_TYPED)] for text in typed),
        related=tuple(draw.choice(records)["id"] for _ in range(count)),
    )


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) >= _SHORTEST_WORD
