"""What editors keep beside an index, as far as an answer depends on it."""

from __future__ import annotations

from datetime import date

from index.editorial import stamp
from index.settings import Settings
from index.synonyms import read_synonyms, synonyms_path
from search.steering import read_steering, steering_path


def editorial_state(settings: Settings) -> tuple[object, ...]:
    """What changes whenever an editorial file does, or the day, from which ages count; answers are kept under it."""
    return stamp(synonyms_path(settings)), stamp(steering_path(settings)), date.today()


def editorial_problems(settings: Settings) -> tuple[str, ...]:
    """What of the editorial files cannot be read."""
    return read_synonyms(settings).problems + read_steering(settings).problems
