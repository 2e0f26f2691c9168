"""What languages, and the values of facets, are called in English, by CLDR. Read once, when a process starts."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale

_NAMES: Mapping[str, str] = Locale("en").languages


def language_name(code: str) -> str:
    """The name of a language; the code itself where it has none."""
    return _NAMES.get(code, code)


def value_name(facet: str, value: str) -> str:
    """What a reader calls a value of a facet: languages have names."""
    return language_name(value) if facet == "language" else value
