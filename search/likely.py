"""Where a text may have some terms: found by how its words begin, so that only these need be analysed.

The Snowball stem of a word begins as the word does: all but the last letter of a stem, and two at least, are those of
the word, except for *die*, *lie* and *tie* (dying). In other languages than English it is the first half. What
that does not tell of is looked at wherever it stands: words with a mark inside that an analyser may pass over (U.S.,
O'Brien, F-16), and letters that are not ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.languages import DEFAULT

_IRREGULAR = frozenset(("die", "lie", "tie"))
_MARK = re.compile(r"[^0-9A-Za-z_\s]")


class LikelyChunks:
    """Finds the chunks (`index.analysis`) of a text that may have one of some terms, stems or surfaces."""

    def __init__(self, terms: Iterable[str], language: str = DEFAULT) -> None:
        every = [_beginning(term, len(term) - 1 if language == DEFAULT else len(term) // 2) for term in terms]
        self._beginnings = [text for text in _shortest(every) if text.isascii()]
        self._firsts = frozenset(text[0] for text in self._beginnings)

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Each of them, with the offset where it begins; white space other than blanks and new lines parts none."""
        lower = text.lower()
        if len(lower) != len(text):  # a few capitals become two letters
            lower = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
        end = 0
        for place in sorted((*self._beginning(lower), *self._marked(lower))):
            if place >= end:
                start = max(text.rfind(" ", end, place), text.rfind("\n", end, place), end - 1) + 1
                end = min(_or_end(text, text.find(" ", place)), _or_end(text, text.find("\n", place)))
                yield start, text[start:end]

    def _beginning(self, text: str) -> Iterator[int]:
        """Where words begin as some term does."""
        for beginning in self._beginnings:
            place = text.find(beginning)
            while place >= 0:
                if not (place and text[place - 1].isalnum()):
                    yield place
                place = text.find(beginning, place + 1)

    def _marked(self, text: str) -> Iterator[int]:
        """The marks inside words that begin with the first letter of some term, and what is not ASCII."""
        for match in _MARK.finditer(text):
            place = match.start()
            if not match[0].isascii() or (
                text[place + 1 : place + 2].isalnum() and text[_run_before(text, place)] in self._firsts
            ):
                yield place


def _run_before(text: str, place: int) -> int:
    """Where the letters and digits begin that stand right before a place; without any, the place."""
    while place and text[place - 1].isalnum():
        place -= 1
    return place


def _beginning(term: str, kept: int) -> str:
    """What a word begins with that has a term, of which it has so many letters, and two at least."""
    if not term.isalnum() or term in _IRREGULAR:
        return term[:1]
    return term[: max(kept, 2)]


def _shortest(beginnings: Iterable[str]) -> list[str]:
    """Those that begin with no other."""
    found: list[str] = []
    for beginning in sorted(set(beginnings)):
        if not (found and beginning.startswith(found[-1])):
            found.append(beginning)
    return found


def _or_end(text: str, place: int) -> int:
    return place if place >= 0 else len(text)
