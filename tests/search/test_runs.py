"""A run of many batches: its segments have no tables until it ends, readers stay where they were meanwhile, and what is
broken off is completed by the next commit."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from index import published, under_way, whoosh_writer
from index.check import check_index, index_status
from index.columnar import policy, storage
from index.columnar.toc import read_toc
from index.document import from_record
from index.errors import Error
from index.folder import IndexFolder
from index.settings import Settings
from index.whoosh_writer import WhooshWriter, open_writer
from search.embedded import EmbeddedEngine
from search.parse import parse
from search.plan import Plan
from search.result import Answer

WORDS = "river peace vote tax".split()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Batches of few records, a worker for them, and no merging of what a run left."""
    monkeypatch.setattr(policy, "SMALL", 1)
    monkeypatch.setattr(whoosh_writer, "SMALLEST_BATCH", 1)
    monkeypatch.setattr(under_way, "_cores", lambda: 2)
    return replace(Settings(), index=tmp_path / "index", batch_records=20, refresh_seconds=0.0)


def put(writer: WhooshWriter, first: int, count: int) -> None:
    for number in range(first, first + count):
        text = f"{WORDS[number % 4]} International Rescue Committee (IRC) {number}"
        writer.put(from_record({"id": f"r{number}", "title": text, "authors": [f"Ann {number % 7}"]}))


def break_off(settings: Settings, batches: int = 5) -> int:
    """Leave a run of some batches in its middle; gives how many records are published."""
    with pytest.raises(KeyboardInterrupt), open_writer(settings) as writer:  # noqa: PT012
        for batch in range(batches):
            put(writer, 20 * batch, 20)
            writer.checkpoint()
        published = writer.documents
        raise KeyboardInterrupt
    assert published == 20 * (batches - 2)
    return published


def store_of(settings: Settings) -> Path:
    return IndexFolder(settings.index).store()


def tabled(settings: Settings) -> list[bool]:
    """Of each segment whether it says that it has tables, which must be so."""
    store = store_of(settings)
    found = [(segment.segment_id(), segment.tabled) for segment in read_toc(store).segments]
    assert {path.stem for path in store.glob("*.tables")} == {name for name, there in found if there}
    return [there for _, there in found]


def answers(engine: EmbeddedEngine, settings: Settings) -> list[object]:
    """What needs tables, and what does not."""
    snapshot = engine.snapshot()
    found: list[object] = [
        replace(snapshot.search(Plan(query=parse(text, settings).node)), timings={})
        for text in ("river", "rivre~", "IRC")
    ]
    found += [list(snapshot.complete(kind, ["an"], 8, 0)) for kind in ("author", "title")]
    return [*found, snapshot.facet(Plan(parse("river", settings).node), "author", "ann", 0, 5)]


def test_readers_stay_until_a_run_ends(settings: Settings) -> None:
    with open_writer(settings) as writer:
        put(writer, 1_000, 5)
        writer.commit()
        engine = EmbeddedEngine(settings)
        before = engine.snapshot()
        for batch in range(4):
            put(writer, 20 * batch, 20)
            writer.checkpoint()
        assert writer.documents > 5
        assert False in tabled(settings)
        assert engine.snapshot() is before
        assert EmbeddedEngine(settings).snapshot().generation.documents == writer.documents
        writer.commit()
        assert tabled(settings) == [True] * len(tabled(settings))
        assert engine.snapshot().generation.documents == 85
    assert check_index(settings, lambda: None)["records"] == 85


def test_readers_see_no_part_of_a_run_that_is_gathered(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_writer, "MOST_OPEN", 2)
    with open_writer(settings) as writer:
        engine = EmbeddedEngine(settings)
        seen = []
        for batch in range(8):
            put(writer, 20 * batch, 20)
            writer.checkpoint()
            seen.append(engine.snapshot().generation.documents)
        assert writer.documents == 120
        assert len(tabled(settings)) < 6
        assert seen == [0] * 8
        writer.commit()
        assert engine.snapshot().generation.documents == 160
    assert False not in tabled(settings)
    assert check_index(settings, lambda: None)["records"] == 160


def test_what_was_broken_off_is_read_and_completed(settings: Settings) -> None:
    documents = break_off(settings)
    assert tabled(settings) == [False] * 3
    fresh = EmbeddedEngine(settings)
    assert fresh.snapshot().generation.documents == documents
    assert check_index(settings, lambda: None)["records"] == index_status(settings)["records"] == documents
    read = answers(fresh, settings)
    assert isinstance(read[0], Answer)
    assert read[0].total > 0
    with open_writer(settings) as writer:
        generation = writer.commit()
        assert writer.commit() == generation
    assert tabled(settings) == [True] * 3
    assert fresh.snapshot().generation.number == generation
    assert all(leaf.arrays.tabled for leaf in fresh.snapshot()._leaves.leaves)
    assert all(columns.arrays.tabled for columns in fresh.snapshot().segments.values())
    assert answers(fresh, settings) == answers(EmbeddedEngine(settings), settings) == read


def test_tables_that_no_generation_has_are_swept_and_made_again(settings: Settings) -> None:
    break_off(settings)
    segment = read_toc(store_of(settings)).segments[1]
    storage.write_tables(store_of(settings), segment.segment_id())  # as by a process that was killed then
    with open_writer(settings) as writer:
        assert tabled(settings) == [False] * 3
        writer.commit()
    assert tabled(settings) == [True] * 3


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_disk_that_is_full_when_a_run_is_completed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    break_off(settings)
    written: list[str] = []

    def filling(store: Path, name: str) -> None:
        if len(written) == at:
            raise OSError(errno.ENOSPC, "no space")
        written.append(name)
        storage.write_tables(store, name)

    with open_writer(settings) as writer:
        with monkeypatch.context() as patched:
            patched.setattr(published, "write_tables", filling)
            with pytest.raises(Error, match="full"):
                writer.commit()
        assert len(written) == at
        assert tabled(settings) == [False] * 3
        writer.commit()
    assert tabled(settings) == [True] * 3


def test_a_worker_that_came_up_in_vain(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_writer, "SMALLEST_BATCH", 10)
    with open_writer(settings) as writer:  # half of the first batch, which is half of another, are 5
        put(writer, 0, 4)
        assert not writer._under_way._workers
        put(writer, 4, 9)
        [idle] = writer._under_way._workers
        writer.commit()
        assert idle._process.returncode is not None
        assert not writer._under_way._workers
        assert tabled(settings) == [True]
        put(writer, 20, 12)
        assert len(writer._under_way._workers) == 1
    assert EmbeddedEngine(settings).snapshot().generation.documents == 13
