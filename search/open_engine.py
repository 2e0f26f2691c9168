"""Which engine the settings name."""

from __future__ import annotations

from index.errors import Error
from index.settings import Settings
from search.embedded import EmbeddedEngine
from search.engine import Engine


def open_engine(settings: Settings) -> Engine:
    """The engine of `Settings.engine`; nothing is read until a snapshot is asked for.

    Raises:
        Error: `not_implemented` for an engine that this version does not have.
    """
    if settings.engine == "whoosh":
        return EmbeddedEngine(settings)
    raise Error(
        "not_implemented",
        f"There is no engine for DOSSIER_ENGINE={settings.engine!r}.",
        "Set DOSSIER_ENGINE=whoosh, or unset it.",
    )
