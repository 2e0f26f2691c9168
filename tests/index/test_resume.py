"""An ingest that is killed in the middle and run again ends as if nothing had happened."""

from __future__ import annotations

import json
import random
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.check import check_index, index_status
from index.settings import Settings
from tests.archive_run import BAR, Archive, report_of

RECORDS = 1_500
LISTED_EARLY = 7
"""Every seventh record has another one in its list of related items, which comes itself, whole, much later."""
LISTED_ONLY = 10
"""Every tenth record has one in its list that never comes itself."""

_WORDS = "harbour river treaty border council ferry ledger school winter market signal island bridge garden".split()
_PADDING = "-" * 600
"""An unknown key's value: the file grows large enough to have its lines counted, and indexing it stays quick."""


def _words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(_WORDS, k=count))


def _records() -> Iterator[dict[str, Any]]:
    """Made-up records, half of them without an id of their own, in an order that makes stubs and adopts them."""
    draw = random.Random(2_024)
    titles = [f"{_words(draw, 6).title()} {number}" for number in range(RECORDS)]
    for number, title in enumerate(titles):
        record: dict[str, Any] = {
            "title": title,
            "summary": _words(draw, 20),
            "authors": [_words(draw, 2).title() for _ in range(draw.randint(1, 3))],
            "date": f"{draw.randint(1998, 2026)}-{draw.randint(1, 12):02}",
            "type": draw.choice(("Report", "Podcast", "Brief")),
            "url": f"https://example.org/item/{number}",
            "related": [],
            "padding": _PADDING,
        }
        if number % 2:
            record["id"] = f"item-{number}"
        later = number + RECORDS // 2
        if number % LISTED_EARLY == 0 and later < RECORDS:
            record["related"].append({"title": titles[later], "url": f"https://example.org/item/{later}"})
        if number % LISTED_ONLY == 0:
            record["related"].append({"title": f"Listed only {number}", "url": f"https://example.org/list/{number}"})
        yield record


def test_a_killed_run_is_resumed_and_ends_in_the_same_counts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in _records()), encoding="utf-8")
    settings = replace(Settings(), index=tmp_path / "index")
    archive = Archive(file, settings.index, {"DOSSIER_BATCH_RECORDS": "500"})
    draw = random.Random(31)

    for share in (draw.randint(5, 40), draw.randint(45, 80)):
        killed = archive.add_and_kill(share)
        assert killed.status == -signal.SIGKILL
    committed = index_status(settings)
    assert 0 < committed["records"] - committed["stubs"] < RECORDS

    resumed = archive.add()
    report = report_of(resumed)
    assert resumed.status == 0
    assert report["unchanged"] == committed["records"] - committed["stubs"]
    assert report["rejected"] == 0
    assert re.search(BAR, resumed.terminal)
    assert f"{RECORDS / 1000:.2f}k/{RECORDS / 1000:.2f}k" in resumed.terminal
    stubs = RECORDS // LISTED_ONLY
    counts = index_status(settings)
    assert (counts["records"], counts["stubs"]) == (RECORDS + stubs, stubs)
    assert check_index(settings, lambda: None)["records"] == RECORDS + stubs

    again = archive.add_in_words()
    assert again.status == 0
    assert f"0 added, 0 replaced, {RECORDS:,} unchanged, 0 removed, 0 rejected" in again.output
    assert "nothing changed" in again.output
    assert index_status(settings) == counts
    assert "rec/s" not in capfd.readouterr().err, "there is no bar without a terminal"
