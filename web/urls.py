"""Every address of the site is made here, by `link`: a route, its path values and a search request.

A search in an address is written by `SearchRequest.to_query`: one canonical order, no defaults, no empty parameters.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from flask import request, url_for
from werkzeug.routing import BaseConverter

from index.errors import Error
from search import SearchRequest
from web.site import site


class KeyConverter(BaseConverter):
    """The id of a record in a path: any characters, slashes too, first and last ones included."""

    part_isolating = False
    regex = ".+"
    weight = 200

    def to_url(self, value: object) -> str:
        """The id as one segment."""
        return quote(str(value), safe="", errors="replace")


def link(endpoint: str, search: SearchRequest | None = None, *, absolute: bool = False, key: str = "") -> str:
    """The address of a route, with a search or the id of a record; relative to this host unless `absolute`."""
    address = url_for(endpoint, key=key) if key else url_for(endpoint)
    pairs = search.to_query() if search else []
    if pairs:
        address += "?" + urlencode(pairs, errors="replace")
    return site_root() + address[len(request.script_root) :] if absolute else address


def site_root() -> str:
    """The public address of the service without a final slash: as configured, else as requested.

    Raises:
        Error: `bad_request` when the request names no host, or what cannot be one.
    """
    configured = site().settings.base_url.rstrip("/")
    if not configured and not request.host:
        raise Error("bad_request", "The request does not say which host it is for.", "Send a Host header.")
    return configured or request.url_root.rstrip("/")


def static_link(name: str) -> str:
    """The address of a style sheet or script; it changes with the build, so it may be kept for long."""
    return url_for("assets.asset", build=site().build, name=name)


def safe_link(url: str | None) -> str | None:
    """A record's own address where it is a web address, else None: nothing else may become a link."""
    try:
        parts = urlsplit((url or "").strip())
        return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host that a reader is sent to, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
