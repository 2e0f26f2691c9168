"""The distinct terms that a process has met, each with a number, its bytes, and its stem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count, islice

import numpy as np

from index.columnar.build import FieldPostings
from index.columnar.pack import Array
from index.languages import DEFAULT, stem_anew
from index.schema import LANGUAGE_FIELDS


class Vocabulary:
    """Terms and their numbers; a new term gets the next."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self.spelled: list[bytes] = []
        """The bytes of each term."""

    def __len__(self) -> int:
        return len(self.spelled)

    def numbers(self, terms: Iterable[str]) -> Array:
        """The numbers of some terms."""
        found = np.fromiter(map(self._numbers.__getitem__, terms), dtype=np.int32)
        new = islice(reversed(self._numbers), len(self._numbers) - len(self.spelled))
        self.spelled += [term.encode("utf-8") for term in reversed(list(new))]
        return found

    def ordered(self, numbers: Array) -> Array:
        """The different ones of some numbers, sorted by the bytes of their terms: a few of all that were met."""
        there = np.zeros(len(self.spelled), dtype=bool)
        there[numbers] = True
        return np.array(sorted(np.flatnonzero(there).tolist(), key=self.spelled.__getitem__), dtype=np.int32)


class Stems(dict[bytes, bytes]):
    """Term -> stem in one language, both as bytes of UTF-8."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, term: bytes) -> bytes:
        found = self[term] = stem_anew(str(term, "utf-8"), self._language).encode("utf-8")
        return found


class StemsOf(dict[str, Stems]):
    """Language -> the stems of its words."""

    def __missing__(self, language: str) -> Stems:
        found = self[language] = Stems(language)
        return found

    def of(self, field: FieldPostings) -> Iterator[bytes]:
        """The stem of each term of a field, in its language."""
        return map(self[language_of_field(field.name)].__getitem__, field.terms)


def language_of_field(field: str) -> str:
    """The language by which an index field is stemmed."""
    return LANGUAGE_FIELDS[field][1] if field in LANGUAGE_FIELDS else DEFAULT
