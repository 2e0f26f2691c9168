"""The numbers of chunks, beside a dictionary of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import LIST_BREAK, chunks, is_mixed_case
from index.columnar import chunk_numbers
from index.columnar.chunk_numbers import ChunkNumbers
from index.columnar.joined import joined, parted
from index.folding import clean
from index.words import EDGES

_TEXTS = (
    st.text(st.sampled_from("aAbé \n\u00a0\u1680\u2003\u200b\u2028\u202f\u205f\u3000.,-”漢𝒳"))
    | st.text(st.characters(exclude_categories=["Cs"]))
).map(clean)
_RECORDS = st.lists(st.lists(_TEXTS, min_size=1), min_size=1)
"""Records of one or more values."""


class Book:
    """Gives new chunks their numbers, and remembers which they were."""

    def __init__(self) -> None:
        self.chunks: list[chunk_numbers.Chunk] = []

    def begin(self, chunks: Sequence[chunk_numbers.Chunk]) -> int:
        """Give some chunks the next numbers."""
        first = len(self.chunks)
        self.chunks += chunks
        return first

    def read(self, numbers: Iterable[int]) -> list[chunk_numbers.Chunk]:
        """The chunks of some numbers without edges, but for those that are nothing else."""
        found = ((chunk.strip(EDGES), mixed) for chunk, mixed in map(self.chunks.__getitem__, numbers))
        return [(core, mixed) for core, mixed in found if core]


def _expected(value: str) -> list[chunk_numbers.Chunk]:
    """What is to be read of a value."""
    cores = (chunk.strip(EDGES) for chunk in chunks(value))
    return [(core, is_mixed_case(value)) for core in cores if core]


def _of(numbers: ChunkNumbers, *records: Sequence[str]) -> chunk_numbers.Numbered:
    return numbers.of(joined(map(LIST_BREAK.join, records)))


def _check(numbers: ChunkNumbers, book: Book, records: Sequence[Sequence[str]]) -> None:
    found, sizes, later = _of(numbers, *records)
    ends = np.cumsum(sizes).tolist()
    assert len(found) == ends[-1]
    of_values = [book.read(found[begin:end].tolist()) for begin, end in pairwise([0, *ends])]
    assert of_values == [_expected(value) for values in records for value in values]
    assert later.tolist() == [place > 0 for values in records for place, _ in enumerate(values)]


@given(st.lists(_TEXTS, min_size=1))
def test_texts_are_parted_as_they_were_joined(texts: list[str]) -> None:
    assert parted(joined(texts)) == texts


@given(st.lists(_RECORDS))
def test_they_are_those_of_the_texts(batches: list[list[list[str]]]) -> None:
    book = Book()
    numbers = ChunkNumbers(book.begin)
    for records in batches * 2:
        _check(numbers, book, records)


@pytest.mark.parametrize("slots", [1, 4])
def test_chunks_of_one_slot_are_told_apart(slots: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_hashed", lambda words: words[0].astype(int) % slots)
    book = Book()
    numbers = ChunkNumbers(book.begin)
    for _ in range(3):
        _check(numbers, book, [[f"word{number % 7} Word" for number in range(40)]])


def test_new_chunks_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_mingled", lambda words: words[0] * 0)
    book = Book()
    _check(ChunkNumbers(book.begin), book, [["one two one three", "ONE " + "long" * 9]])


def test_what_is_new_is_begun_once() -> None:
    book = Book()
    _of(ChunkNumbers(book.begin), ["few words", "few few words"], ["words", f"{'long' * 9} {'long' * 9}"])
    assert sorted(book.chunks) == [("few", True), ("long" * 9, True), ("words", True)]


@pytest.mark.parametrize("size", [7, 8, 9, 14, 15, 16, 17, 40])
def test_sizes_around_those_of_words(size: int) -> None:
    book = Book()
    numbers = ChunkNumbers(book.begin)
    for _ in range(2):
        _check(numbers, book, [["a" * size, "A" * size + " b", "a" * (size - 1), "é" * (size // 2)]])


@pytest.mark.parametrize("blank", [chr(code) for code in range(0x110000) if chr(code).isspace() and clean(chr(code))])
def test_every_white_space_ends_a_chunk(blank: str) -> None:
    book = Book()
    _check(ChunkNumbers(book.begin), book, [[clean(f"one{blank}two"), clean(f"{blank}é{blank}{blank}漢{blank}")]])


def test_edges_are_left_out() -> None:
    book = Book()
    numbers = ChunkNumbers(book.begin)
    found, sizes, _ = _of(numbers, ["word (word) [[word]], «word» word...", "... -- - “ ”", "“(word)”"])
    assert sizes.tolist() == [5, 2, 1]
    assert [book.chunks[number][0] for number in found.tolist()] == [
        *["word", "word", "word]", "«word»", "word."], *["“", "”"], "“(word)”"
    ]  # fmt: skip


def test_a_value_of_capitals_is_told_from_others_however_it_begins() -> None:
    book = Book()
    numbers = ChunkNumbers(book.begin)
    for value in ("WORD", "WORD " * 30, "WORD " * 30 + "word", "ÉTÉ", "ÉTÉ été", "漢", "", "1 2"):
        _check(numbers, book, [[value, "lower"], [value]])


def test_blocks_and_long_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_BLOCK", 10)
    book = Book()
    values = ["", "one two", "three four five", "", "six", "x" * 450_000 + " end"]
    _check(ChunkNumbers(book.begin), book, [[value] for value in values])
    _check(ChunkNumbers(book.begin), book, [values, values[::-1]])


def test_what_was_met_is_not_begun_again() -> None:
    book = Book()
    numbers = ChunkNumbers(book.begin)
    _of(numbers, ["a few short words", "A FEW SHORT WORDS"])
    asked = len(book.chunks)
    _of(numbers, ["words, (short) few a"] * 100)
    assert len(book.chunks) == asked


def test_a_chunk_may_be_in_any_of_its_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_hashed", lambda words: words[0].astype(int) * 0)
    book = Book()
    numbers = ChunkNumbers(book.begin)
    kept = " ".join(["x" * size for size in range(1, chunk_numbers._PROBES + 1)])
    for _ in range(2):
        _check(numbers, book, [[kept]])
    asked = len(book.chunks)
    _of(numbers, [kept])
    assert len(book.chunks) == asked
    _of(numbers, [f"{kept} one more"])
    assert len(book.chunks) == asked + 2


def test_only_what_is_in_no_slot_is_held_by_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_hashed", lambda words: words[0].astype(int) * 0)
    numbers = ChunkNumbers((book := Book()).begin)
    values = ["A bb ccc dddd eeeee", "LONGER THAN FIFTEENCHARACTERS"]
    first, again = (_of(numbers, values).numbers.tolist() for _ in range(2))
    assert first == again
    assert sorted(first) == list(range(len(book.chunks)))
    assert len(numbers._others) == 8 - chunk_numbers._PROBES
    assert ("FIFTEENCHARACTERS", False) in numbers._others
