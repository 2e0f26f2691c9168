"""The sample archive, indexed as `make run` does."""

from __future__ import annotations

from pathlib import Path

from index.ingest import ingest
from index.settings import Settings
from index.sources import read, walk
from index.whoosh_writer import open_writer

ROOT = Path(__file__).resolve().parents[1]


def index_sample(settings: Settings, reports: Path) -> None:
    """Index the sample archive into the folder of the settings."""
    with open_writer(settings) as writer:
        stream = (found for path in walk([ROOT / "index" / "sample"]) for found in read(path, settings))
        ingest(stream, writer, settings, reports)
