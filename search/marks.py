"""What of a suggested entry was typed: the beginnings of its words, marked, also where the typed words have typos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.analysis import Token, chunk_analysis, is_mixed_case, spanned_chunks
from index.folding import fold
from search.highlight import Span, mark_spans
from search.typed import forgiven


def mark_typed(text: str, typed: Sequence[str], exact: bool) -> str:
    """A text as HTML with the beginnings of its words that were typed in `<mark>`; `typed` is folded. `exact`: no typo
    was forgiven in it."""
    wanted = list(typed)
    if not exact:
        tokens = [(start, token) for start, token in _tokens(text, ())]
        wanted += _meant([surface for _, token in tokens for surface in token.surfaces], typed)
    spans: list[Span] = []
    for start, token in _tokens(text, tuple(map(_letters, wanted))):
        beginnings = [word for word in wanted if any(surface.startswith(word) for surface in token.surfaces)]
        if beginnings:
            first, last = start + token.start, start + token.end
            spans.append((first, _prefix_end(text, first, last, max(beginnings, key=len)), 0))
    return mark_spans(text, spans, 0, len(text))


def _tokens(text: str, letters: Sequence[str]) -> Iterator[tuple[int, Token]]:
    """The tokens of the chunks that have some letters side by side, of all chunks where none are given; each with the
    place where its chunk begins."""
    analysis = chunk_analysis(is_mixed_case(text))
    for start, chunk in spanned_chunks(text):
        if not letters or any(map(_letters(chunk).__contains__, letters)):
            for token in analysis(chunk).tokens:
                yield start, token


def _letters(text: str) -> str:
    """The letters and digits of a text, folded: those of a word of it stand side by side."""
    folded = fold(text)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def _meant(known: Sequence[str], typed: Sequence[str]) -> list[str]:
    """The beginnings of known words that typed words with typos stand for."""
    pairs = ((word, forgiven(typed_word, word)) for word in known for typed_word in typed)
    return [word[:end] for word, end in pairs if end is not None]


def _prefix_end(text: str, first: int, last: int, typed: str) -> int:
    """Where the typed beginning of a word ends in the text, whose folding may be longer or shorter."""
    if text.isascii():
        return min(first + len(typed), last)
    return next((end for end in range(first + 1, last) if len(fold(text[first:end])) >= len(typed)), last)
