"""Past queries: what is kept of a search, when it may be suggested, and how an editor takes it away."""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from index.document import from_record
from index.errors import Error
from index.folding import fold_words
from index.settings import Settings
from search import Engine, SearchRequest, search, suggest
from search.past_queries import LOOK_EVERY, PastQueries, QueryTable
from search.queries import cli
from search.query_log import FORGOTTEN, LONGEST, PastQuery, QueryLog, kept_text, log_path
from search.steering import Choice, read_steering, steer
from tests.engines import fill
from tests.oracle import typing_errors

FIRST = date(2026, 3, 1)


class Calendar:
    """A day that passes when told to."""

    def __init__(self) -> None:
        self.day = FIRST

    def __call__(self) -> date:
        return self.day


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(settings: Settings, calendar: Calendar) -> Iterator[QueryLog]:
    settings.index.mkdir(exist_ok=True)
    log = QueryLog(settings, calendar)
    yield log
    log.close()


@pytest.fixture
def past(settings: Settings, log: QueryLog, clock: Clock) -> PastQueries:
    return PastQueries(settings, log, clock)


def ask(past: PastQueries, calendar: Calendar, *queries: str, days: int = 3) -> None:
    """Make queries once a day for some days."""
    for _ in range(days):
        calendar.day += timedelta(days=1)
        for query in queries:
            past.note(query)


def offered(engine: Engine, past: PastQueries | None, typed: str, limit: int = 8) -> list[tuple[str, str]]:
    return [(row.kind, row.text) for row in suggest(engine, typed, limit, past)]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Ukraine \n War ", "ukraine war"),
        ("US policy", "US policy"),
        ("UKRAINE WAR", "ukraine war"),
        ("Zürich's Straße", "zürich's straße"),
        ("COVID-19 and U.S. aid", "COVID-19 and U.S. aid"),
        ("WAR AND PEACE", None),
        ('"ukraine war"', None),
        ("ukraine -war", None),
        ("war AND peace", None),
        ("title:war", None),
        ("ukr*", None),
        ("ukrane~", None),
        ("(war)", None),
        ("jane@institute.example", None),
        ("call 5551234567", None),
        ("x" * (LONGEST + 1), None),
        ("!?", None),
        ("", None),
    ],
)
def test_what_is_kept_of_a_query(query: str, kept: str | None) -> None:
    assert kept_text(query) == kept


@given(st.text("aB1 -\"(:*~@.'é\n", max_size=30))
def test_what_is_kept_is_kept_alike_and_has_the_same_words(query: str) -> None:
    kept = kept_text(query)
    if kept is not None:
        assert kept_text(kept) == kept
        assert fold_words(kept) == fold_words(query)


@pytest.mark.parametrize("query", ["Khorasan Militants", "MOSCOW ATTACK", "US attack", "Zürich TALKS", "attacks"])
def test_what_is_kept_finds_the_same(engine: Engine, settings: Settings, query: str) -> None:
    kept = kept_text(query)
    assert kept is not None
    found, same = (search(engine, SearchRequest(q=text), settings) for text in (query, kept))
    assert [hit.document.id for hit in found.hits] == [hit.document.id for hit in same.hits]


def test_only_what_was_asked_on_several_days_is_suggested(
    engine: Engine, past: PastQueries, calendar: Calendar, clock: Clock
) -> None:
    for _ in range(50):
        past.note("attack on gardens")
    assert offered(engine, past, "gardens att") == []
    ask(past, calendar, "attack on gardens", days=2)
    assert offered(engine, past, "gardens att") == []  # the log was looked at a moment ago
    before = past.state()
    clock.now += LOOK_EVERY
    assert offered(engine, past, "gardens att") == [("query", "attack on gardens")]
    assert past.state() != before
    assert offered(engine, None, "gardens att") == []


def test_typos_marks_and_order(engine: Engine, past: PastQueries, calendar: Calendar) -> None:
    ask(past, calendar, "khorasan attack claim", "khorasan gardens", days=3)
    ask(past, calendar, "khorasan gardens", days=1)
    assert offered(engine, past, "khorasan")[-2:] == [("query", "khorasan gardens"), ("query", "khorasan attack claim")]
    [row] = suggest(engine, "claim khorsan", 8, past)
    assert row.highlight == "<mark>khorasan</mark> attack <mark>claim</mark>"
    assert row.as_dict() == {"text": row.text, "kind": "query", "highlight": row.highlight}


def test_nothing_twice_and_no_group_hides_the_others(engine: Engine, past: PastQueries, calendar: Calendar) -> None:
    ask(past, calendar, "Asfandyar Mir", "GLOBAL policy", "gardens of the future", *(f"garden {n}" for n in range(9)))
    assert offered(engine, past, "asfandyar") == [("author", "Asfandyar Mir")]
    assert offered(engine, past, "policy") == [("topic", "Global Policy")]
    rows = offered(engine, past, "garden")
    assert len(rows) == 8
    assert [kind for kind, _ in rows] == ["title"] * 2 + ["query"] * 6
    assert ("query", "gardens of the future") not in rows
    assert [kind for kind, _ in offered(engine, past, "garden", 2)] == ["title", "query"]
    assert [kind for kind, _ in offered(engine, past, "garden", 1)] == ["title"]


def test_only_what_still_finds_something(
    engine: Engine, past: PastQueries, calendar: Calendar, settings: Settings
) -> None:
    ask(past, calendar, "zurich straße", "zzz yyy")
    assert ("query", "zurich straße") in offered(engine, past, "zur")
    assert offered(engine, past, "zzz") == []
    fill(engine, [], deleted=["zurich"])
    assert offered(engine, past, "zur") == []
    fill(engine, [from_record({"id": "new", "title": "About zzz"})])
    assert ("query", "zzz yyy") in offered(engine, past, "zzz")


def test_an_editor_forgets_a_query(
    engine: Engine, past: PastQueries, log: QueryLog, calendar: Calendar, settings: Settings
) -> None:
    ask(past, calendar, "Mary's garden", "khorasan claim")
    assert offered(engine, past, "mary")[-1] == ("query", "mary's garden")
    steer(settings, "mary s garden", pinned=["garden"])
    log.close()
    run = CliRunner().invoke(cli, ["forget", "MARY'S Garden", "never asked", "--index", str(settings.index)])
    assert run.output.splitlines() == [
        "MARY'S Garden: will not be suggested; 1 removed from the log",
        "never asked: will not be suggested; 0 removed from the log",
    ]
    assert ("query", "mary's garden") not in offered(engine, past, "mary")
    ask(past, calendar, "mary's garden")
    assert [row.text for row in log.read(1, 10)] == ["khorasan claim"]
    assert read_steering(settings).of("mary s garden") == Choice(("garden",), (), suggested=False)
    assert steer(settings, "mary s garden") == Choice(suggested=False)
    log.close()
    assert not any(b"mary" in path.read_bytes() for path in settings.index.glob("queries.sqlite*"))
    listed = CliRunner().invoke(cli, ["list", "--index", str(settings.index)])
    assert listed.output == "khorasan claim  # 3 days, 3 times, last on 2026-03-04\n"
    told = CliRunner().invoke(cli, ["list", "--json", "--days", "4", "--index", str(settings.index)])
    assert told.output == '{"queries": []}\n'


def test_the_log_is_bounded_and_forgets(settings: Settings, calendar: Calendar) -> None:
    with closing(QueryLog(replace(settings, query_log_size=3), calendar)) as log:
        log.count("old")
        calendar.day += timedelta(days=FORGOTTEN)
        for text in ("kept", "rare", "rarer"):
            log.count(text)
        calendar.day += timedelta(days=1)
        log.count("kept")
        log.count("newest")
    with closing(QueryLog(replace(settings, query_log_size=3), calendar)) as log:
        log.count("newest")  # the first of a process sweeps
        assert [row.text for row in log.read(1, 10)] == ["newest", "kept", "rare"]
        assert log.read(2, 10) == (PastQuery("kept", 2, calendar.day, 2),)


def test_a_new_use_is_worth_more_than_an_old_one(log: QueryLog, calendar: Calendar) -> None:
    log.count("b of old")
    calendar.day += timedelta(days=300)
    log.count("a of now")
    assert [row.text for row in log.read(1, 10)] == ["a of now", "b of old"]
    log.count("z of now")
    log.count("b of old")
    assert log.read(1, 10)[0].text == "b of old"


def test_a_clock_that_goes_back_counts_no_day(log: QueryLog, calendar: Calendar) -> None:
    log.count("war")
    calendar.day -= timedelta(days=5)
    log.count("war")
    assert log.read(1, 1) == (PastQuery("war", 1, FIRST, 2),)


def _count_many(settings: Settings, times: int) -> None:
    with closing(QueryLog(settings, Calendar())) as log:
        for number in range(times):
            log.count(f"query {number % 5}")


def test_several_processes_count_together(settings: Settings, log: QueryLog) -> None:
    log.count("query 0")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_count_many, args=(settings, 50)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert sum(row.uses for row in log.read(1, 10)) == 151


def test_a_log_that_cannot_be_used_hurts_nobody(
    engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    file = settings.index.parent / "file"
    file.write_text("no log " * 1000)
    settings.index.mkdir(exist_ok=True)
    for path in (file, file / "below", settings.index):
        log = QueryLog(replace(settings, query_log=str(path)))
        past = PastQueries(settings, log)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "dossier.search"):
            past.note("khorasan")
            past.note("khorasan")
            assert offered(engine, past, "garden") == offered(engine, None, "garden")
        assert len(caplog.records) == 1
        log.close()
    assert file.read_text() == "no log " * 1000
    with pytest.raises(Error, match="cannot be written"):
        QueryLog(replace(settings, query_log=str(file))).strike("war")


def test_a_folder_that_may_not_be_written_is_read(
    log: QueryLog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.count("war")
    log.close()
    connect = sqlite3.connect

    def refuse(address: str, **options: object) -> sqlite3.Connection:
        if "immutable" not in str(address):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(address, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", refuse)
    reader = QueryLog(settings)
    reader.count("war")
    assert [row.uses for row in reader.read(1, 10)] == [1]


def test_a_missing_log_is_empty_and_is_not_made_by_reading(settings: Settings) -> None:
    log = QueryLog(settings)
    assert log.read(1, 10) == ()
    assert log.strike("war") == 0
    assert not log_path(settings).exists()
    elsewhere = replace(settings, query_log=str(settings.index / "own" / "log#?.sqlite"))
    with closing(QueryLog(elsewhere)) as other:
        other.count("war")
        assert [row.text for row in other.read(1, 10)] == ["war"]
        assert Path(elsewhere.query_log).exists()


@given(
    st.lists(
        st.lists(st.sampled_from(("mira", "mirko", "abel", "ann", "abelson")), min_size=1, max_size=3), max_size=8
    ),
    st.sampled_from(("mir", "abel", "a", "mir abel", "abelsom", "mirkp a")),
    st.integers(0, 2),
)
def test_the_table_finds_what_a_reader_of_all_would(queries: list[list[str]], asked: str, most: int) -> None:
    texts = list(dict.fromkeys(" ".join(query) for query in queries))
    words = asked.split()
    errors = {text: max(min(typing_errors(part, word) for word in text.split()) for part in words) for text in texts}
    near = sorted((text for text in texts if errors[text] <= most), key=lambda text: (errors[text], texts.index(text)))
    assert list(QueryTable(texts).find(words, most)) == [(text, errors[text] == 0) for text in near]
