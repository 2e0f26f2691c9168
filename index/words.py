"""Raw tokens to terms: what a word, an acronym or a compound is found by.

A *raw token* is what the pattern finds in a text; it has one or more *parts*, each a position with its *surface* terms
(folded, unstemmed: for quoted text, spelling and prefixes) and *stems* (for plain words). The first of each is the one
a query looks for; the others are spellings under which the same place is found as well.

The words of this trade, and what they become:

    attacked           attacked | stem attack
    Putin's            putin                         possessives fall away
    O'Brien            o'brien, obrien
    l'Europe           l'europe, europe              elisions of French and Italian
    U.N.   UN          un
    U.S.   US          u.s., us                      where the word would be a stop word, its acronym has a name
    AIDS               aids, a.i.d.s.; never stemmed in text that has lower-case letters too
    NGOs               ngos, n.g.o.s                 a plural: capitals and a small s; NGO finds it too
    R&D                r&d, rd
    ISIS-K             isis (and isis-k) then k      a compound: its parts follow one another, the whole
    COVID-19           covid (and covid-19, covid19) then 19         is indexed with the first part
    1,000              1000
    中文新闻            中文 (and 中, 中文新闻) then 文新 (and 文) then 新闻 (and 新) then 闻

A position is one part of a compound or one word. Chinese, Japanese, Korean and Thai have no blanks between words: a run
of their characters is a compound of overlapping pairs, each character at its position too, so that whatever is typed of
it is found, and a query of two characters or more is a phrase of pairs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nltk.tokenize import RegexpTokenizer

from index.folding import fold
from index.languages import stem, unelided
from index.stopwords import STOP_WORDS

LONGEST_TERM = 100
LONGEST_ACRONYM = 6
"""Letters of an acronym that has a plural."""

# NLTK compiles patterns with the `regex` engine: classes by property, set difference (V1), possessive quantifiers.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\u30fc\uff70\uff9e\uff9f"
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_CHAR = rf"[[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]"  # without the marks, Hindi words would be cut apart
_WORD = rf"{_LETTER}{_CHAR}*+"
_PATTERN = "(?V1)" + "|".join(
    (
        r"[A-Za-z]{2,}+(?![^\s.,;])",  # most tokens, quickly; the rest decides the same for them
        rf"(?:\p{{L}}\.)+\p{{L}}(?!{_CHAR})\.?(?:['’]s(?!{_CHAR}))?",
        rf"(?<!{_CHAR})[A-Za-z](?:\+\+|\#)(?!\w)",
        rf"[{_UNSPACED}]+",
        rf"{_WORD}(?:(?:['’ʼ＇&\-‐‑]|(?<=\d)[.,/:](?=\d)){_WORD})*+",
    )
)
TOKENIZER = RegexpTokenizer(_PATTERN)
TOKENIZER.tokenize("")  # compiles the pattern now: workers that part later share it
EDGES = ".,;:!?()[]{}<>\"“”'‘’«»„…*=|$%~^`@&\\/–—-"
"""Characters without which, at either end, a chunk of text has the same terms at the same positions."""
_HYPHENATED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_JOINT = re.compile(r"[-/:]")
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


def is_one_token(chunk: str) -> bool:
    """Whether a chunk is surely one raw token, told without the pattern; others may be one too."""
    return chunk.isascii() and (chunk.isalnum() or bool(_HYPHENATED.fullmatch(chunk)))


@lru_cache(maxsize=1 << 12)
def analyse_word(raw: str, mixed: bool) -> tuple[Part, ...]:
    """The parts of one raw token. `mixed`: it stands in text that has lower-case letters."""
    return _parts(raw, mixed, stem)


def surfaces_of_word(raw: str, mixed: bool) -> Surfaces:
    """The surface terms of each part of a raw token: those of `analyse_word`, which asks for stems too."""
    if raw.isascii() and len(raw) <= LONGEST_TERM:  # most words, quickly
        lower = raw.lower()
        if raw.isalnum():
            if raw[1:].islower() or not _may_have_names(raw, mixed):
                return [(lower,)]
        elif raw.replace("-", "").isalpha() and (
            raw == lower or not any(_may_have_names(word, mixed) for word in raw.split("-"))
        ):
            first, *others = lower.split("-")
            return [(first, lower), *[(word,) for word in others]]
    return [part.surfaces for part in _parts(raw, mixed, str)]


def _parts(raw: str, mixed: bool, stem_of: Stemmer) -> tuple[Part, ...]:
    end = len(raw)
    word = _without_possessive(raw.replace("’", "'").replace("ʼ", "'").replace("＇", "'"))
    if _ACRONYM.fullmatch(word):
        return (_acronym_part(0, end, _term(word.replace(".", ""))),)
    if _RUN.match(word):
        return _pairs(raw)
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


def plural_name(letters: str) -> str:
    """The name that the plural of an acronym has beside its word: n.g.o.s for NGOs, which tells it from NGOS."""
    return dotted(letters) + "s"


def singular_of(surfaces: Sequence[str]) -> tuple[str, ...]:
    """The surface terms of an acronym, given those of a place where its plural stands; none of another place."""
    letters = surfaces[0][:-1]
    return _acronym_part(0, 0, letters).surfaces if surfaces[1:2] == (plural_name(letters),) else ()


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
    if is_plural(word):
        name = plural_name(term[:-1])
        return Part(0, end, (term, name), (stem_of(term), name), False)
    if "'" in term:
        surfaces = tuple(dict.fromkeys(filter(None, (term, term.replace("'", ""), unelided(term)))))
        return Part(0, end, surfaces, tuple(dict.fromkeys((term, *map(stem_of, surfaces[1:])))), False)
    if "&" in term:
        joined = term.replace("&", "")
        return Part(0, end, (term, joined), (term, stem_of(joined)), False)
    if term[0].isdigit() and "," in term:
        term = term.replace(",", "")
    terms, stems = (term,), (stem_of(term),)
    return Part(0, end, terms, terms if stems == terms else stems, False)


def _pairs(run: str) -> tuple[Part, ...]:
    """The characters of a run, each with the one behind it; the whole goes with the first."""
    singles = list(map(_term, run))
    pairs = ["".join(pair) for pair in pairwise(singles)]
    parts: list[Part] = []
    for start, single in enumerate(singles):
        wholes = (_term(run),) if pairs and not parts else ()
        terms = tuple(dict.fromkeys((*pairs[start : start + 1], single, *wholes)))
        parts.append(Part(start, start + 1, terms, terms, False, wholes))
    return tuple(parts)


def is_pair(surfaces: Sequence[str]) -> bool:
    """Whether the first of a place's terms is a character of a run with the one behind it."""
    return len(surfaces) > 1 and surfaces[0].startswith(surfaces[1]) and bool(_RUN.match(surfaces[0]))


def is_implied(term: str, before: str) -> bool:
    """Whether a character of a run is the second of the pair before it, which tells all of it."""
    return len(term) < len(before) and before.endswith(term) and bool(_RUN.match(before))


def _is_in_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()


def _may_have_names(word: str, mixed: bool) -> bool:
    """Whether a word may have a dotted name, or that of a plural."""
    return (mixed and _is_in_capitals(word)) or is_plural(word)


def is_plural(word: str) -> bool:
    """Whether a word is an acronym with the s of a plural, as in NGOs."""
    return word[-1:] == "s" and len(word) <= LONGEST_ACRONYM + 1 and _is_in_capitals(word[:-1])


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
