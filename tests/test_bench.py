"""The benchmark runs, tells every figure, and computes what it says; how fast anything is, no test asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from whoosh.index import open_dir

from tests.bench import corpus, measure, options
from tests.bench.__main__ import main
from tests.bench.agree import agreement, difference, facet_differences
from tests.bench.apart import Apart
from tests.bench.corpus import read_records, records_file
from tests.bench.growth import render as render_growth
from tests.bench.measure import (
    Asked,
    Samples,
    Took,
    by_own_clock,
    clocked,
    compare,
    figures,
    pairs,
    percentile,
    ratio,
    row_of,
)
from tests.bench.options import RECORDS, BenchError, Options
from tests.bench.rows import BUILD_ROWS, GROWTH_ROWS, SIDES, FactRow, QueryRow, Target, fact
from tests.bench.side import Counts
from tests.bench.table import ordered_rows
from tests.bench.workload import Query, draw_workload
from tests.children import ROOT, run
from tests.conftest import shared

SMALL = {
    "BENCH_RECORDS": "300",
    "BENCH_BUILDS": "2",
    "BENCH_QUERIES": "10",
    "BENCH_PEER_QUERIES": "5",
    "BENCH_ROUNDS": "1",
    "BENCH_ADDITIONS": "2",
}


@pytest.mark.shared
def test_a_small_run_prints_the_table_and_writes_the_file(tmp_path: Path) -> None:
    data = shared("data/publications/publications.jsonl.gz").parents[2].resolve()
    outcome = run(["-m", "tests.bench"], SMALL | {"DOSSIER_SHARED": str(data), "BENCH_RESULTS": str(tmp_path)})
    assert outcome.status == 0
    results = json.loads((tmp_path / "bench-300.json").read_text(encoding="utf-8"))
    assert results["records"] == 300
    assert list(results["agreement"]) == list(SIDES[1:])
    made = results["rows"][BUILD_ROWS["records_per_second"].name]["sides"]
    assert {side: found["runs"] for side, found in made.items()} == {side: 1 + (side != "whoosh") for side in SIDES}
    lines = outcome.output.splitlines()
    for row in ordered_rows():
        assert any(line.startswith(row.name + "  ") for line in lines), row.name
        assert all(str(target) in outcome.output for target in row.targets)
        found = results["rows"][row.name]
        assert all(figures["median"] > 0 for figures in found["sides"].values()), row.name
        assert all(target.met(found) is not None for target in row.targets)
        if isinstance(row, QueryRow):
            assert {side: figures["runs"] for side, figures in found["sides"].items()} == {
                side: 5 if side == "whoosh" else 10 for side in ("dossier", *row.peers)
            }
            assert set(found["ratios"]) == set(row.peers)


@pytest.mark.parametrize(("split", "segments"), [(False, 1), (True, 2)])
def test_stock_whoosh_writes_one_segment_or_one_a_process(split: bool, segments: int, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl.gz"
    corpus.write_records(({"id": str(number), "title": f"title {number}"} for number in range(300)), file)
    command = ["-m", "tests.bench.peer_whoosh", str(file), str(tmp_path / "whoosh"), *(["--split"] if split else [])]
    assert json.loads(run(command).output) == {"added": 300}
    with closing(open_dir(tmp_path / "whoosh")) as made:
        assert len(list(made.reader().leaf_readers())) == segments


@pytest.mark.shared
def test_growth_tells_every_figure_and_draws_them(tmp_path: Path) -> None:
    data = shared("data/publications/publications.jsonl.gz").parents[2].resolve()
    environ = SMALL | {"BENCH_SIZES": "200", "DOSSIER_SHARED": str(data), "BENCH_RESULTS": str(tmp_path)}
    outcome = run(["-m", "tests.bench.growth"], environ)
    assert outcome.status == 0
    assert all(f"\n{row.name}  " in outcome.output for row in GROWTH_ROWS.values())
    steps = json.loads((tmp_path / "growth.json").read_text(encoding="utf-8"))["steps"]
    assert list(steps) == ["200"]
    assert all(step.keys() == GROWTH_ROWS.keys() for step in steps.values())
    assert (tmp_path / "growth.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")


def test_growth_holds_a_million_records_against_the_data_set() -> None:
    def step(p95: float) -> dict[str, object]:
        row = {"sides": {"dossier": {"median": 1.0, "p95": p95, "runs": 5}}, "ratios": {}}
        return dict.fromkeys(GROWTH_ROWS, row)

    *_, kept = render_growth({RECORDS: step(2.0), 1_000_000: step(20.0)})
    assert kept.endswith(": 10.00, target <= 10: yes")
    *_, broken = render_growth({RECORDS: step(2.0), 1_000_000: step(20.1)})
    assert broken.endswith("NO")


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
@pytest.mark.parametrize("name", ["BENCH_RECORDS", "BENCH_SIZES"])
def test_an_option_that_cannot_be_read_is_named(name: str, text: str) -> None:
    with pytest.raises(BenchError, match=name):
        Options.from_env({name: text})


def test_the_readme_prints_the_table_of_options() -> None:
    table = [line for line in (options.__doc__ or "").splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(fields(Options))
    assert "\n".join(table) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_sizes_are_taken_from_the_smallest() -> None:
    assert Options.from_env({"BENCH_SIZES": "20,3"}).sizes == (3, 20)
    assert Options.from_env({}) == Options()


def test_more_records_than_there_are_repeat_with_ids_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {"id": "a", "title": "one two three", "summary": "four five", "url": "https://example.org/a"}
    monkeypatch.setattr(corpus, "PUBLICATIONS", tmp_path / "set.jsonl.gz")
    corpus.write_records([first, {"id": "b", "title": "six", "summary": None}], corpus.PUBLICATIONS)
    found = list(read_records(records_file(5, tmp_path)))
    assert [record["id"] for record in found] == ["a", "b", "a-1", "b-1", "a-2"]
    assert found[0] == first
    assert sorted(found[2]["title"].split()) == ["one", "three", "two"]
    assert len({record.get("url") for record in found if record["id"].startswith("a")}) == 3


def test_queries_are_values_of_the_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tmp_path / "queries.json"
    words.write_text('["learning of machines", "of the", "deep"]', encoding="utf-8")
    monkeypatch.setattr("tests.bench.workload.QUERIES", words)
    title = "Deep Learning of Machines"
    record = {"id": "a", "title": title, "authors": ["Ada"], "type": "paper", "topics": ["icml"], "date": "2024-05"}
    drawn = draw_workload([record], 3)
    assert [query.text for query in drawn["words"]] == ["learning machines", "of the", "deep"]
    assert drawn["chosen"][0] == Query("learning machines", (("type", "paper"), ("year", "2024")))
    assert drawn["chosen"][1].without("year").chosen == (("topic", "icml"),)
    assert {query.text for query in drawn["phrase"]} == {"deep learning"}
    assert {query.text for query in drawn["prefix"]} <= {"de", "le", "ma"}
    assert [query.text for query in drawn["related"]] == ["a"] * 3


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, percent) for percent in (0, 50, 95, 99, 100)] == [1.0, 50.0, 95.0, 99.0, 100.0]
    assert figures([4.0, 1.0, 2.0]) == {"runs": 3, "median": 2.0, "p95": 4.0}


def test_a_ratio_is_of_pairs_of_one_query_and_one_round() -> None:
    ours, theirs = Samples(own={0: [2.0, 2.0], 1: [2.0]}), Samples()
    for query, milliseconds in ((0, 1.0), (0, 3.0), (1, 5.0), (1, 50.0), (2, 90.0)):
        ours.add(query, milliseconds)
    for query, milliseconds in ((0, 4.0), (0, 6.0), (1, 9.0)):
        theirs.add(query, milliseconds)
    comparison = {"dossier": ours, "tantivy": theirs, "sqlite": Samples()}
    assert pairs(comparison, "tantivy") == [(1.0, 4.0), (3.0, 6.0), (5.0, 9.0)]
    assert ratio(pairs(comparison, "tantivy")) == 0.5
    row = row_of(comparison)
    assert row["ratios"] == {"tantivy": 0.5, "sqlite": None}
    assert set(row["sides"]) == {"dossier", "tantivy"}
    own = row_of(by_own_clock(comparison))
    assert (own["sides"]["dossier"]["median"], own["ratios"]["tantivy"]) == (2.0, 2.0 / 6.0)


def _noting(asked: list[str], side: str) -> Callable[[Query], Took]:
    return clocked(lambda query: asked.append(f"{side} {query.text}"))


def test_the_sides_take_turns_and_only_the_measured_rounds_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "_BLOCK", 1)
    asked: list[str] = []
    sides = {side: Asked(_noting(asked, side), 1 if side == "c" else 2) for side in ("a", "b", "c")}
    result = compare([Query("1"), Query("2")], sides, rounds=2, seconds=60.0)
    warming, first, second = asked[:5], asked[5:10], asked[10:]
    assert warming == first == ["a 1", "b 1", "c 1", "b 2", "a 2"]
    assert second == ["b 1", "c 1", "a 1", "a 2", "b 2"]
    assert {query: len(values) for query, values in result["a"].by_query.items()} == {0: 2, 1: 2}
    assert {query: len(values) for query, values in result["c"].by_query.items()} == {0: 2}


def test_a_side_is_asked_several_queries_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "_BLOCK", 2)
    asked: list[str] = []
    compare([Query(text) for text in "123"], {side: Asked(_noting(asked, side), 3) for side in "ab"}, 1, seconds=60.0)
    assert asked == ["a 1", "a 2", "b 1", "b 2", "b 3", "a 3"] * 2


def test_a_side_without_time_left_is_asked_no_more() -> None:
    sides = {side: Asked(clocked(lambda query: None), 2) for side in ("dossier", "tantivy")}
    result = compare([Query("a"), Query("b")], sides, rounds=2, seconds=0.0)
    assert row_of(result) == {"sides": {}, "ratios": {"tantivy": None}}


def test_a_target_is_a_bound_on_a_figure_or_a_ratio() -> None:
    result = fact({"dossier": figures([3.0]), "tantivy": figures([10.0])})
    assert result["ratios"] == {"tantivy": 0.3}
    assert [Target(bound, "tantivy").met(result) for bound in (0.3, 0.2)] == [True, False]
    assert [Target(bound, "tantivy", least=True).met(result) for bound in (0.3, 0.4)] == [True, False]
    assert [Target(bound).met(result) for bound in (3, 2)] == [True, False]
    assert Target(1, "whoosh").met(result) is None
    assert str(Target(0.4, "tantivy", least=True)) == ">= 0.4 x tantivy"
    assert str(Target(150)) == "<= 150"


def test_every_row_has_a_name_of_its_own() -> None:
    rows: list[QueryRow | FactRow] = list(ordered_rows())
    assert len({row.name for row in rows}) == len(rows)


class _Counting:
    """A side that finds so many records, all of one value."""

    def __init__(self, total: int) -> None:
        self._counts = Counts(total, {"type": {"paper": total}})

    def faceted(self, query: Query) -> Counts:
        return self._counts

    def top(self, query: Query) -> int:
        return self._counts.total

    answer = phrase = prefix = top

    def close(self) -> None:
        pass


class _Broken(_Counting):
    """One that cannot be asked."""

    def faceted(self, query: Query) -> Counts:
        raise ValueError(f"nothing for {query.text}")


def broken(folder: Path) -> _Broken:
    return _Broken(0)


def counting(folder: Path) -> _Counting:
    return _Counting(int(folder.name))


def missing(folder: Path) -> _Counting:
    raise FileNotFoundError(folder)


def test_a_side_in_a_process_of_its_own_answers_and_has_its_clock_there() -> None:
    with closing(Apart(counting, Path("12"))) as side:
        assert side.result("faceted", Query("a")) == Counts(12, {"type": {"paper": 12}})
        assert [side.result("top", Query("a")), side.result("phrase", Query("b"))] == [12, 12]
        took = side.timed("top", Query("a"))
        assert (took.milliseconds > 0, took.own) == (True, None)


def test_a_side_that_fails_in_its_process_ends_the_run_with_what_went_wrong() -> None:
    with closing(Apart(broken, Path())) as side, pytest.raises(BenchError, match="nothing for a"):
        side.timed("faceted", Query("a"))
    with pytest.raises(BenchError, match="FileNotFoundError: nowhere"):
        Apart(missing, Path("nowhere"))


def test_sides_that_count_otherwise_end_the_run() -> None:
    queries = [Query("a"), Query("b")]
    found = agreement({"dossier": _Counting(100).faceted, "near": _Counting(96).faceted}, queries)
    assert found["near"] == {"queries": 2, "totals_equal": 0, "totals": 0.04, "values": 2, "facets": 0.04}
    with pytest.raises(BenchError, match=r"Dossier and far .* totals is 10\.0%"):
        agreement({"dossier": _Counting(100).faceted, "far": _Counting(90).faceted}, queries)


def test_facets_are_compared_by_their_first_values() -> None:
    ours = Counts(30, {"year": {"2024": 20, "2023": 10, "2020": 1}})
    theirs = Counts(30, {"year": {"2024": 15, "2021": 10}})
    assert list(facet_differences(ours, theirs)) == [0.25, 1.0]
    assert difference(0, 0) == 0.0
