"""The stored form of a record: JSON, compressed in the format of zlib, read for the few hits that are shown.

Writer and reader stand side by side; a change here raises `schema.SCHEMA_VERSION`.
"""

from __future__ import annotations

import json
import re
from typing import cast

import msgspec
from isal import isal_zlib

from index.document import Document
from index.folding import fold

_LEVEL = 1
"""Of one record's text the higher levels make 1 % less."""
_UNUSUAL = b" "
"""What comes before a record with a value that msgspec would not read as it was."""
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Document)
_ERROR = cast(type[Exception], isal_zlib.error)  # which its stubs take for an instance
_LEADING = re.compile(r"^[\W_]+")


class DamagedRecordError(ValueError):
    """Stored bytes that are not what was written."""


def encode_record(document: Document) -> bytes:
    """The stored form of a record."""
    try:
        data = _ENCODER.encode(document)
    except (OverflowError, RecursionError):  # whole numbers of more than 64 bits, deep nesting
        data = _UNUSUAL + json.dumps(msgspec.to_builtins(document), ensure_ascii=False).encode("utf-8")
    return isal_zlib.compress(data, _LEVEL)


def decode_record(data: bytes) -> Document:
    """The record of its stored form.

    Raises:
        DamagedRecordError: the bytes are damaged.
    """
    try:
        text = isal_zlib.decompress(data)
        if text.startswith(_UNUSUAL):
            return msgspec.convert(json.loads(text), Document)
        return _DECODER.decode(text)
    except (_ERROR, msgspec.MsgspecError, ValueError) as error:
        raise DamagedRecordError(f"damaged record: {error}") from error


def sort_title(title: str) -> str:
    """The key under which titles are sorted: folded, without leading punctuation."""
    folded = fold(title)
    return _LEADING.sub("", folded) or folded
