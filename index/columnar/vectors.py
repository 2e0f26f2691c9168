"""Vectors in a docs pack: of each record the terms of a field, in the order they were given, which is by term."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from whoosh.matching import ListMatcher

from index.columnar.pack import Array, Pack
from index.columnar.strings import texts

Item = tuple[str, float, bytes]
"""A term of a record, its weight, and its value as the vector's format encodes it."""


class VectorWriter:
    """The vectors of one field; records come in the order of their numbers."""

    def __init__(self) -> None:
        self._docs = array("q")
        self._terms: list[bytes] = []
        self._weights = array("f")
        self._values: list[bytes] = []

    def add(self, docnum: int, items: Iterable[Item]) -> None:
        """Add the vector of a record."""
        for text, weight, value in items:
            self._docs.append(docnum)
            self._terms.append(text.encode("utf-8"))
            self._weights.append(weight)
            self._values.append(value or b"")

    def arrays(self, field: str, documents: int) -> dict[str, Array]:
        """The arrays of the field."""
        first = np.zeros(documents + 1, dtype=np.uint64)
        first[1:] = np.cumsum(np.bincount(np.array(self._docs, dtype=np.int64), minlength=documents))
        return {
            f"vector_first_{field}": first,
            f"vector_weights_{field}": np.array(self._weights, dtype=np.float32),
            **texts(f"vector_terms_{field}", self._terms),
            **texts(f"vector_values_{field}", self._values),
        }


def _rows(docs: Pack, field: str, docnum: int) -> range:
    name = f"vector_first_{field}"
    return range(*docs[name][docnum : docnum + 2].tolist()) if name in docs else range(0)


def has_vector(docs: Pack, field: str, docnum: int) -> bool:
    """Whether a record has a vector of a field."""
    return len(_rows(docs, field, docnum)) > 0


def vector(docs: Pack, field: str, docnum: int, format_: Any) -> Any:
    """A record's terms of a field, with their weights and values, as Whoosh walks them.

    Raises:
        LookupError: the record has none.
    """
    rows = _rows(docs, field, docnum)
    if not rows:
        raise LookupError(f"record {docnum} has no vector of the field {field!r}")
    terms = [str(term, "utf-8") for term in _strings(docs, f"vector_terms_{field}", rows)]
    weights = docs[f"vector_weights_{field}"][rows.start : rows.stop].astype(float).tolist()
    return ListMatcher(terms, weights, _strings(docs, f"vector_values_{field}", rows), format_)


def _strings(docs: Pack, name: str, rows: range) -> list[bytes]:
    data = docs[f"{name}_bytes"]
    offsets = docs[f"{name}_offsets"][rows.start : rows.stop + 1].tolist()
    return [data[start:end].tobytes() for start, end in pairwise(offsets)]
