"""Segments made by workers: the same archive, seen while it is made; nothing lost or left behind when one fails."""

from __future__ import annotations

import errno
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from index import under_way, whoosh_writer
from index.check import check_index, index_status
from index.columnar import worker
from index.columnar.toc import read_toc
from index.document import from_record
from index.errors import Error
from index.folder import IndexFolder
from index.ingest import ingest
from index.settings import Settings
from index.sources import read
from index.whoosh_writer import WhooshWriter, open_writer
from tests.children import ROOT

RECORDS = 120
FAULTY = "import sys; from tests.faults import serve_with_faults; serve_with_faults({at}, {error})"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Batches of few records, and workers for them."""
    monkeypatch.setattr(whoosh_writer, "SMALLEST_BATCH", 1)
    monkeypatch.setattr(under_way, "_cores", lambda: 3)
    monkeypatch.chdir(ROOT)
    return replace(Settings(), index=tmp_path / "index", batch_records=25)


def record(number: int, **more: Any) -> dict[str, Any]:
    """A record with an id, every third with a link to one that is never there and to one that comes later."""
    links = [f"r{number + 40}", {"title": f"Listed {number}", "date": "2024"}] if number % 3 == 0 else []
    return {"id": f"r{number}", "title": f"River {number}", "body": "peace " * 20, "related": links, **more}


def segments(settings: Settings) -> set[str]:
    """The segments whose files are in the store."""
    return {path.name.partition(".")[0] for path in IndexFolder(settings.index).store().glob("MAIN_*.*")}


def named(settings: Settings) -> set[str]:
    """The segments that the newest generation names."""
    return {segment.segment_id() for segment in read_toc(IndexFolder(settings.index).store()).segments}


def processes(writer: WhooshWriter) -> list[int]:
    """The numbers of the workers that are busy."""
    return [batch.worker._process.pid for batch in writer._under_way if batch.worker]


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def ends(pid: int, seconds: float = 20.0) -> bool:
    """Whether a process ends in time."""
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def test_an_archive_is_the_same_by_whomever_it_is_made(settings: Settings, tmp_path: Path) -> None:
    values = [record(number) for number in range(RECORDS)]
    values += [record(number, body="war") for number in range(0, RECORDS, 7)] + [{"title": "River 1"}, {}]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(map(json.dumps, values)), encoding="utf-8")
    found = []
    for workers in (0, 1, 2):
        own = replace(settings, index=tmp_path / f"by-{workers}", workers=workers)
        with open_writer(own) as writer:
            report = ingest(read(file, own), writer, own, tmp_path / f"reports-{workers}")
        counts = (report.added, report.replaced, report.unchanged, report.removed, report.rejected)
        with open_writer(own) as writer:
            stored = [writer.get(f"r{number}") for number in range(RECORDS)]
            stubs = [writer.find(from_record({"title": f"Listed {n}", "date": "2024"}).keys) for n in range(RECORDS)]
        status = {name: value for name, value in index_status(own).items() if name in ("records", "stubs")}
        found.append((counts, stored, stubs, status, check_index(own, lambda: None)))
        assert segments(own) == named(own)
    assert found[0] == found[1] == found[2]
    assert index_status(replace(settings, index=tmp_path / "by-2"))["segments"] == 1


def test_what_is_under_way_is_seen(settings: Settings) -> None:
    first, again, other = (from_record(record(number, title=title)) for number, title in ((0, "A"), (0, "B"), (1, "C")))
    with open_writer(settings) as writer:
        writer.put(first)
        writer.put(other)
        writer.checkpoint()
        assert len(processes(writer)) == 1
        assert writer.pending == 2
        assert [writer.may_know(keys) for keys in (first.keys[1:], ["none", "r40"], ["none"])] == [True, True, False]
        assert writer.get("r0") == first
        assert writer.content_hash("r0") == first.content_hash
        assert writer.find(first.keys) == writer.linkers(["r40"]) == [first]
        writer.put(again)
        assert writer.find(first.keys) == writer.find(again.keys) == [again]
        writer.checkpoint()
        writer.delete("r1")
        writer.delete("never there")
        assert (writer.get("r1"), writer.content_hash("r1"), writer.find(other.keys)) == (None, None, [])
        workers = processes(writer)
        assert len(workers) == 2
        writer.commit()
        assert writer.linkers(["r40"]) == [again]
        assert all(map(writer.may_know, (["r0"], again.keys[1:], ["none", "r40"])))
        assert not any(map(is_running, workers))
    assert index_status(settings)["records"] == 1
    assert check_index(settings, lambda: None)["records"] == 1


def test_deletions_alone_are_a_batch_too(settings: Settings) -> None:
    with open_writer(settings) as writer:
        for number in (1, 2, 3):
            writer.put(from_record(record(number)))
        writer.commit()
        writer.delete("r1")
        writer.checkpoint()
        writer.put(from_record(record(4)))
        writer.commit()
        assert [writer.get(name) is None for name in ("r1", "r2", "r4")] == [True, False, False]
        writer.delete("r2")
        writer.checkpoint()
        writer.commit()
    assert index_status(settings)["records"] == 2


def test_a_worker_that_cannot_come_up_in_advance(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_writer(settings) as writer:
        with monkeypatch.context() as patched:
            patched.setattr(under_way, "Worker", failing)
            for number in range(20):
                writer.put(from_record(record(number)))
        writer.commit()
    assert index_status(settings)["records"] == 20


def failing() -> None:
    raise OSError(errno.EAGAIN, "no more processes")


def test_a_worker_has_the_next_batch_before_it_has_made_one(settings: Settings) -> None:
    with open_writer(replace(settings, workers=1)) as writer:
        for number in range(3):
            writer.put(from_record(record(number)))
            writer.checkpoint()
        assert len(processes(writer)) == 2
        assert len(set(processes(writer))) == 1
        assert (writer.documents, writer.pending) == (1, 2)
        writer.commit()
        assert writer.documents == 3
    assert check_index(settings, lambda: None)["records"] == 3


def test_one_record_starts_nobody(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "COMMAND", ("-c", "raise SystemExit(3)"))
    with open_writer(settings) as writer:
        writer.put(from_record(record(1)))
        writer.commit()
    assert index_status(settings)["records"] == 1


def test_a_killed_worker_is_an_error_and_loses_nothing(settings: Settings) -> None:
    with open_writer(settings) as writer:
        writer.put(from_record(record(1)))
        writer.commit()
        writer.put(from_record(record(2)))
        writer.checkpoint()
        writer.put(from_record(record(4)))
        [pid] = processes(writer)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Error, match="ended unexpectedly") as failure:
            writer.commit()
        assert failure.value.code == "io_error"
        assert "DOSSIER_WORKERS" in failure.value.hint
        assert segments(settings) == named(settings)
        assert index_status(settings)["records"] == 1
        assert [found is not None for found in map(writer.get, ("r1", "r2", "r4"))] == [True] * 3
        writer.commit()
    assert index_status(settings)["records"] == 3


def test_leaving_by_an_exception_ends_the_workers(settings: Settings) -> None:
    with pytest.raises(KeyError), open_writer(settings) as writer:  # noqa: PT012
        writer.put(from_record(record(1)))
        writer.checkpoint()
        [pid] = processes(writer)
        raise KeyError("in the middle")
    assert not is_running(pid)
    assert segments(settings) == named(settings) == set()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def test_a_disk_that_fails_a_worker(settings: Settings, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    """Every creation, write and sync of a worker fails once; the next commit has it all."""
    failures = 0
    for at in range(1, 40):
        with open_writer(settings) as writer:
            monkeypatch.setattr(worker, "COMMAND", ("-c", FAULTY.format(at=at, error=error)))
            writer.put(from_record(record(1, body=f"peace {at}")))
            writer.checkpoint()
            try:
                writer.commit()
            except Error as failure:
                assert failure.code == {errno.ENOSPC: "disk_full", errno.EIO: "io_error"}[error]  # noqa: PT017
                failures += 1
            else:
                break
            assert segments(settings) == named(settings)
            writer.commit()
            assert index_status(settings)["records"] == 1
    assert failures == 6, "two packs: create, write, sync"
    assert check_index(settings, lambda: None)["records"] == 1


def test_a_job_that_cannot_be_sent_says_why() -> None:
    with closing(worker.Worker()) as sick:
        sick.start(worker.Tabulating(cast(Path, lambda: None), "MAIN_0"))
        with pytest.raises((AttributeError, pickle.PicklingError), match="lambda"):
            sick.answer()


_WRITES = """
import sys
from dataclasses import replace
from pathlib import Path
from index import under_way
from index.document import from_record
from index.settings import Settings
from index.whoosh_writer import open_writer

under_way._cores = lambda: 3
with open_writer(replace(Settings(), index=Path(sys.argv[1]))) as writer:
    for start in (0, 3000):
        for number in range(start, start + 3000):
            writer.put(from_record({"id": f"r{number}", "title": f"River {number}", "body": f"w{number} " * 20}))
        writer.checkpoint()
    print(*(batch.worker._process.pid for batch in writer._under_way), flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("delay", [0.0, 0.3, 0.8])
def test_a_killed_parent_leaves_nobody_behind(settings: Settings, delay: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITES, str(settings.index)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        time.sleep(delay)
        parent.kill()
    assert all(map(ends, pids))
    with open_writer(settings) as writer:
        assert writer.documents == 0
    assert segments(settings) == named(settings) == set()


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Children can be interrupted, also where the tests run in the background of a shell, which has SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(under_way._cores() < 2, reason="workers need two cores")
@pytest.mark.usefixtures("_interruptible")
def test_an_interrupted_run_keeps_what_was_committed(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    lines = (json.dumps(record(number, body=f"word{number} " * 40)) + "\n" for number in range(40_000))
    file.write_text("".join(lines), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "index", "add", str(file), "--index", str(settings.index)],
        cwd=ROOT,
        env={**os.environ, "DOSSIER_BATCH_RECORDS": "2000"},
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        while child.poll() is None and not list(settings.index.glob("current/*.terms")):
            time.sleep(0.05)
        assert child.poll() is None, "it ended before it could be interrupted"
        os.killpg(child.pid, signal.SIGINT)
        _, said = child.communicate()
    assert child.returncode == 130, said
    assert b"interrupted: what was committed stays" in said
    assert segments(settings) == named(settings)
    assert check_index(settings, lambda: None)["records"] == index_status(settings)["records"]
