"""Acronyms that a text explains, and what is none."""

from __future__ import annotations

import time

import pytest

from index.acronyms import Acronym, Acronyms, acronyms_of, explained, long_form
from index.document import from_record
from tests.of_record import explaining

EXPLAINED = [
    ("the Islamic State Khorasan (ISIS-K) claimed it", [("ISIS-K", "Islamic State Khorasan")]),
    ("ISIS-K (Islamic State Khorasan) said", [("ISIS-K", "Islamic State Khorasan")]),
    ("the North Atlantic Treaty Organization (NATO), which", [("NATO", "North Atlantic Treaty Organization")]),
    ("The Organization of African Unity (OAU) met", [("OAU", "Organization of African Unity")]),
    ("internally displaced  persons (IDPs; see below)", [("IDPs", "internally displaced persons")]),
    ("weapons of mass destruction (WMD)", [("WMD", "weapons of mass destruction")]),
    ("Tehrik-e-Taliban Pakistan (TTP)", [("TTP", "Tehrik-e-Taliban Pakistan")]),
    ("A (European Union) B, the European Union (EU) and a People’s Liberation Army (PLA)",
     [("EU", "European Union"), ("PLA", "People’s Liberation Army")]),
    ("he said (which was TRUE) that", []),
    ("Nobody (US)", []),
    ("the senator (R-TX) of Texas", []),
    ("the war (2014) and (see below) a point (b)", []),
    ("European powers. Union (EU) ", []),
    ("( ) () (", []),
    ("(EU)", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXPLAINED)
def test_a_text_explains_its_acronyms(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(explained(text)) == expected


def test_a_record_explains_each_once() -> None:
    text = "The European Union (EU). The european union (EU)."
    assert acronyms_of(explaining(from_record({"title": "Union", "summary": text, "body": text}))) == [
        "EU\x1fEuropean Union"
    ]


def test_spellings_are_added_up_and_the_most_frequent_is_shown() -> None:
    pairs = [("eu\x1fe u", "EU\x1fe u", 2), ("eu\x1fe u", "EU\x1fE U", 1), ("eu\x1fe u", "EU\x1fE U", 3),
             ("x", "XY\x1fx y", 2)]  # fmt: skip
    found = Acronyms(lambda _: pairs)
    assert found.all == (Acronym("EU", "E U", 6), Acronym("XY", "x y", 2))
    assert found.used == found.all[:1]


@pytest.mark.parametrize(
    ("short", "words", "found"),
    [("ΑΣ", "ΑΛΦΑ ΧΑΟΣ", "ΑΛΦΑ ΧΑΟΣ"), ("IŞ", "İstanbul Şehir", None), ("BŞ", "İİİ Büyük Şehir", "Büyük Şehir")],
)
def test_a_lower_case_that_is_longer_or_depends_on_the_next_letter(short: str, words: str, found: str | None) -> None:
    assert long_form(short, words) == found


@pytest.mark.parametrize(
    "text", ["(" * 200_000, "(AB" * 70_000, "a b (AB) " * 20_000, "A" * 200_000 + "(AB)", "( " * 99_999]
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    list(explained(text))
    assert time.process_time() - started < 5
