"""Real sentences of many languages, written for this: found by what their readers would type, and marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.document import from_record
from search.engine import Snapshot
from search.highlight import Highlighter
from search.parse import parse
from search.query import Phrase, Term
from tests.engines import fill, settings_at
from tests.oracle import OracleEngine
from tests.queries import found

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
