"""No word is passed over that has the term."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import tokenize
from index.languages import DEFAULT, OTHERS, unqualified
from index.settings import Settings
from index.sources import read
from index.sources.found import Found
from search.likely import LikelyChunks
from tests.index.test_languages import FORMS

ENDINGS = (
    "", "s", "es", "ies", "ied", "ed", "ing", "ingly", "edly", "y", "ly", "ational", "tional", "ization",
    "biliti", "fulness", "ousness", "iveness", "alism", "ative", "icate", "ement", "ion", "eed", "'s", "e", "ogy",
)  # fmt: skip
WORDS = st.builds("{}{}".format, st.text("abdeilnorsty", min_size=1, max_size=7), st.sampled_from(ENDINGS))
ODD = ("U.S.", "l’Été", "F-16", "İstanbul", "R&D", "C++", "dying,")
TEXTS = st.lists(st.one_of(WORDS, WORDS.map(str.upper), st.sampled_from(ODD)))


def passed_over(text: str, language: str = DEFAULT) -> list[str]:
    """The tokens that are not in the chunks likely to have them, by any of their terms."""
    found = []
    for token in tokenize(text, language=language):
        for term in (*token.stems, *token.surfaces):
            likely = [
                (start + other.start, start + other.end)
                for start, chunk in LikelyChunks([unqualified(term)[1]], language).find(text)
                for other in tokenize(chunk, any(map(str.islower, text)), language)
                if term in (*other.stems, *other.surfaces)
            ]
            if (token.start, token.end) not in likely:
                found.append(f"{text[token.start : token.end]} by {term}")
    return found


@given(TEXTS, st.sampled_from((" ", "\n", "\n\n", "_", "; ", "\t", " – ")))
def test_no_term_is_passed_over(words: list[str], between: str) -> None:
    assert passed_over(between.join(words)) == []


@given(st.text(max_size=40), st.sampled_from((DEFAULT, *OTHERS)))
def test_no_term_of_any_text_is_passed_over(text: str, language: str) -> None:
    assert passed_over(text.replace("\x1f", ""), language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_of_another_language_is_passed_over(language: str) -> None:
    forms = " ".join(FORMS[language]).split()
    words = {form[:cut] + ending for form in forms for cut in range(2, len(form) + 1) for ending in ENDINGS}
    assert [found for word in sorted(words) for found in passed_over(word, language)] == []


def test_every_word_of_the_sample_archive_is_found_by_its_stem() -> None:
    every = read(Path("index/sample/publications.jsonl"), Settings())
    documents = [found.document for found in every if isinstance(found, Found)]
    words = {word for document in documents for word in f"{document.summary} {document.body}".split()}
    assert len(words) > 1_000
    assert [found for word in sorted(words) for found in passed_over(word)] == []


@pytest.mark.parametrize("text", ["moscow", "Un texte sans le mot"])
def test_chunks_of_other_words_are_left_out(text: str) -> None:
    assert not list(LikelyChunks(["attack"]).find(text))
