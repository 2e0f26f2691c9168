"""Real sentences of many languages, written for this: found by what their readers would type, and marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.document import from_record
from index.latent.model import stems_of
from index.latent.occurrences import Occurrences
from index.schema import DEFAULT_FIELDS
from search.engine import Engine, Snapshot
from search.highlight import Highlighter
from search.open_engine import open_engine
from search.parse import parse
from search.plan import Plan
from search.query import Bool, Phrase, Term
from search.relations import relations_of
from search.spelling import correct
from tests.engines import fill, settings_at
from tests.index.columnar.packs import arrays_of
from tests.oracle import OracleEngine
from tests.oracle_match import evaluate
from tests.queries import counts, found

SETTINGS = settings_at(Path())

UNSPACED = {
    "zh": "北京大学的研究人员认为，能源安全是外交政策的核心。",
    "ja": "東京の政府はエネルギー安全保障を見直すと発表した。",
    "ko": "서울의 연구소는 에너지안보에 관한 보고서를 냈다.",
    "th": "รัฐบาลไทยประกาศนโยบายพลังงานใหม่",
    "ar": "أعلنت الحكومةُ في القاهرة سياسةً جديدةً للطاقة",
}


@pytest.fixture(scope="module")
def unspaced() -> Snapshot:
    """One record a language, without blanks between most words."""
    engine = OracleEngine(SETTINGS)
    fill(engine, [from_record({"id": name, "body": text}) for name, text in UNSPACED.items()])
    return engine.snapshot()


TYPED = [
    ("能源", ["zh"], "<mark>能</mark><mark>源</mark>"),
    ("能", ["zh"], "<mark>能</mark>源"),
    ("外交政策", ["zh"], "<mark>外</mark><mark>交</mark><mark>政</mark><mark>策</mark>的"),
    ("政策外交", [], ""),
    ('"北京大学"', ["zh"], "<mark>北</mark><mark>京</mark><mark>大</mark><mark>学</mark>的"),
    ("東京 エネルギー", ["ja"], "<mark>東</mark><mark>京</mark>の政府は<mark>エ</mark><mark>ネ</mark>"),
    ("ｴﾈﾙ", ["ja"], "<mark>エ</mark><mark>ネ</mark><mark>ル</mark>ギ"),
    ("에너지", ["ko"], "<mark>에</mark><mark>너</mark><mark>지</mark>안"),
    ("에너지안보에*", ["ko"], "<mark>에</mark>너"),
    ("พลังงาน", ["th"], "<mark>พ</mark>"),
    ("اعلنت الحكومه", ["ar"], "<mark>أعلنت</mark> <mark>الحكومةُ</mark>"),
    ("القاهره", ["ar"], "<mark>القاهرة</mark>"),
]


@pytest.mark.parametrize(("text", "ids", "marked"), TYPED, ids=[row[0] for row in TYPED])
def test_what_is_typed_of_a_text_is_found_and_marked(
    unspaced: Snapshot, text: str, ids: list[str], marked: str
) -> None:
    query = parse(text, SETTINGS).node
    assert found(unspaced, query) == ids
    snippets = [Highlighter(query, unspaced, 240).snippet(unspaced.get(name)) for name in ids]
    assert all(marked in snippet for snippet in snippets), snippets


def test_two_characters_are_one_pair_and_more_a_phrase_of_pairs() -> None:
    pair, phrase = (parse(text, SETTINGS).node for text in ("能源", "能源安全"))
    assert isinstance(pair, Term)
    assert pair.surfaces == ("能源",)
    assert isinstance(phrase, Phrase)
    assert [(word.offset, *word.surfaces) for word in phrase.words] == [(0, "能源"), (1, "源安"), (2, "安全")]


SPOKEN = {
    "en": (
        "The future of energy",
        "Rebels attacked the agreement; a car was burned, and Zukunft Capital fell.",
    ),
    "fr": ("L'avenir de l'Europe", "Les négociations sur l'énergie ont échoué, et les accords attaqués par la Russie."),
    "es": ("Las naciones y la paz", "Los gobiernos negociaron acuerdos económicos con las naciones vecinas."),
    "de": ("Die Zukunft der Regierungen", "Die Häuser wurden zerstört, und der Krieg war lang."),
    "it": ("Le guerre dell'Europa", "I governi hanno firmato accordi economici sulle armi e sull'acqua."),
    "pt": ("As operações no mar", "Os governos assinaram acordos sustentáveis sobre a pesca."),
    "ru": ("Войны и правительства", "Правительства подписали соглашения о безопасности."),
    "ar": ("المدارس والحكومة", "وقّعت الحكومات اتفاقيات عن السياسة الجديدة."),
}


@pytest.fixture(scope="module", params=[OracleEngine, open_engine], ids=["oracle", "whoosh"])
def spoken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """One record a language."""
    engine: Engine = request.param(settings_at(tmp_path_factory.mktemp("spoken")))
    records = [{"id": code, "title": title, "body": body, "language": code} for code, (title, body) in SPOKEN.items()]
    fill(engine, [from_record(record) for record in records])
    return engine.snapshot()


ASKED = [
    # by other forms than those in the text
    ("attacking", ["en"]),
    ("négociation", ["fr"]),
    ("negociation", ["fr"]),
    ("attaque", ["fr"]),
    ("nación", ["es"]),
    ("económicas", ["es"]),
    ("haus", ["de"]),
    ("guerra", ["it"]),
    ("operação", ["pt"]),
    ("sustentável", ["pt"]),
    ("правительствами", ["ru"]),
    ("безопасностью", ["ru"]),
    ("سياسات", ["ar"]),
    ("الاتفاقية", ["ar"]),
    # what is elided is no part of a word
    ("l'europe", ["fr", "it"]),
    ("dell'Europa", ["fr", "it"]),
    ("sull'acqua", ["it"]),
    ("acqua", ["it"]),
    ("d'énergie", ["fr"]),
    # exact forms, whatever the language
    ('"zukunft"', ["de", "en"]),
    ('"die Zukunft"', ["de"]),
    ('"la paz"', ["es"]),
    ("title:zuk*", ["de"]),
    ("zuk*", ["de", "en"]),
    ("zukumft~1", ["de", "en"]),
    ("govern*", ["it", "pt"]),
    # function words say nothing in any language, unless they are all there is
    ("die Zukunft", ["de", "en"]),
    ("la guerre des armi", ["it"]),
    ("the future", ["en"]),
    ("la", ["es", "fr"]),
    ("et les", ["fr"]),
    ("war", ["de"]),
    ("car", ["en"]),
    ("un car", ["en"]),
    # all and none
    ("zukunft AND regierung", ["de"]),
    ("zukunft -regierung", ["en"]),
    ("europe NOT guerre", ["fr"]),
    ("title:europe", ["fr", "it"]),
]


@pytest.mark.parametrize(("text", "codes"), ASKED, ids=[row[0] for row in ASKED])
def test_readers_of_every_language_find_it(spoken: Snapshot, text: str, codes: list[str]) -> None:
    assert spoken.languages == tuple(sorted(set(SPOKEN) - {"en"}))
    query = parse(text, SETTINGS, languages=spoken.languages).node
    assert sorted(found(spoken, query)) == codes


MARKED = [
    (
        "fr",
        "négociation accord",
        "Les <mark>négociations</mark> sur l&#x27;énergie ont échoué, et les <mark>accords</mark>",
    ),
    ("de", "Haus", "Die <mark>Häuser</mark> wurden"),
    ("ru", "правительство", "<mark>Правительства</mark> подписали"),
    ("ar", "الحكومة", "وقّعت <mark>الحكومات</mark> اتفاقيات"),
    (
        "es",
        "gobiernos nación",
        "Los <mark>gobiernos</mark> negociaron acuerdos económicos con las <mark>naciones</mark>",
    ),
]


@pytest.mark.parametrize(("code", "text", "marked"), MARKED, ids=[row[0] for row in MARKED])
def test_words_are_marked_by_the_stems_of_their_language(spoken: Snapshot, code: str, text: str, marked: str) -> None:
    query = parse(text, SETTINGS, languages=spoken.languages).node
    assert marked in Highlighter(query, spoken, 240).snippet(spoken.get(code))


def test_an_archive_in_english_is_asked_as_if_there_were_no_other_language() -> None:
    for text in ("die war of the car", "la guerre", "the", '"a war" b*'):
        assert parse(text, SETTINGS) == parse(text, SETTINGS, languages=())
    leaf = parse("guerres", SETTINGS).node
    assert isinstance(leaf, Term)
    assert leaf.stems == ("guerr", "guerres")
    leaf = parse("guerres", SETTINGS, languages=("fr",)).node
    assert isinstance(leaf, Term)
    assert leaf.stems == ("guerr", "guerres", "fr:guerr", "fr:guerres")


def test_a_function_word_is_no_reason_to_look_where_it_says_nothing() -> None:
    query = parse("die Zukunft", SETTINGS, languages=("de",)).node
    assert isinstance(query, Bool)
    die, zukunft = query.should
    assert isinstance(die, Term)
    assert isinstance(zukunft, Term)
    assert die.stems == ("die",)
    assert "de:zukunft" in zukunft.stems
    assert parse("der Zukunft", SETTINGS, languages=("de",)).node == parse("Zukunft", SETTINGS, languages=("de",)).node


def test_a_record_is_related_to_those_with_its_names_in_other_languages(spoken: Snapshot) -> None:
    engine = OracleEngine(SETTINGS)
    texts = {"a": ("fr", "Macron et les négociations"), "b": ("en", "Macron in Kyiv"), "c": ("fr", "La négociation")}
    fill(engine, [from_record({"id": i, "title": t, "topics": ["X"], "language": c}) for i, (c, t) in texts.items()])
    snapshot = engine.snapshot()
    related = relations_of(snapshot, snapshot.get("a"), 5)
    assert sorted(relation.match.document.id for relation in related) == ["b", "c"]


def test_languages_are_a_facet_where_there_are_two(spoken: Snapshot, tmp_path: Path) -> None:
    chosen = Plan(filters=(("language", ("fr", "de")),), limit=10, scored=False)
    answer = spoken.search(chosen)
    assert sorted(match.document.id for match in answer.matches) == ["de", "fr"]
    facet = {facet.name: facet for facet in answer.facets}["language"]
    assert counts(facet) == [(code, 1) for code in sorted(SPOKEN)]  # disjunctive
    for engine in (OracleEngine(SETTINGS), open_engine(settings_at(tmp_path))):
        fill(engine, [from_record({"id": "a", "title": "Paix", "language": "fr-CA"}), from_record({"title": "Peace"})])
        assert "language" not in {facet.name for facet in engine.snapshot().search(Plan()).facets}
        fill(engine, [from_record({"id": "b", "title": "Frieden", "language": "de"})])
        assert engine.snapshot().languages == ("de", "fr")
        facet = {facet.name: facet for facet in engine.snapshot().search(Plan()).facets}["language"]
        assert counts(facet) == [("de", 1), ("fr", 1)]
        fill(engine, [], ["b"])
        assert engine.snapshot().languages == ("fr",)
        assert "language" not in {facet.name for facet in engine.snapshot().search(Plan()).facets}


def test_other_spellings_and_completions_know_the_words_of_all_languages(spoken: Snapshot) -> None:
    for typed, meant in (("negociatons", "negociations"), ("zerstrt", "zerstort"), ("gobirnos", "gobiernos")):
        node = parse(typed, SETTINGS, languages=spoken.languages).node
        assert correct(typed, node, spoken) == meant
    for typed, title in (
        ("aven", "L'avenir de l'Europe"),
        ("regie", "Die Zukunft der Regierungen"),
        ("прав", SPOKEN["ru"][0]),
    ):
        assert [found.text for found in spoken.complete("title", [typed], 5, 0)] == [title]
    assert spoken.document_frequency("zukunft", DEFAULT_FIELDS) == 2
    assert set(spoken.similar("zukumft", DEFAULT_FIELDS, 1)) == {"zukunft"}


def test_a_leaf_is_rare_or_not_in_all_languages_together(spoken: Snapshot) -> None:
    query = parse("europe zukunft", SETTINGS, languages=spoken.languages).node
    answer = spoken.search(Plan(query, explain=True, limit=10))
    assert {match.document.id for match in answer.matches} == {"de", "en", "fr", "it"}
    for match in answer.matches:
        assert match.explanation is not None
        assert evaluate(match.explanation) == pytest.approx(match.score)


def test_function_words_are_no_part_of_what_a_text_is_about() -> None:
    texts = [
        ("de", "die war Regierung"),
        ("de", "die Regierung Haus"),
        ("en", "a war will die"),
        ("en", "government house"),
    ]
    records = [from_record({"id": str(n), "title": text, "language": code}) for n, (code, text) in enumerate(texts)]
    occurrences = Occurrences(arrays := arrays_of(records))
    found, mass = occurrences.of(np.arange(4), {})
    names = [str(stem, "utf-8") for stem in stems_of(arrays)]
    assert {name: mass[number] for number, name in enumerate(names)} == {
        **dict.fromkeys(["a", "die", "war", "will", "govern", "haus", "hous"], 3.0), "regier": 6.0,
    }  # fmt: skip
    assert found.height == 4
