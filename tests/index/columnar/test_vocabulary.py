"""The terms and stems that a process has met, by number."""

from __future__ import annotations

from index.columnar.vocabulary import Stems, Vocabulary


def test_a_term_keeps_its_number() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.numbers(["peace", "élan", "peace", "a"]).tolist() == [0, 1, 0, 2]
    assert vocabulary.numbers([]).tolist() == []
    assert vocabulary.numbers(["a", "war", "élan"]).tolist() == [2, 3, 1]
    assert [vocabulary[number] for number in range(len(vocabulary))] == ["peace", "élan", "a", "war"]
    assert vocabulary.strings().as_list() == [term.encode() for term in ("peace", "élan", "a", "war")]


def test_a_term_has_a_stem_in_each_language() -> None:
    vocabulary = Vocabulary()
    stems = Stems(vocabulary)
    terms = vocabulary.numbers(["rivers", "guerres", "river", "19"])
    english, again = stems.of(terms, "en"), stems.of(terms[::-1], "en")
    assert again.tolist() == english[::-1].tolist()
    french = stems.of(terms[:2], "fr")
    later = stems.of(vocabulary.numbers(["guerre"]), "fr")
    spelled = stems.strings().as_list()
    assert [spelled[number] for number in english.tolist()] == [b"river", b"guerr", b"river", b"19"]
    assert [spelled[number] for number in french.tolist()] == [b"river", b"guerr"]
    assert french[1] == english[1] == later[0]
    assert len(spelled) == len(set(spelled))
