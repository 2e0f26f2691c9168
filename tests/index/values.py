"""Values that a record may hold besides its own fields, for Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

text = st.text(st.characters(exclude_categories=["Cs"]))
_scalar = (
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False) | text
)
value = st.recursive(_scalar, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=12)


def nested(depth: int) -> list[Any]:
    """A list in a list, and so on."""
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep
