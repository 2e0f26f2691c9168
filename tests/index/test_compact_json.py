"""JSON in its shortest form says what the standard library's says, for every value that a record can hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.compact_json import canonical, compact, expand

text = st.text(st.characters(exclude_categories=["Cs"]))
scalar = (
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False) | text
)
value = st.recursive(scalar, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=12)


@given(value)
def test_every_value_comes_back(given_value: Any) -> None:
    assert json.loads(compact(given_value)) == expand(compact(given_value)) == given_value
    assert json.loads(canonical(given_value)) == given_value


@given(st.dictionaries(text, value))
def test_the_canonical_form_knows_no_order(record: dict[str, Any]) -> None:
    assert canonical(record) == canonical(dict(reversed(record.items())))


@given(st.dictionaries(text, text | st.lists(text)))
def test_texts_are_as_the_standard_library_writes_them(record: dict[str, Any]) -> None:
    expected = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    assert compact(record).decode("utf-8") == expected
    expected = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert canonical(record).decode("utf-8") == expected


@pytest.mark.parametrize("write", [compact, canonical])
def test_deep_nesting(write: Any) -> None:
    deep: list[Any] = []
    for _ in range(400):
        deep = [deep]
    assert json.loads(write(deep)) == deep == expand(compact(deep))
