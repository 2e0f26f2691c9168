"""Facets.

1. A count is what choosing that value alone in its facet gives under all other filters.
2. Author, type and topic are listed by count, then value; a record counts once for each of its values.
3. Years are all listed, in order of time, whatever the size; without a date there is no year, without a type no type.
4. The size cuts the list, `more` says that there are others.
5. Chosen values are always listed, also at 0 and beyond the cut, in their place in the order.
6. Only the facets that were asked for are counted; what matches no record has no values.
7. A facet that stands alone is searched by words of its values (last names, names of languages too), paged, with the
   total of what fits.
"""

from __future__ import annotations

import pytest

from index.errors import Error
from index.schema import FACETS
from search.engine import Capability, Engine, Snapshot
from search.plan import Plan
from search.query import MATCH_ALL, MATCH_NONE
from search.result import FacetPage
from tests.engines import requires
from tests.queries import counts, facets, words

HERRING = words("herring")


def test_counts_and_order(engine: Engine) -> None:
    """Properties 2 and 3."""
    with requires(engine, Capability.FACETS):
        found = facets(engine.snapshot(), HERRING)
        assert list(found) == list(FACETS)
        assert counts(found["author"]) == [
            ("Asfandyar Mir", 3),
            ("Lise Holm", 3),
            ("Ole Vik", 2),
            ("Zoë Ångström", 1),
        ]
        assert counts(found["type"]) == [("Report", 3), ("Brief", 2), ("Podcast", 2)]
        assert counts(found["topic"]) == [("Law", 4), ("Fishing", 2), ("Trade", 2)]
        assert counts(found["language"]) == [("da", 2)]
        assert counts(found["year"]) == [("2021", 1), ("2022", 2), ("2023", 3)]
        assert not any(facet.more for facet in found.values())
        assert not any(value.selected for facet in found.values() for value in facet.values)


def test_a_chosen_value_does_not_narrow_its_own_facet(engine: Engine) -> None:
    """Property 1."""
    with requires(engine, Capability.FACETS):
        found = facets(engine.snapshot(), HERRING, filters=(("type", ("Podcast",)),))
        assert counts(found["type"]) == [("Report", 3), ("Brief", 2), ("Podcast", 2)]
        assert [value.value for value in found["type"].values if value.selected] == ["Podcast"]
        assert counts(found["author"]) == [("Lise Holm", 1), ("Ole Vik", 1)]
        assert counts(found["year"]) == [("2022", 1), ("2023", 1)]


def test_every_other_filter_narrows(engine: Engine) -> None:
    """Property 1."""
    with requires(engine, Capability.FACETS):
        filters = (("author", ("Lise Holm", "Ole Vik")), ("type", ("Report",)))
        found = facets(engine.snapshot(), HERRING, filters=filters, kind="publication")
        assert counts(found["author"]) == [("Asfandyar Mir", 2), ("Lise Holm", 2), ("Ole Vik", 0)]
        assert counts(found["type"]) == [("Podcast", 2), ("Report", 2)]
        assert counts(found["topic"]) == [("Fishing", 2), ("Law", 2)]


@pytest.mark.parametrize("name", FACETS)
def test_a_count_is_the_total_when_the_value_is_the_only_choice(engine: Engine, name: str) -> None:
    """Property 1."""
    with requires(engine, Capability.FACETS):
        snapshot = engine.snapshot()
        others = (("year", ("2022", "2023")),) if name != "year" else (("topic", ("Law", "Trade")),)
        listed = facets(snapshot, HERRING, filters=others, facet_size=100)[name].values
        assert listed
        for value in listed:
            plan = Plan(HERRING, filters=(*others, (name, (value.value,))), facets=(), limit=0)
            assert snapshot.search(plan).total == value.count


def test_the_size_cuts(engine: Engine) -> None:
    """Properties 3 and 4."""
    with requires(engine, Capability.FACETS):
        found = facets(engine.snapshot(), HERRING, facet_size=2)
        assert counts(found["author"]) == [("Asfandyar Mir", 3), ("Lise Holm", 3)]
        assert found["author"].more
        assert counts(found["year"]) == [("2021", 1), ("2022", 2), ("2023", 3)]
        assert not found["year"].more
        exact = facets(engine.snapshot(), HERRING, facet_size=3)
        assert exact["author"].more
        assert not exact["type"].more
        assert counts(facets(engine.snapshot(), HERRING, facet_size=0)["type"]) == []


def test_chosen_values_are_always_listed(engine: Engine) -> None:
    """Property 5."""
    with requires(engine, Capability.FACETS):
        filters = (("author", ("Zoë Ångström", "Nobody", "Lise Holm")), ("year", ("1900", "2023")))
        found = facets(engine.snapshot(), HERRING, filters=filters, facet_size=1)
        assert counts(found["author"]) == [
            ("Ole Vik", 2),
            ("Lise Holm", 0),
            ("Nobody", 0),
            ("Zoë Ångström", 0),
        ]
        assert [value.selected for value in found["author"].values] == [False, True, True, True]
        assert found["author"].more  # Asfandyar Mir
        assert counts(found["year"]) == [("1900", 0), ("2021", 1), ("2022", 2), ("2023", 0)]


def test_only_what_was_asked_for_is_counted(engine: Engine) -> None:
    """Property 6."""
    with requires(engine, Capability.FACETS):
        snapshot = engine.snapshot()
        assert list(facets(snapshot, HERRING, facets=("topic",))) == ["topic"]
        nothing = facets(snapshot, MATCH_NONE)
        assert [(facet.values, facet.more) for facet in nothing.values()] == [((), False)] * len(FACETS)


def test_facets_of_everything(engine: Engine) -> None:
    """Property 1: without a query."""
    with requires(engine, Capability.FACETS):
        found = facets(engine.snapshot(), MATCH_ALL, scored=False, sort="newest", dates=(1, 10**6))
        expected = [("2017", 1), ("2018", 4), ("2019", 1), ("2020", 4), ("2021", 1), ("2022", 2), ("2023", 3)]
        assert counts(found["year"]) == expected


def page(
    snapshot: Snapshot, name: str, contains: str = "", offset: int = 0, limit: int = 10, **more: object
) -> FacetPage:
    """A page of the values of a facet under a search for herring."""
    return snapshot.facet(Plan(HERRING, **more), name, contains, offset, limit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("contains", "expected"),
    [
        ("mir", ["Asfandyar Mir"]),
        ("MIR asf", ["Asfandyar Mir"]),
        ("holm lise", ["Lise Holm"]),
        ("ang", ["Zoë Ångström"]),
        ("zoe ångstr", ["Zoë Ångström"]),
        ("ol", ["Ole Vik"]),
        ("ir", []),
        ("mir holm", []),
        ("", ["Asfandyar Mir", "Lise Holm", "Ole Vik", "Zoë Ångström"]),
    ],
)
def test_a_facet_is_searched_by_any_word(engine: Engine, contains: str, expected: list[str]) -> None:
    """Property 7."""
    with requires(engine, Capability.FACET_SEARCH):
        found = page(engine.snapshot(), "author", contains)
        assert [value.value for value in found.values] == expected
        assert (found.name, found.total, found.more) == ("author", len(expected), False)


@pytest.mark.parametrize(
    ("contains", "expected"), [("dan", ["da"]), ("DANISH", ["da"]), ("da", ["da"]), ("dan da", ["da"]), ("fr", [])]
)
def test_languages_are_searched_by_code_and_name(engine: Engine, contains: str, expected: list[str]) -> None:
    """Property 7."""
    with requires(engine, Capability.FACET_SEARCH):
        assert [value.value for value in page(engine.snapshot(), "language", contains).values] == expected
        chosen = page(engine.snapshot(), "language", contains, filters=(("language", ("da", "tlh")),))
        assert [value.value for value in chosen.values] == expected


def test_a_facet_is_paged(engine: Engine) -> None:
    """Property 7."""
    with requires(engine, Capability.FACET_SEARCH):
        snapshot = engine.snapshot()
        whole = page(snapshot, "author")
        for size in (1, 2, 3):
            pages = [page(snapshot, "author", "", offset, size) for offset in range(0, 4, size)]
            assert [value for one in pages for value in one.values] == list(whole.values)
            assert [one.more for one in pages] == [True] * (len(pages) - 1) + [False]
            assert {one.total for one in pages} == {4}
        assert page(snapshot, "author", "", 100, 10).values == ()
        assert page(snapshot, "author", "", 0, 0) == FacetPage("author", (), 4, True)


def test_a_searched_facet_counts_as_the_search_does(engine: Engine) -> None:
    """Properties 1, 5 and 7."""
    with requires(engine, Capability.FACET_SEARCH):
        snapshot = engine.snapshot()
        filters = (("author", ("Lise Holm", "Nobody")), ("type", ("Podcast",)))
        found = page(snapshot, "author", filters=filters)
        assert [(value.value, value.count, value.selected) for value in found.values] == [
            ("Lise Holm", 1, True),
            ("Ole Vik", 1, False),
            ("Nobody", 0, True),
        ]
        assert [value.value for value in page(snapshot, "author", "no", filters=filters).values] == ["Nobody"]
        years = page(snapshot, "year", filters=filters)
        assert [(value.value, value.count) for value in years.values] == [("2022", 1)]
        assert [value.value for value in page(snapshot, "year", "202", 1, 1).values] == ["2022"]


def test_a_facet_that_is_none_is_not_found(engine: Engine) -> None:
    """Property 7."""
    with requires(engine, Capability.FACET_SEARCH):
        snapshot = engine.snapshot()
        page(snapshot, "author")
        with pytest.raises(Error) as refusal:
            page(snapshot, "colour")
        assert refusal.value.code == "not_found"
        assert refusal.value.hint
