"""Stems in many languages, of words without their accents; the languages of tags; and our lists of function words."""

from __future__ import annotations

from itertools import chain

import pytest

from index.folding import fold
from index.languages import DEFAULT, OTHERS, language_of, qualified, sought, stem, stemmed_as, stems_of, unqualified
from index.stopwords import STOP_WORDS, STOP_WORDS_OF, WORDS_ELSEWHERE

FORMS = {
    "ar": ["مدرسة المدرسة", "سياسة السياسة سياسات"],
    "da": ["krig krige krigen krigene", "regering regeringen regeringer"],
    "de": ["Haus Häuser Hauses", "Regierung Regierungen", "Sicherheit Sicherheiten"],
    "en": ["attack attacks attacked attacking"],
    "es": ["nación naciones", "conflicto conflictos", "económico económica económicas"],
    "fi": ["talo talossa talot"],
    "fr": ["attaque attaques attaqué attaquée attaquées", "sécurité sécurités", "économique économiques"],
    "hu": ["ház házak házban házakban"],
    "it": ["guerra guerre", "governo governi", "economico economica economici"],
    "nl": ["regering regeringen", "oorlog oorlogen"],
    "no": ["krig kriger krigen", "regjering regjeringen"],
    "pt": ["operação operações", "governo governos", "sustentável sustentáveis"],
    "ro": ["guvern guvernul guverne"],
    "ru": ["война войны войной", "правительство правительства"],
    "sv": ["flicka flickor flickorna", "regering regeringen regeringar"],
}


@pytest.mark.parametrize(("language", "words"), [(code, forms) for code, all_ in FORMS.items() for forms in all_])
def test_forms_of_a_word_have_one_stem(language: str, words: str) -> None:
    stems = {stem(fold(word), language) for word in words.split()}
    assert len(stems) == 1, stems


def test_every_language_has_words_here_and_a_list() -> None:
    assert set(FORMS) == {DEFAULT, *OTHERS} == set(STOP_WORDS_OF)


@pytest.mark.parametrize("language", OTHERS)
def test_a_stem_is_folded_and_what_is_no_word_stays_whole(language: str) -> None:
    for word in chain.from_iterable(map(str.split, FORMS[language])):
        assert fold(stem(fold(word), language)) == stem(fold(word), language) != ""
    assert [stem(term, language) for term in ("f-16", "1000", "o'brien", "u.s.")] == ["f-16", "1000", "o'brien", "u.s."]


@pytest.mark.parametrize(
    ("tag", "language", "stemmed"),
    [
        *[("fr", "fr", "fr"), ("fr-CA", "fr", "fr"), ("fr_CA", "fr", "fr"), ("FR", "fr", "fr"), ("nb-NO", "no", "no")],
        *[("zh-Hant-TW", "zh", "en"), ("tlh", "tlh", "en"), ("", "", "en"), (None, "", "en"), (" de ", "de", "de")],
        *[('en" onclick="x', "", "en"), ("1", "", "en"), ("-", "", "en")],
    ],
)
def test_tags(tag: str | None, language: str, stemmed: str) -> None:
    assert (language_of(tag), stemmed_as(tag)) == (language, stemmed)


def test_qualified_stems_come_apart_again() -> None:
    for language in (DEFAULT, *OTHERS):
        assert unqualified(qualified(language, "guerr")) == (language, "guerr")
    assert unqualified("10:30") == (DEFAULT, "10:30")
    assert unqualified("xx:a") == (DEFAULT, "xx:a")


def test_a_place_in_another_language() -> None:
    assert stems_of(("guerres",), False, "fr") == ("fr:guerr",)
    assert stems_of(("l'europe", "leurope", "europe"), False, "fr") == ("fr:l'europe", "fr:leurop", "fr:europ")
    assert stems_of(("aids", "a.i.d.s."), True, "fr") == ("fr:aids", "fr:a.i.d.s.")


def test_a_query_is_looked_for_without_what_is_elided() -> None:
    assert sought("l'europe", "fr") == ("fr:europ", "fr:europe")
    assert sought("dell'europa", "it") == ("it:europ", "it:europa")
    assert sought("l'europe", "de") == ("de:l'europe",)


def test_function_words_are_folded_and_those_of_other_languages_known() -> None:
    others = set(chain.from_iterable(STOP_WORDS_OF[code] for code in OTHERS))
    assert others >= WORDS_ELSEWHERE
    assert not WORDS_ELSEWHERE & STOP_WORDS
    assert all(fold(word) == word for words in STOP_WORDS_OF.values() for word in words)
    assert all(80 <= len(STOP_WORDS_OF[code]) <= 170 for code in OTHERS)
