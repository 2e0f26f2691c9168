"""Terms.

1. A word is found by its stem in any field, each record once.
2. An exact word is found as it is written (case and accents apart), not by its stem.
3. Case, diacritics and composition (NFC, NFD) make no difference.
4. A word is looked for only in the fields it names; a derived title is not a title.
5. Authors and types are not stemmed.
6. `US`, `WHO` and `AIDS` are not `us`, `who` and `aid` where the text has lower-case letters.
7. Acronyms with and without dots, `O'Brien`, `COVID-19`, `F-16`, `AT&T`, `R&D` and possessives are found as readers
   type them; a compound by its parts, one after the other.
8. `document_frequency` counts records and fields with a surface term.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from search.engine import Capability, Engine, Snapshot
from tests.engines import requires
from tests.queries import exact, found, last_word, of_group, words


def test_a_word_is_found_by_its_stem_in_any_field(snapshot: Snapshot) -> None:
    """Property 1."""
    for word in ("attack", "attacks", "attacking"):
        assert sorted(found(snapshot, words(word))) == ["stem-1", "stem-2", "stem-3"]


def test_words_of_one_stem_are_one(snapshot: Snapshot) -> None:
    """Property 1: also where a reader might wish otherwise."""
    assert sorted(found(snapshot, words("university"))) == ["stem-5", "stem-6"]


def test_an_exact_word_is_not_stemmed(snapshot: Snapshot) -> None:
    """Property 2."""
    assert found(snapshot, exact("attacks")) == ["stem-2"]
    assert found(snapshot, exact("Universities")) == []
    assert found(snapshot, exact("UNIVERSITY")) == ["stem-5"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("word", ["Zürich", "zurich", "CAFÉ", "résumé", "resume"])
def test_case_accents_and_composition_make_no_difference(
    snapshot: Snapshot, word: str, form: Literal["NFC", "NFD"]
) -> None:
    """Property 3."""
    assert found(snapshot, words(unicodedata.normalize(form, word))) == ["stem-7"]


def test_a_word_is_looked_for_in_its_fields(snapshot: Snapshot) -> None:
    """Property 4."""
    assert sorted(found(snapshot, words("attack", ("title",)))) == ["stem-1", "stem-2"]
    assert found(snapshot, words("attack", ("body",))) == ["stem-3"]
    assert found(snapshot, words("walrus", ("title",))) == []
    assert found(snapshot, words("walrus")) == ["untitled-1"]
    assert found(snapshot, words("attack", ())) == []


def test_types_answer_to_their_field_alone(snapshot: Snapshot) -> None:
    """Properties 4 and 5."""
    assert sorted(found(snapshot, words("podcast", ("type",)))) == ["facet-3", "facet-4"]
    assert found(snapshot, words("podcast")) == []
    assert found(snapshot, words("podcasts", ("type",))) == []


def test_authors_are_not_stemmed(snapshot: Snapshot) -> None:
    """Property 5."""
    assert sorted(found(snapshot, words("holm", ("authors",)))) == ["facet-1", "facet-2", "facet-3"]
    assert found(snapshot, words("holms", ("authors",))) == []


TRADE = [
    ("how the US", ["u.s.", "us"]),
    ("us", ["u.s.", "us", "us-capitals", "us-pronoun"]),
    ("in the U.S.", ["u.s.", "us"]),
    ("what is WHO", ["who"]),
    ("living with AIDS", ["aids"]),
    ("aid", ["aid"]),
    ("aids", ["aid", "aids"]),
    ("UN", ["un"]),
    ("isis", ["isis", "isis-k"]),
    ("O'Brien", ["obrien"]),
    ("obrien", ["obrien", "obrien-plain"]),
    ("AT&T", ["att"]),
    ("att", ["att"]),
    ("the R&D", ["rd"]),
    ("rd", ["rd"]),
    ("Putin's", ["putin"]),
    ("century", ["century"]),
    ("1000", ["number"]),
    ("1,000", ["number"]),
    ("covid", ["covid"]),
    ("covid19", ["covid", "covid-joined"]),
    ("f16", ["f16", "f16-joined"]),
]


@pytest.mark.parametrize(("text", "expected"), TRADE, ids=[row[0] for row in TRADE])
def test_the_words_of_the_trade(snapshot: Snapshot, text: str, expected: list[str]) -> None:
    """Properties 6 and 7: the last word of the text."""
    assert of_group(found(snapshot, last_word(text)), "trade") == expected


COMPOUNDS = [
    ("ISIS-K", "isis-k"),
    ("COVID-19", "covid"),
    ("F-16", "f16"),
    ("twenty-first-century", "century"),
]


@pytest.mark.parametrize(("text", "expected"), COMPOUNDS)
def test_a_compound_is_its_parts_one_after_the_other(engine: Engine, text: str, expected: str) -> None:
    """Property 7."""
    with requires(engine, Capability.PHRASE):
        assert of_group(found(engine.snapshot(), words(text)), "trade") == [expected]


def test_document_frequency_counts_records_and_fields(snapshot: Snapshot) -> None:
    """Property 8."""
    assert snapshot.document_frequency("attack", ["title", "body"]) == 1
    assert snapshot.document_frequency("ledgers", ["title"]) == 7
    assert snapshot.document_frequency("ledger", ["title", "body"]) == 7
    assert snapshot.document_frequency("attach", ["title"]) == 0  # a stem
    assert snapshot.document_frequency("holm", ["authors", "title"]) == 3
    assert snapshot.document_frequency("nowhere", ["title"]) == 0
