"""Encodings of pages: UTF-8 as long as it can be true, then what the bytes look like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.encoding import REPLACED, Decoder, decode_page, guess
from tests.index.sources.reading import only, read_bytes

RUSSIAN = "Река течёт на юг, и никто не знает её имени. Мост закрыт до весны, паром ходит дважды в день. " * 3
WESTERN = "Le préfet a dit – « c’est déjà l’été » – et s’en est allé. L’œuvre reste à faire. "


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zürich, naïve café", "windows-1252"),
        ("Zürich", "latin-1"),
        (WESTERN, "windows-1252"),
        ("It costs 5 €, he said…", "windows-1252"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        ("河流向南流去。桥在春天之前关闭，渡船每天两班。" * 8, "gb18030"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-32"),
    ],
)
def test_a_text_page_in_any_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    item = only(read_bytes(tmp_path, text.encode(encoding), "a.txt"))
    assert (item.document.body, item.notes) == (text.strip(), ())


def test_broken_bytes_in_a_utf8_page_are_replaced_and_remarked(tmp_path: Path) -> None:
    item = only(read_bytes(tmp_path, "Zürich und Łódź".encode() + b" \xff\xc3 end", "a.txt"))
    assert item.document.body == "Zürich und Łódź \ufffd\ufffd end"
    assert item.notes == (REPLACED,)


def test_a_sequence_cut_off_by_the_end_of_the_sample_is_no_damage() -> None:
    assert guess("naïve é".encode()[:-1]) == "utf-8"


@given(st.text(max_size=60))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    data = text.encode("utf-8", "replace")
    assert Decoder.of(data).decode(data) == (data.decode(), [])


@given(st.binary(max_size=80))
def test_any_bytes_are_decoded(data: bytes) -> None:
    assert isinstance(decode_page(data)[0], str)
