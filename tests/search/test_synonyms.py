"""Other names of words: from the file of the editors and from the texts, said, switched off, never counted twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import from_record
from index.settings import Settings
from search import Engine, SearchRequest, SearchResult, search
from search.parse import parse
from search.query import AnyOf, Expansion, Phrase, Term, names_of, scoring_leaves
from search.thesaurus import Thesaurus, thesaurus_of
from tests.engines import ENGINES, fill

RECORDS = [
    {"id": "short", "title": "What NATO does next"},
    {"id": "long", "title": "The North Atlantic Treaty Organization at seventy"},
    {"id": "both", "title": "NATO, the North Atlantic Treaty Organization"},
    {"id": "apart", "title": "A treaty of the north, an organization of the Atlantic"},
    {"id": "burma", "title": "Burma votes"},
    {"id": "myanmar", "title": "Myanmar votes"},
    *({"id": f"isis-{number}", "title": f"Part {number}", "body": "The Islamic State Khorasan (ISIS-K) attacked."}
      for number in range(3)),
    {"id": "khorasan", "title": "Raids by the Islamic State Khorasan"},
    {"id": "rare", "title": "Rare", "body": "The Vast Rare Thing (VRT)."},
    {"id": "vrt", "title": "A VRT"},
]  # fmt: skip
FILE = "NATO = North Atlantic Treaty Organization\nBurma => Myanmar\nthis line is broken\n"

Ask = Callable[..., SearchResult]


@pytest.fixture(params=["oracle", "whoosh"])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Engine:
    """Every complete engine, and a file of synonyms beside it."""
    made = ENGINES[request.param](settings)
    fill(made, map(from_record, RECORDS))
    settings.index.mkdir(exist_ok=True)
    (settings.index / "synonyms.txt").write_text(FILE, encoding="utf-8")
    return made


@pytest.fixture
def ask(engine: Engine, settings: Settings) -> Ask:
    """Search for a text."""
    return lambda q, **more: search(engine, SearchRequest(q=q, correct=False, **more), settings)


def ids(result: SearchResult) -> set[str]:
    return {hit.document.id for hit in result.hits}


def also(result: SearchResult) -> list[str]:
    return [note.message for note in result.notes if note.code == "synonyms"]


@pytest.mark.parametrize("typed", ["NATO", "nato", "title:nato", "NATO -syria", "(NATO)"])
def test_a_word_finds_its_other_name_as_a_phrase(ask: Ask, typed: str) -> None:
    result = ask(typed)
    assert ids(result) == {"short", "long", "both"}
    assert also(result) == ["Also searched: North Atlantic Treaty Organization."]


def test_a_name_of_several_words_finds_the_short_one(ask: Ask) -> None:
    result = ask("north atlantic treaty organization")
    assert ids(result) == {"short", "long", "both", "apart"}
    assert also(result) == ["Also searched: NATO."]
    assert "short" not in ids(ask("north atlantic treaty organization AND seventy"))


def test_a_one_way_line_is_one_way(ask: Ask) -> None:
    assert ids(ask("burma")) == {"burma", "myanmar"}
    assert ids(ask("myanmar")) == {"myanmar"}


def test_quotes_and_the_switch_search_what_was_typed(ask: Ask) -> None:
    for result in (ask('"nato"'), ask("nato", synonyms=False)):
        assert ids(result) == {"short", "both"}
        assert also(result) == []


def test_an_exclusion_excludes_every_name(ask: Ask) -> None:
    assert ids(ask("treaty -nato")) == {"apart"}


def test_what_three_records_explain_is_used_at_once(ask: Ask) -> None:
    assert "khorasan" in ids(ask("ISIS-K"))
    assert also(ask("isis-k attacked")) == ["Also searched: Islamic State Khorasan."]
    assert ids(ask("VRT")) == {"vrt", "rare"}
    assert also(ask("VRT")) == []


def test_the_singular_of_an_acronym_is_explained_by_its_plural(settings: Settings) -> None:
    made = ENGINES["whoosh"](settings)
    text = "Many internally displaced persons (IDPs) fled by synthetic roads (SRS)."
    records = [{"id": f"many-{number}", "title": f"Part {number}", "body": text} for number in range(3)]
    fill(made, map(from_record, [*records, {"id": "long", "title": "Internally displaced persons"}]))

    def asked(q: str) -> SearchResult:
        return search(made, SearchRequest(q=q, correct=False), settings)

    for typed in ("IDP", "idp", "IDPs", "an IDP camp"):
        assert also(asked(typed)) == ["Also searched: internally displaced persons."]
        assert "long" in ids(asked(typed))
    assert also(asked("internally displaced persons")) == ["Also searched: IDPs."]
    assert also(asked("SRS")) == ["Also searched: synthetic roads."]
    assert also(asked("SR")) == []


def test_editors_can_refuse_what_texts_explain(ask: Ask, settings: Settings) -> None:
    (settings.index / "synonyms.txt").write_text("ISIS-K != Islamic State Khorasan\n", encoding="utf-8")
    assert "khorasan" not in ids(ask("ISIS-K"))


def test_the_file_counts_at_once(ask: Ask, settings: Settings) -> None:
    (settings.index / "synonyms.txt").write_text("votes = seventy\n", encoding="utf-8")
    assert ids(ask("seventy")) == {"long", "burma", "myanmar"}
    assert ids(ask("nato")) == {"short", "both"}


def test_two_names_are_not_counted_twice(ask: Ask) -> None:
    scores = {hit.document.id: hit.score or 0 for hit in ask("nato", explain=True).hits}
    assert scores["both"] < 2 * min(scores["short"], scores["long"])
    for hit in ask("nato treaty", explain=True).hits:
        assert hit.explanation is not None
        assert hit.explanation.value == pytest.approx(hit.score)


def test_snippets_mark_every_name(engine: Engine, ask: Ask) -> None:
    [snippet] = {hit.snippet for hit in ask("ISIS-K").hits if hit.document.id.startswith("isis")}
    assert "<mark>Islamic</mark> <mark>State</mark> <mark>Khorasan</mark>" in snippet
    assert "<mark>ISIS</mark>" in snippet


def test_few_words_are_given_other_names(engine: Engine, settings: Settings) -> None:
    thesaurus = thesaurus_of(engine.snapshot(), settings)
    parsed = parse("nato " * 40, settings, thesaurus)
    assert sum(isinstance(leaf, AnyOf) for leaf in scoring_leaves(parsed.node)) == settings.query_synonyms
    assert thesaurus_of(engine.snapshot(), settings) is thesaurus


def test_deleted_records_explain_nothing(engine: Engine, settings: Settings) -> None:
    assert ("ISIS-K", 3) in [(found.short, found.records) for found in engine.snapshot().acronyms().used]
    fill(engine, (), ["isis-0"])
    assert [(found.short, found.records) for found in engine.snapshot().acronyms().all] == [("ISIS-K", 2), ("VRT", 1)]
    assert engine.snapshot().acronyms().used == ()


NAMES = Thesaurus(
    {
        ("nato",): {
            ("north", "atlantic", "treaty", "organization"): "North Atlantic Treaty Organization",
            ("atlantic", "alliance"): "Atlantic Alliance",
        },
        ("north", "atlantic", "treaty", "organization"): {("nato",): "NATO"},
        ("isis", "k"): {("islamic", "state", "khorasan"): "Islamic State Khorasan"},
    }
)
PIECES = 'nato NATO north atlantic treaty organization ISIS-K isis k AND OR NOT ( ) - title: " ~ * *~ date:2024'.split()


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=14), st.sampled_from(["", " "]))
def test_no_text_is_an_error_and_other_names_only_take_the_place_of_words(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    plain, named = parse(text, Settings()), parse(text, Settings(), NAMES)
    said = [note for note in named.notes if note.code != "synonyms"]
    assert said == list(plain.notes)
    leaves = scoring_leaves(named.node)
    found = [name for leaf in leaves for name in names_of(leaf)]
    assert set(scoring_leaves(plain.node)) <= set(found)
    assert all(isinstance(name, (Term, Phrase, Expansion)) for name in found)
    if not any(isinstance(leaf, AnyOf) for leaf in leaves) and "-" not in text and "NOT" not in text:
        assert named == plain
