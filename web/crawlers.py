"""What crawlers are told: where not to go, and every record of the archive, in parts (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from search import every_record
from web.answers import Pinned, conditional, xml_response
from web.errors import edge_error
from web.site import site
from web.urls import link, site_root

blueprint = Blueprint("crawlers", __name__)

PART = 1_000
"""Records of one part; the protocol allows many more, which would take a worker long to read."""
UNCRAWLED = ("/search", "/facets/", "/api/", "/feed.atom", "/cite/")
"""Endlessly many addresses, or the same records again."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Records may be crawled; searches, of which there are endlessly many, may not."""
    sitemap = link("crawlers.sitemap", absolute=True)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in UNCRAWLED), f"Sitemap: {sitemap}", ""]
    response = make_response("\n".join(lines))
    response.content_type = "text/plain; charset=utf-8"
    return response


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The list of all parts."""

    def render(engine: Pinned) -> Response:
        parts = range(-(-engine.snapshot().generation.documents // PART))
        urls = [f"{site_root()}/sitemap/{part + 1}.xml" for part in parts]
        return xml_response("sitemap.xml", "application/xml", root="sitemapindex", item="sitemap", urls=urls)

    return conditional(render, site_root())


@blueprint.get("/sitemap/<int:part>.xml")
def sitemap_part(part: int) -> Response:
    """The pages of some records, the oldest in the first part."""
    if not 1 <= part <= -(-site().engine.snapshot().generation.documents // PART):
        raise edge_error("not_found")

    def render(engine: Pinned) -> Response:
        found = every_record(engine, (part - 1) * PART, PART)
        urls = [link("pages.document_page", absolute=True, key=record.id) for record in found]
        return xml_response("sitemap.xml", "application/xml", root="urlset", item="url", urls=urls)

    return conditional(render, site_root())
