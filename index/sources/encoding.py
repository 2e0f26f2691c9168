"""The encoding of a file: a byte order mark, else UTF-8, else what the bytes look like.

A file is UTF-8 as long as that can be true: a few broken bytes among good ones are replaced by U+FFFD and remarked.
Only bytes that make no UTF-8 at all, and do make words of another encoding, are read as that one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEQUENCE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\xa0-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_SIGNS = frozenset("‘’‚“”„–—…•€£©®°·«»§¿¡×ªº\xa0½¼¾´†‹›™")
_NEVER = frozenset("ÿþðƒˆ\ufffd")
_SAMPLE = 1 << 16
_MOST_FIT = 0.8
"""Share of the characters beyond ASCII that must fit a western text."""
REPLACED = "bytes that are no UTF-8 were replaced by \ufffd"


def bom_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def guess(data: bytes) -> str:
    """The encoding of bytes without a byte order mark: `utf-8` unless they plainly are something else."""
    if data.isascii() or _is_utf8(data):
        return "utf-8"
    broken = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
    if len(_HIGH.findall(data)) - broken >= 2 * broken:
        return "utf-8"
    if _reads_as_western(data):
        return "windows-1252"
    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best and broken > 2 else "utf-8"


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; a sequence cut off by the end of the sample counts as whole."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_western(data: bytes) -> bool:
    """Whether nearly every byte beyond ASCII is a letter in a word or a sign that is usual in western texts."""
    text = data.decode("cp1252", "replace")
    found = [(char, text[max(0, at - 1) : at] + text[at + 1 : at + 2]) for at, char in enumerate(text) if char > "\x7f"]
    fit = sum(char in _SIGNS or (char.isalpha() and any(near.isalpha() for near in around)) for char, around in found)
    return fit >= _MOST_FIT * len(found) and not any(char in _NEVER for char, _ in found) and not _foreign(found)


def _foreign(found: list[tuple[str, str]]) -> bool:
    """Letters beyond ASCII that mostly stand beside each other are another script, not accents."""
    letters = [around for char, around in found if char.isalpha()]
    besides = sum(any(near.isalpha() and near > "\x7f" for near in around) for around in letters)
    return len(letters) > 3 and besides > len(letters) / 2


@dataclass(slots=True)
class Decoder:
    """Decodes the lines of one file; a line never changes how a UTF-8 file is read on."""

    encoding: str
    """What lines that are no UTF-8 are read as."""
    multibyte: bool = False
    """Whether the file has shown good UTF-8 beyond ASCII."""

    @classmethod
    def of(cls, head: bytes) -> Decoder:
        """The decoder of a file that begins with `head`."""
        encoding = guess(head)
        return cls(encoding, encoding == "utf-8" and bool(_SEQUENCE.search(head)))

    def decode(self, data: bytes) -> tuple[str, list[str]]:
        """The text of a line or page, and notes on what was not as expected."""
        try:
            text = data.decode("utf-8")
            self.multibyte = self.multibyte or not data.isascii()
            return text, []
        except UnicodeDecodeError:
            pass
        encoding = self.encoding
        if encoding == "utf-8" and not self.multibyte:
            encoding = guess(data)
        if encoding == "utf-8":
            return data.decode("utf-8", "replace"), [REPLACED]
        text = data.decode(encoding, "replace")
        return text, [f"read as {encoding}"] if encoding != self.encoding else []


def decode_page(data: bytes) -> tuple[str, list[str]]:
    """The text of a whole page, and notes."""
    encoding = bom_encoding(data)
    if encoding is None:
        return Decoder.of(data).decode(data)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    return text, [f"bytes that are no {encoding.upper()} were replaced by \ufffd"] if "\ufffd" in text else []
