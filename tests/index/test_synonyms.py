"""The file of synonyms: what its lines mean, that broken ones are named, and that it is read anew when it changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.settings import Settings
from index.synonyms import MOST_LINES, parse_synonyms, read_synonyms


def test_lines_are_two_way_one_way_or_never() -> None:
    found = parse_synonyms(["# names", "", "NATO = North Atlantic Treaty Organization # both", "Burma=>Myanmar = Birma",
                            "IT != Information Technology"])  # fmt: skip
    assert found.finds == (
        ("NATO", "North Atlantic Treaty Organization"),
        ("North Atlantic Treaty Organization", "NATO"),
        ("Burma", "Myanmar"),
        ("Burma", "Birma"),
    )
    assert found.never == {("it", "information technology"), ("information technology", "it")}
    assert (found.lines, found.problems) == (3, ())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("just a text", 'no "=" between names'),
        ("NATO =", "a name without a word"),
        ("= NATO", "a name without a word"),
        ("NATO = ?!", "a name without a word"),
        ("NATO = nato", "a name twice"),
        ("a = b => c", "signs that do not go together"),
        ("a != b != c", "signs that do not go together"),
        (" = ".join(f"name{number}" for number in range(17)), "more than 16 names"),
    ],
)
def test_a_broken_line_is_named_and_the_others_hold(line: str, problem: str) -> None:
    found = parse_synonyms(["one = two", line, "three => four"])
    assert found.problems == (f"synonyms.txt:2: {problem}",)
    assert found.finds == (("one", "two"), ("two", "one"), ("three", "four"))


def test_a_file_is_read_to_its_limit() -> None:
    found = parse_synonyms(["a = b"] * (MOST_LINES + 5))
    assert len(found.problems) == 1


@given(st.lists(st.text(max_size=20) | st.sampled_from(["=", "=>", "!=", "a = b", "#"]), max_size=8).map(" ".join))
def test_no_text_is_an_error(text: str) -> None:
    found = parse_synonyms(text.splitlines())
    assert all(name != other for name, other in found.finds)


def test_a_file_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path)
    assert read_synonyms(settings).finds == ()
    file = tmp_path / "synonyms.txt"
    file.write_text("one = two\n", encoding="utf-8")
    first = read_synonyms(settings)
    assert len(first.finds) == 2
    assert read_synonyms(settings) is first
    file.write_text("one => two\n", encoding="utf-8")
    assert len(read_synonyms(settings).finds) == 1
    file.write_bytes(b"one = \xff\n")
    assert "is not UTF-8" in read_synonyms(settings).problems[0]
    os.remove(file)
    assert read_synonyms(settings).problems == ()


def test_another_file_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "own names.txt"
    file.write_text("\ufeffone = two\n", encoding="utf-8")
    assert len(read_synonyms(Settings(index=tmp_path / "index", synonyms=str(file))).finds) == 2
    [problem] = read_synonyms(Settings(synonyms=str(tmp_path))).problems
    assert "cannot be read" in problem
