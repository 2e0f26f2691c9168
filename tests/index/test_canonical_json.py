"""Canonical JSON says what the standard library's says, for every value that a record can hold."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from index.canonical_json import canonical
from tests.index.values import nested, text, value


@given(value)
def test_every_value_comes_back(given_value: Any) -> None:
    assert json.loads(canonical(given_value)) == given_value


@given(st.dictionaries(text, value))
def test_the_canonical_form_knows_no_order(record: dict[str, Any]) -> None:
    assert canonical(record) == canonical(dict(reversed(record.items())))


@given(st.dictionaries(text, text | st.lists(text)))
def test_texts_are_as_the_standard_library_writes_them(record: dict[str, Any]) -> None:
    expected = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert canonical(record).decode("utf-8") == expected


def test_deep_nesting() -> None:
    deep = nested(400)
    assert json.loads(canonical(deep)) == deep
