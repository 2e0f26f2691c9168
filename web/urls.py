"""Every address of the site is made here, by `link`: a route, its path values and a search request.

A search in an address is written by `SearchRequest.to_query`: one canonical order, no defaults, no empty parameters.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from flask import g, request, url_for
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


def link(
    endpoint: str,
    search: SearchRequest | None = None,
    *,
    absolute: bool = False,
    key: str = "",
    query: str = "",
    style: str = "",
) -> str:
    """The address of a route, with a search, or with the id of a record and the query that led to it; relative to this
    host unless `absolute`. `style` is a way to cite."""
    address = _address(endpoint, key, style)
    pairs = search.to_query() if search else [("q", query)] if query.strip() else []
    if pairs:
        address += "?" + urlencode(pairs, errors="replace")
    return site_root() + address[len(request.script_root) :] if absolute else address


def _address(endpoint: str, key: str, style: str) -> str:
    """The address of a route. Those without values are many on a page, and made once a request."""
    if key:
        return url_for(endpoint, key=key, style=style) if style else url_for(endpoint, key=key)
    made: dict[str, str] = g.setdefault("addresses", {})
    if endpoint not in made:
        made[endpoint] = url_for(endpoint)
    return made[endpoint]


def facet_link(name: str, search: SearchRequest, contains: str = "", offset: int = 0) -> str:
    """The address of the list of a facet's values under a search, of those with some words, from a place on."""
    pairs = search.with_page(1).to_query()
    pairs += [("contains", contains)] if contains else []
    pairs += [("offset", str(offset))] if offset else []
    return url_for("pages.facet_list", name=name) + ("?" + urlencode(pairs, errors="replace") if pairs else "")


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
