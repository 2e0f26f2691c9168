"""The language of long texts is told, of short and doubtful ones not; English is told without the library."""

from __future__ import annotations

import pytest

from index import detection
from index.detection import detected
from index.document import Document, from_record
from index.stored import decode_record, encode_record

TEXTS = {
    "en": "The committee published a report on the security of energy supply, and it asked the members to reply by "
    "June. Most of them said that they would rather wait until the new government has been formed.",
    "fr": "Le comité a publié un rapport sur la sécurité de l'approvisionnement en énergie, et il a demandé aux "
    "membres de répondre avant le mois de juin. La plupart préfèrent attendre la formation du nouveau gouvernement.",
    "de": "Der Ausschuss hat einen Bericht über die Sicherheit der Energieversorgung veröffentlicht und die Mitglieder "
    "gebeten, bis Juni zu antworten. Die meisten wollen lieber warten, bis die neue Regierung gebildet ist.",
    "es": "El comité publicó un informe sobre la seguridad del suministro de energía y pidió a los miembros que "
    "respondieran antes de junio. La mayoría prefiere esperar a que se forme el nuevo gobierno.",
    "ru": "Комитет опубликовал доклад о безопасности энергоснабжения и попросил членов ответить до июня. Большинство "
    "предпочитает подождать, пока не будет сформировано новое правительство.",
    "ar": "نشرت اللجنة تقريرا عن أمن إمدادات الطاقة وطلبت من الأعضاء الرد قبل شهر يونيو. ويفضل معظمهم الانتظار حتى "
    "يتم تشكيل الحكومة الجديدة في البلاد بعد الانتخابات التي جرت في الربيع.",
    "zh": "委员会发表了一份关于能源供应安全的报告，并要求成员国在六月之前作出答复。"
    "大多数成员国表示，他们宁愿等到新政府组成之后"
    "再作决定。报告还指出，过去十年里，进口天然气的比例持续上升，许多国家因此更加依赖少数供应国，这给外交政策带来了新的压力。",
    "ja": "委員会はエネルギー供給の安全に関する報告書を公表し、加盟国に六月までに回答するよう求めた。ほとんどの国は、"
    "新しい政府が組織されるまで待ちたいと述べている。報告書によれば、この十年で輸入された天然ガスの割合は増え続けている。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_long_text_tells_its_language(language: str, text: str) -> None:
    assert detected("", text, "") == language
    document = from_record({"title": "A", "body": text})
    assert (document.language, document.language_detected) == (language, True)


def test_english_and_what_has_no_function_word_need_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "_identifier", None)
    assert detected(TEXTS["en"]) == "en"
    assert detected("Mesa Corvette Hydra Palimpsest " * 10) is None
    with pytest.raises(TypeError):
        detected(TEXTS["fr"])


@pytest.mark.parametrize(
    "text",
    [
        *["", "Guerre et paix", "能源安全", "... --- ...", "12 " * 40],
        "Komitet opublikował raport o bezpieczeństwie dostaw energii i poprosił członków o odpowiedź do czerwca, lecz "
        "większość woli poczekać, aż zostanie utworzony nowy rząd.",
    ],
    ids=["nothing", "short", "short Chinese", "marks", "numbers", "Polish"],
)
def test_others_are_unknown(text: str) -> None:
    assert detected(text) is None


def test_names_and_addresses_are_not_the_language_of_a_text() -> None:
    text = (
        "January 01 1993 On the Realization of a Network Lehrstuhl für Allgemeine und Theoretische Elektrotechnik, "
        "Universität Erlangen-Nürnberg, Cauerstraße, Erlangen; Institut für Informatik, Technische Universität Berlin"
    )
    assert detected(text) in ("en", None)


def test_what_is_given_stands_and_what_is_told_is_not_said_to_be_given() -> None:
    given = from_record({"title": "A", "body": TEXTS["fr"], "language": "de"})
    told = from_record({"title": "A", "body": TEXTS["fr"]})
    assert (given.language, given.language_detected) == ("de", False)
    assert "language" not in told.to_record()
    assert from_record(told.to_record()) == told
    assert decode_record(encode_record(told)) == told
    unsaid = Document(id=told.id, title="A", body=TEXTS["fr"])
    assert told.content_hash == unsaid.content_hash != given.content_hash


def test_an_entry_of_a_list_is_taken_as_it_is() -> None:
    document = from_record({"title": "A", "related": [{"title": "B", "body": TEXTS["fr"]}]})
    [link] = document.related
    assert link.record is not None
    assert link.record.language is None
