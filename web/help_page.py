"""The help page: every form of the language of the box, with an example that finds something in this archive."""

from __future__ import annotations

from collections.abc import Callable

from search import SearchRequest, SearchResult
from search.forms import FORMS, Words
from web.page_views import FormRow, HelpPage
from web.presenters import counted
from web.urls import link

SAMPLE = SearchRequest(size=20, facet_size=20)
"""The search whose records and facets the examples are made of."""


def help_page(words: Words, ask: Callable[[SearchRequest], SearchResult]) -> HelpPage:
    """The page; `ask` counts what an example finds."""
    return HelpPage(tuple(_row(form.example(words), form.finds, ask) for form in FORMS))


def _row(example: str, finds: str, ask: Callable[[SearchRequest], SearchResult]) -> FormRow:
    total = ask(SearchRequest(q=example, correct=False, size=0, facet_size=0)).total
    url = link("pages.search_results", SearchRequest(q=example))
    return FormRow(example, url, finds, counted(total, "result", "results"))
