"""The pages, made on the server: they need no script. `/search` takes the parameters of `/api/v1/search`."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from index.folding import clean
from search import (
    FacetValue,
    SearchRequest,
    SearchResult,
    from_query,
    get_document,
    marker,
    related,
)
from search.forms import words_of
from web.answers import Pinned, conditional, number, query_pairs, run_facet, run_search, split_pairs
from web.asked import count_asked
from web.dates import request_or_problem
from web.document_page import document_page as document_view
from web.facet_views import LIST_SIZE, facet_list_page
from web.help_page import SAMPLE, help_page
from web.presenters import Beside, form_of, heading_of, home_page, search_page
from web.site import site
from web.urls import link, site_root

blueprint = Blueprint("pages", __name__)

HOME_SIZE, HOME_FACET_SIZE = 6, 8
RELATED = 8
NEWEST = SearchRequest(size=3, facet_size=0)
ALL_YEARS = 10_000
DEEPEST_OFFSET = 1_000_000


@blueprint.get("/")
def home() -> Response:
    """The box, the newest records and an overview of the archive."""
    wanted = SearchRequest(size=HOME_SIZE, facet_size=HOME_FACET_SIZE)

    def render(engine: Pinned) -> Response:
        result = run_search(engine, wanted, counts=False)
        return _page("home.html", page=home_page(result), form=form_of(SearchRequest()))

    return conditional(render)


@blueprint.get("/search")
def search_results() -> WerkzeugResponse:
    """Results with their filters. Any address of a search leads to the one that `SearchRequest.to_query` writes."""
    pairs = query_pairs()
    wanted, notes, problem = request_or_problem(pairs)
    if not (notes or problem) and [(name, clean(value)) for name, value in pairs] != wanted.to_query():
        return redirect(link("pages.search_results", wanted), 302)

    def render(engine: Pinned) -> Response:
        result = run_search(engine, wanted, notes)
        count_asked(result)
        totals = {
            facet.name: run_facet(engine, wanted, facet.name, "", 0, 0).total for facet in result.facets if facet.more
        }
        newest = None if result.total else run_search(engine, NEWEST, counts=False)
        beside = Beside(_years(engine, result), totals, newest, problem)
        page = search_page(result, site().settings.result_window, beside)
        return _page("search.html", 400 if problem else 200, page=page, form=page.form)

    return conditional(render, wanted, notes, problem)


def _years(engine: Pinned, result: SearchResult) -> tuple[FacetValue, ...]:
    """The years of a search, counted without its dates."""
    wanted = result.request
    if not (wanted.date_from or wanted.date_to):
        return next((facet.values for facet in result.facets if facet.name == "year"), ())
    undated = replace(wanted, date_from=None, date_to=None)
    return run_facet(engine, undated, "year", "", 0, ALL_YEARS).values


@blueprint.get("/facets/<name>")
def facet_list(name: str) -> Response:
    """All values of one facet under a search, to choose several of."""
    own, others = split_pairs("contains", "offset")
    settings = site().settings
    wanted, _ = from_query(others, settings)
    contains = clean(own.get("contains", ""))[: settings.query_characters]
    offset = number(own, "offset", 0, DEEPEST_OFFSET, 0)

    def render(engine: Pinned) -> Response:
        found = run_facet(engine, wanted, name, contains, offset, LIST_SIZE)
        heading = heading_of(run_search(engine, replace(wanted, page=1), counts=False))
        page = facet_list_page(found, wanted, contains, offset, heading)
        return _page("facet.html", page=page, form=form_of(wanted))

    return conditional(render, wanted, contains, offset)


@blueprint.get("/help")
def how_to_search() -> Response:
    """How to search, with examples from this archive."""

    def render(engine: Pinned) -> Response:
        words = words_of(run_search(engine, SAMPLE, counts=False))
        page = help_page(words, lambda wanted: run_search(engine, wanted, counts=False))
        return _page("help.html", page=page, form=form_of(SearchRequest()))

    return conditional(render)


@blueprint.get("/embed")
def embed() -> Response:
    """How another website shows the box, and the box as it looks there."""
    response = _page("embed.html", root=site_root())
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@blueprint.get("/document/<key:key>")
def document_page(key: str) -> Response:
    """One record and what is related to it; the words of the query `q` are marked."""
    query = clean(request.args.get("q", ""))[: site().settings.query_characters]

    def render(engine: Pinned) -> Response:
        document = get_document(engine, key)
        found = related(engine, document.id, RELATED, site().settings)
        page = document_view(document, found, query, marker(engine, query, site().settings))
        return _page("document.html", page=page, form=form_of(SearchRequest(q=query)))

    return conditional(render, site_root(), query)


def _page(template: str, status: int = 200, **values: object) -> Response:
    return make_response(render_template(template, site_name=site().settings.site_name, **values), status)
