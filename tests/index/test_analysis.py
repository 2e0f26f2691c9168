"""Analysis: the vocabulary of the trade, offsets, scripts, and what hostile text may not do."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import LIST_BREAK, LIST_GAP, Token, is_mixed_case, surfaces_of_chunks, tokenize
from index.folding import clean
from index.languages import stem
from index.stopwords import STOP_WORDS
from index.words import LONGEST_TERM, TOKENIZER, is_one_token
from tests.inversion import invert


def tokens(text: str) -> list[Token]:
    """The tokens of a text."""
    return list(tokenize(clean(text)))


VOCABULARY = [
    ("they attacked", [("attacked",)], [("attack",)]),
    ("the Putin's", [("putin",)], [("putin",)]),
    ("the Putin’s", [("putin",)], [("putin",)]),
    ("the states'", [("states",)], [("state",)]),
    ("with O'Brien", [("o'brien", "obrien")], [("o'brien", "obrien")]),
    ("with O’Brien’s", [("o'brien", "obrien")], [("o'brien", "obrien")]),
    ("de l'Europe", [("l'europe", "leurope", "europe")], [("l'europe", "leurop", "europ")]),
    ("the U.N.", [("un",)], [("un",)]),
    ("the UN", [("un",)], [("un",)]),
    ("the U.N.'s", [("un",)], [("un",)]),
    ("the U.S.", [("u.s.", "us")], [("u.s.", "us")]),
    ("the US", [("u.s.", "us")], [("u.s.", "us")]),
    ("the US's", [("u.s.", "us")], [("u.s.", "us")]),
    ("THE US", [("us",)], [("us",)]),
    ("tell us", [("us",)], [("us",)]),
    ("the WHO", [("w.h.o.", "who")], [("w.h.o.", "who")]),
    ("as IT", [("i.t.", "it")], [("i.t.", "it")]),
    ("the AIDS", [("aids", "a.i.d.s.")], [("aids", "a.i.d.s.")]),
    ("of NGOs", [("ngos", "n.g.o.s")], [("ngos", "n.g.o.s")]),
    ("of IDPs’", [("idps", "i.d.p.s")], [("idp", "i.d.p.s")]),
    ("OF NGOs", [("ngos", "n.g.o.s")], [("ngos", "n.g.o.s")]),
    ("an NGO-SARs", [("ngo", "ngo-sars"), ("sars", "s.a.r.s")], [("ngo", "ngo-sars"), ("sar", "s.a.r.s")]),
    ("some ABCDEFGs", [("abcdefgs",)], [("abcdefg",)]),
    ("it Is", [("is",)], [("is",)]),
    ("it aids", [("aids",)], [("aid",)]),
    ("on R&D", [("r&d", "rd")], [("r&d", "rd")]),
    ("at AT&T", [("at&t", "att")], [("at&t", "att")]),
    ("plus 1,000", [("1000",)], [("1000",)]),
    ("plus 1,000,000.5", [("1000000.5",)], [("1000000.5",)]),
    ("in C++", [("c++",)], [("c++",)]),
    ("in C#", [("c#",)], [("c#",)]),
    ("an ISIS-K", [("isis", "i.s.i.s.", "isis-k"), ("k",)], [("isis", "i.s.i.s.", "isis-k"), ("k",)]),
    ("a COVID-19", [("covid", "covid-19", "covid19"), ("19",)], [("covid", "covid-19", "covid19"), ("19",)]),
    ("an F-16", [("f", "f-16", "f16"), ("16",)], [("f", "f-16", "f16"), ("16",)]),
    ("an F‑16", [("f", "f-16", "f16"), ("16",)], [("f", "f-16", "f16"), ("16",)]),  # non-breaking hyphen
    (
        "a twenty-first-century",
        [("twenty", "twenty-first-century"), ("first",), ("century",)],
        [("twenti", "twenty-first-century"), ("first",), ("centuri",)],
    ),
    ("at 3:30", [("3", "3:30", "330"), ("30",)], [("3", "3:30", "330"), ("30",)]),
    ("the Straße", [("strasse",)], [("strass",)]),
]


@pytest.mark.parametrize(("text", "surfaces", "stems"), VOCABULARY, ids=[row[0] for row in VOCABULARY])
def test_the_vocabulary(text: str, surfaces: list[tuple[str, ...]], stems: list[tuple[str, ...]]) -> None:
    """What the module's table promises, for all words of a text but its first."""
    found = tokens(text)[1:]
    assert [token.surfaces for token in found] == surfaces
    assert [token.stems for token in found] == stems
    assert [token.compound for token in found] == [len(found)] + [0] * (len(found) - 1)


SCRIPTS = [
    ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
    ("السلام عليكم", ["السلام", "عليكم"]),
    ("العَرَبِيَّة", ["العربيه"]),
    ("Це мир", ["це", "мир"]),
    ("中文新闻", ["中文", "文新", "新闻", "闻"]),
    ("中 文", ["中", "文"]),
    ("ไทย", ["ไท", "ทย", "ย"]),
    ("한국", ["한국", "국"]),
    ("スーパー", ["スー", "ーパ", "パー", "ー"]),
    ("ｽｰ", ["スー", "ー"]),
    ("中文BBC新闻", ["中文", "文", "bbc", "新闻", "闻"]),
    ("Αθήνα", ["αθηνα"]),
    ("עברית", ["עברית"]),
    ("Tiếng Việt", ["tieng", "viet"]),
]


@pytest.mark.parametrize(("text", "words"), SCRIPTS)
def test_other_scripts(text: str, words: list[str]) -> None:
    assert [token.surfaces[0] for token in tokens(text)] == words


@pytest.mark.parametrize("text", ["", " ", "...", "—", "@ / \\ | ~", "_", "'", "&", "\x1f\x1f", "😀", "\ufffd"])
def test_what_has_no_word_has_no_token(text: str) -> None:
    assert list(tokenize(text)) == []


@pytest.mark.parametrize("text", ["ـ", "a ـ b", "x-ـ", "ـ.ـ", "ﾞ", "ﾞ&0", "ʼ", "ʼ-ʼ", "ʼs", "'s", "s's", "US's's"])
def test_a_word_that_folds_to_nothing_keeps_its_place(text: str) -> None:
    for token in tokens(text):
        assert all(token.surfaces)
        assert all(token.stems)


AWKWARD = "aASsUé'’ʼ.-‐‑&/:,19 ـ中ｱﾞกिहe\u0301+#_\x1f\n—"
awkward = st.text(max_size=40) | st.text(alphabet=AWKWARD, max_size=20)


@given(awkward, st.none() | st.booleans())
def test_tokens_point_at_the_text_in_order(text: str, mixed: bool | None) -> None:
    text = clean(text)
    position, end = -1, 0
    for token in tokenize(text, mixed):
        assert token.position > position
        assert end <= token.start < token.end <= len(text)
        assert text[token.start : token.end].strip() == text[token.start : token.end] != ""
        position, end = token.position, token.end
        for terms in (token.surfaces, token.stems):
            assert terms
            assert all(0 < len(term) <= LONGEST_TERM for term in terms)
            assert len(set(terms)) == len(terms)


@given(awkward)
def test_what_is_indexed_is_what_the_tokens_say(text: str) -> None:
    text = text.replace("\n", LIST_BREAK)
    surfaces, stems, length = invert(text)
    found = list(tokenize(text))
    assert length == len(found)
    for postings, terms_of in ((surfaces, lambda token: token.surfaces), (stems, lambda token: token.stems)):
        expected: dict[str, list[int]] = {}
        for token in found:
            for term in terms_of(token):  # type: ignore[no-untyped-call]
                expected.setdefault(term, []).append(token.position)
        assert postings == expected


@given(awkward)
def test_composition_makes_no_difference(text: str) -> None:
    composed, decomposed = (clean(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert list(tokenize(composed)) == list(tokenize(decomposed))


def test_offsets_point_at_the_words() -> None:
    text = "Café: the U.S.’s F-16s, “O’Brien” — naïve."
    assert [text[token.start : token.end] for token in tokenize(text)] == [
        *("Café", "the", "U.S.’s", "F", "16s", "O’Brien", "naïve"),
    ]


def test_no_phrase_crosses_the_entries_of_a_list() -> None:
    positions = [token.position for token in tokenize(LIST_BREAK.join(("Anna Berg", "Carl Lind")))]
    assert positions == [0, 1, 2 + LIST_GAP, 3 + LIST_GAP]


def test_capitals_mean_something_only_beside_lower_case() -> None:
    assert is_mixed_case("US and them")
    assert not is_mixed_case("US AND THEM 7")
    shouted = "THE US AND\x1fthe US"
    assert [token.surfaces for token in tokenize(shouted) if "us" in token.surfaces] == [("us",), ("u.s.", "us")]
    assert [token.surfaces for token in tokenize("US", mixed=True)] == [("u.s.", "us")]


def test_stop_words_are_indexed() -> None:
    surfaces, stems, length = invert("To be or not to be")
    assert set(surfaces) == {"to", "be", "or", "not"} <= STOP_WORDS
    assert length == 6
    assert surfaces == stems


def test_words_with_digits_or_marks_are_not_stemmed() -> None:
    assert [stem(term) for term in ("running", "mp3s", "o'briens", "élections", "")] == [
        *("run", "mp3s", "o'briens", "élections", ""),
    ]


LONG = [
    "a",
    "a-",
    "A.",
    "1,",
    "a'",
    "&",
    "a&",
    "中",
    "ก",
    " ",
    ".",
    "c+",
    "a.b-c'd&1,2",
    "e\u0301",
    "\u0301",
    "’s",
    "/1",
    "\x1f",
]


@pytest.mark.parametrize("piece", LONG, ids=ascii)
def test_long_runs_are_read_to_their_end(piece: str) -> None:
    """Patterns that backtrack would need hours for these."""
    text = clean(piece * 20_000 + " end")
    last = list(tokenize(text))[-1]
    assert last.surfaces == ("end",)
    assert text[last.start : last.end] == "end"
    assert all(len(term) <= LONGEST_TERM for token in tokenize(text) for term in token.surfaces)


def test_a_text_longer_than_a_piece_keeps_its_offsets() -> None:
    text = "word " * 90_000 + "x" * 250_000 + " end"
    found = list(tokenize(text))
    assert [text[token.start : token.end] for token in found[:90_000]] == ["word"] * 90_000
    assert text[found[-1].start :] == "end"
    assert [token.position for token in found] == list(range(len(found)))


_CHUNKS = st.from_regex(r"[A-Za-z0-9]{1,4}([-.'&+][A-Za-z0-9]{0,3}){0,3}", fullmatch=True) | st.text(
    st.characters(exclude_categories=["Z", "C"]), min_size=1
)


@given(_CHUNKS)
def test_what_is_one_token_is_so_to_the_tokenizer(chunk: str) -> None:
    assert not is_one_token(chunk) or TOKENIZER.tokenize(chunk) == [chunk]


@pytest.mark.parametrize("chunk", ["a", "R2D2", "2013", "on-line", "COVID-19", "state-of-the-art"])
def test_plain_words_need_no_tokenizer(chunk: str) -> None:
    assert is_one_token(chunk)


@given(st.lists(st.tuples(_CHUNKS, st.booleans())))
def test_chunks_have_the_surfaces_of_their_tokens(pairs: list[tuple[str, bool]]) -> None:
    expected = [[token.surfaces for token in tokenize(chunk, mixed)] for chunk, mixed in pairs]
    assert list(surfaces_of_chunks(pairs)) == expected
