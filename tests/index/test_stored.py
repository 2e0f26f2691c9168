"""The stored form of a record gives back what was stored, whatever it holds, and tells what is damaged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import from_record
from index.stored import DamagedRecordError, decode_record, encode_record
from tests.index.values import nested, text, value

ENTRY = {"title": "Listed", "date": "2024", "authors": ["Ann Lee, PhD"], "more": 2**70}
RECORD = {"id": "a", "title": "A", "authors": ["B", "Ann Lee, PhD"], "topics": ["x"], "related": ["x", ENTRY]}


@given(st.dictionaries(text, value))
def test_every_record_comes_back(more: dict[str, Any]) -> None:
    document = from_record(RECORD | {f"more {key}": kept for key, kept in more.items()})
    assert decode_record(encode_record(document)) == document


@pytest.mark.parametrize("depth", [400, 700, 900])
def test_deep_nesting(depth: int) -> None:
    document = from_record({"title": "A"})
    document.extra["deep"] = nested(depth)
    assert decode_record(encode_record(document)).to_record() == document.to_record()


@pytest.mark.parametrize(
    "data", [b"", b"x", b"[]", b"{}", b'{"id": 1}', b'{"id": "a", "authors": ["b"]}', b' {"id":1}', b" {"]
)
def test_what_is_no_record_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedRecordError):
        decode_record(data)
