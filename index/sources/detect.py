"""What a file is, by looking at its first bytes; its name decides only where the content leaves it open."""

from __future__ import annotations

import re
from enum import Enum

from index.sources.chunks import CHUNK
from index.sources.csv import looks_like_header
from index.sources.encoding import decode_page
from index.sources.jsonl import first_value_is_whole


class Form(Enum):
    """The forms of a source. `EMPTY` and `BINARY` hold no records."""

    EMPTY = "empty"
    BINARY = "binary"
    JSON_LINES = "JSON lines"
    JSON = "JSON"
    CSV = "CSV"
    HTML = "HTML"
    TEXT = "text"


_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"{\\rtf", "a rich-text document"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "gzip inside gzip"),
)
_TAG = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|div|main|article|section|p|h[1-6]|ul|ol|table|span|meta|title|br|a|script)"
    r"\b[^<>]*>)",
    re.IGNORECASE,
)
_XML = re.compile(r"<\?xml\b.{0,200}?\?>\s*", re.DOTALL)
_JSON_START = re.compile(r"\{\s*[\"}]|\[\s*(?:[{\[\"\]\d]|null|true|false)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.01
"""Share of control characters beyond which a file is no text."""


def kind_of_binary(head: bytes) -> str | None:
    """What a file is that has the first bytes of another format, or None."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def detect(head: bytes, name: str) -> Form:
    """The form of a file that begins with `head` (up to `CHUNK` bytes) and has this name."""
    if kind_of_binary(head):
        return Form.BINARY
    text = decode_page(head)[0].lstrip("\ufeff \t\r\n\f\v")
    if not text:
        return Form.EMPTY
    name = name.lower().removesuffix(".gz")
    named_lines = name.endswith((".jsonl", ".ndjson"))
    json_like = bool(_JSON_START.match(text))
    if json_like or (named_lines and not text.startswith("<")):
        return _json(text, named_lines, whole=len(head) < CHUNK)
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        return Form.BINARY
    return _text_form(text, name)


def _json(text: str, named_lines: bool, whole: bool) -> Form:
    """JSON lines, unless the first line is only the beginning of a value."""
    if named_lines:
        return Form.JSON_LINES
    first, _, rest = text.partition("\n")
    if text.startswith("["):
        return Form.JSON_LINES if rest.lstrip().startswith("{") and first_value_is_whole(first) else Form.JSON
    if first_value_is_whole(first) or (not rest and not whole):
        return Form.JSON_LINES
    opened = re.fullmatch(r"\{\s*|\{.*[,{\[]\s*", first)
    return Form.JSON if opened else Form.JSON_LINES


def _text_form(text: str, name: str) -> Form:
    without = _XML.sub("", text, count=1)
    if without.startswith("<"):
        return Form.HTML if _TAG.search(without) or name.endswith((".html", ".htm", ".xhtml")) else Form.TEXT
    first = text.split("\n", 1)[0].strip()
    if name.endswith((".csv", ".tsv")) or looks_like_header(first):
        return Form.CSV
    if name.endswith((".html", ".htm", ".xhtml")) and _TAG.search(text):
        return Form.HTML
    return Form.TEXT
