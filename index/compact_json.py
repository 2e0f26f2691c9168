"""JSON in its shortest form, as bytes of UTF-8: quickly, and for every value that a record can hold."""

from __future__ import annotations

import json
from typing import Any

import orjson

_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


_UNUSUAL = b" "
"""What comes before a value that the quick reader would not read as it was."""


def compact(value: Any) -> bytes:
    """A value, its keys in the order they have."""
    try:
        return orjson.dumps(value)
    except TypeError:  # whole numbers of more than 64 bits, deep nesting
        return _UNUSUAL + _PLAIN.encode(value).encode("utf-8")


def expand(data: bytes) -> Any:
    """The value that `compact` wrote.

    Raises:
        ValueError: it is no JSON.
    """
    return json.loads(data) if data.startswith(_UNUSUAL) else orjson.loads(data)


def canonical(value: Any) -> bytes:
    """A value, its keys sorted: the same for equal values."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return _SORTED.encode(value).encode("utf-8")
