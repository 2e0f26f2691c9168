"""Failures at the edge: one table from codes to HTTP statuses, one function that answers with JSON or a page.

Below the edge an `Error` has a code and knows no status. An exception that is no `Error` is a defect: it is logged with
its traceback and answered with `internal_error`, which tells a stranger nothing.
"""

from __future__ import annotations

import logging
import math

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from index.errors import Error
from search import SearchRequest
from web.answers import json_response
from web.presenters import form_of
from web.site import site

HTTP_STATUS = {
    "bad_request": 400,
    "invalid_parameter": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "too_large": 413,
    "uri_too_long": 414,
    "invalid_body": 422,
    "rate_limited": 429,
    "headers_too_large": 431,
    "internal_error": 500,
    "not_supported": 501,
    "not_implemented": 503,
    "input_missing": 503,
    "input_unreadable": 503,
    "index_missing": 503,
    "index_damaged": 503,
    "index_version": 503,
    "index_locked": 503,
    "disk_full": 503,
    "io_error": 503,
    "no_permission": 503,
}
RETRY_AFTER = 10
"""Seconds after which an archive that cannot be read is worth another try."""

MACHINES = ("/api/", "/openapi.json", "/metrics", "/healthz", "/readyz", "/feed.atom", "/opensearch.xml", "/robots.txt",
            "/sitemap", "/cite/", "/static/", "/dossier-search.js")  # fmt: skip
"""Where these paths lead no reader has a page to be sent to."""

_TEXTS = {
    "bad_request": ("The request cannot be read.", "Send a complete HTTP/1.1 request."),
    "unauthorized": ("This needs a sign-in.", "Send your credentials."),
    "forbidden": ("This is not allowed.", "Ask whoever runs the service."),
    "not_found": ("There is nothing at this address.", "Check the address, or search for what you are looking for."),
    "method_not_allowed": ("This address does not answer to that method.", "See /openapi.json for the methods it has."),
    "too_large": ("The body of the request is too large.", "Send a shorter draft: its first pages are enough."),
    "uri_too_long": ("The address is too long.", "Search for fewer words, or choose fewer filters."),
    "invalid_body": ("The body of the request cannot be read.", "Send JSON, with Content-Type: application/json."),
    "rate_limited": ("Too many requests came from your address.", "Wait as long as the Retry-After header says."),
    "headers_too_large": ("The headers of the request are too large.", "Send fewer of them, or delete cookies."),
    "not_supported": ("The request asks for something this server does not do.", "Send a plain HTTP/1.1 request."),
    "internal_error": ("Something went wrong here.", "Try again; if it stays, tell whoever runs the service."),
}
_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 414: "uri_too_long"} | {
    401: "unauthorized", 403: "forbidden", 415: "invalid_body", 422: "invalid_body", 429: "rate_limited",
    431: "headers_too_large", 501: "not_supported",
}  # fmt: skip

_log = logging.getLogger("dossier.web")


def edge_error(code: str) -> Error:
    """The error of a code that arises at the edge, with its sentence and hint."""
    return Error(code, *_TEXTS[code])


def error_response(error: Error, retry_after: float | None = None) -> Response:
    """The answer to a failure: a page where a reader asked, else JSON; never kept by a cache."""
    status = HTTP_STATUS.get(error.code, 500)
    if status == 503 and retry_after is None and error.code != "not_implemented":
        retry_after = RETRY_AFTER
    seconds = None if retry_after is None else max(1, math.ceil(retry_after))
    if wants_page():
        values = {"error": error, "status": status, "seconds": seconds, "form": form_of(SearchRequest())}
        response = make_response(render_template("error.html", site_name=site().settings.site_name, **values), status)
    else:
        facts = {"code": error.code, "message": error.message, "hint": error.hint}
        response = json_response({"error": facts}, status)
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_page() -> bool:
    """Whether an error is for a reader: anywhere but under the addresses of machines, unless JSON was asked for."""
    if request.path.startswith(MACHINES):
        return False
    accept = request.accept_mimetypes
    return accept["text/html"] >= accept["application/json"]


def register_errors(app: Flask) -> None:
    """Answer every exception of an application."""
    app.register_error_handler(Error, _answer_error)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_defect)


def _answer_error(error: Error) -> Response:
    if HTTP_STATUS.get(error.code, 500) >= 500:
        _log.warning("%s: %s", error.code, error.message)
    return error_response(error)


def _answer_http(error: HTTPException) -> WerkzeugResponse | HTTPException:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    code = _CODES.get(status, "bad_request" if status < 500 else "internal_error")
    response = error_response(edge_error(code))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _answer_defect(error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return error_response(edge_error("internal_error"))
