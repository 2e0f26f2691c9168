"""The application factory and what happens to every request on its way in and out."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

from flask import Flask, Response, g, request
from jinja2 import StrictUndefined

from index.settings import Settings
from search import PARAMETERS, Engine, open_engine, open_past_queries
from web import api, assets, cite, crawlers, pages, service
from web.answers import build_digest
from web.cache import ResultCache
from web.errors import edge_error, error_response, register_errors
from web.metrics import Metrics
from web.origins import admit
from web.ratelimit import RateLimiter, default_path
from web.site import EXTENSION, Site, site
from web.urls import KeyConverter, link, static_link

CACHED_RESULTS = 256
REFUSED = "dossier.refused"
"""The key of a WSGI environment under which a server says with which code it refused a request it could not read."""

UNLIMITED = frozenset({"service.healthz", "service.readyz", "service.metrics", "assets.asset"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Sent with every answer. No style and no script is ever written into a page."""

_log = logging.getLogger("dossier.web")


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> Flask:
    """An application over an engine; may be called many times in one process.

    Args:
        settings: the environment's when not given.
        engine: that of the settings when not given.
    """
    settings = settings or Settings.from_env()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.draft_bytes + 1  # what is longer is never read; see `api.read_body`
    app.url_map.converters["key"] = KeyConverter
    app.url_map.merge_slashes = False
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    order = " ".join(name for name, _ in PARAMETERS)
    app.jinja_env.globals.update(link=link, static_link=static_link, parameter_order=order)
    app.extensions[EXTENSION] = Site(
        settings=settings,
        engine=engine or open_engine(settings),
        cache=ResultCache(CACHED_RESULTS if settings.cache else 0),
        metrics=Metrics(),
        limiter=RateLimiter(settings.rate_limit, default_path(settings.index)) if settings.rate_limit else None,
        past=open_past_queries(settings),
        build=build_digest(settings, _code()),
    )
    for module in (pages, api, service, cite, crawlers, assets):
        app.register_blueprint(module.blueprint)
    register_errors(app)
    app.before_request(_arrive)
    app.after_request(_leave)
    return app


def _code() -> list[bytes]:
    """The files that decide what an answer looks like."""
    root = Path(__file__).parent
    files = [path for path in root.rglob("*") if path.suffix in (".py", ".html", ".xml", ".css", ".js")]
    files += [path for layer in ("search", "index") for path in (root.parent / layer).glob("*.py")]
    return [path.read_bytes() for path in sorted(files)]


def _arrive() -> Response | None:
    g.start = time.perf_counter()
    refused = request.environ.get(REFUSED)
    if refused:
        raise edge_error(refused)
    if _request_line() > site().settings.request_line:
        raise edge_error("uri_too_long")
    limiter = site().limiter
    if limiter and request.endpoint not in UNLIMITED:
        wait = limiter.take(request.remote_addr or "")
        if wait:
            return error_response(edge_error("rate_limited"), retry_after=wait)
    return None


def _request_line() -> int:
    """Bytes of the request line without its line end."""
    environ = request.environ
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if target is None:
        target = _target(environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
    return len(request.method) + len(target) + len(environ.get("SERVER_PROTOCOL", "HTTP/1.1")) + 2


def _target(path: str, query: str) -> str:
    """The target of a request line as short as it can have been, where a server does not hand it on."""
    return f"{path}?{query}" if query else path


def _leave(response: Response) -> Response:
    admit(response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    seconds = time.perf_counter() - g.get("start", time.perf_counter())
    site().metrics.request(request.method, request.endpoint or "unknown", response.status_code, seconds)
    if _log.isEnabledFor(logging.INFO):
        _log.info(_line(response.status_code, seconds))
    return response


def _line(status: int, seconds: float) -> str:
    """The log line of an answer: one JSON object."""
    facts = {
        "method": request.method,
        "path": request.path,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "generation": g.get("generation"),
        "query": (g.get("query") or "")[:200] or None,
        "hits": g.get("hits"),
    }
    return json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=True)
