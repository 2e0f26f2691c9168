"""Helpers of the tests of sources: write bytes to a file, read it, and part what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index.document import Document
from index.report import Rejection
from index.settings import Settings
from index.sources import Found, read

SETTINGS = Settings()


def read_bytes(
    folder: Path, data: bytes, name: str = "input", settings: Settings = SETTINGS
) -> list[Found | Rejection]:
    """All that a file with these bytes yields."""
    path = folder / name
    path.write_bytes(data)
    return list(read(path, settings))


def found(items: list[Found | Rejection]) -> list[Found]:
    """The records among what a source yielded."""
    return [item for item in items if isinstance(item, Found)]


def rejected(items: list[Found | Rejection]) -> list[Rejection]:
    """The rejections among what a source yielded."""
    return [item for item in items if isinstance(item, Rejection)]


def only(items: list[Found | Rejection]) -> Found:
    """The one record of a source that yields nothing else."""
    (item,) = items
    assert isinstance(item, Found), item
    return item


def titles(items: list[Found | Rejection]) -> list[str]:
    """The titles of all records."""
    return [item.document.title for item in found(items)]


def names(document: Document) -> list[str]:
    """The authors as displayed."""
    return [author.display for author in document.authors]


def json_lines(records: Sequence[Mapping[str, Any]], encoding: str = "utf-8") -> bytes:
    """Records as JSON lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode(encoding)
