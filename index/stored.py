"""The stored form of a record: JSON, read for the few hits that are shown.

Writer and reader stand side by side; a change here raises `schema.SCHEMA_VERSION`.
"""

from __future__ import annotations

import json
import re

import msgspec

from index.document import Document
from index.folding import fold

_UNUSUAL = b" "
"""What comes before a record with a value that msgspec would not read as it was."""
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Document)
_LEADING = re.compile(r"^[\W_]+")


class DamagedRecordError(ValueError):
    """Stored bytes that are not what was written."""


def encode_record(document: Document) -> bytes:
    """The stored form of a record."""
    try:
        return _ENCODER.encode(document)
    except (OverflowError, RecursionError):  # whole numbers of more than 64 bits, deep nesting
        return _UNUSUAL + json.dumps(msgspec.to_builtins(document), ensure_ascii=False).encode("utf-8")


def decode_record(data: bytes) -> Document:
    """The record of its stored form.

    Raises:
        DamagedRecordError: the bytes are damaged.
    """
    try:
        if data.startswith(_UNUSUAL):
            return msgspec.convert(json.loads(data), Document)
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        raise DamagedRecordError(f"damaged record: {error}") from error


def sort_title(title: str) -> str:
    """The key under which titles are sorted: folded, without leading punctuation."""
    folded = fold(title)
    return _LEADING.sub("", folded) or folded
