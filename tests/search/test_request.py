"""Requests: parameters to values and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import Error
from index.schema import FACETS
from index.settings import Settings
from search.request import PARAMETERS, SearchRequest, from_query

SETTINGS = Settings()


def read(*pairs: tuple[str, str]) -> SearchRequest:
    """The request of some parameters, which gives no note."""
    request, notes = from_query(pairs, SETTINGS)
    assert notes == ()
    return request


def test_nothing_asked_is_the_default() -> None:
    assert read() == SearchRequest()
    assert read(("q", ""), ("kind", ""), ("page", ""), ("author", ""), ("from", ""), ("type", " ")) == SearchRequest()


def test_every_parameter_is_read() -> None:
    request = read(
        *[("q", "war"), ("author", "A"), ("author", "B"), ("author", "A"), ("type", "T"), ("year", "2020")],
        *[("kind", "article"), ("language", " fr-CA "), ("from", "2020"), ("to", "2020-02"), ("sort", "title")],
        *[("page", "2"), ("size", "20"), ("facet_size", "0"), ("correct", "0"), ("synonyms", "0")],
        *[("recency", "gentle"), ("explain", "1")],
    )
    assert request == SearchRequest(
        q="war",
        filters=(("author", ("A", "B")), ("type", ("T",)), ("topic", ()), ("year", ("2020",)), ("language", ("fr",))),
        kind="article",
        date_from="2020",
        date_to="2020-02",
        sort="title",
        page=2,
        size=20,
        facet_size=0,
        correct=False,
        synonyms=False,
        recency="gentle",
        explain=True,
    )
    written = request.to_query()
    assert [name for name, _ in written] == [
        *("q", "author", "author", "type", "year", "language", "kind", "from", "to", "sort", "page", "size"),
        *("facet_size", "correct", "synonyms", "recency", "explain"),
    ]
    assert read(*written) == request
    assert {name for name, _ in written} | {"topic"} == {name for name, _ in PARAMETERS}


WRONG = [
    *(("page", value) for value in ("0", "-1", "x", "1.0", "1e3", "10001", "٣", "9" * 30, " 1", "+1")),
    *(("size", value) for value in ("-1", "101", "ten", "0x1")),
    *(("facet_size", value) for value in ("-1", "101")),
    *(("from", value) for value in ("2020-13", "2020-02-30", "20200101", "last week", "2020-1", "0000", "٢٠٢٠")),
    *(("to", value) for value in ("2020-00", "1 April 2024", "2020-01-01T00:00")),
    *(("year", value) for value in ("20", "20200", "abcd", "2020-01", "٢٠٢٠")),
    *(("sort", value) for value in ("date", "NEWEST", "title ")),
    *(("kind", value) for value in ("essay", "Article")),
    *(("correct", "2"), ("synonyms", "no"), ("recency", "much"), ("explain", "true")),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_malformed_parameter_says_what_to_give(name: str, value: str) -> None:
    with pytest.raises(Error) as error:
        from_query([("q", "war"), (name, value)], SETTINGS)
    assert error.value.code == "invalid_parameter"
    assert error.value.message.startswith(f"{name}: ")
    assert error.value.hint


def test_ends_of_the_window() -> None:
    assert read(("page", "100"), ("size", "100")).page == 100
    assert read(("page", "1000")).page == 1000
    assert read(("page", "10000"), ("size", "0")).size == 0
    for pairs in ([("page", "101"), ("size", "100")], [("page", "1001")]):
        with pytest.raises(Error, match="page x size") as error:
            from_query(pairs, SETTINGS)
        assert "last page" in error.value.hint


def test_the_first_date_may_not_lie_after_the_last() -> None:
    assert read(("from", "2020-12-31"), ("to", "2020")).date_to == "2020"
    assert read(("from", "2020"), ("to", "2020-01-01")).date_from == "2020"
    with pytest.raises(Error, match="lies after"):
        from_query([("from", "2021"), ("to", "2020-12-31")], SETTINGS)


def test_one_value_may_not_be_given_twice() -> None:
    for name, value in (("q", "a"), ("sort", "title"), ("page", "1")):
        with pytest.raises(Error, match="given twice"):
            from_query([(name, value), (name, value)], SETTINGS)


def test_an_unknown_parameter_gives_one_note() -> None:
    request, notes = from_query([("colour", "red"), ("q", "war"), ("colour", "blue"), ("x" * 500, "")], SETTINGS)
    assert request == SearchRequest(q="war")
    assert [note.code for note in notes] == ["unknown_parameter", "unknown_parameter"]
    assert notes[0].as_dict()["message"] == 'The parameter "colour" is not known; ignored.'
    assert len(notes[1].message) < 100


def test_text_is_cleaned() -> None:
    assert read(("q", "cafe\u0301\x00\ud800")).q == "café\ufffd"
    assert read(("author", "Zoe\u0308")).values("author") == ("Zoë",)


def test_every_step_is_a_new_request() -> None:
    start = read(("q", "war"), ("page", "3"), ("type", "T"))
    more = start.with_value("type", "U")
    assert (more.values("type"), more.page) == (("T", "U"), 1)
    assert more.with_value("type", "U") == more
    assert more.without_value("type", "T").values("type") == ("U",)
    assert more.without_value("type", "nothing") == more
    assert more.without_value("type", "U") == start.with_page(1)
    assert start.with_page(7).page == 7
    assert start.values("type") == ("T",)
    assert start.page == 3


@given(
    st.lists(st.tuples(st.sampled_from([name for name, _ in PARAMETERS]) | st.text(max_size=3), st.text(max_size=6)))
)
def test_anything_is_a_request_or_an_error_that_says_why(pairs: list[tuple[str, str]]) -> None:
    try:
        request, notes = from_query(pairs, SETTINGS)
    except Error as error:
        if error.code != "invalid_parameter" or not error.hint:
            raise
        return
    assert [name for name, _ in request.filters] == list(FACETS)
    assert {note.code for note in notes} <= {"unknown_parameter"}
    assert from_query(request.to_query(), SETTINGS) == (request, ())
