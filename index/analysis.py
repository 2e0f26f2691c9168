"""Text to tokens, the same at index time and at query time.

Vocabulary. A *token* is a place in the text: a position, and the offsets of its characters. It carries the
*surface* terms that are indexed there (folded, unstemmed: for quoted text, spelling and prefixes) and the *stems*
(for plain words). The first of each is the one a query looks for; the others are spellings under which the
same place is found as well.

The words of this trade, and what they become:

    attacked           attacked | stem attack
    Putin's            putin                         possessives fall away
    O'Brien            o'brien, obrien
    l'Europe           l'europe, europe              elisions of French and Italian
    U.N.   UN          un
    U.S.   US          u.s., us                      where the word would be a stop word, its acronym has a name
    AIDS               aids, a.i.d.s.; never stemmed in text that has lower-case letters too
    R&D                r&d, rd
    ISIS-K             isis (and isis-k) then k      a compound: its parts follow one another, the whole
    COVID-19           covid (and covid-19, covid19) then 19         is indexed with the first part
    1,000              1000

A position is one part of a compound or one word. Runs of Chinese, Japanese, Korean and Thai are compounds of their
characters. Lists (authors, topics) are joined by `LIST_BREAK`, which leaves a gap that no phrase crosses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from nltk.stem.snowball import SnowballStemmer
from nltk.tokenize import RegexpTokenizer

from index.folding import fold
from index.stopwords import STOP_WORDS

ANALYZER_VERSION = 2
LIST_BREAK = "\x1f"
LIST_GAP = 100
LONGEST_TERM = 100


# NLTK compiles patterns with the `regex` engine: classes by property, set difference (V1), possessive quantifiers.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\u30fc\uff70\uff9e\uff9f"
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_CHAR = rf"[[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]"  # without the marks, Hindi words would be cut apart
_WORD = rf"{_LETTER}{_CHAR}*+"
_PATTERN = "(?V1)" + "|".join(
    (
        r"[a-z]{2,}+(?![^\s.,;])",  # most tokens, quickly; the rest decides the same for them
        rf"(?:\p{{L}}\.)+\p{{L}}(?!{_CHAR})\.?(?:['’]s(?!{_CHAR}))?",
        rf"(?<!{_CHAR})[A-Za-z](?:\+\+|\#)(?!\w)",
        rf"[{_UNSPACED}]+",
        rf"{_WORD}(?:(?:['’ʼ＇&\-‐‑]|(?<=\d)[.,/:](?=\d)){_WORD})*+",
    )
)
_TOKENIZER = RegexpTokenizer(_PATTERN)
_STEMMER = SnowballStemmer("english")
_PIECE = 200_000  # characters given to the tokenizer at once: NLTK bounds each call to five seconds
_GROUP = _PIECE // 8
"""Characters of new chunks that are given to it at once, since a call costs more than a word."""
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_CHUNK = re.compile(r"\S+")
_KEPT_LENGTH = 40  # characters of a chunk whose analysis is kept
_KEPT_CHUNKS = 1 << 16
_JOINT = re.compile(r"[-/:]")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|dell|nell|all|un)'(?=..)")
_RUN = re.compile(
    "[\u0e00-\u0e7f\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u31f0-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]"
)


Surfaces = list[tuple[str, ...]]
"""The surface terms at each of successive positions."""
Stemmer = Callable[[str], str]
"""`stem`, or `str` where nobody will ask for the stems, which take most of the time."""


class Part(NamedTuple):
    """One position of a raw token: offsets within it, and its terms (the first is what a query looks for)."""

    start: int
    end: int
    surfaces: tuple[str, ...]
    stems: tuple[str, ...]
    acronym: bool
    wholes: tuple[str, ...] = ()


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


@lru_cache(maxsize=1 << 18)
def stem(term: str) -> str:
    """The Snowball ("Porter2") stem of a folded English word; terms with digits or marks stay whole."""
    return str(_STEMMER.stem(term)) if term.isascii() and term.isalpha() else term


def tokenize(text: str, mixed: bool | None = None) -> Iterator[Token]:
    """The tokens of a text in order; `text` is clean (NFC) so that offsets hold for what is stored.

    `mixed` says whether capitals mean something, where the text is part of another; else each value decides.
    """
    position = base = 0
    for value in text.split(LIST_BREAK):
        capitals = is_mixed_case(value) if mixed is None else mixed
        analysis = chunk_analysis(capitals)
        for start, chunk in spanned_chunks(value):
            tokens = analysis(chunk).tokens
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


class Chunk(NamedTuple):
    """What is between two white spaces: its tokens, positions and offsets counted from its beginning, and all terms."""

    tokens: tuple[Token, ...]
    terms: frozenset[str]


class _Chunks(dict[str, Chunk]):
    """Chunks that were analysed before, which are few in any archive's texts; begun anew when there are too many."""

    def __init__(self, mixed: bool) -> None:
        super().__init__()
        self._mixed = mixed

    def __missing__(self, chunk: str) -> Chunk:
        tokens = tuple(_tokens(chunk, self._mixed))
        made = Chunk(tokens, frozenset(term for token in tokens for term in (*token.surfaces, *token.stems)))
        if len(chunk) <= _KEPT_LENGTH:
            if len(self) >= _KEPT_CHUNKS:
                self.clear()
            self[chunk] = made
        return made


def _tokens(chunk: str, mixed: bool) -> Iterator[Token]:
    position = 0
    for first, last in list(_TOKENIZER.span_tokenize(chunk)):
        parts = analyse_word(chunk[first:last], mixed)
        compound = len(parts)
        for part in parts:
            start, end = first + part.start, first + part.end
            yield Token(position, start, end, part.surfaces, part.stems, part.acronym, compound, part.wholes)
            position += 1
            compound = 0


_CHUNKS = (_Chunks(mixed=False), _Chunks(mixed=True))


def chunk_analysis(mixed: bool) -> Callable[[str], Chunk]:
    """What analyses one chunk; `mixed`: it stands in text that has lower-case letters."""
    return _CHUNKS[mixed].__getitem__


def chunks(value: str) -> list[str]:
    """A value without breaks cut at white space, which no token crosses: few distinct ones make up any archive."""
    if len(value) <= _PIECE:
        return value.split()
    return [chunk for piece in _pieces(value) for chunk in piece.split()]


def surfaces_of_chunks(pairs: Iterable[tuple[str, bool]]) -> Iterator[Surfaces]:
    """The surface terms at each position of each chunk, which comes with its `mixed`, as in `analyse_word`."""
    group: list[tuple[str, bool]] = []
    size = 0
    for pair in pairs:
        if group and size + len(pair[0]) > _GROUP:
            yield from _surfaces_of_group(group)
            group, size = [], 0
        group.append(pair)
        size += len(pair[0]) + 1
    if group:
        yield from _surfaces_of_group(group)


def _surfaces_of_group(group: Sequence[tuple[str, bool]]) -> list[Surfaces]:
    text = "\n".join([chunk for chunk, _ in group])
    ends = list(accumulate(len(chunk) + 1 for chunk, _ in group))
    found: list[Surfaces] = [[] for _ in group]
    place = 0
    for first, last in list(_TOKENIZER.span_tokenize(text)):
        while first >= ends[place]:
            place += 1
        found[place] += surfaces_of_word(text[first:last], group[place][1])
    return found


def surfaces_of_word(raw: str, mixed: bool) -> Surfaces:
    """The surface terms of each part of a raw token: those of `analyse_word`, which asks for stems too."""
    if raw.isascii() and raw.isalnum() and not (mixed and _is_in_capitals(raw)):
        return [(raw.lower()[:LONGEST_TERM],)]
    return [part.surfaces for part in _parts(raw, mixed, str)]


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


@lru_cache(maxsize=1 << 18)
def analyse_word(raw: str, mixed: bool) -> tuple[Part, ...]:
    """The parts of one raw token. `mixed`: it stands in text that has lower-case letters."""
    return _parts(raw, mixed, stem)


def _parts(raw: str, mixed: bool, stem_of: Stemmer) -> tuple[Part, ...]:
    end = len(raw)
    word = _without_possessive(raw.replace("’", "'").replace("ʼ", "'").replace("＇", "'"))
    if _ACRONYM.fullmatch(word):
        return (_acronym_part(0, end, _term(word.replace(".", ""))),)
    if _RUN.match(word):
        return _compound(raw, [(index, index + 1) for index in range(end)], mixed, False, stem_of)
    cuts = [match.start() for match in _JOINT.finditer(word.replace("‐", "-").replace("‑", "-"))]
    if cuts:
        spans = list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(word)], strict=True))
        return _compound(word, spans, mixed, any(map(str.isdigit, word)), stem_of)
    return (_single(word, end, mixed, stem_of),)


def _term(word: str) -> str:
    """The folded word; as it is where folding leaves nothing of it (a tatweel or a voicing mark that stands alone)."""
    return (fold(word) or word)[:LONGEST_TERM]


def _without_possessive(word: str) -> str:
    return word[:-2] if word[-2:] in ("'s", "'S") and len(word) > 2 else word


def dotted(word: str) -> str:
    """The name of an acronym that is more than the word it spells: u.s. for US, a.i.d.s. for AIDS."""
    return ".".join(word) + "."


def _acronym_part(start: int, end: int, letters: str) -> Part:
    """An acronym. One that spells a stop word (US, WHO, IT) is looked for by its dotted name; one that a stemmer would
    change (AIDS) has that name too, so that a plain "aid" can tell it from the verb."""
    if letters in STOP_WORDS:
        terms: tuple[str, ...] = (dotted(letters), letters)
    else:
        terms = (letters,) if stem(letters) == letters else (letters, dotted(letters))
    return Part(start, end, terms, terms, True)


def _single(word: str, end: int, mixed: bool, stem_of: Stemmer) -> Part:
    if mixed and _is_in_capitals(word):
        return _acronym_part(0, end, _term(word))
    term = _term(word)
    if "'" in term:
        elided = _ELISION.match(term)
        others = (term.replace("'", ""), *((term[elided.end() :],) if elided else ()))
        surfaces = tuple(dict.fromkeys(filter(None, (term, *others))))
        return Part(0, end, surfaces, tuple(dict.fromkeys((term, *map(stem_of, surfaces[1:])))), False)
    if "&" in term:
        joined = term.replace("&", "")
        return Part(0, end, (term, joined), (term, stem_of(joined)), False)
    if term[0].isdigit() and "," in term:
        term = term.replace(",", "")
    return Part(0, end, (term,), (stem_of(term),), False)


def _is_in_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()


def _compound(word: str, spans: list[tuple[int, int]], mixed: bool, joined: bool, stem_of: Stemmer) -> tuple[Part, ...]:
    """Parts one after the other; the whole, and for codes such as COVID-19 the joined form, go with the first."""
    whole = _term(word)
    wholes = (whole, re.sub(r"\W", "", whole)) if joined else (whole,)
    parts: list[Part] = []
    for start, end in spans:
        part = _single(word[start:end], end - start, mixed, stem_of)
        more = () if parts else wholes
        surfaces = tuple(dict.fromkeys(part.surfaces + more))
        stems = tuple(dict.fromkeys(part.stems + more))
        parts.append(Part(start, end, surfaces, stems, part.acronym, more))
    return tuple(parts)
