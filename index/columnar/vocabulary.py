"""The distinct terms that a process has met, each with a number, its bytes, its place among all, and its stem."""

from __future__ import annotations

import numpy as np

from index.columnar.pack import Array
from index.languages import stem


class Vocabulary(dict[str, int]):
    """Term -> number; a new term gets the next."""

    def __init__(self) -> None:
        super().__init__()
        self.spelled: list[bytes] = []
        """The bytes of each term."""
        self._order: list[int] = []

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self.spelled)
        self.spelled.append(term.encode("utf-8"))
        return number

    def order(self) -> Array:
        """The numbers of all terms, sorted by the bytes of their terms; quick where few are new since the last time."""
        self._order.extend(range(len(self._order), len(self.spelled)))
        self._order.sort(key=self.spelled.__getitem__)
        return np.array(self._order, dtype=np.int32)


class Stems(dict[bytes, bytes]):
    """Term -> stem, both as bytes of UTF-8."""

    def __missing__(self, term: bytes) -> bytes:
        found = self[term] = stem(str(term, "utf-8")).encode("utf-8")
        return found
