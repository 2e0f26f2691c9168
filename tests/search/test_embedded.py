"""What only the embedded engine promises: a snapshot outlives the files it was opened from, and threads share it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.document import from_record
from index.settings import Settings
from index.whoosh_writer import rebuild_writer
from search.embedded import EmbeddedEngine
from search.engine import Snapshot
from search.parse import parse
from search.plan import Plan
from tests.engines import fill, settings_at

COUNT = 60


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path)


@pytest.fixture
def engine(settings: Settings) -> EmbeddedEngine:
    engine = EmbeddedEngine(settings)
    for part in range(3):
        numbers = range(part, COUNT, 3)
        fill(engine, [from_record({"id": f"r{n}", "title": f"Number {n}", "body": "alpha " * n}) for n in numbers])
    return engine


def everything(snapshot: Snapshot, settings: Settings) -> list[tuple[str, float | None]]:
    """All hits of a word with their scores, and every record read by its id."""
    plan = Plan(query=parse("alpha number", settings).node, limit=COUNT)
    found = [(match.document.id, match.score) for match in snapshot.search(plan).matches]
    assert all(snapshot.get(doc_id).title == f"Number {doc_id[1:]}" for doc_id, _ in found)
    return found


def test_a_snapshot_answers_after_a_rebuild_removed_its_files(engine: EmbeddedEngine, settings: Settings) -> None:
    before, twin = engine.snapshot(), EmbeddedEngine(settings).snapshot()
    wanted = everything(twin, settings)
    store = settings.index.resolve() / "current"
    files = list(store.resolve().iterdir())
    with rebuild_writer(settings) as writer:
        writer.put(from_record({"id": "other", "title": "Other"}))
    assert not any(path.exists() for path in files)
    assert everything(before, settings) == wanted
    assert engine.snapshot().generation.documents == 1


def test_a_snapshot_answers_after_commits_merged_its_segments(engine: EmbeddedEngine, settings: Settings) -> None:
    before = engine.snapshot()
    for number in range(6):
        fill(engine, [from_record({"id": "r1", "title": "Number 1", "body": "beta " * number})])
    wanted = {f"r{number}" for number in range(COUNT)}
    assert {doc_id for doc_id, _ in everything(before, settings)} == wanted


def test_threads_share_a_snapshot(engine: EmbeddedEngine, settings: Settings) -> None:
    snapshot = engine.snapshot()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: everything(snapshot, settings), range(24)))
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == COUNT
