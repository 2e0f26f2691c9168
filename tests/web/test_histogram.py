"""The years of a search as bars and rows: nothing lost, nothing twice, every link the search that it says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.settings import Settings
from search import Facet, FacetValue, SearchRequest, from_query
from web.histogram import HEIGHT, MOST_BARS, SLOT, years_view

YEARS = st.dictionaries(st.integers(1, 9999), st.integers(1, 10**6), min_size=1, max_size=60)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    """Links are made while a request is answered."""
    with app.test_request_context():
        yield


def values(counts: dict[int, int]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(f"{year:04}", count) for year, count in sorted(counts.items()))


def searched(url: str | None) -> SearchRequest:
    """The search of an address."""
    return from_query(parse_qsl(urlsplit(url or "").query), Settings())[0]


@given(YEARS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bars_hold_every_record_once(counts: dict[int, int]) -> None:
    found = values(counts)
    view = years_view(found, Facet("year", found), SearchRequest(q="x"))
    assert view is not None
    assert len(view.bars) <= MOST_BARS
    assert sum(int(bar.count.replace(",", "")) for bar in view.bars) == sum(counts.values())
    spans = [(int(bar.first), int(bar.last)) for bar in view.bars]
    assert all(last + 1 == first for (_, last), (first, _) in pairwise(spans))
    assert spans[0][0] <= min(counts) <= max(counts) <= spans[-1][1]
    assert max(bar.height for bar in view.bars) == HEIGHT
    for place, bar in enumerate(view.bars):
        inside = sum(count for year, count in counts.items() if int(bar.first) <= year <= int(bar.last))
        assert bar.count == f"{inside:,}"
        assert (bar.x, bar.y + bar.height) == (place * SLOT, HEIGHT)
        assert (bar.url is None) == (inside == 0) == (bar.height == 0)
        if bar.url:
            assert searched(bar.url) == SearchRequest(q="x", date_from=bar.first, date_to=bar.last)
    assert [row.value for row in view.rows] == [f"{year:04}" for year in sorted(counts)]


def test_what_is_chosen_is_told_apart_and_the_rest_stays() -> None:
    found = values({2019: 3, 2020: 5, 2022: 1})
    wanted = SearchRequest(date_from="2020-06", date_to="2021").with_value("year", "2020")
    listed = Facet("year", (FacetValue("2020", 2, True),))
    view = years_view(found, listed, wanted, linked=True)
    assert view is not None
    assert [(bar.first, bar.state) for bar in view.bars] == [
        ("2019", "out"), ("2020", "in"), ("2021", "out"), ("2022", "out"),
    ]  # fmt: skip
    assert [(row.value, row.count, row.selected, row.disabled) for row in view.rows] == [
        ("2019", "3", False, True), ("2020", "2", True, False), ("2022", "1", False, True),
    ]  # fmt: skip
    assert searched(view.bars[0].url) == SearchRequest(date_from="2019", date_to="2019")
    assert searched(view.rows[2].url) == wanted.with_value("year", "2022")


def test_a_chosen_bar_leads_back() -> None:
    found = values({2019: 3, 2020: 5})
    view = years_view(found, Facet("year", found), SearchRequest(q="x", date_from="2020", date_to="2020", page=3))
    assert view is not None
    assert searched(view.bars[1].url) == SearchRequest(q="x")


def test_without_years_there_is_no_histogram() -> None:
    assert years_view((), None, SearchRequest()) is None
    assert years_view((FacetValue("2020", 0, True),), None, SearchRequest()) is None
