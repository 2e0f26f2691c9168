"""The stored form of a record: JSON, compressed in the format of zlib, read for the few hits that are shown.

Writer and reader stand side by side; a change here raises `schema.SCHEMA_VERSION`.
"""

from __future__ import annotations

import re
from typing import Any, cast

from isal import isal_zlib

from index.compact_json import compact, expand
from index.document import Author, Document, Link
from index.folding import fold

_PLAIN = ("id", "kind", "title", "summary", "body", "date", "type", "url", "language", "source")
_FLAGS = ("title_derived", "language_detected", "own_id", "stub")
_LEVEL = 1
"""Of one record's text the higher levels make 1 % less."""
_ERROR = cast(type[Exception], isal_zlib.error)  # which its stubs take for an instance
_LEADING = re.compile(r"^[\W_]+")


class DamagedRecordError(ValueError):
    """Stored bytes that are not what was written."""


def encode_record(document: Document) -> bytes:
    """The stored form of a record."""
    return isal_zlib.compress(compact(_pack(document)), _LEVEL)


def decode_record(data: bytes) -> Document:
    """The record of its stored form.

    Raises:
        DamagedRecordError: the bytes are damaged.
    """
    try:
        return _unpack(expand(isal_zlib.decompress(data)))
    except (_ERROR, KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(f"damaged record: {error}") from error


def _pack(document: Document) -> dict[str, Any]:
    packed: dict[str, Any] = {name: getattr(document, name) for name in (*_PLAIN, *_FLAGS)}
    packed["authors"] = [
        author.name if author.name == author.display else [author.name, author.display] for author in document.authors
    ]
    packed["topics"] = document.topics
    packed["related"] = [_pack(link.record) if link.record else link.ref for link in document.related]
    packed["extra"] = document.extra
    return {name: value for name, value in packed.items() if value}


def _unpack(packed: dict[str, Any]) -> Document:
    packed["authors"] = tuple(
        [Author(author, author) if isinstance(author, str) else Author(*author) for author in packed.get("authors", ())]
    )
    packed["topics"] = tuple(packed.get("topics", ()))
    packed["related"] = tuple(map(_link, packed.get("related", ())))
    return Document(**packed)


def _link(value: str | dict[str, Any]) -> Link:
    return Link(ref=value) if isinstance(value, str) else Link(record=_unpack(value))


def sort_title(title: str) -> str:
    """The key under which titles are sorted: folded, without leading punctuation."""
    folded = fold(title)
    return _LEADING.sub("", folded) or folded
