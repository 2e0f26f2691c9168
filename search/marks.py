"""What of a suggested entry was typed: the beginnings of its words, marked, also where the typed words have typos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import methodcaller
from typing import NamedTuple

from index.analysis import chunk_analysis, is_mixed_case, spanned_chunks
from index.folding import fold
from index.words import LONGEST_TERM
from search.highlight import Span, mark_spans
from search.typed import meant

_BETWEEN = "\n"
"""What no word has in it."""
_AROUND = '.,;:!?()[]"“”'
"""What may stand around a word and is no part of it."""


class _Place(NamedTuple):
    """A word of a text: its characters, and its surface terms."""

    start: int
    end: int
    surfaces: Sequence[str]


def mark_typed(text: str, typed: Sequence[str], exact: bool) -> str:
    """A text as HTML with the beginnings of its words that were typed in `<mark>`; `typed` is folded. `exact`: no typo
    was forgiven in it."""
    places = _places(text)
    wanted = list(typed) if exact else [*typed, *_meant([word for place in places for word in place.surfaces], typed)]
    is_begun = methodcaller("startswith", tuple(wanted))
    spans: list[Span] = []
    for start, end, surfaces in places:
        if any(map(is_begun, surfaces)):
            beginnings = [word for word in wanted if any(surface.startswith(word) for surface in surfaces)]
            spans.append((start, _prefix_end(text, start, end, max(beginnings, key=len)), 0))
    return mark_spans(text, spans, 0, len(text))


@lru_cache(maxsize=256)
def _places(text: str) -> tuple[_Place, ...]:
    """The words of a text as they were indexed."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[_Place]:
    """Plain words and compounds of such, which are most, are not analysed for that."""
    analysis = chunk_analysis(is_mixed_case(text))
    for start, chunk in spanned_chunks(text):
        word = chunk.strip(_AROUND)
        if len(word) <= LONGEST_TERM and all(map(_is_plain, word.split("-"))):
            yield from _plain(start + chunk.index(word), word.lower())
        else:
            for token in analysis(chunk):
                yield _Place(start + token.start, start + token.end, token.surfaces)


def _is_plain(part: str) -> bool:
    return part.isascii() and part.isalnum() and not part.isupper()


def _plain(start: int, word: str) -> Iterator[_Place]:
    """The parts of a word; the whole, and for codes the joined form, stand with the first (`index.words`)."""
    if "-" not in word:
        yield _Place(start, start + len(word), (word,))
        return
    parts = word.split("-")
    wholes: tuple[str, ...] = (word, "".join(parts)) if any(map(str.isdigit, word)) else (word,)
    for part in parts:
        yield _Place(start, start + len(part), tuple(dict.fromkeys((part, *wholes))))
        start += len(part) + 1
        wholes = ()


def _meant(known: Sequence[str], typed: Sequence[str]) -> Iterator[str]:
    """The beginnings of known words that typed words stand for which begin none."""
    words = _BETWEEN + _BETWEEN.join(known)
    for part in typed:
        if _BETWEEN + part not in words:
            yield from meant(part, known)


def _prefix_end(text: str, first: int, last: int, typed: str) -> int:
    """Where the typed beginning of a word ends in the text, whose folding may be longer or shorter."""
    if text.isascii():
        return min(first + len(typed), last)
    return next((end for end in range(first + 1, last) if len(fold(text[first:end])) >= len(typed)), last)
