"""Text made comparable: cleaning (NFC, no control characters) and folding (case and diacritics).

`clean` is applied to every text that enters a record, so that offsets found by the analyzer hold for the
stored text. `fold` is applied to terms, sort keys and identities, never to what is shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CONTROL = dict.fromkeys((*range(32), *range(127, 160), 173, 65279))
_CONTROL |= {ord("\t"): " ", ord("\n"): "\n", ord("\r"): "\n", 0x85: "\n"}
_CONTROL |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_UNCLEAN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\ufeff\ud800-\udfff]")
"""Any character of `_CONTROL` that does not become itself."""
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WHOLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "‘": "'",
     "ʼ": "'", "＇": "'", "‐": "-", "‑": "-",
     "\u0640": None, "ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه"}
)  # fmt: skip
_WHOLE |= {first + digit: str(digit) for first in (0x660, 0x6F0) for digit in range(10)}


def clean(text: str) -> str:
    """NFC text without control characters, soft hyphens or lone surrogates; line ends are `\\n`."""
    if (text.isprintable() or not _UNCLEAN.search(text)) and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_CONTROL))


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case without the diacritics of Latin, Greek, Arabic and Hebrew letters.

    Marks that make another letter (Cyrillic й, Devanagari vowels, Thai tones) stay. Arabic letters that are written for
    one another, in Persian and Urdu too, become one (any alef, yeh, kaf, heh), and their digits those of ASCII.

    >>> fold("Zürich"), fold("Øresund"), fold("Straße"), fold("مَدْرَسَةٌ") == fold("مدرسه")
    ('zurich', 'oresund', 'strasse', True)
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_WHOLE)
    return unicodedata.normalize("NFC", "".join(_without_marks(unicodedata.normalize("NFD", folded))))


def _without_marks(decomposed: str) -> list[str]:
    kept: list[str] = []
    base = ""
    for char in decomposed:
        if not unicodedata.combining(char):
            base = char
        elif base < "\u0400" or 0x0590 <= ord(base) <= 0x06FF:
            continue
        kept.append(char)
    return kept


def fold_words(text: str) -> str:
    """Folded words joined by single spaces; the folded text itself when it has no word.

    The key under which titles are equal: `"The  Road-Map!"` and `"the road map"`.
    """
    if text.isascii():
        lower = text.lower()
        return " ".join(_ASCII_WORD.findall(lower)) or lower.strip()
    folded = fold(text)
    words = "".join(char if _in_word(char) else " " for char in folded).split()
    return " ".join(words) or folded.strip()


def _in_word(char: str) -> bool:
    """Letters and digits; marks too, without which Hindi words would lose their vowels."""
    return char.isalnum() or (char > "\x7f" and unicodedata.category(char)[0] == "M")
