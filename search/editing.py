"""What editors keep beside an index, as far as an answer depends on it."""

from __future__ import annotations

from index.editorial import Stamp, stamp
from index.settings import Settings
from index.synonyms import read_synonyms, synonyms_path


def editorial_state(settings: Settings) -> tuple[Stamp | None, ...]:
    """What changes whenever an editorial file does; answers are kept under it."""
    return (stamp(synonyms_path(settings)),)


def editorial_problems(settings: Settings) -> tuple[str, ...]:
    """What of the editorial files cannot be read, line by line."""
    return read_synonyms(settings).problems
