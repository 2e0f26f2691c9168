"""Text to tokens, the same at index time and at query time.

A *token* is a place in the text: a position, the offsets of its characters, and the terms of `index.words`. A *chunk*
is what stands between two white spaces, which no token crosses: few distinct ones make up any archive, so their
analysis is kept. Lists (authors, topics) are joined by `LIST_BREAK`, which leaves a gap that no phrase crosses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, compress
from operator import not_
from typing import NamedTuple

from index.languages import DEFAULT, stems_of
from index.words import TOKENIZER, Surfaces, analyse_word, is_one_token, surfaces_of_word

ANALYZER_VERSION = 5
LIST_BREAK = "\x1f"
LIST_GAP = 100

_PIECE = 200_000  # characters given to the tokenizer at once: NLTK bounds each call to five seconds
_GROUP = _PIECE // 8
"""Characters of new chunks that are given to it at once, since a call costs more than a word."""
_CHUNK = re.compile(r"\S+")
_KEPT_LENGTH = 40  # characters of a chunk whose analysis is kept
_KEPT_CHUNKS = 1 << 16


class Token(NamedTuple):
    """A place in a text: `position` counts words, `start` and `end` are character offsets."""

    position: int
    start: int
    end: int
    surfaces: tuple[str, ...]
    stems: tuple[str, ...]
    acronym: bool
    compound: int
    """How many parts the raw token has, on its first part; 0 on the others."""
    wholes: tuple[str, ...] = ()
    """The whole of a compound, then its joined form where it has one, on its first part."""

    def at(self, position: int, offset: int) -> Token:
        """The same token of a chunk that begins at a position and an offset."""
        return Token(self.position + position, self.start + offset, self.end + offset, *self[3:])


def tokenize(text: str, mixed: bool | None = None, language: str = DEFAULT) -> Iterator[Token]:
    """The tokens of a text in order; `text` is clean (NFC) so that offsets hold for what is stored.

    `mixed` says whether capitals mean something, where the text is part of another; else each value decides. The
    stems are of a language that has a stemmer, qualified.
    """
    position = base = 0
    for value in text.split(LIST_BREAK):
        capitals = is_mixed_case(value) if mixed is None else mixed
        analysis = chunk_analysis(capitals, language)
        for start, chunk in spanned_chunks(value):
            tokens = analysis(chunk)
            for token in tokens:
                yield token.at(position, base + start)
            position += len(tokens)
        position += LIST_GAP
        base += len(value) + 1


def spanned_chunks(value: str) -> Iterator[tuple[int, str]]:
    """The chunks of a value, each with the offset where it begins."""
    return zip(chunk_starts(value), chunks(value), strict=True)


def chunk_starts(value: str) -> list[int]:
    """The offset where each of the `chunks` of a value begins."""
    starts, base = [], 0
    for piece in _pieces(value):
        starts += [base + match.start() for match in _CHUNK.finditer(piece)]
        base += len(piece)
    return starts


class _Chunks(dict[str, tuple[Token, ...]]):
    """Chunks that were analysed before, which are few in any archive's texts; begun anew when there are too many."""

    def __init__(self, mixed: bool, language: str) -> None:
        super().__init__()
        self._mixed = mixed
        self._language = language

    def __missing__(self, chunk: str) -> tuple[Token, ...]:
        made = tuple(_tokens(chunk, self._mixed))
        if self._language != DEFAULT:
            made = tuple(
                token._replace(stems=stems_of(token.surfaces, token.acronym, self._language)) for token in made
            )
        if len(chunk) <= _KEPT_LENGTH:
            if len(self) >= _KEPT_CHUNKS:
                self.clear()
            self[chunk] = made
        return made


def _tokens(chunk: str, mixed: bool) -> Iterator[Token]:
    position = 0
    for first, last in list(TOKENIZER.span_tokenize(chunk)):
        parts = analyse_word(chunk[first:last], mixed)
        compound = len(parts)
        for part in parts:
            start, end = first + part.start, first + part.end
            yield Token(position, start, end, part.surfaces, part.stems, part.acronym, compound, part.wholes)
            position += 1
            compound = 0


@cache
def chunk_analysis(mixed: bool, language: str = DEFAULT) -> Callable[[str], tuple[Token, ...]]:
    """What gives the tokens of one chunk, positions and offsets counted from its beginning; `mixed`: it stands in text
    that has lower-case letters. The stems are of a language that has a stemmer, qualified."""
    return _Chunks(mixed, language).__getitem__


def chunks(value: str) -> list[str]:
    """A value without breaks cut at white space, which no token crosses: few distinct ones make up any archive."""
    if len(value) <= _PIECE:
        return value.split()
    return [chunk for piece in _pieces(value) for chunk in piece.split()]


def surfaces_of_chunks(pairs: Sequence[tuple[str, bool]]) -> Iterator[Surfaces]:
    """The surface terms at each position of each chunk, which comes with its `mixed`, as in `analyse_word`."""
    plain = [is_one_token(chunk) for chunk, _ in pairs]
    others = chain.from_iterable(map(_surfaces_of_group, _groups(compress(pairs, map(not_, plain)))))
    return (surfaces_of_word(*pair) if alone else next(others) for pair, alone in zip(pairs, plain, strict=True))


def _groups(pairs: Iterable[tuple[str, bool]]) -> Iterator[list[tuple[str, bool]]]:
    group: list[tuple[str, bool]] = []
    size = 0
    for pair in pairs:
        if group and size + len(pair[0]) > _GROUP:
            yield group
            group, size = [], 0
        group.append(pair)
        size += len(pair[0]) + 1
    if group:
        yield group


def _surfaces_of_group(group: Sequence[tuple[str, bool]]) -> list[Surfaces]:
    """Every letter stands in a token, so what follows the last token of a chunk holds nothing of the next token. Behind
    the last of all stands a line feed, which is in no chunk."""
    words = iter(TOKENIZER.tokenize("\n".join([chunk for chunk, _ in group])))
    word = next(words, "\n")
    surfaces: list[Surfaces] = []
    for chunk, mixed in group:
        found: Surfaces = []
        at = 0
        while (start := chunk.find(word, at)) >= 0:
            found += surfaces_of_word(word, mixed)
            at = start + len(word)
            word = next(words, "\n")
        surfaces.append(found)
    return surfaces


def _pieces(value: str) -> Iterator[str]:
    """A long value cut after a space where one is near the end of the piece."""
    while len(value) > _PIECE:
        cut = value.rfind(" ", _PIECE // 2, _PIECE) + 1 or _PIECE
        yield value[:cut]
        value = value[cut:]
    yield value


def is_mixed_case(text: str) -> bool:
    """Whether capitals mean something here: the text has a lower-case letter."""
    return any(map(str.islower, text))
