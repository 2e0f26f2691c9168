"""The archive that hostile strings are sent to, written in several commits with records replaced and removed."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from index.document import from_record
from index.settings import Settings
from search import open_engine
from tests.conftest import SHARED
from tests.randoms import NAMES, TOPICS, TYPES, WORDS

Record = dict[str, Any]

PUBLICATIONS = SHARED / "data/publications/publications.jsonl.gz"
SPEECHES = SHARED / "data/long/speeches.jsonl.gz"
_COMMITS = 2
_LONG_SHARE = 50
"""One record in so many is a long one."""
_SYLLABLES = "ba de fi go ku la mi no pu ra se ti vo wa ze chi sto pre ing ent".split()


def real_records(count: int) -> list[Record] | None:
    """Publications of the shared data set, and among them some whole speeches; None where the data are absent."""
    if not (PUBLICATIONS.is_file() and SPEECHES.is_file()):
        return None
    long = count // _LONG_SHARE
    return _first(PUBLICATIONS, count - long) + _first(SPEECHES, long)


def _first(path: Path, count: int) -> list[Record]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, count)]


def synthetic_records(rng: Random, count: int) -> list[Record]:
    """Records of words made of syllables, the common ones very common, one in fifty long."""
    words = WORDS + ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(count * 2)]

    def text(length: int) -> str:
        return " ".join(words[int(len(words) ** rng.random()) - 1] for _ in range(length))

    return [
        {
            "id": f"made-{number}",
            "title": text(rng.randint(1, 12)),
            "summary": text(rng.randint(0, 40)),
            "body": text(800 if number % _LONG_SHARE == 0 else rng.randint(20, 80)),
            "authors": rng.sample(NAMES, 2),
            "date": str(rng.randint(1990, 2026)),
            "type": rng.choice(TYPES),
            "topics": [rng.choice(TOPICS)],
        }
        for number in range(count)
    ]


def write_archive(settings: Settings, records: Sequence[Record], rng: Random) -> None:
    """Write the records in several commits; each but the first replaces some and removes one."""
    documents = [from_record(record) for record in records]
    step = -(-len(documents) // _COMMITS)
    with open_engine(settings).writer() as writer:
        for start in range(0, len(documents), step):
            before = documents[:start]
            for document in (*documents[start : start + step], *rng.sample(before, min(9, len(before)))):
                writer.put(document)
            if before:
                writer.delete(rng.choice(before).id)
            writer.commit()


def common_words(records: Iterable[Record], count: int) -> list[str]:
    """The most frequent words of the records, the most frequent first."""
    counts: Counter[str] = Counter()
    for record in records:
        for name in ("title", "summary", "body"):
            counts.update(re.findall(r"[a-z]{2,}", (record.get(name) or "").lower()))
    return [word for word, _ in counts.most_common(count)]
