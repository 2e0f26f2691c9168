"""The benchmark runs, tells every figure, and computes what it says; how fast anything is, no test asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import corpus
from tests.bench.__main__ import main
from tests.bench.measure import Comparison, Samples, compare, figures, percentile
from tests.bench.options import BenchError, Options
from tests.children import run
from tests.conftest import shared

ROWS = (
    "records a second",
    "processor time, s",
    "peak memory, MiB",
    "index size, MiB",
    "opening, s",
    "top ten + total",
    "top ten + total + four facets",
    "whole answer",
    "phrase",
    "prefix",
    "suggest",
    "related",
)


@pytest.mark.shared
def test_a_small_run_prints_the_table_and_writes_the_file(tmp_path: Path) -> None:
    data = shared("data/publications/publications.jsonl.gz").parents[2].resolve()
    small = {"BENCH_RECORDS": "300", "BENCH_QUERIES": "10", "BENCH_PEER_QUERIES": "5", "BENCH_ROUNDS": "1"}
    outcome = run(["-m", "tests.bench"], small | {"DOSSIER_SHARED": str(data), "BENCH_RESULTS": str(tmp_path)})
    assert outcome.status == 0
    lines = outcome.output.splitlines()
    for row in ROWS:
        assert any(line.startswith(row + "  ") for line in lines), row

    results = json.loads((tmp_path / "bench-300.json").read_text(encoding="utf-8"))
    assert results["records"] == 300
    assert {side: build["records"] for side, build in results["build"].items()} == {"dossier": 300, "peer": 300}
    assert set(results["operations"]) == set(ROWS[5:])
    for row in results["operations"].values():
        assert (row["dossier"]["runs"], row["peer"]["runs"]) == (10, 5)
        assert row["paired"]["dossier"]["runs"] == row["paired"]["peer"]["runs"] == 5
        assert 0 < row["dossier"]["median"] <= row["dossier"]["p95"] <= row["dossier"]["p99"]
        assert row["ratio"] > 0
    assert set(results["answer_parts"]) == {"search", "facets", "snippets", "suggest", "search + facets"}
    assert all(part["runs"] == 10 for part in results["answer_parts"].values())
    assert results["totals"]["queries"] == 5
    assert any(pair["dossier"] > 0 and pair["peer"] > 0 for pair in results["totals"]["pairs"])


def test_without_the_shared_data_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpus, "PUBLICATIONS", tmp_path / "publications.jsonl.gz")
    assert main() == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{tmp_path / 'publications.jsonl.gz'} is not there" in shown.err
    assert "Set DOSSIER_SHARED to the folder that holds data/" in shown.err


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_an_option_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(BenchError, match="BENCH_RECORDS"):
        Options.from_env({"BENCH_RECORDS": text})


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, percent) for percent in (0, 50, 95, 99, 100)] == [1.0, 50.0, 95.0, 99.0, 100.0]
    assert figures([4.0, 1.0, 2.0]) == {"runs": 3, "median": 2.0, "p95": 4.0, "p99": 4.0}


def test_a_ratio_is_of_pairs_of_one_query_and_one_round() -> None:
    ours, theirs = Samples(), Samples()
    for query, milliseconds in ((0, 1.0), (0, 3.0), (1, 5.0), (1, 50.0), (2, 90.0)):
        ours.add(query, milliseconds)
    for query, milliseconds in ((0, 4.0), (0, 6.0), (1, 9.0)):
        theirs.add(query, milliseconds)
    comparison = Comparison("rows", ours, theirs)
    assert comparison.pairs == [(1.0, 4.0), (3.0, 6.0), (5.0, 9.0)]
    assert comparison.ratio == 0.5
    assert Comparison("rows", ours, None).ratio is None


def test_the_sides_take_turns_and_only_the_measured_rounds_count() -> None:
    asked: list[str] = []
    result = compare(
        "turns",
        ["a", "b"],
        lambda query: asked.append(f"dossier {query}"),
        lambda query: asked.append(f"peer {query}"),
        peer_queries=1,
        rounds=2,
        seconds=60.0,
    )
    warming, first, second = asked[:3], asked[3:6], asked[6:]
    assert warming == first == ["peer a", "dossier a", "dossier b"]
    assert second == ["dossier a", "peer a", "dossier b"]
    assert {query: len(values) for query, values in result.dossier.by_query.items()} == {0: 2, 1: 2}
    assert result.peer is not None
    assert {query: len(values) for query, values in result.peer.by_query.items()} == {0: 2}


def test_a_side_without_time_left_is_asked_no_more() -> None:
    result = compare("slow", ["a", "b"], lambda query: None, lambda query: None, 2, rounds=2, seconds=0.0)
    assert result.dossier.by_query == {}
