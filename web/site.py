"""What one application holds while it lives: its settings, its engine and the state of the edge.

`create_app` makes one `Site` for each application and keeps it in `app.extensions`; nothing in `web` is module state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from index.settings import Settings
from search.engine import Engine
from search.past_queries import PastQueries
from web.cache import ResultCache
from web.metrics import Metrics
from web.ratelimit import RateLimiter

EXTENSION = "dossier"


@dataclass(frozen=True, slots=True)
class Site:
    """One application. `build` changes with the code and the settings, so that no old answer outlives an update."""

    settings: Settings
    engine: Engine
    cache: ResultCache
    metrics: Metrics
    limiter: RateLimiter | None
    past: PastQueries | None
    build: str


def site() -> Site:
    """The site of the application that is answering."""
    return cast(Site, current_app.extensions[EXTENSION])
