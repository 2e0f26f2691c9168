"""Cleaning and folding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import _CONTROL, _in_word, clean, fold, fold_words

CLEANED = [
    ("plain", "plain"),
    ("a\x00b\x07c", "abc"),
    ("a\tb", "a b"),
    ("a\r\nb\rc\nd\x85e", "a\nb\nc\nd\ne"),
    ("soft\u00adhyphen", "softhyphen"),
    ("\ufeffmark", "mark"),
    ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ("cafe\u0301", "café"),
    ("a\x7fb\x9fc", "abc"),
    ("\x1f", ""),
]

FOLDED = [
    ("US", "us"),
    ("Zürich", "zurich"),
    ("Øresund", "oresund"),
    ("Straße", "strasse"),
    ("Łódź", "lodz"),
    ("Đặng", "dang"),
    ("Þór", "thor"),
    ("İstanbul", "istanbul"),
    ("ısı", "isi"),
    ("ﬁnance", "finance"),
    ("ＦＵＬＬ", "full"),
    ("Œuvre", "oeuvre"),
    ("O’Brien", "o'brien"),
    ("Άθήνα", "αθηνα"),
    ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
    ("Йод", "йод"),
    ("العَرَبِيَّة", "العربيه"),
    ("أحمد وإسلام وآية ٱلله", "احمد واسلام وايه الله"),
    ("مؤتمر شؤون هيئة مستشفى", "موتمر شوون هييه مستشفي"),
    ("کتاب ایران ۲۰۲۴ ٢٠٢٤", "كتاب ايران 2024 2024"),
    ("مـــصر", "مصر"),
    ("हिन्दी", "हिन्दी"),
    ("ไทย", "ไทย"),
    ("中文", "中文"),
]

anything = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize(("text", "expected"), CLEANED)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == expected


@given(anything)
def test_cleaning_and_folding_are_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(char != "\n" and unicodedata.category(char) in ("Cc", "Cs") for char in cleaned)
    assert fold(fold(cleaned)) == fold(cleaned)
    assert fold_words(fold_words(cleaned)) == fold_words(cleaned)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Road-Map!", "the road map"),
        ("“Émigré”: a_story", "emigre a story"),
        ("...", "..."),
        (" ?! ", "?!"),
        ("", ""),
        ("½ day", "1 2 day"),
    ],
)
def test_fold_words(text: str, expected: str) -> None:
    assert fold_words(text) == expected


@pytest.mark.parametrize(("one", "other"), [("दिन", "दान"), ("กิน", "กัน"), ("ब़", "ब"), ("はし", "ばし")])
def test_words_that_differ_in_a_vowel_stay_apart(one: str, other: str) -> None:
    """Marks that make another word are part of it; else two Hindi titles would be one identity."""
    assert fold_words(one) != fold_words(other)
    assert len(fold_words(one).split()) == len(fold_words(other).split()) == 1


@given(st.text(st.characters() | st.sampled_from("\t\n\r\x85\xad\ufeff e\u0301"), max_size=12))
def test_what_is_plain_is_treated_as_all_else(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_CONTROL))
    folded = fold(text)
    words = " ".join("".join(char if _in_word(char) else " " for char in folded).split())
    assert fold_words(text) == (words or folded.strip())
