"""The OpenAPI 3.1 document, assembled from one table of operations, `search.PARAMETERS` and the schemas.

A test compares the table with the routes of the application in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.schema import FACETS
from index.settings import Settings
from search import PARAMETERS
from web.asked import SUBMITTED
from web.citations import FORMATS
from web.openapi_schemas import SCHEMAS, TEXT, Schema, parameter_schemas, ref

VERSION = "1.0.0"
JSON, HTML = "application/json", "text/html"
FAILURES = {
    400: "a parameter cannot be read",
    404: "there is no such record, facet or page",
    413: "the body is too large",
    414: "the request line is too long",
    422: "the body is no JSON or has another shape",
    429: "too many requests from this address; see Retry-After",
    500: "a defect of the server",
    503: "the archive cannot be read at the moment; see Retry-After",
}
_ALWAYS = (414, 429, 500, 503)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `searches`: takes the parameters of a search. `own`: its own parameters and schemas.
    `counts`: whether past queries are counted there."""

    path: str
    name: str
    summary: str
    answers: tuple[str, Schema]
    method: str = "get"
    searches: bool = False
    own: tuple[tuple[str, str, Schema], ...] = ()
    counts: bool = False
    body: str | None = None
    failures: tuple[int, ...] = ()
    tagged: bool = True
    status: int = 200


def _limit(most: int, default: int, least: int = 1) -> tuple[str, str, Schema]:
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return ("limit", f"how many, {least} to {most}", schema)


def operations(settings: Settings) -> tuple[Operation, ...]:
    """Every operation of the service."""
    offset: Schema = {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0}
    page, xml = (HTML, TEXT), "application/atom+xml"
    related = (JSON, ref("Related"))
    return (
        Operation("/api/v1/search", "search", "Hits, facets and notes", (JSON, ref("SearchResult")),
                  searches=True, failures=(400,), counts=True),
        Operation("/api/v1/facets/{name}", "facet", "The values of one facet under a search",
                  (JSON, ref("FacetPage")), searches=True, failures=(400, 404),
                  own=(("contains", "words that must begin words of the value or its name", TEXT),
                       _limit(settings.facet_size, 20, 0), ("offset", "values to leave out before", offset))),
        Operation("/api/v1/suggest", "suggest", "Completions of typed text: authors, topics, titles, past queries",
                  (JSON, ref("Suggestions")),
                  own=(("q", "what has been typed", TEXT), _limit(20, 8)), failures=(400,)),
        Operation("/api/v1/documents/{id}", "document", "One record", (JSON, ref("Document")), failures=(404,)),
        Operation("/api/v1/documents/{id}/related", "related", "Records related to one", related,
                  own=(_limit(50, 10),), failures=(400, 404)),
        Operation("/api/v1/related", "relatedToDraft", "Records related to a draft", related, method="post",
                  own=(_limit(50, 10),), body="Draft", failures=(400, 413, 422), tagged=False),
        Operation("/", "home", "The first page", page),
        Operation("/search", "searchPage", "The page of results", page, searches=True, failures=(400,),
                  counts=True),
        Operation("/facets/{name}", "facetPage", "All values of a facet under a search", page, searches=True,
                  failures=(400, 404), own=(("contains", "words that must begin words of the value or its name", TEXT),
                                            ("offset", "values to leave out before", offset))),
        Operation("/embed", "embedPage", "The box on another website", page, tagged=False),
        Operation("/help", "helpPage", "How to search, with examples", page),
        Operation("/document/{id}", "documentPage", "The page of one record", page, failures=(404,),
                  own=(("q", "words to mark", TEXT),)),
        Operation("/cite/{style}/{id}", "cite", "How to cite a record, as a file", ("text/plain", TEXT),
                  failures=(404,)),
        Operation("/feed.atom", "feed", "Any search as an Atom feed", (xml, TEXT), searches=True, failures=(400,)),
        Operation("/opensearch.xml", "opensearch", "How browsers search here",
                  ("application/opensearchdescription+xml", TEXT), tagged=False),
        Operation("/robots.txt", "robots", "What crawlers may visit", ("text/plain", TEXT), tagged=False),
        Operation("/sitemap.xml", "sitemap", "The parts of the list of all records", ("application/xml", TEXT)),
        Operation("/sitemap/{part}.xml", "sitemapPart", "The pages of some records", ("application/xml", TEXT),
                  failures=(404,)),
        Operation("/dossier-search.js", "searchComponent", "The search box for other websites, by a redirect",
                  ("text/javascript", TEXT), status=302, tagged=False),
        Operation("/healthz", "health", "The process lives", (JSON, ref("Health")), tagged=False),
        Operation("/readyz", "readiness", "The archive can be searched", (JSON, ref("Readiness")), tagged=False),
        Operation("/metrics", "metrics", "Numbers for Prometheus", ("text/plain", TEXT), tagged=False),
        Operation("/openapi.json", "openapi", "This document", (JSON, {"type": "object"})),
    )  # fmt: skip


def document(settings: Settings) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    searching = _search_parameters(settings)
    for operation in operations(settings):
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, searching)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.site_name} search",
            "version": VERSION,
            "description": "Full-text search over an archive of publications. Unknown parameters are ignored with a "
            "note; a malformed query text is searched as words. Errors are a code, a message and a hint.",
        },
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _operation(operation: Operation, searching: list[dict[str, Any]]) -> dict[str, Any]:
    parameters = [_path_parameter(name) for name in _PATH if f"{{{name}}}" in operation.path]
    parameters += searching if operation.searches else []
    parameters += [_parameter(name, text, schema) for name, text, schema in operation.own]
    parameters += [_SUBMITTED] if operation.counts else []
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": _responses(operation),
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": ref(operation.body)}}}
    return described


def _responses(operation: Operation) -> dict[str, Any]:
    media, schema = operation.answers
    answer: dict[str, Any] = {"description": operation.summary, "content": {media: {"schema": schema}}}
    responses: dict[str, Any] = {str(operation.status): answer}
    if operation.tagged:
        answer["headers"] = {"ETag": {"description": "names this answer", "schema": TEXT}}
        responses["304"] = {"description": "the client has this answer (If-None-Match)"}
    error = {JSON: {"schema": ref("Error")}}
    if media == HTML:
        error[HTML] = {"schema": TEXT}
    for status in sorted({*operation.failures, *_ALWAYS}):
        responses[str(status)] = {"description": FAILURES[status], "content": error}
    return responses


def _search_parameters(settings: Settings) -> list[dict[str, Any]]:
    schemas = parameter_schemas(settings.result_window, settings.page_size, settings.facet_size)
    return [_parameter(name, text, schemas[name]) for name, text in PARAMETERS]


def _parameter(name: str, text: str, schema: Schema) -> dict[str, Any]:
    parameter = {"name": name, "in": "query", "description": text, "schema": schema, "allowEmptyValue": True}
    return parameter | ({"style": "form", "explode": True} if schema.get("type") == "array" else {})


_SUBMITTED: dict[str, Any] = {
    "name": SUBMITTED,
    "in": "header",
    "description": "sent by a script in a browser when a reader submitted the search: then it counts as a past query",
    "schema": {"type": "string", "enum": ["1"]},
}

_PATH: dict[str, tuple[Schema, str]] = {
    "id": ({"type": "string", "minLength": 1}, "the id of a record, percent-encoded"),
    "name": ({"type": "string", "enum": list(FACETS)}, "a facet"),
    "style": ({"type": "string", "enum": list(FORMATS)}, "a way to cite"),
    "part": ({"type": "integer", "minimum": 1}, "a part, from 1"),
}


def _path_parameter(name: str) -> dict[str, Any]:
    schema, text = _PATH[name]
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}
