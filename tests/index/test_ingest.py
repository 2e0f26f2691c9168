"""Identity, merging, stubs and the counts of a run, on the embedded engine's writer and in batches of any size.

The counts are held to a relation: what a run added less what it removed is by how much the archive grew.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest

from index.check import index_status
from index.document import Document, from_record
from index.errors import Error
from index.ingest import ingest, remove
from index.report import IngestReport
from index.settings import Settings
from index.sources.found import Found
from index.whoosh_writer import WhooshWriter, open_writer
from search.open_engine import open_engine
from search.plan import Plan
from search.service import get_document, related
from tests.randoms import SEED

Record = Mapping[str, Any]

T = {"title": "Alpha", "date": "2024"}
"""A title and date by which records and list entries know each other."""
U = {"url": "https://example.org/alpha"}
LIST: Record = {"id": "page", "title": "Page", "related": [{**T, **U}]}
FULL: Record = {"id": "full", **T, "body": "The whole text."}


@pytest.fixture(params=[1, 2, 3, 1_000])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty archive; records a commit vary."""
    return replace(Settings(), index=tmp_path / "index", batch_records=request.param, refresh_seconds=0.0)


def add(settings: Settings, *records: Record, source: str = "export") -> IngestReport:
    found = [Found(from_record(record, source)) for record in records]
    with open_writer(settings) as writer:
        return ingest(iter(found), writer, settings, settings.index / "reports")


def take_out(settings: Settings, *ids: str) -> IngestReport:
    with open_writer(settings) as writer:
        return remove(ids, writer, settings, settings.index / "reports")


def archive(settings: Settings) -> dict[str, Document]:
    """All records by id."""
    matches = open_engine(settings).snapshot().search(Plan(scored=False, sort="title", limit=1_000)).matches
    return {match.document.id: msgspec.structs.replace(match.document, source="") for match in matches}


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    """Added, replaced, removed, rejected."""
    return report.added, report.replaced, report.removed, report.rejected


def test_two_records_that_answer_to_one_stub_add_one(settings: Settings) -> None:
    add(settings, LIST)
    report = add(settings, FULL, {**FULL, "id": "second"})
    assert counts(report) == (1, 1, 0, 0)
    assert sorted(archive(settings)) == ["full", "page", "second"]


def test_a_record_that_leaves_its_stub_again_in_one_run_adds_one(settings: Settings) -> None:
    add(settings, LIST)
    report = add(settings, FULL, {**FULL, "title": "Another"})
    assert counts(report) == (1, 2, 0, 0)
    assert len(archive(settings)) == 3


def _some_record(rng: random.Random, full: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "title": rng.choice(["Alpha", "Beta", "Gamma"]),
        "date": rng.choice([None, "2024", "2024-01-02"]),
        "url": rng.choice([None, *(f"https://example.org/{name}" for name in "abc")]),
        "id": rng.choice([None, None, "x", "y", "z"]),
        "summary": rng.choice([None, None, "Short.", "Longer summary."]),
    }
    if full:
        links = [*(f"https://example.org/{name}" for name in "abc"), "x", "y"]
        record["related"] = [
            _some_record(rng, full=False) if rng.random() < 0.7 else rng.choice(links) for _ in range(rng.randrange(4))
        ]
    return {key: value for key, value in record.items() if value}


@pytest.mark.parametrize("run", range(15))
def test_the_counts_of_random_runs_add_up(run: int, tmp_path: Path) -> None:
    rng = random.Random(f"{SEED}/ingest/{run}")
    settings = replace(Settings(), index=tmp_path / "index", batch_records=rng.choice([1, 2, 3, 1_000]))
    before = 0
    for _ in range(4):
        if before and rng.random() < 0.3:
            report = take_out(settings, *rng.sample(sorted(archive(settings)), 1))
        else:
            records = [_some_record(rng, full=True) for _ in range(rng.randrange(1, 5))]
            report = add(settings, *records, source=rng.choice("AB"))
        after = index_status(settings)["records"]
        assert after - before == report.added - report.removed, f"seed {SEED}, run {run}: {report}"
        before = after


def editors_choice(settings: Settings, doc_id: str) -> list[str]:
    """The ids of the records that editors put beside one."""
    found = related(open_engine(settings), doc_id, 10, settings)
    return [item.hit.document.id for item in found if item.origin == "editor"]


REFERRER: Record = {"id": "referrer", "title": "Beta", "related": [U["url"]]}


@pytest.mark.parametrize("order", list(permutations(("list", "full", "referrer"))))
def test_list_full_record_and_reference_may_come_in_any_order(settings: Settings, order: tuple[str, ...]) -> None:
    records = {"list": LIST, "full": FULL, "referrer": REFERRER}
    for name in order:
        add(settings, records[name], source=name)
    assert sorted(archive(settings)) == ["full", "page", "referrer"]
    assert archive(settings)["full"] == from_record(FULL)
    assert editors_choice(settings, "page") == ["full"]
    assert editors_choice(settings, "referrer") == ["full"], "only the list knows this URL"
    assert editors_choice(settings, "full") == ["page", "referrer"]


def test_a_stub_of_differing_entries_is_adopted_under_any_of_their_keys(settings: Settings) -> None:
    add(settings, {**LIST, "related": [{"id": "listed", "title": "Alpha"}, {"id": "listed", **T}]})
    assert archive(settings)["listed"].date == "2024", "of two dates the longer"
    add(settings, {"title": "Alpha", "body": "The whole text."})
    assert "listed" not in archive(settings)


def test_the_id_of_a_stub_still_names_the_record_that_took_its_place(settings: Settings) -> None:
    add(settings, {**LIST, "related": [{"id": "listed", **T}]})
    assert archive(settings)["listed"].stub
    add(settings, {**T, "body": "The whole text."})
    assert "listed" not in archive(settings)
    assert get_document(open_engine(settings), "listed").body == "The whole text."
    with pytest.raises(Error, match="nobody"):
        get_document(open_engine(settings), "nobody")


def test_a_stub_stays_while_another_record_links_to_it(settings: Settings) -> None:
    add(settings, LIST, REFERRER)
    (stub,) = (document for document in archive(settings).values() if document.stub)
    assert counts(take_out(settings, "page")) == (0, 0, 1, 0)
    assert editors_choice(settings, "referrer") == [stub.id]
    assert counts(take_out(settings, "referrer")) == (0, 0, 2, 0)
    assert archive(settings) == {}


def test_a_stub_of_two_lists_goes_with_the_second(settings: Settings) -> None:
    add(settings, LIST, {**LIST, "id": "again"})
    assert counts(take_out(settings, "page")) == (0, 0, 1, 0)
    assert len(archive(settings)) == 2
    assert counts(take_out(settings, "again")) == (0, 0, 2, 0)


def test_a_changed_list_brings_and_takes_stubs(settings: Settings) -> None:
    add(settings, LIST)
    report = add(settings, {**LIST, "related": [{"title": "Gamma"}, {"title": "Delta"}]})
    assert counts(report) == (2, 1, 1, 0)
    assert sorted(document.title for document in archive(settings).values() if document.stub) == ["Delta", "Gamma"]


def test_a_record_that_goes_gives_its_stub_back(settings: Settings) -> None:
    add(settings, LIST, FULL)
    assert counts(take_out(settings, "full")) == (1, 0, 1, 0)
    (stub,) = (document for document in archive(settings).values() if document.stub)
    assert (stub.title, stub.body, stub.url) == ("Alpha", "", U["url"])


def test_of_two_records_without_id_under_one_identity_the_later_is_reported(settings: Settings) -> None:
    report = add(settings, T, {**T, "body": "Another text."})
    assert counts(report) == (1, 0, 0, 1)
    assert "same identity" in report.rejections[0].reason
    assert counts(add(settings, {**T, "body": "Another text."}, source="another file")) == (0, 0, 0, 1)
    assert counts(add(settings, {**T, "body": "Corrected."})) == (0, 1, 0, 0)


@pytest.mark.parametrize("run", range(12))
def test_sources_in_any_order_and_batches_give_the_same_archive(run: int, tmp_path: Path) -> None:
    rng = random.Random(f"{SEED}/order/{run}")
    records = {from_record(record).id: record for record in (_some_record(rng, full=True) for _ in range(8))}
    archives = []
    for attempt in range(3):
        batch = rng.choice([1, 2, 3, 1_000])
        settings = replace(Settings(), index=tmp_path / str(attempt), batch_records=batch, refresh_seconds=0.0)
        rejected = [add(settings, record, source=doc_id).rejected for doc_id, record in records.items()]
        if not any(rejected):  # of two records of one identity the first stays, whichever it is
            archives.append(archive(settings))
        records = dict(rng.sample(list(records.items()), len(records)))
    assert all(other == archives[0] for other in archives), f"seed {SEED}, run {run}"


def test_the_first_batch_is_half_as_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pending: list[int] = []
    monkeypatch.setattr(WhooshWriter, "checkpoint", lambda writer: pending.append(writer.pending))
    settings = replace(Settings(), index=tmp_path / "index", batch_records=7)
    report = add(settings, *({"id": f"r{number}", "title": "River"} for number in range(20)))
    assert pending == [4, 11, 18]
    assert report.added == 20
