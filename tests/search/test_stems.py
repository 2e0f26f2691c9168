"""An acronym and its plural find each other, in every language, and no capitals that only look like the plural."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Token, tokenize
from index.languages import DEFAULT, OTHERS, qualified
from index.stopwords import STOP_WORDS
from search.parse import parse
from search.query import Term, every_leaf
from search.stems import stems_in
from tests.engines import settings_at

SETTINGS = settings_at(Path())
ACRONYMS = st.text("ABCDEGIKLMNOPRTUWY", min_size=2, max_size=6).filter(lambda word: word.lower() not in STOP_WORDS)
LANGUAGES = st.sampled_from((DEFAULT, *OTHERS))


def finds(query: str, text: str, language: str) -> bool:
    """Whether the last word of a query finds the last word of a text."""
    leaf = every_leaf(parse(query, SETTINGS, languages=(language,)).node)[-1]
    assert isinstance(leaf, Term)
    token = last(text, language)
    return not set(leaf.surfaces if leaf.exact else leaf.stems).isdisjoint(
        token.surfaces if leaf.exact else token.stems
    )


def last(text: str, language: str) -> Token:
    """The last word of a text."""
    *_, token = tokenize(text, language=language)
    return token


@given(ACRONYMS, LANGUAGES)
def test_an_acronym_finds_its_plural_however_it_is_typed(letters: str, language: str) -> None:
    text = f"some {letters}s"
    assert finds(f"some {letters}", text, language)
    assert finds(f"{letters}s", text, language)
    assert finds(letters, text, language)
    assert finds(letters.lower(), text, language)


@given(ACRONYMS, LANGUAGES)
def test_a_plural_finds_its_acronym_and_no_other(letters: str, language: str) -> None:
    assert finds(f"{letters}s", f"some {letters}", language)
    assert not finds(f"some {letters}", f"some {letters}S", language)
    assert not finds(f'some "{letters}"', f"some {letters}s", language)


def test_only_what_a_stemmer_leaves_is_looked_for_as_a_plural() -> None:
    assert stems_in("ngo", (DEFAULT,)) == ("ngo", "n.g.o.s")
    assert stems_in("idp", (DEFAULT,)) == ("idp",)
    assert stems_in("lkw", (DEFAULT, "de")) == ("lkw", "l.k.w.s", qualified("de", "lkw"), qualified("de", "l.k.w.s"))
    assert [stems_in(word, (DEFAULT,)) for word in ("sms", "b", "strength", "мвд")] == [
        ("sms",), ("b",), ("strength",), ("мвд",),
    ]  # fmt: skip
