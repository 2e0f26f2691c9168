"""The numbers of chunks, beside a dictionary of their texts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import chunks, is_mixed_case
from index.columnar import chunk_numbers
from index.columnar.chunk_numbers import ChunkNumbers

_TEXTS = st.text(st.sampled_from("aAbé \n\t\u00a0\u2003\u3000\x00\x01\x1c\x85.漢")) | st.text(
    st.characters(exclude_categories=["Cs"])
)


class Book:
    """Gives every pair of a chunk and its case a number, and counts how often it is asked."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, bool], int] = {}
        self.asked = 0

    def __call__(self, chunk: str, mixed: bool) -> int:
        self.asked += 1
        return self.numbers.setdefault((chunk, mixed), len(self.numbers))

    def expected(self, values: Sequence[str]) -> tuple[list[int], list[int]]:
        """What the chunks of some values are to be."""
        found = [[self(chunk, is_mixed_case(value)) for chunk in chunks(value)] for value in values]
        return [number for numbers in found for number in numbers], [len(numbers) for numbers in found]


def _check(numbers: ChunkNumbers, book: Book, values: Sequence[str]) -> None:
    found, sizes = numbers.of(values)
    assert (found.tolist(), sizes.tolist()) == book.expected(values)


@given(st.lists(st.lists(_TEXTS)))
def test_they_are_those_of_the_texts(batches: list[list[str]]) -> None:
    book = Book()
    numbers = ChunkNumbers(book)
    for values in batches * 2:
        _check(numbers, book, values)


@pytest.mark.parametrize("slots", [1, 4])
def test_chunks_of_one_slot_are_told_apart(slots: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_hashed", lambda words: words[0].astype(int) % slots)
    book = Book()
    numbers = ChunkNumbers(book)
    for _ in range(3):
        _check(numbers, book, [f"word{number % 7} Word" for number in range(40)])


@pytest.mark.parametrize("size", [7, 8, 9, 14, 15, 16, 17, 40])
def test_sizes_around_those_of_words(size: int) -> None:
    book = Book()
    numbers = ChunkNumbers(book)
    for _ in range(2):
        _check(numbers, book, ["a" * size, "A" * size + " b", "a" * (size - 1), "é" * (size // 2)])


def test_blocks_and_long_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_BLOCK", 10)
    book = Book()
    _check(ChunkNumbers(book), book, ["", "one two", "three four five", "", "six", "x" * 450_000 + " end"])


def test_what_was_met_is_not_asked_for_again() -> None:
    book = Book()
    numbers = ChunkNumbers(book)
    numbers.of(["a few short words", "A FEW SHORT WORDS"])
    asked = book.asked
    numbers.of(["words short few a"] * 100)
    assert book.asked == asked


def test_a_chunk_may_be_in_any_of_its_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_hashed", lambda words: words[0].astype(int) * 0)
    book = Book()
    numbers = ChunkNumbers(book)
    kept = " ".join(["x" * size for size in range(1, chunk_numbers._PROBES + 1)])
    for _ in range(2):
        _check(numbers, book, [kept])
    asked = book.asked
    numbers.of([kept])
    assert book.asked == asked
    numbers.of([f"{kept} one more"])
    assert book.asked == asked + 2
