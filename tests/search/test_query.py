"""The query tree and the plan that is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.dates import date_interval
from index.schema import DEFAULT_FIELDS, FACETS, FIELD, TEXT_FIELDS
from search.plan import FIRST_DAY, LAST_DAY, Plan, plan
from search.query import MATCH_ALL, MATCH_NONE, Bool, DateRange, Expansion, Node, Phrase, Term, Word, scoring_leaves
from search.request import SearchRequest

WORD = Term("wars", ("wars",), ("war", "wars"), DEFAULT_FIELDS)
QUOTED = Phrase("cold wars", (Word(0, ("cold",), ("cold",)), Word(1, ("wars",), ("war",))), DEFAULT_FIELDS)
PREFIX = Expansion("wa*", "prefix", "wa", DEFAULT_FIELDS)


def test_a_word_is_looked_up_by_stem_or_surface() -> None:
    assert WORD.lookup("title") == ("title", ("war", "wars"))
    assert replace(WORD, exact=True).lookup("title") == ("title_exact", ("wars",))
    assert WORD.lookup("authors") == replace(WORD, exact=True).lookup("authors") == ("authors", ("wars",))


def test_a_phrase_is_looked_up_word_by_word() -> None:
    assert QUOTED.lookup("body") == ("body_exact", ((0, ("cold",)), (1, ("wars",))))
    assert replace(QUOTED, exact=False).lookup("body") == ("body", ((0, ("cold",)), (1, ("war",))))
    assert replace(QUOTED, exact=False).lookup("type") == ("type", ((0, ("cold",)), (1, ("wars",))))


def test_only_what_can_add_to_a_score_is_a_scoring_leaf() -> None:
    tree = Bool(
        must=(WORD, Bool(should=(QUOTED, MATCH_ALL), must_not=(PREFIX,))),
        should=(PREFIX, DateRange(1, 2)),
        must_not=(WORD,),
    )
    assert scoring_leaves(tree) == [WORD, QUOTED, PREFIX]
    assert scoring_leaves(MATCH_NONE) == scoring_leaves(DateRange(1, 2)) == []


def test_nodes_are_values() -> None:
    assert len({WORD, replace(WORD), QUOTED, PREFIX, Bool((WORD,)), Bool((replace(WORD),)), MATCH_ALL}) == 5


def test_every_text_field_has_its_twin() -> None:
    for field in TEXT_FIELDS:
        assert (field.exact == field.stems) == (not field.stemmed)
        assert FIELD[field.name] is field
    assert len({name for field in TEXT_FIELDS for name in (field.exact, field.stems)}) == 10


REQUEST = SearchRequest(q="war", explain=True)


@pytest.mark.parametrize(
    ("request_", "query", "sort", "scored"),
    [
        (REQUEST, WORD, "relevance", True),
        (replace(REQUEST, sort="title"), WORD, "title", True),
        (REQUEST, MATCH_ALL, "newest", False),
        (replace(REQUEST, sort="oldest"), MATCH_ALL, "oldest", False),
        (REQUEST, MATCH_NONE, "relevance", True),
        (REQUEST, Bool(must_not=(WORD,)), "relevance", True),
    ],
)
def test_everything_is_newest_first_without_scores(
    request_: SearchRequest, query: Node, sort: str, scored: bool
) -> None:
    made = plan(request_, query)
    assert (made.sort, made.scored, made.explain) == (sort, scored, scored)


def test_a_plan_holds_what_was_asked_for() -> None:
    request = replace(REQUEST, size=20, facet_size=7, kind="article").with_value("type", "Report")
    made = plan(replace(request, page=3), WORD)
    assert (made.query, made.offset, made.limit, made.facet_size) == (WORD, 40, 20, 7)
    assert (made.kind, made.filters, made.facets) == ("article", (("type", ("Report",)),), FACETS)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, None),
        ("2020-02", None, (date_interval("2020-02")[0], LAST_DAY)),
        (None, "2020-02", (FIRST_DAY, date_interval("2020-02")[1])),
        ("2020", "2020", date_interval("2020")),
    ],
)
def test_dates_are_whole_intervals(first: str | None, last: str | None, days: tuple[int, int] | None) -> None:
    assert plan(replace(REQUEST, date_from=first, date_to=last), WORD).dates == days


def test_counting_keeps_what_restricts() -> None:
    made = Plan(WORD, filters=(("type", ("Report",)),), dates=(1, 2), explain=True, offset=20)
    counting = made.counting()
    assert (counting.query, counting.filters, counting.dates) == (made.query, made.filters, made.dates)
    assert (counting.limit, counting.offset, counting.facets) == (0, 0, ())
    assert not counting.scored
    assert not counting.explain
