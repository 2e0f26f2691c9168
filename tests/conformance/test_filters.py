"""Filters and dates.

1. Values of one facet are alternatives; facets restrict one another.
2. An author is found by name without degrees; case and accents of a value count.
3. Kind and language restrict; a record without a language has none.
4. A date stands for its whole interval and matches when it overlaps; ends are inclusive, at every precision.
5. A record without a date matches no range, as a clause and as a filter alike.
6. Filters change no score by words; what ranks the best anew looks at the hits alone.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.engine import Snapshot
from search.plan import Plan
from search.query import MATCH_ALL
from tests.queries import dates, either, every, found, of_group, without, words

HERRING = words("herring")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"author": ["Lise Holm"]}, ["1", "2", "3"]),
        ({"author": ["Lise Holm", "Ole Vik"]}, ["1", "2", "3", "4", "6"]),
        ({"author": ["Asfandyar Mir"]}, ["1", "2", "5"]),
        ({"author": ["Asfandyar Mir, Ph.D."]}, []),
        ({"author": ["lise holm"]}, []),
        ({"author": ["Zoë Ångström"]}, ["7"]),
        ({"author": ["Zoe Angstrom"]}, []),
        ({"type": ["Report"], "author": ["Ole Vik", "Lise Holm"]}, ["1", "2", "6"]),
        ({"type": ["Report"], "author": ["Lise Holm"], "topic": ["Law"], "year": ["2022"]}, ["2"]),
        ({"topic": ["Law", "Trade"], "year": ["2022", "2023"]}, ["2", "3", "4", "5"]),
        ({"year": ["2023"]}, ["4", "5", "6"]),
        ({"year": ["1999"]}, []),
        ({"topic": ["no such topic", "Fishing"]}, ["1", "2"]),
    ],
)
def test_filters(snapshot: Snapshot, filters: dict[str, list[str]], expected: list[str]) -> None:
    """Properties 1 and 2."""
    chosen = tuple((name, tuple(values)) for name, values in filters.items())
    assert of_group(found(snapshot, HERRING, filters=chosen), "facet") == expected


DANISH = (("language", ("da",)),)


def test_kind_and_language(snapshot: Snapshot) -> None:
    """Property 3."""
    assert of_group(found(snapshot, HERRING, kind="article"), "facet") == ["6", "7"]
    assert of_group(found(snapshot, HERRING, kind="publication"), "facet") == ["1", "2", "3", "4", "5", "8"]
    assert of_group(found(snapshot, HERRING, filters=DANISH), "facet") == ["6", "8"]
    assert of_group(found(snapshot, HERRING, filters=DANISH, kind="article"), "facet") == ["6"]
    assert found(snapshot, HERRING, filters=(("language", ("xx",)),)) == []


DATE_CASES = [
    ("2019-12-31", "2019-12-31", ["day"]),
    ("2020", "2020", ["leap", "month", "new-year", "year"]),
    ("2020-01-01", "2020-01-01", ["new-year", "year"]),
    ("2020-01", "2020-01", ["new-year", "year"]),
    ("2020-02-28", "2020-02-28", ["month", "year"]),
    ("2020-02-29", "2020-02-29", ["leap", "month", "year"]),
    ("2020-03", "2020-12-31", ["year"]),
    ("2019", "2020-01-01", ["day", "new-year", "year"]),
    ("2019-12-30", "2019-12-30", []),
    ("2021", "9999", []),
    ("0001", "9999", ["day", "leap", "month", "new-year", "year"]),
]


@pytest.mark.parametrize(("first", "last", "expected"), DATE_CASES)
def test_dates_overlap(snapshot: Snapshot, first: str, last: str, expected: list[str]) -> None:
    """Properties 4 and 5."""
    calendar = words("calendar")
    span = dates(first, last)
    assert of_group(found(snapshot, calendar, dates=(span.first, span.last)), "date") == expected
    assert of_group(found(snapshot, every(calendar, span)), "date") == expected
    assert of_group(found(snapshot, span, scored=False, sort="oldest"), "date") == expected
    assert "date-none" in found(snapshot, without(calendar, span))


def test_a_date_clause_may_stand_beside_words(snapshot: Snapshot) -> None:
    """Property 4."""
    assert sorted(found(snapshot, either(dates("2016", "2018-05-31"), words("walrus")))) == [
        "sort-c",
        "sort-é",
        "untitled-1",
    ]


def test_filters_change_no_score_by_words(snapshot: Snapshot) -> None:
    """Property 6."""
    plan = Plan(HERRING, facets=(), limit=100, proximity=False)
    scores = {match.document.id: match.score for match in snapshot.search(plan).matches}
    filtered = snapshot.search(replace(plan, filters=(("type", ("Report",)),), kind="article"))
    assert {match.document.id: match.score for match in filtered.matches} == {"facet-6": scores["facet-6"]}
    assert None not in scores.values()
    unscored = snapshot.search(Plan(MATCH_ALL, facets=(), limit=100, sort="newest", scored=False))
    assert {match.score for match in unscored.matches} == {None}
