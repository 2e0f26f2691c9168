"""JSON in one form for equal values, as bytes of UTF-8: quickly, and for every value that a record can hold."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> bytes:
    """A value, its keys sorted: the same for equal values."""
    try:
        return msgspec.json.encode(value, order="sorted")
    except (OverflowError, RecursionError):  # whole numbers of more than 64 bits, deep nesting
        return _SORTED.encode(value).encode("utf-8")
