"""The distinct terms that a process has met, each with a number and its bytes, and their stems."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import count, islice

import numpy as np

from index.columnar.pack import Array
from index.columnar.strings import Strings
from index.languages import DEFAULT, stem_anew
from index.schema import LANGUAGE_FIELDS


class Vocabulary:
    """Terms and their numbers; a new term gets the next."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._terms: list[str] = []
        self._bytes = bytearray()
        self._sizes = array("q")

    def __len__(self) -> int:
        return len(self._terms)

    def __getitem__(self, number: int) -> str:
        return self._terms[number]

    def numbers(self, terms: Iterable[str]) -> Array:
        """The numbers of some terms."""
        found = np.fromiter(map(self._numbers.__getitem__, terms), dtype=np.int32)
        new = list(islice(reversed(self._numbers), len(self._numbers) - len(self)))[::-1]
        spelled = list(map(str.encode, new))
        self._terms += new
        self._bytes += b"".join(spelled)
        self._sizes.extend(map(len, spelled))
        return found

    def strings(self) -> Strings:
        """The bytes of all terms, by number."""
        return Strings.of([self._bytes], np.array(self._sizes, dtype=np.int64))


class Stems:
    """The stems of the terms of a vocabulary, which have numbers of their own."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._terms = vocabulary
        self._stems = Vocabulary()
        self._of: defaultdict[str, Array] = defaultdict(lambda: np.empty(0, dtype=np.int32))
        """Language -> of each term the number of its stem, -1 where nobody has asked for it."""

    def of(self, terms: Array, language: str) -> Array:
        """The numbers of the stems of some terms, in a language."""
        known = np.append(self._of[language], np.full(len(self._terms) - self._of[language].size, -1, dtype=np.int32))
        new = terms[known[terms] < 0]
        known[new] = self._stems.numbers(stem_anew(self._terms[number], language) for number in new.tolist())
        self._of[language] = known
        return known[terms]

    def strings(self) -> Strings:
        """The bytes of all stems, by number."""
        return self._stems.strings()


def language_of_field(field: str) -> str:
    """The language by which an index field is stemmed."""
    return LANGUAGE_FIELDS[field][1] if field in LANGUAGE_FIELDS else DEFAULT
