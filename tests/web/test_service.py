"""Feed, search description, robots, health and metrics."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.web.conftest import RECORDS

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client: FlaskClient, query: str = "") -> etree._Element:
    """The feed of a search, parsed strictly."""
    response = client.get(f"/feed.atom{query}")
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.data, etree.XMLParser(resolve_entities=False))


def entries(feed: etree._Element, name: str) -> list[str]:
    """A child's text of every entry."""
    return [entry.findtext(f"{ATOM}{name}") or "" for entry in feed.iterfind(f"{ATOM}entry")]


def test_a_feed_has_what_atom_demands(client: FlaskClient) -> None:
    feed = feed_of(client, "?q=river")
    for element in (feed, *feed.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo is not None
        assert urlsplit(element.findtext(f"{ATOM}id") or "").netloc == "localhost"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Dossier"
    assert [link.get("rel") for link in feed.iterfind(f"{ATOM}link")] == ["self", "alternate"]
    ids = entries(feed, "id")
    assert len(set(ids)) == len(ids) == 12


def test_a_feed_is_newest_first_unless_a_sort_is_given(client: FlaskClient) -> None:
    newest = entries(feed_of(client, "?q=river"), "updated")
    assert newest == sorted(newest, reverse=True)
    oldest = entries(feed_of(client, "?q=river&sort=oldest"), "updated")
    assert oldest == newest[::-1]


def test_a_feed_takes_the_parameters_of_a_search(client: FlaskClient) -> None:
    feed = feed_of(client, "?type=Podcast&size=2")
    assert len(entries(feed, "id")) == 2
    assert {element.get("term") for element in feed.iterfind(f"{ATOM}entry/{ATOM}category")} == {
        "Podcast", "Water", "Energy",
    }  # fmt: skip


def test_dates_of_any_precision_become_moments(client: FlaskClient) -> None:
    feed = feed_of(client, "?size=100")
    moments = dict(zip(entries(feed, "id"), entries(feed, "updated"), strict=True))
    assert moments["http://localhost/document/linking"] == "2024-04-01T00:00:00Z"
    assert moments["http://localhost/document/folder%2Fsub%2F%2Fname"] == "2023-01-01T00:00:00Z"
    assert moments["http://localhost/document/arabic"] == "2022-05-06T00:00:00Z"
    assert moments["http://localhost/document/undated"] == "1970-01-01T00:00:00Z"


def test_absolute_links_name_the_configured_address(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(base_url="https://search.example/archive/")
    for url in ("/feed.atom", "/opensearch.xml"):
        text = client.get(url, headers={"Host": "evil.example"}).get_data(as_text=True)
        assert "https://search.example/archive/search" in text
        assert "evil" not in text


def test_the_search_description_says_how_to_search(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    assert response.content_type.startswith("application/opensearchdescription+xml")
    description = etree.fromstring(response.data)
    templates = [url.get("template") for url in description.iterfind("{*}Url")]
    assert templates[0] == "http://localhost/search?q={searchTerms}"
    assert 'href="/opensearch.xml"' in client.get("/").get_data(as_text=True)


def test_robots_may_read_records_but_not_search(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.content_type.startswith("text/plain")
    assert "Disallow: /search\n" in response.get_data(as_text=True)
    assert "/document" not in response.get_data(as_text=True)


def test_health_and_readiness(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = {"status": "ready", "generation": 1, "documents": len(RECORDS), "problems": []}
    assert client.get("/readyz").get_json() == ready
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_metrics_count_requests_searches_and_searches_without_hits(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client()
    for url in ("/search?q=river", "/api/v1/search?q=river", "/api/v1/search?q=zzzzzz&correct=0", "/nothing", "/"):
        client.get(url)
    client.open("/search", method="BREW")
    response = client.get("/metrics")
    assert response.content_type.startswith("text/plain; version=0.0.4")
    values = dict(re.findall(r"^(dossier_\S+) (\S+)$", response.get_data(as_text=True), re.MULTILINE))
    assert values["dossier_searches_total"] == "3.0"
    assert values["dossier_searches_without_hits_total"] == "1.0"
    assert values["dossier_generation"] == "1.0"
    assert values["dossier_documents"] == f"{len(RECORDS)}.0"
    assert values['dossier_requests_total{endpoint="api.search_api",method="GET",status="200"}'] == "2.0"
    assert values['dossier_requests_total{endpoint="unknown",method="GET",status="404"}'] == "1.0"
    assert values['dossier_requests_total{endpoint="unknown",method="other",status="405"}'] == "1.0"
    assert values['dossier_request_seconds_count{endpoint="api.search_api"}'] == "2.0"


@pytest.mark.parametrize("host", ["<script>", "a b", ""])
def test_a_host_that_can_be_none_is_400_where_it_would_be_repeated(client: FlaskClient, host: str) -> None:
    response = client.get("/feed.atom", headers={"Host": host})
    assert response.status_code == 400
    assert response.get_json()["error"]["code"] == "bad_request"
    assert client.get("/search", headers={"Host": host}).status_code == 200
