"""What HTTP asks of every answer: tags and 304, security headers, HEAD, methods, lengths, and the shape of errors."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.errors import CODES, Error
from index.settings import Settings
from search import Snapshot, open_engine
from tests.web.conftest import RECORDS, put
from web import create_app
from web.app import REFUSED
from web.errors import HTTP_STATUS, edge_error

TAGGED = [
    "/", "/search?q=river", "/document/report-1", "/feed.atom?q=river", "/api/v1/search?q=river",
    "/api/v1/facets/author?contains=m", "/api/v1/suggest?q=wa", "/api/v1/documents/report-1",
    "/api/v1/documents/report-1/related?limit=3", "/openapi.json",
]  # fmt: skip
ALL = [*TAGGED, "/healthz", "/readyz", "/metrics", "/robots.txt", "/opensearch.xml", "/static/any/dossier.css"]
BAD = ["/nothing", "/api/v1/nothing", "/search?page=x", "/api/v1/search?page=x", "/document/none"]


class Unsearchable:
    """An engine with a generation and nothing else: who asks it anything has searched."""

    def __init__(self, engine: Any) -> None:
        self._snapshot = engine.snapshot()

    @property
    def capabilities(self) -> Any:
        raise AssertionError

    def snapshot(self) -> Snapshot:
        return OnlyGeneration(self._snapshot.generation)  # type: ignore[return-value]

    def writer(self) -> Any:
        raise AssertionError


class OnlyGeneration:
    def __init__(self, generation: Any) -> None:
        self.generation = generation


@pytest.mark.parametrize("url", TAGGED)
def test_an_answer_is_not_sent_twice(client: FlaskClient, url: str) -> None:
    first = client.get(url)
    assert first.status_code == 200
    assert "no-cache" in first.headers["Cache-Control"]
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in again.headers
    assert client.get(url, headers={"If-None-Match": '"other", W/"another"'}).status_code == 200


def test_304_comes_before_the_search_runs(archive: Settings) -> None:
    client = create_app(archive).test_client()
    idle = create_app(archive, Unsearchable(open_engine(archive))).test_client()
    for url in TAGGED[:-1]:
        tag = client.get(url).headers["ETag"]
        assert idle.get(url, headers={"If-None-Match": tag}).status_code == 304
        assert idle.get(url).status_code == 500


def test_a_tag_names_the_canonical_request(client: FlaskClient) -> None:
    def tag(url: str) -> str:
        return client.get(url).headers["ETag"]

    assert tag("/api/v1/search?q=river") == tag("/api/v1/search?page=1&q=river&sort=relevance&from=")
    different = [
        "/api/v1/search?q=river", "/api/v1/search?q=rivers", "/api/v1/search?q=river&page=2",
        "/api/v1/search?q=river&type=Report", "/api/v1/search?q=river&x=1", "/search?q=river", "/feed.atom?q=river",
        "/api/v1/suggest?q=river", "/api/v1/suggest?q=river&limit=3", "/api/v1/facets/type?q=river",
        "/api/v1/facets/author?q=river", "/api/v1/facets/author?q=river&contains=a", "/api/v1/documents/report-1",
        "/api/v1/facets/author?q=river&offset=1", "/api/v1/documents/report-2",
    ]  # fmt: skip
    assert len({tag(url) for url in different}) == len(different)


def test_a_tag_changes_with_the_generation_and_only_then(own_settings: Settings) -> None:
    put(own_settings, RECORDS[:3])
    client = create_app(own_settings).test_client()
    before = {url: client.get(url).headers["ETag"] for url in TAGGED[:-1]}
    assert {url: client.get(url).headers["ETag"] for url in TAGGED[:-1]} == before
    put(own_settings, RECORDS[3:4])
    for url, tag in before.items():
        response = client.get(url, headers={"If-None-Match": tag})
        assert (response.status_code, response.headers["ETag"] == tag) == (200, False)
    assert client.get("/api/v1/search").get_json()["total"] == 4


def test_a_tag_changes_with_the_settings(make_client: Callable[..., FlaskClient]) -> None:
    tags = {make_client(site_name=name).get("/").headers["ETag"] for name in ("One", "Two")}
    assert len(tags) == 2


def test_a_result_is_taken_from_the_cache_until_a_commit(own_settings: Settings) -> None:
    put(own_settings, RECORDS[:3])
    for cache, searches in ((True, 2), (False, 3)):
        counted: list[int] = []
        engine = open_engine(own_settings)
        app = create_app(replace(own_settings, cache=cache), Counting(engine, counted))
        client = app.test_client()
        first, second = (client.get("/api/v1/search?q=river").get_json() for _ in range(2))
        assert client.get("/api/v1/search?q=dam").status_code == 200
        assert len(counted) == searches
        for key in ("hits", "facets", "total", "generation"):
            assert first[key] == second[key]


class Counting:
    """An engine that notes each search."""

    def __init__(self, engine: Any, counted: list[int]) -> None:
        self._engine = engine
        self._counted = counted

    @property
    def capabilities(self) -> Any:
        return self._engine.capabilities

    def snapshot(self) -> Any:
        return CountingSnapshot(self._engine.snapshot(), self._counted)

    def writer(self) -> Any:
        return self._engine.writer()


class CountingSnapshot:
    def __init__(self, snapshot: Any, counted: list[int]) -> None:
        self._snapshot = snapshot
        self._counted = counted

    def search(self, plan: Any) -> Any:
        self._counted.append(1)
        return self._snapshot.search(plan)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)


@pytest.mark.parametrize("url", ALL + BAD)
def test_every_answer_has_the_security_headers(client: FlaskClient, url: str) -> None:
    with client.get(url) as response:
        headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert {policy[name] for name in ("style-src", "script-src", "img-src", "connect-src", "form-action")} == {"'self'"}
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"]
    assert headers["Permissions-Policy"]


@pytest.mark.parametrize("url", ALL + BAD)
def test_head_is_get_without_the_body(client: FlaskClient, url: str) -> None:
    with client.get(url) as full, client.head(url) as head:
        assert (head.status_code, head.data) == (full.status_code, b"")
        assert head.headers["Content-Type"] == full.headers["Content-Type"]
        assert head.headers.get("ETag") == full.headers.get("ETag")


@pytest.mark.parametrize(
    ("method", "url", "allowed"),
    [("POST", "/search", "GET"), ("DELETE", "/api/v1/documents/report-1", "GET"), ("GET", "/api/v1/related", "POST")],
)
def test_another_method_is_405_with_those_that_are_allowed(
    client: FlaskClient, method: str, url: str, allowed: str
) -> None:
    response = client.open(url, method=method, headers={"Accept": "application/json"})
    assert response.status_code == 405
    assert allowed in response.headers["Allow"]
    assert response.get_json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("url", "accept", "kind"),
    [
        ("/nothing", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("/nothing", "*/*", "text/html"),
        ("/nothing", "application/json", "application/json"),
        ("/search?page=x", "text/html", "text/html"),
        ("/search?page=x", "application/json;q=0.9, text/html;q=0.1", "application/json"),
        ("/document/none", "", "text/html"),
        ("/api/v1/search?page=x", "text/html", "application/json"),
        ("/api/v1/nothing", "text/html", "application/json"),
        ("/feed.atom?page=x", "text/html", "application/json"),
    ],
)
def test_an_error_is_a_page_where_html_was_asked_for(client: FlaskClient, url: str, accept: str, kind: str) -> None:
    response = client.get(url, headers={"Accept": accept})
    assert 400 <= response.status_code < 500
    assert response.content_type.startswith(kind)
    assert response.headers["Cache-Control"] == "no-store"


def test_page_and_json_tell_the_same_facts(client: FlaskClient) -> None:
    error = client.get("/search?sort=best", headers={"Accept": "application/json"}).get_json()["error"]
    page = client.get("/search?sort=best").get_data(as_text=True)
    for fact in (error["code"], error["message"].replace('"', "&#34;"), error["hint"]):
        assert fact in page


def test_every_code_has_a_status_of_the_contract() -> None:
    assert set(CODES) <= set(HTTP_STATUS)
    assert {HTTP_STATUS[code] for code in CODES} <= {400, 401, 403, 404, 413, 414, 422, 429, 503}


@pytest.mark.parametrize("code", sorted(HTTP_STATUS))
def test_an_error_of_each_code_gets_its_status(archive: Settings, code: str) -> None:
    app = create_app(archive, Failing(Error(code, "What happened.", "What to do.")))
    response = app.test_client().get("/api/v1/search")
    assert response.status_code == HTTP_STATUS[code]
    assert response.get_json() == {"error": {"code": code, "message": "What happened.", "hint": "What to do."}}
    if response.status_code == 503 and code != "not_implemented":
        assert int(response.headers["Retry-After"]) > 0


class Failing:
    """An engine that fails."""

    capabilities: frozenset[Any] = frozenset()

    def __init__(self, error: Exception) -> None:
        self._error = error

    def snapshot(self) -> Any:
        raise self._error

    def writer(self) -> Any:
        raise self._error


@pytest.mark.parametrize("url", ["/api/v1/search", "/search", "/", "/feed.atom"])
def test_a_defect_tells_a_stranger_nothing_and_the_log_everything(
    archive: Settings, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    app = create_app(archive, Failing(RuntimeError("secret detail")))
    response = app.test_client().get(url)
    assert response.status_code == 500
    assert "internal_error" in response.get_data(as_text=True)
    assert "secret" not in response.get_data(as_text=True)
    assert "secret detail" in caplog.text


def test_an_archive_that_is_missing_is_503_until_it_is_there(own_settings: Settings) -> None:
    client = create_app(own_settings).test_client()
    for url in ("/", "/search?q=x", "/api/v1/search", "/api/v1/documents/report-1", "/readyz", "/feed.atom"):
        response = client.get(url)
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert "index_missing" in response.get_data(as_text=True)
    assert "python -m index add" in client.get("/").get_data(as_text=True)
    assert client.get("/healthz").status_code == 200
    put(own_settings, RECORDS[:1])
    assert client.get("/").status_code == 200
    assert client.get("/readyz").get_json() == {
        "status": "ready",
        "generation": 1,
        "documents": 1,
        "problems": [],
    }


def test_a_damaged_archive_is_503(own_settings: Settings) -> None:
    put(own_settings, RECORDS[:1])
    for path in (own_settings.index / "current").iterdir():
        path.write_bytes(b"\x00damaged")
    response = create_app(own_settings).test_client().get("/api/v1/search")
    assert response.status_code == 503
    assert response.get_json()["error"]["code"] in ("index_damaged", "index_version")


@pytest.mark.parametrize(("spare", "status"), [(0, 200), (1, 414)])
@pytest.mark.parametrize("path", ["/api/v1/search?q=", "/search?q="])
def test_a_request_line_over_the_limit_is_414(client: FlaskClient, path: str, spare: int, status: int) -> None:
    length = 8192 - len(f"GET {path} HTTP/1.1") + spare
    response = client.get(path + "a" * length)
    assert response.status_code == status
    if status == 414:
        assert "uri_too_long" in response.get_data(as_text=True)
        assert response.content_type.startswith("application/json" if "api" in path else "text/html")


def test_what_the_server_refused_is_answered_in_our_words(app: Flask) -> None:
    response = app.test_client().get("/api/v1/search", environ_overrides={REFUSED: "headers_too_large"})
    assert response.status_code == 431
    assert response.get_json()["error"]["message"] == edge_error("headers_too_large").message


def test_each_request_leaves_one_line_in_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "dossier.web"):
        client.get("/api/v1/search?q=river%0Adam")
        client.get("/api/v1/nothing%0Ahere")
    lines = [record.getMessage() for record in caplog.records if record.name == "dossier.web"]
    assert not any("\n" in line for line in lines)
    found, missing = (json.loads(line) for line in lines)
    assert found.pop("ms") >= 0
    assert found == {
        "method": "GET", "path": "/api/v1/search", "status": 200, "generation": 1, "query": "river\ndam", "hits": 12
    }  # fmt: skip
    assert missing["status"] == 404


def test_two_applications_in_one_process_share_nothing(archive: Settings, own_settings: Settings) -> None:
    put(own_settings, RECORDS[:2])
    one, two = create_app(archive).test_client(), create_app(own_settings).test_client()
    assert one.get("/api/v1/search").get_json()["total"] == len(RECORDS)
    assert two.get("/api/v1/search").get_json()["total"] == 2
    text = two.get("/metrics").get_data(as_text=True)
    assert re.search(r'dossier_requests_total\{endpoint="api.search_api",method="GET",status="200"\} 1.0', text)


def test_a_changed_file_of_synonyms_changes_the_answer_and_its_tag(own_settings: Settings) -> None:
    put(own_settings, [{"id": "a", "title": "NATO meets"}, {"id": "b", "title": "The alliance meets"}])
    client = create_app(own_settings).test_client()
    before = client.get("/api/v1/search?q=nato")
    file = own_settings.index / "synonyms.txt"
    file.write_text("NATO = alliance\nbroken\n", encoding="utf-8")
    after = client.get("/api/v1/search?q=nato", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert (before.get_json()["total"], after.get_json()["total"]) == (1, 2)
    assert [note["code"] for note in after.get_json()["notes"]] == ["synonyms"]
    assert client.get("/readyz").get_json()["problems"] == ['synonyms.txt:2: no "=" between names']
    assert client.get("/api/v1/search?q=nato", headers={"If-None-Match": after.headers["ETag"]}).status_code == 304
