"""A record as a file for a reference manager."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from search import get_document
from web.answers import Pinned, conditional
from web.citations import FORMATS, Source
from web.errors import edge_error
from web.urls import link, site_root

blueprint = Blueprint("cite", __name__)


@blueprint.get("/cite/<style>/<key:key>")
def citation(style: str, key: str) -> Response:
    """The citation of a record in one format, as a download."""
    wanted = FORMATS.get(style)
    if wanted is None:
        raise edge_error("not_found")

    def render(engine: Pinned) -> Response:
        document = get_document(engine, key)
        source = Source(document, link("pages.document_page", absolute=True, key=document.id))
        response = make_response(wanted.write(source).encode("utf-8", "replace"))
        response.content_type = f"{wanted.media}; charset=utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="{source.key}.{wanted.extension}"'
        return response

    return conditional(render, site_root())
