"""Which searches count as made by a reader: submitted, by words alone, and with results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.settings import Settings
from search.query_log import PastQuery, QueryLog
from web.asked import SUBMITTED

TYPING = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
GOING = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A log of its own."""
    return str(tmp_path / "queries.sqlite")


@pytest.fixture
def client(make_client: Callable[..., FlaskClient], path: str) -> FlaskClient:
    """A client of the small archive with that log."""
    return make_client(query_log=path, query_log_days=1)


def rows(path: str) -> list[PastQuery]:
    return list(QueryLog(Settings(query_log=path)).read(1, 10))


@pytest.mark.parametrize("page", ["/search", "/api/v1/search"])
@pytest.mark.parametrize(
    ("parameters", "headers"), [("", GOING), ("", {}), ("", {**TYPING, SUBMITTED: "1"}), ("&sort=newest&size=5", {})]
)
def test_a_search_of_a_reader_counts(
    client: FlaskClient, path: str, page: str, parameters: str, headers: dict[str, str]
) -> None:
    for _ in range(2):
        assert client.get(f"{page}?q=River{parameters}", headers=headers).status_code == 200
    [row] = rows(path)
    assert (row.text, row.days, row.uses) == ("river", 1, 2)


@pytest.mark.parametrize(
    "address",
    [
        "/search", "/search?q=river&page=2", "/search?q=river&type=Report", "/search?q=river&from=2015",
        "/search?q=river&kind=article", "/search?q=zzzz", "/search?q=rivr", "/api/v1/search?q=river&size=0",
        "/search?q=%22the+river%22", "/feed.atom?q=river", "/api/v1/facets/author?q=river", "/facets/author?q=river",
        "/api/v1/suggest?q=river", "/document/report-1?q=river",
    ],
)  # fmt: skip
def test_other_requests_do_not(client: FlaskClient, path: str, address: str) -> None:
    assert client.get(address).status_code == 200
    assert rows(path) == []


@pytest.mark.parametrize(
    "headers", [TYPING, {"Sec-Purpose": "prefetch"}, {"User-Agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"}]
)
def test_who_is_no_reader_does_not(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    assert client.get("/search?q=river", headers=headers).status_code == 200
    assert client.head("/search?q=river").status_code == 200
    assert rows(path) == []


def test_a_search_that_ran_out_of_time_does_not(make_client: Callable[..., FlaskClient], path: str) -> None:
    answer = make_client(query_log=path, query_seconds=0.0).get("/api/v1/search?q=river")
    assert "deadline" in [note["code"] for note in answer.get_json()["notes"]]
    assert rows(path) == []


@pytest.mark.parametrize("page", ["/api/v1/facets/author?q=river", "/facets/author?q=river"])
def test_a_list_of_values_that_ran_out_of_time_is_kept_by_nobody(
    make_client: Callable[..., FlaskClient], page: str
) -> None:
    answer = make_client(query_seconds=0.0).get(page)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not page.startswith("/api") or [note["code"] for note in answer.get_json()["notes"]] == ["deadline"]


def test_suggestions_have_another_tag_when_queries_come(
    make_client: Callable[..., FlaskClient], client: FlaskClient, path: str
) -> None:
    before = client.get("/api/v1/suggest?q=riv")
    client.get("/api/v1/search?q=river+dam")
    other = make_client(query_log=path, query_log_days=1)
    after = other.get("/api/v1/suggest?q=riv")
    assert after.headers["ETag"] != before.headers["ETag"]
    suggested = after.get_json()["suggestions"]
    assert suggested[-1] == {"text": "river dam", "kind": "query", "highlight": "<mark>riv</mark>er dam"}
    assert other.get("/api/v1/suggest?q=riv", headers={"If-None-Match": after.headers["ETag"]}).status_code == 304


def test_one_switch_turns_it_off(make_client: Callable[..., FlaskClient], client: FlaskClient, path: str) -> None:
    client.get("/api/v1/search?q=river+dam")
    off = make_client(query_log=path, query_log_days=1, past_queries=False)
    off.get("/api/v1/search?q=river+dam")
    assert {row["kind"] for row in off.get("/api/v1/suggest?q=riv").get_json()["suggestions"]} <= {
        "author",
        "topic",
        "title",
    }
    assert [row.uses for row in rows(path)] == [1]
