"""Which other websites may read answers in their readers' browsers (CORS): those in `DOSSIER_ORIGINS`, no others."""

from __future__ import annotations

from flask import Response, request

from web.site import site

BLUEPRINTS = frozenset({"api", "assets"})
"""What they may read: the API and the scripts, never a page."""


def admit(response: Response) -> None:
    """Say in an answer that the website which asks may read it, where it may."""
    origins = site().settings.origins
    if request.blueprint not in BLUEPRINTS or not origins:
        return
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin and (origin in origins or "*" in origins):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
