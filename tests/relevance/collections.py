"""The judged collections of the shared data set: records, queries and what was judged relevant to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.options import BenchError
from tests.conftest import SHARED

NAMES = ("cranfield", "cisi", "time", "nfcorpus", "adi")
_FOLDER = SHARED / "data/ir"


@dataclass(frozen=True, slots=True)
class Text:
    """A record of a collection; of what else it has nothing is used."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A query, and the gain of every record that was judged relevant to it."""

    id: str
    text: str
    gains: dict[str, float]


@dataclass(frozen=True, slots=True)
class Collection:
    """Records that have a text, and queries that have a relevant record, both in the order of their files."""

    name: str
    texts: tuple[Text, ...]
    topics: tuple[Topic, ...]


def load(name: str) -> Collection:
    """A collection by name.

    Raises:
        BenchError: it is not there.
    """
    folder = _FOLDER / name
    if not folder.is_dir():
        raise BenchError(f"No collection to measure with: {folder} is not there (set DOSSIER_SHARED).")
    texts = [Text(row["_id"], row["title"], row["text"]) for row in _rows(folder / "corpus.jsonl")]
    gains = _gains(folder / "qrels.tsv")
    topics = [
        Topic(row["_id"], row["text"], gains[row["_id"]])
        for row in _rows(folder / "queries.jsonl")
        if row["_id"] in gains
    ]
    return Collection(name, tuple(text for text in texts if (text.title + text.text).strip()), tuple(topics))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _gains(path: Path) -> dict[str, dict[str, float]]:
    gains: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            query, record, score = line.split("\t")
            if float(score) > 0:
                gains.setdefault(query, {})[record] = float(score)
    return gains
