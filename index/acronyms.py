"""Acronyms that the texts explain themselves: "Islamic State Khorasan (ISIS-K)", "ISIS-K (Islamic State Khorasan)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (PSB 2003):
beside a parenthesis stands a short form, and the letters of the short form are looked for in the words on the other
side, from the last to the first; the first letter must begin a word. More than they ask for, a short form has two
capitals, and a long form two words, since prose has many parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.analysis import tokenize
from index.folding import fold
from index.stopwords import STOP_WORDS
from index.words import LONGEST_TERM

LEAST_RECORDS = 3
"""Records that must explain an acronym alike before searches use it unasked."""
SEPARATOR = "\x1f"
"""Between the short and the long form where a pair is stored."""

_BEFORE = 160
"""Characters before a parenthesis in which the long form, or the short one, may stand."""
_INSIDE = re.compile(r"\(\s*([^()\n]{2,120}?)\s*[);,]")
_LONGEST = 10
"""Characters of a short form."""
_SHORT = re.compile(r"[A-Za-z0-9][\w&./’'-]{1,9}")
_SENTENCE = re.compile(r"[.!?;:()\n]\s+(?=\S)|[()\n\"“”]")
_ALNUM = re.compile(r"[a-z0-9]+")
_KEPT = 4_096
"""Names whose acronyms are kept."""

Explained = tuple[str, str, int]
"""A pair folded and as it is stored, and in how many records it is."""


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form, what it is explained as, and in how many records."""

    short: str
    long: str
    records: int


class Acronyms:
    """All acronyms of one generation. Compared by identity: a generation has one."""

    def __init__(
        self,
        read: Callable[[str | None], Iterable[Explained]] = lambda _: (),
        may_be_used: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`read` gives every pair for None; for the letters of a name (`name_letters`) at least those that have such a
        name and that searches use, with all that fold like them. Pairs that fold alike are one acronym, which is
        spelled as the most frequent of them. `may_be_used` tells of the letters of most names that nothing has them."""
        self._read = read
        self._may_be_used = may_be_used
        self._named = lru_cache(maxsize=_KEPT)(self._find)

    @cached_property
    def all(self) -> tuple[Acronym, ...]:
        """By records (most first), then short and long form."""
        return _listed(self._read(None), 1)

    @cached_property
    def used(self) -> tuple[Acronym, ...]:
        """Those that searches use."""
        return tuple(acronym for acronym in self.all if acronym.records >= LEAST_RECORDS)

    def named(self, letters: str) -> tuple[Acronym, ...]:
        """Those that searches use, at least all that have a name of these letters, in the order of `all`."""
        return self._named(letters) if self._may_be_used(letters) else ()

    def _find(self, letters: str) -> tuple[Acronym, ...]:
        return _listed(self._read(letters), LEAST_RECORDS)


def _listed(pairs: Iterable[Explained], least: int) -> tuple[Acronym, ...]:
    records: dict[str, int] = {}
    spellings: dict[str, list[str]] = {}
    for folded, pair, count in pairs:
        if pair not in records:
            spellings.setdefault(folded, []).append(pair)
        records[pair] = records.get(pair, 0) + count
    found = []
    for alike in spellings.values():
        total = sum(records[pair] for pair in alike)
        if total >= least:
            short, _, long = min(alike, key=lambda pair: (-records[pair], pair)).partition(SEPARATOR)
            found.append(Acronym(short, long, total))
    return tuple(sorted(found, key=lambda acronym: (-acronym.records, acronym.short, acronym.long)))


def words_of_name(name: str) -> tuple[str, ...]:
    """The words by which a name is looked for; those of acronyms as capitals that mean something."""
    return tuple(token.surfaces[0] for token in tokenize(name, True))


def letters_of(words: Sequence[str]) -> str:
    """The letters and digits of some words."""
    joined = "".join(words)
    return joined if joined.isalnum() else "".join(filter(str.isalnum, joined))


def name_letters(name: str) -> str:
    """The letters and digits of `words_of_name`: what all names with these words have in common."""
    if name.isascii() and "'" not in name and len(name) <= LONGEST_TERM:  # then they are those of the name
        return "".join(_ALNUM.findall(name.lower()))
    return letters_of(words_of_name(name))


def acronyms_of(texts: Iterable[str]) -> list[str]:
    """The pairs that some texts of a record explain, as they are stored; each once, however it is spelled."""
    found: dict[tuple[str, str], str] = {}
    for text in texts:
        for short, long in explained(text):
            found.setdefault((fold(short), fold(long)), f"{short}{SEPARATOR}{long}")
    return list(found.values())


def explained(text: str) -> Iterator[tuple[str, str]]:
    """Every short form with its long form that a text explains."""
    for match in _INSIDE.finditer(text):
        inside = match[1]
        if is_short(inside):
            before = _SENTENCE.split(text[max(match.start() - _BEFORE, 0) : match.start()])[-1]
            long = long_form(inside, _last_words(before, inside))
            if long:
                yield inside, long
        elif " " in inside:
            word = text[max(match.start() - _LONGEST - 1, 0) : match.start()].rstrip().rpartition(" ")[2]
            words = " ".join(inside.split())
            if is_short(word) and long_form(word, words) == words:
                yield word, words


def is_short(text: str) -> bool:
    """Whether a text can be a short form."""
    return bool(_SHORT.fullmatch(text)) and sum(map(str.isupper, text)) >= 2


def _last_words(text: str, short: str) -> str:
    """As many words before a short form as its long form may have."""
    letters = sum(map(str.isalnum, short))
    return " ".join(text.split()[-min(letters + 5, letters * 2) :])


def long_form(short: str, words: str) -> str | None:
    """The shortest end of some words that has the letters of a short form in their order, the first at the beginning of
    a word; None where there is none, or it explains nothing."""
    lowered = _lowered(words)
    at = len(words)
    for number in range(len(short) - 1, -1, -1):
        letter = short[number].lower()
        if not letter.isalnum():
            continue
        at = lowered.rfind(letter, 0, at)
        while number == 0 and at >= 0 and not _begins(words, at):
            at = lowered.rfind(letter, 0, at)
        if at < 0:
            return None
    found = words[words.rfind(" ", 0, at + 1) + 1 :].strip(" ,'\"’“”-–—")
    several = 1 < len(found.split()) <= sum(map(str.isalnum, short)) * 2
    return found if several and len(found) > len(short) and short not in found.split() else None


def _lowered(words: str) -> str:
    """Every character in lower case, where that is one character, whatever stands beside it."""
    if words.isascii():
        return words.lower()
    return "".join([lower if len(lower := char.lower()) == 1 else char for char in words])


def _begins(words: str, at: int) -> bool:
    """Whether a long form may begin at a character: with a word, but not one like "of"."""
    return (at == 0 or not words[at - 1].isalnum()) and words[at:].partition(" ")[0].lower() not in STOP_WORDS
