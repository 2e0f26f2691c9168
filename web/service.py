"""What programs ask a site for: feed, search description, health, readiness, metrics and OpenAPI."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, request

from index.errors import Error
from search import SearchRequest, SearchResult
from search.editing import editorial_problems
from web.answers import Pinned, conditional, json_response, query_pairs, run_search, search_request, xml_response
from web.hit_views import hit_view, language_of
from web.metrics import CONTENT_TYPE
from web.openapi import document as openapi_document
from web.page_views import FeedEntry, FeedView
from web.site import site
from web.urls import link, safe_link, site_root

blueprint = Blueprint("service", __name__)

FEED_SIZE = 20
NEVER = "1970-01-01T00:00:00Z"
"""The moment of an entry whose record has no date: Atom demands one."""


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Any search as an Atom feed, newest first unless a sort is asked for."""
    wanted, notes = search_request()
    given = {name for name, value in query_pairs() if value}
    wanted = replace(
        wanted,
        sort=wanted.sort if "sort" in given else "newest",
        size=wanted.size if "size" in given else FEED_SIZE,
    )

    def render(engine: Pinned) -> Response:
        return xml_response("feed.xml", "application/atom+xml", feed=_feed_view(run_search(engine, wanted, notes)))

    return conditional(render, wanted, site_root())


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here (OpenSearch 1.1)."""
    response = xml_response(
        "opensearch.xml",
        "application/opensearchdescription+xml",
        name=site().settings.site_name,
        search_url=link("pages.search_results", absolute=True),
        feed_url=link("service.feed", absolute=True),
    )
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return _fresh(json_response({"status": "ok"}))


@blueprint.get("/readyz")
def readyz() -> Response:
    """The archive can be searched.

    Raises:
        Error: `index_missing`, `index_damaged` or `index_version`, answered with 503.
    """
    generation = site().engine.snapshot().generation
    return _fresh(
        json_response(
            {
                "status": "ready",
                "generation": generation.number,
                "documents": generation.documents,
                "problems": list(editorial_problems(site().settings)),
            }
        )
    )


@blueprint.get("/metrics")
def metrics() -> Response:
    """Numbers for Prometheus; without an archive, those of the process alone."""
    try:
        generation = site().engine.snapshot().generation
        site().metrics.generation(generation.number, generation.documents)
    except Error:
        site().metrics.generation(0, 0)
    response = make_response(site().metrics.text())
    response.content_type = CONTENT_TYPE
    return _fresh(response)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of all this."""
    response = json_response(openapi_document(site().settings))
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _feed_view(result: SearchResult) -> FeedView:
    wanted = result.request
    name = site().settings.site_name
    entries = tuple(
        FeedEntry(
            hit=hit_view(hit),
            url=link("pages.document_page", absolute=True, key=hit.document.id),
            source=safe_link(hit.document.url),
            updated=_moment(hit.document.date),
            kind=hit.document.type or "",
            lang=language_of(hit.document),
        )
        for hit in result.hits
    )
    return FeedView(
        title=f"{name}: {wanted.q}" if wanted.q else name,
        name=name,
        self_url=link("service.feed", wanted, absolute=True),
        page_url=link("pages.search_results", replace(wanted, size=SearchRequest().size), absolute=True),
        updated=max((entry.updated for entry in entries), default=NEVER),
        entries=entries,
    )


def _moment(date: str | None) -> str:
    """A date of any precision as a moment: the first one of its interval (RFC 3339)."""
    return f"{date}{'-01-01'[len(date) - 4 :]}T00:00:00Z" if date else NEVER


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
