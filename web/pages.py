"""The pages, made on the server: they need no script. `/search` takes the parameters of `/api/v1/search`."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from search import SearchRequest, get_document, related
from search.forms import words_of
from web.answers import Pinned, conditional, run_search, search_request
from web.document_page import document_page as document_view
from web.help_page import SAMPLE, help_page
from web.presenters import form_of, home_page, search_page
from web.site import site

blueprint = Blueprint("pages", __name__)

HOME_SIZE, HOME_FACET_SIZE = 6, 8
RELATED = 8


@blueprint.get("/")
def home() -> Response:
    """The box, the newest records and an overview of the archive."""
    wanted = SearchRequest(size=HOME_SIZE, facet_size=HOME_FACET_SIZE)

    def render(engine: Pinned) -> Response:
        result = run_search(engine, wanted, counts=False)
        return _page("home.html", page=home_page(result), form=form_of(SearchRequest()))

    return conditional(render)


@blueprint.get("/search")
def search_results() -> Response:
    """Results with their filters."""
    wanted, notes = search_request()

    def render(engine: Pinned) -> Response:
        result = run_search(engine, wanted, notes)
        page = search_page(result, site().settings.result_window)
        return _page("search.html", page=page, form=page.form)

    return conditional(render, wanted, notes)


@blueprint.get("/help")
def how_to_search() -> Response:
    """How to search, with examples from this archive."""

    def render(engine: Pinned) -> Response:
        words = words_of(run_search(engine, SAMPLE, counts=False))
        page = help_page(words, lambda wanted: run_search(engine, wanted, counts=False))
        return _page("help.html", page=page, form=form_of(SearchRequest()))

    return conditional(render)


@blueprint.get("/document/<key:key>")
def document_page(key: str) -> Response:
    """One record and what is related to it."""

    def render(engine: Pinned) -> Response:
        document = get_document(engine, key)
        found = related(engine, document.id, RELATED, site().settings)
        return _page("document.html", page=document_view(document, found), form=form_of(SearchRequest()))

    return conditional(render)


def _page(template: str, **values: object) -> Response:
    return make_response(render_template(template, site_name=site().settings.site_name, **values))
