"""The box's text cut into lexemes: words, quoted texts and parentheses, each with what is attached to it.

-title:"road map"~3      negative, field `title`, quoted text `road map`, suffix `~3`
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.schema import BOX_FIELDS

TEXT, QUOTE, OPEN, CLOSE = "text", "quote", "(", ")"
OPERATORS = ("AND", "OR", "NOT")

_FIELDS = "|".join(sorted({*BOX_FIELDS, "year", "date"}, key=len, reverse=True))
_LEXEME = re.compile(
    rf"""
    (?P<negative> (?<!\S)[-−]+ | (?<=\()[-−]+ )?
    (?: (?P<field> {_FIELDS} ) : (?=[^\s)]) )?
    (?:
        ["“”„«»] (?P<quote> [^"“”„«»]* ) ["“”„«»] (?P<suffix> ~\d{{0,3}} )?
      | (?P<open> \( )
      | (?P<close> \) )
      | (?P<text> [^\s()"“”„«»]+ )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS = re.compile(r"[-−–—.,:;!?/\\&+=<>|'`#%^_$@\[\]{}]+")
"""Signs that mean nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of the text. `field` is a name of the box's fields, or empty."""

    kind: str
    text: str = ""
    field: str = ""
    negative: bool = False
    suffix: str = ""

    def positive(self) -> Lexeme:
        """The lexeme without its minus."""
        return replace(self, negative=False)


def lex(text: str) -> list[Lexeme]:
    """The lexemes of a text in order; stray quotation marks and lone signs belong to none."""
    return [lexeme for lexeme, _, _ in spans(text)]


def is_plain_words(text: str) -> bool:
    """Whether a text is words and nothing of the language of the box."""
    words = text.split()
    signs = any(word in OPERATORS or "*" in word or "~" in word for word in words)
    return not signs and lex(text) == [Lexeme(TEXT, word) for word in words]


def spans(text: str) -> list[tuple[Lexeme, int, int]]:
    """The lexemes of a text, each with where it begins and ends."""
    found = (match for match in _LEXEME.finditer(text) if not _SIGNS.fullmatch(match[0]))
    return [(_lexeme(match), match.start(), match.end()) for match in found]


def _lexeme(match: re.Match[str]) -> Lexeme:
    negative = bool(match["negative"])
    name = match["field"] or ""
    if match["open"]:
        return Lexeme(OPEN, field=name, negative=negative)
    if match["close"]:
        return Lexeme(CLOSE)
    if match["quote"] is not None:
        return Lexeme(QUOTE, match["quote"], name, negative, match["suffix"] or "")
    return Lexeme(TEXT, match["text"], name, negative)
