"""Identities: canonical URLs and keys."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identity import _canonical, canonical_url, derive, keys, title_key, url_key

CANONICAL = [
    ("https://example.org/a", "https://example.org/a"),
    ("http://example.org/a", "https://example.org/a"),
    ("HTTPS://Example.ORG/A", "https://example.org/A"),
    ("  https://example.org/a/  ", "https://example.org/a"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org/#part", "https://example.org/"),
    ("http://example.org:80/a", "https://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org:8080/a"),
    ("https://example.org/a?utm_source=x&id=7&UTM_campaign=y&fbclid=z", "https://example.org/a?id=7"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
    ("https://example.org/a?empty=", "https://example.org/a?empty="),
    ("https://user:word@example.org/a", "https://example.org/a"),
]
NO_ADDRESS = [
    "",
    "x",
    "/a/b",
    "//example.org/a",
    "ftp://example.org/",
    "mailto:a@example.org",
    "https://",
    "http://[::1",
]
NO_ADDRESS += [
    "https://example.org:99999/",
    "https://example.org:port/",
    "doi:10.1000/1",
    "javascript:alert(1)",
    "https:/a",
]


@pytest.mark.parametrize(("url", "expected"), CANONICAL)
def test_canonical_urls(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert url_key(url) == hashlib.sha256(expected.encode()).hexdigest()[:16]


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_web_address_has_no_key(url: str) -> None:
    assert canonical_url(url) is None
    assert url_key(url) is None
    assert url_key(None) is None


@given(st.text(st.characters(), max_size=30))
def test_any_text_has_at_most_one_canonical_form(text: str) -> None:
    for url in (text, f"https://example.org/{text}", f"https://{text}/", f"https://example.org/?q={text}"):
        found = canonical_url(url)
        if found is not None:
            assert canonical_url(found) == found


@given(st.text(st.sampled_from("aZ09.-/_~%?#&=+:@,;()[] \té"), max_size=20))
def test_plain_addresses_are_read_as_all_others(text: str) -> None:
    for url in (f"https://{text}", f"http://example.org/{text}", f"https://a.{text}/b/", f"https://example.org{text}"):
        assert canonical_url(url) == _canonical(url)


def test_the_key_of_a_title_is_folded_and_dated() -> None:
    assert title_key("The  Road-Map!", "2024") == title_key("the road map", "2024")
    assert title_key("The Road Map", "2024") != title_key("The Road Map", "2024-01")
    assert title_key("The Road Map", None) != title_key("The Road Map", "2024")
    assert title_key("", "2024") is None
    assert title_key("  ", "2024") is None
    assert title_key("?!", None) != title_key("!?", None)


def test_identity_is_url_then_title_then_body() -> None:
    url, title, date, body = "https://example.org/a", "A title", "2024", "A body."
    assert derive(url, title, date, body) == url_key(url)
    assert derive(None, title, date, body) == derive("no address", title, date, body) == title_key(title, date)
    assert derive(None, "", date, body) == hashlib.sha256(body.encode()).hexdigest()[:16]
    assert len(derive(None, "", None, "")) == 16


def test_a_record_answers_to_each_key_once() -> None:
    url, title = "https://example.org/a", "A title"
    assert keys("own", url, title, "2024") == ("own", url_key(url), title_key(title, "2024"))
    assert keys(derive(url, title, None, ""), url, title, None) == (url_key(url), title_key(title, None))
    assert keys("own", None, "", None) == ("own",)
