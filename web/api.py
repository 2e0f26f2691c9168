"""The JSON API under `/api/v1`: each view reads its parameters, asks `search`, and writes `as_dict`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import HTTPException

from index.errors import Error
from search import (
    DEADLINE,
    RelatedHit,
    document_dict,
    from_query,
    get_document,
    related,
    related_to_draft,
    suggest,
)
from web.answers import (
    Pinned,
    conditional,
    json_response,
    number,
    run_facet,
    run_search,
    search_request,
    split_pairs,
    unknown_notes,
)
from web.asked import count_asked
from web.errors import edge_error
from web.site import site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

DEEPEST_OFFSET = 1_000_000


class Draft(BaseModel):
    """A text that is not in the archive."""

    model_config = ConfigDict(strict=True)

    title: str | None = None
    text: str


@blueprint.get("/search")
def search_api() -> Response:
    """Hits, facets and all else that a page of results needs."""
    wanted, notes = search_request()

    def render(engine: Pinned) -> Response:
        result = run_search(engine, wanted, notes)
        count_asked(result)
        return json_response(result.as_dict())

    return conditional(render, wanted, notes)


@blueprint.get("/facets/<name>")
def facet_api(name: str) -> Response:
    """The values of one facet under a search."""
    own, others = split_pairs("contains", "limit", "offset")
    settings = site().settings
    wanted, notes = from_query(others, settings)
    contains = own.get("contains", "")[: settings.query_characters]
    limit = number(own, "limit", 0, settings.facet_size, 20)
    offset = number(own, "offset", 0, DEEPEST_OFFSET, 0)

    def render(engine: Pinned) -> Response:
        page = run_facet(engine, wanted, name, contains, offset, limit)
        said = (*notes, DEADLINE) if page.partial else notes
        return json_response(page.as_dict() | {"notes": [note.as_dict() for note in said]})

    return conditional(render, wanted, notes, contains, limit, offset)


@blueprint.get("/suggest")
def suggest_api() -> Response:
    """Completions of what has been typed."""
    own, others = split_pairs("q", "limit")
    text = own.get("q", "")
    limit = number(own, "limit", 1, 20, 8)
    notes = unknown_notes(others)
    past = site().past

    def render(engine: Pinned) -> Response:
        found = suggest(engine, text, limit, past)
        suggestions = [suggestion.as_dict() for suggestion in found]
        return json_response({"query": text, "suggestions": suggestions, "notes": notes})

    return conditional(render, text, limit, notes, past.state() if past else "")


@blueprint.get("/documents/<key:key>")
def document_api(key: str) -> Response:
    """One record."""
    if key == "related":
        raise edge_error("not_found")
    return conditional(lambda engine: json_response(document_dict(get_document(engine, key))))


@blueprint.get("/documents/<key:key>/related")
def related_api(key: str) -> Response:
    """The records related to one."""
    own, others = split_pairs("limit")
    limit = number(own, "limit", 1, 50, 10)
    notes = unknown_notes(others)

    def render(engine: Pinned) -> Response:
        document = get_document(engine, key)
        return _related_response(related(engine, document.id, limit, site().settings), notes)

    return conditional(render, limit, notes)


@blueprint.post("/related")
def draft_api() -> Response:
    """The records related to a draft."""
    own, others = split_pairs("limit")
    limit = number(own, "limit", 1, 50, 10)
    draft = _read_draft()
    engine = Pinned(site().engine, site().engine.snapshot())
    found = related_to_draft(engine, draft.title or "", draft.text, limit, site().settings)
    response = _related_response(found, unknown_notes(others))
    response.headers["Cache-Control"] = "no-store"
    return response


def _related_response(found: tuple[RelatedHit, ...], notes: list[dict[str, str]]) -> Response:
    g.hits = len(found)
    return json_response({"related": [item.as_dict() for item in found], "notes": notes})


def _read_draft() -> Draft:
    """The draft in the body.

    Raises:
        Error: `invalid_body` when it is no JSON or has another shape.
    """
    body = read_body()
    if not request.is_json:
        raise edge_error("invalid_body")
    try:
        return Draft.model_validate_json(body)
    except ValidationError as error:
        raise Error("invalid_body", _first_problem(error), 'Send {"title": "...", "text": "..."}.') from error


def read_body() -> bytes:
    """The body of the request.

    A body of unknown length ends, for the framework, where its limit is; so the limit is one byte more than ours.

    Raises:
        Error: `too_large`, or `bad_request` when it breaks off or is wrongly chunked (each server has its own
            exception for that).
    """
    try:
        body = request.get_data()
    except HTTPException:
        raise
    except Exception as error:
        raise edge_error("bad_request") from error
    if len(body) > site().settings.draft_bytes:
        raise edge_error("too_large")
    return body


def _first_problem(error: ValidationError) -> str:
    problem: Any = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in problem["loc"]) or "body"
    return f"{place}: {problem['msg']}."
