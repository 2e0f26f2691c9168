"""The whole archive through the command line, as `make test-big`: the bar, the memory, the counts, a kill in between.

Takes two full indexing runs. Everything is measured at the process a user would start.
"""

from __future__ import annotations

import random
import re
import signal
from pathlib import Path

import pytest

from tests.archive_run import BAR, Archive, report_of
from tests.children import Outcome
from tests.conftest import shared

RECORDS = 158_357
MEMORY = 2 << 30

pytestmark = [pytest.mark.slow, pytest.mark.shared]


@pytest.fixture(scope="module")
def file() -> Path:
    return shared("data/publications/publications.jsonl.gz").resolve()


@pytest.fixture(scope="module")
def archive(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return Archive(file, tmp_path_factory.mktemp("big") / "index")


@pytest.fixture(scope="module")
def first(archive: Archive) -> Outcome:
    """The run that adds everything."""
    return archive.add()


def test_all_records_go_in_with_a_bar_and_within_two_gibibytes(first: Outcome, archive: Archive) -> None:
    report = report_of(first)
    print(f"{RECORDS / first.seconds:.0f} records/s, peak {first.peak >> 20} MiB")
    assert first.status == 0
    assert (report["added"], report["rejected"]) == (RECORDS, 0)
    assert re.search(BAR, first.terminal)
    assert first.peak <= MEMORY
    assert _counts(archive) == (RECORDS, 0)


@pytest.mark.usefixtures("first")
def test_a_second_run_adds_nothing_and_says_so(archive: Archive) -> None:
    before = archive.status()
    again = archive.add_in_words()
    assert again.status == 0
    assert f"0 added, 0 replaced, {RECORDS:,} unchanged, 0 removed, 0 rejected" in again.output
    assert "nothing changed" in again.output
    assert again.peak <= MEMORY
    assert archive.status() == before


def test_a_killed_run_is_resumed_and_ends_in_the_same_counts(file: Path, tmp_path: Path) -> None:
    archive = Archive(file, tmp_path / "index")
    share = random.Random(158_357).randint(20, 90)
    assert archive.add_and_kill(share).status == -signal.SIGKILL
    committed = archive.status()["records"]
    assert 0 < committed < RECORDS

    resumed = archive.add()
    report = report_of(resumed)
    assert resumed.status == 0
    assert (report["added"], report["unchanged"]) == (RECORDS - committed, committed)
    assert resumed.peak <= MEMORY
    assert _counts(archive) == (RECORDS, 0)


def _counts(archive: Archive) -> tuple[int, int]:
    status = archive.status()
    return status["records"], status["stubs"]
