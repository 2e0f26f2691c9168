"""HTML pages: the facts they state, the order of the witnesses, the main text, and related links."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources import read
from index.sources.html import decode_html, parse_html
from tests.conftest import shared
from tests.index.sources.reading import SETTINGS, names, only, read_bytes, rejected

PROSE = (
    "<p>The ferry left at noon with eleven people and a piano, and nobody on the quay knew who had paid for it.</p>"
    "<p>By evening the piano had been tuned, the river had risen by a hand, and the captain had learned a waltz.</p>"
)
FURNITURE_OF_FRAGMENTS = re.compile(
    "is committed to quality|We are supported by a|Streamline Icon|Activate your 2025|activating your membership"
    "|Heritage Guide to the Const|clause-by-clause|FREE, extensive eBook|Sub-Topics|Media error"
)


def parsed(head: str = "", body: str = PROSE, lang: str = "en") -> dict[str, Any]:
    """A page as a record mapping, read without notes."""
    notes: list[str] = []
    record = parse_html(f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>', notes)
    assert notes == []
    assert record is not None
    return record


def ld(*nodes: dict[str, Any]) -> str:
    """A script of structured data."""
    return f'<script type="application/ld+json">{json.dumps(nodes[0] if len(nodes) == 1 else list(nodes))}</script>'


def meta(**tags: str) -> str:
    """Meta tags; two underscores in a name stand for a colon."""
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{text}">' for name, text in tags.items())


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


def jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a file of the shared data."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.shared
def test_the_facts_and_the_text_of_real_pages() -> None:
    folder = shared("data/think_tank")
    for facts in jsonl(folder / "pages.jsonl"):
        document = only(list(read(folder / "pages" / facts["file"], SETTINGS))).document
        stated = document.to_record() | {"authors": names(document), "topics": list(document.topics)}
        keys = ("title", "authors", "date", "type", "topics", "summary", "url")
        assert {key: stated.get(key) for key in keys} == {key: facts[key] for key in keys}
        assert (document.kind, document.language, document.title_derived) == ("article", "en", False)
        text = " ".join(words(document.body))
        assert [paragraph for paragraph in facts["paragraphs"] if " ".join(words(paragraph)) not in text] == []
        assert [line for line in facts["furniture"] if line in document.body] == []


@pytest.mark.shared
def test_the_main_text_of_real_fragments() -> None:
    folder = shared("data/think_tank")
    found, added, kept = [], [], []
    for fragment in jsonl(folder / "fragments.jsonl")[::3]:
        record = parse_html((folder / "fragments" / f"{fragment['id']}.html").read_text("utf-8"), [])
        assert record is not None
        assert record.get("title") == fragment.get("title", record.get("title"))
        every = Counter(words(fragment["body"]))
        wanted = [line for line in fragment["body"].split("\n") if not FURNITURE_OF_FRAGMENTS.search(line)]
        least, got = Counter(words(" ".join(wanted))), Counter(words(record.get("body", "")))
        found.append((least & got).total() / least.total())
        added.append((got - every).total() / max(1, got.total()))
        text = " ".join(words(record.get("body", "")))
        paragraphs = [" ".join(words(line)) for line in wanted if len(line) > 40]
        kept.append(sum(paragraph in text for paragraph in paragraphs) / max(1, len(paragraphs)))
    count = len(found)
    measured = {
        "found": sum(found) / count,
        "least": min(found),
        "added": sum(added) / count,
        "kept": sum(kept) / count,
    }
    assert measured["found"] > 0.99
    assert measured["least"] > 0.85
    assert measured["added"] < 0.005
    assert measured["kept"] > 0.965


def test_structured_data_comes_first() -> None:
    head = (
        ld({"@context": "https://schema.org", "@type": "WebPage", "name": "Page", "datePublished": "2001-01-01"},
           {"@type": ["NewsArticle"], "headline": "It Rains &amp; Pours", "datePublished": "2021-12-03T23:30:00-05:00",
            "author": [{"@type": "Person", "name": "A. Bee"}, "C. Dee", {"@id": "#e"}], "description": "In short.",
            "keywords": ["Water", "Podcast", "Water"], "inLanguage": "fr"},
           {"@id": "#e", "@type": "Person", "name": "E. Eff"})
        + meta(og__title="Other", og__description="Other", article__author="Other", date="2002-02-02")
    )  # fmt: skip
    record = parsed(head)
    assert record["title"] == "It Rains & Pours"
    assert record["date"] == "2021-12-03"
    assert record["authors"] == ["A. Bee", "C. Dee", "E. Eff"]
    assert (record["summary"], record["type"], record["topics"]) == ("In short.", "Podcast", ["Water"])
    assert record["language"] == "en"


def test_an_impossible_value_is_passed_over_for_the_next_witness() -> None:
    head = ld({"@type": "Article", "headline": " ", "datePublished": "2023-02-30", "author": {"name": ""}}) + meta(
        og__title="It Rains",
        article__published_time="2023-13-01",
        article__author="https://example.org/a-bee",
        author="admin",
        citation_author="",
        dc__creator="x",
        byl="By A. Bee",
        date="2023-03-02",
    )
    record = parsed(head)
    assert (record["title"], record["date"], record["authors"]) == ("It Rains", "2023-03-02", ["A. Bee"])


def test_a_date_that_is_impossible_everywhere_is_reported(tmp_path: Path) -> None:
    item = only(read_bytes(tmp_path, f"<html><head>{meta(date='2023-02-30')}</head>{PROSE}</html>".encode()))
    assert item.document.date is None
    assert any("2023-02-30" in note for note in item.notes)


def test_meta_tags_of_other_makers() -> None:
    head = meta(
        citation_title="It Rains",
        citation_author="Bee, A.",
        citation_publication_date="2023/02/14",
        citation_keywords="Water; Peace, Justice & Law",
        description="In short.",
    )
    record = parsed(head)
    assert (record["title"], record["authors"], record["date"]) == ("It Rains", ["Bee, A."], "2023-02-14")
    assert (record["topics"], record["summary"]) == (["Water", "Peace, Justice & Law"], "In short.")


def test_what_the_page_shows_comes_last() -> None:
    body = f'<main><h1>It Rains</h1><p>14 February 2023 | <a rel="author" href="/bee">A. Bee</a></p>{PROSE}</main>'
    record = parsed("<title>It Rains | The Institute</title>", body)
    assert (record["title"], record["date"], record["authors"]) == ("It Rains", "2023-02-14", ["A. Bee"])
    assert parsed("", f"<h1>T</h1><time datetime='2020-05-06T10:00'>May</time>{PROSE}")["date"] == "2020-05-06"


@pytest.mark.parametrize("title", ["It Rains | The Institute", "It Rains - The Institute", "It Rains — The Institute"])
def test_the_name_of_the_site_is_no_part_of_the_title(title: str) -> None:
    assert parsed(meta(og__title=title, og__site_name="The Institute"))["title"] == "It Rains"


def test_a_dash_in_a_title_stays() -> None:
    assert (
        parsed(meta(og__title="Rain - A History - Part 2", og__site_name="X"))["title"] == "Rain - A History - Part 2"
    )


def test_the_type_says_what_kind_of_publication_it_is_or_nothing() -> None:
    assert "type" not in parsed(ld({"@type": "NewsArticle", "headline": "T"}) + meta(og__type="article"))
    assert parsed(ld({"@type": "PodcastEpisode", "name": "T"}))["type"] == "Podcast"
    assert parsed(ld({"@type": "Article", "headline": "T", "keywords": "Commentary, Op-ed"}))["type"] == "Op-ed"
    assert parsed(ld({"@type": "Article", "headline": "T", "genre": "River Letter"}))["type"] == "River Letter"


def test_keywords_that_are_no_topics_of_the_site_are_left_out() -> None:
    head = ld({"@type": "Article", "headline": "T", "keywords": ["Water", "Our Series"]})
    assert parsed(head, f'<a href="/topics/water/">Water</a>{PROSE}')["topics"] == ["Water"]
    assert parsed(head)["topics"] == ["Water", "Our Series"]


def test_addresses() -> None:
    canonical = '<link rel="canonical" href="{}">'
    own = meta(og__url="https://example.org/b?x=1")
    assert parsed(canonical.format("https://example.org/a") + own)["url"] == "https://example.org/a"
    assert parsed(canonical.format("/a") + own)["url"] == "https://example.org/a"
    assert parsed(own)["url"] == "https://example.org/b?x=1"
    assert "url" not in parsed(canonical.format("/a"))
    assert "url" not in parsed(canonical.format("http://[bad"))


@pytest.mark.parametrize(("tag", "language"), [("en-US", "en"), ("FR", "fr"), ("zh-Hant-TW", "zh-Hant"), ("ar", "ar")])
def test_language(tag: str, language: str) -> None:
    assert parsed(lang=tag)["language"] == language


def test_related_links() -> None:
    body = f"""<article>{PROSE}</article>
      <aside><h3>Related Publications</h3><ul>
        <li><a href="/p/1">One</a> by <a href="/people/bee">A. Bee</a></li><li><a href="https://x.example/2">Two</a></li>
        <li><a href="/a#top">Self</a></li><li><a href="mailto:x@y">Mail</a></li></ul>
        <h3>Most read</h3><ul><li><a href="/p/9">Nine</a></li></ul></aside>"""
    head = '<link rel="canonical" href="https://x.example/a">'
    assert parsed(head, body)["related"] == ["https://x.example/p/1", "https://x.example/2"]
    notes: list[str] = []
    assert "related" not in (parse_html(body.split('<li><a href="https')[0] + "</ul></aside>", notes) or {})
    assert '"/p/1"' in notes[0]


def test_furniture_is_no_part_of_the_text() -> None:
    body = f"""<nav><a href="/">Home</a></nav><div class="cookie-notice">We use cookies.</div>
      <div class="article -with-sidebars"><h1>It Rains</h1><p>A. Bee</p>{PROSE}<h2>Later</h2>{PROSE}
      <form><p>Subscribe to our newsletter and never miss a word of what we write.</p></form></div>
      <footer><p>© The Institute. All rights reserved.</p></footer><script>var x = "hidden";</script>"""
    text = parsed(meta(author="A. Bee"), body)["body"]
    assert text.startswith("The ferry left at noon")
    assert "\n\nLater\n\nThe ferry" in text
    for furniture in ("Home", "cookies", "newsletter", "rights", "hidden", "It Rains", "A. Bee"):
        assert furniture not in text


def test_prose_in_a_layout_table_or_an_aside_never_closed_is_text() -> None:
    for body in (
        f"<table><tr><td><a href='/'>Home</a></td><td>{PROSE * 2}</td></tr></table>",
        f"{PROSE}<aside>{PROSE * 3}",
    ):
        assert "\n\nBy evening the piano" in parsed("", body)["body"]


def test_links_are_parted_from_their_words() -> None:
    body = PROSE.replace("eleven people", 'eleven<a href="/x">people</a>').replace(
        "the river", 'the <a href="/">riv</a>er'
    )
    text = parsed("", body)["body"]
    assert "with eleven people" in text
    assert "the river had" in text


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("windows-1252", "iso-8859-1"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-8"),
        ("windows-1251", "windows-1251"),
        ("utf-8", "x"),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    text = f'<html><head><meta charset="{declared}"></head><p>' + ("Река" if "1251" in encoding else "Où – “là”")
    assert decode_html(text.encode(encoding))[0] == text


def test_a_page_that_states_a_false_encoding_is_remarked() -> None:
    _, notes = decode_html(b'<meta charset="x-nonsense">plain')
    assert "x-nonsense" in notes[0]


def test_broken_structured_data_is_remarked_and_the_next_block_read(tmp_path: Path) -> None:
    data = f'<html><head><script type="application/ld+json">{{"@type": </script>{ld({"@type": "Report", "name": "T"})}'
    item = only(read_bytes(tmp_path, f"{data}</head>{PROSE}</html>".encode()))
    assert (item.document.title, item.document.type) == ("T", "Report")
    assert "JSON-LD" in item.notes[0]


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<!DOCTYPE html>",
        b'<html><body><div id="root"></div></body></html>',
        b"<html><!-- never closed",
        b"<div>" * 50_000,
    ],
)
def test_a_page_that_holds_nothing_is_rejected(tmp_path: Path, data: bytes) -> None:
    (rejection,) = rejected(read_bytes(tmp_path, data, "a.html"))
    assert rejection.reason


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<a href=",
            "<table>",
            "<td>",
            "<h1>",
            "<h2>Related</h2>",
            "</script>",
            "<aside>",
            "<svg>",
            "<!--",
        ),
        *("<script type='application/ld+json'>", '{"@type":"Article","author":', '[{"@id":', '"headline":[1]}', "-->"),
        *(
            "<meta name=date content=",
            "<time datetime=",
            "<link rel=canonical href=http://[",
            "&#0;",
            "\0",
            "<![CDATA[",
        ),
        *("é", "word " * 20, ">", "'", "\ud7ff"),
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_malformed_pages_never_fail(pieces: list[str]) -> None:
    record = parse_html("<html>" + "".join(pieces), [])
    assert record is None or record["kind"] == "article"
