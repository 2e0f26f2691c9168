"""Style sheets and scripts, under an address that names the build: modules import their neighbours by relative
addresses, so that all of a page are of one build, and each may be kept for as long as a browser likes.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, redirect, send_from_directory
from werkzeug.wrappers import Response as WerkzeugResponse

from web.site import site
from web.urls import static_link

blueprint = Blueprint("assets", __name__)

FOLDER = Path(__file__).parent / "static"
YEAR = 31_536_000
"""Seconds for which a file of this build is kept."""


@blueprint.get("/static/<build>/<path:name>")
def asset(build: str, name: str) -> Response:
    """A file; one asked for by another build's page is this build's, and not kept."""
    current = build == site().build
    response = send_from_directory(FOLDER, name, max_age=YEAR if current else 0)
    if current:
        response.cache_control.immutable = True
    return response


@blueprint.get("/dossier-search.js")
def component() -> WerkzeugResponse:
    """The search box for other websites, under an address that stays."""
    response = redirect(static_link("dossier-search.js"), 302)
    response.headers["Cache-Control"] = "public, no-cache"
    return response
