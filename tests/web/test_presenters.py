"""The small functions that turn values into what readers see."""

from __future__ import annotations

import pytest

from web.cache import ResultCache
from web.document_page import label, paragraphs, shown
from web.hit_views import date_text, direction_of, marked
from web.urls import host_of, safe_link


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.example/a?b=c#d", "https://x.example/a?b=c#d"),
        (" HTTP://x.example ", "http://x.example"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//x.example/", None),
        ("https:///path", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, safe: str | None) -> None:
    assert safe_link(url) == safe


def test_a_host_is_shown_without_www() -> None:
    assert host_of("https://www.x.example:8080/a") == "x.example"


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ("a <mark>b</mark> &amp; c", "a <mark>b</mark> &amp; c"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("&lt;b&gt; <mark>&lt;i&gt;</mark>", "&lt;b&gt; <mark>&lt;i&gt;</mark>"),
        ("<mark onclick=x>y</mark>", "&lt;mark onclick=x&gt;y</mark>"),
    ],
)
def test_only_marks_are_tags_in_a_snippet(snippet: str, expected: str) -> None:
    assert marked(snippet) == expected


@pytest.mark.parametrize(
    ("date", "expected"), [("2024-04-01", "1 April 2024"), ("2024-12", "December 2024"), ("0001", "0001")]
)
def test_a_date_is_written_out(date: str, expected: str) -> None:
    assert date_text(date) == expected


@pytest.mark.parametrize(("lang", "expected"), [("ar", "rtl"), ("fa-IR", "rtl"), ("fr", "ltr"), ("", "auto")])
def test_a_language_has_a_direction(lang: str, expected: str) -> None:
    assert direction_of(lang) == expected


def test_paragraphs_are_parted_by_blank_lines_or_else_by_lines() -> None:
    assert paragraphs("a\nb\n\n c ") == ("a\nb", "c")
    assert paragraphs("a\nb\n") == ("a", "b")
    assert paragraphs("") == ()


def test_unknown_keys_and_values_become_words() -> None:
    assert (label("word_count"), label("_"), label("x-ray")) == ("Word count", "_", "X ray")
    assert (shown("a"), shown([1, "b"]), shown({"k": [None]})) == ("a", "1, b", '{"k": [null]}')


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    cache = ResultCache(2)
    made: list[str] = []

    def get(key: str) -> bool:
        return cache.get(key, lambda: made.append(key))[1]

    assert [get(key) for key in ("a", "b", "a", "c", "a", "b")] == [False, False, True, False, True, False]
    assert made == ["a", "b", "c", "b"]


def test_a_cache_of_no_size_keeps_nothing() -> None:
    cache = ResultCache(0)
    assert [cache.get("a", lambda: 1) for _ in range(2)] == [(1, False), (1, False)]
