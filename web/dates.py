"""Dates that a reader typed and that cannot be used: explained beside the results, not instead of them."""

from __future__ import annotations

from dataclasses import replace

from index.errors import Error
from search import Note, SearchRequest, from_query
from web.answers import Pairs
from web.page_views import DateProblem
from web.site import site
from web.urls import link

_DATES = ("from", "to")


def request_or_problem(pairs: Pairs) -> tuple[SearchRequest, tuple[Note, ...], DateProblem | None]:
    """The search of a page; where only its dates are wrong, the search without them, and what is wrong.

    Raises:
        Error: `invalid_parameter` for anything else.
    """
    settings = site().settings
    try:
        return *from_query(pairs, settings), None
    except Error as error:
        wanted, notes = from_query([(name, value) for name, value in pairs if name not in _DATES], settings)
        return wanted, notes, _problem(pairs, wanted, error)


def _problem(pairs: Pairs, wanted: SearchRequest, error: Error) -> DateProblem:
    typed = {name: next((value.strip() for key, value in pairs if key == name), "") for name in _DATES}
    message = error.message.replace("to:", "until:", 1) if error.message.startswith("to:") else error.message
    return DateProblem(f"{message} {error.hint}", typed["from"], typed["to"], _swapped(typed, wanted))


def _swapped(typed: dict[str, str], wanted: SearchRequest) -> str | None:
    """The search with the two dates the other way round, where that can be read."""
    if not (typed["from"] and typed["to"]):
        return None
    pairs = [*replace(wanted, page=1).to_query(), ("from", typed["to"]), ("to", typed["from"])]
    try:
        return link("pages.search_results", from_query(pairs, site().settings)[0])
    except Error:
        return None
