"""What editors decide for a query: read from their file, written by helpers, shown to readers, explained."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import Error
from index.settings import Settings
from search import Engine, SearchRequest, SearchResult, facet_values, search
from search.editing import editorial_problems, editorial_state
from search.steering import MOST_PINNED, Choice, parse_steering, read_steering, steer, steering_path


@pytest.fixture(autouse=True)
def folder(settings: Settings) -> None:
    settings.index.mkdir(exist_ok=True)


def ask(engine: Engine, settings: Settings, q: str, **more: object) -> SearchResult:
    return search(engine, SearchRequest(q=q, **more), settings)  # type: ignore[arg-type]


def ids(result: SearchResult) -> list[str]:
    return [hit.document.id for hit in result.hits]


def test_pinned_records_come_first_and_say_so(engine: Engine, settings: Settings) -> None:
    plain = ids(ask(engine, settings, "Khorasan!"))
    steer(settings, "khorasan", pinned=["garden", "passage"])
    result = ask(engine, settings, "Khorasan!", explain=True)
    assert ids(result) == ["garden", "passage", *(found for found in plain if found != "passage")]
    assert result.total == len(plain) + 1
    assert [hit.as_dict().get("pinned") for hit in result.hits] == [True, True, None]
    assert [note.code for note in result.notes] == ["pinned"]
    for hit in result.hits:
        assert hit.explanation is not None
        assert hit.explanation.value == pytest.approx(hit.score)
        assert ("chosen by the editors" in hit.explanation.what) == hit.pinned
    assert ids(ask(engine, settings, "khorasan militants"))[0] != "garden"


def test_excluded_records_are_left_out_of_everything(engine: Engine, settings: Settings) -> None:
    steer(settings, "attack", excluded=["moscow"])
    result = ask(engine, settings, "attack")
    assert "moscow" not in ids(result)
    assert result.total == len(ids(result)) == 2
    assert [note.code for note in result.notes] == ["excluded"]
    assert {value.value for facet in result.facets for value in facet.values if facet.name == "year"} == {
        "2022",
        "2023",
    }
    page = facet_values(engine, SearchRequest(q="attack"), settings, "author", "glantz", 0, 10)
    assert page.values == ()
    steer(settings, "attack")
    assert "moscow" in ids(ask(engine, settings, "attack"))


def test_recency_moves_newer_records_up(engine: Engine, settings: Settings) -> None:
    for recency in ("off", "gentle", "strong"):
        result = ask(engine, settings, "attack", recency=recency, explain=True)
        for hit in result.hits:
            assert hit.explanation is not None
            assert hit.explanation.value == pytest.approx(hit.score)
            assert ("recency" in str(hit.explanation.as_dict())) == (recency != "off")
        assert result.notes == ()
    assert ask(engine, settings, "", recency="strong").hits[0].score is None
    title = "Kabul and the Islamic State"
    plain, aged = (ask(engine, settings, title, recency=recency).hits[0] for recency in ("off", "strong"))
    assert (plain.document.id, plain.score) == (aged.document.id, aged.score)


def test_the_file_is_read_anew_and_kept_whole(settings: Settings) -> None:
    assert read_steering(settings).of("anything") == Choice()
    before = editorial_state(settings)
    steer(settings, "  Café  War! ", pinned=["b", "a", "b"], excluded=["c", "a"])
    assert editorial_state(settings) != before
    assert read_steering(settings).of("cafe WAR") == Choice(("b",), ("c", "a"))
    assert json.loads(steering_path(settings).read_text(encoding="utf-8")) == {
        "cafe war": {"pin": ["b"], "exclude": ["c", "a"]}
    }
    patient = replace(settings, wait=30.0)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: steer(patient, f"query {number}", pinned=[str(number)]), range(12)))
    assert read_steering(settings).of("query 7") == Choice(("7",))
    assert len(read_steering(settings).choices) == 13
    assert [path.name for path in settings.index.glob("steering.json.*") if path.suffix != ".lock"] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{", 0),
        ("[]", 0),
        ('{"war": ["a"]}', 0),
        ('{"war": {"pin": "a"}, "peace": {"pin": ["a"]}}', 1),
        ('{"war": {"pin": [1]}, "": {}, "peace": {}}', 1),
        ('{"war": {"pins": []}}', 0),
        ("[" * 100_000, 0),
    ],
)
def test_a_broken_file_is_a_problem_and_no_error(engine: Engine, settings: Settings, text: str, kept: int) -> None:
    steering_path(settings).write_text(text, encoding="utf-8")
    assert len(read_steering(settings).choices) == kept
    assert editorial_problems(settings)
    assert ask(engine, settings, "attack").total == 3
    with pytest.raises(Error, match="steering"):
        steer(settings, "war", pinned=["a"])
    assert steering_path(settings).read_text(encoding="utf-8") == text


def test_what_cannot_be_decided_is_refused(settings: Settings) -> None:
    for query, pinned in (("", ["a"]), ("  ", ["a"]), ("war", [str(number) for number in range(MOST_PINNED + 1)])):
        with pytest.raises(Error) as refused:
            steer(settings, query, pinned=pinned)
        assert refused.value.code == "invalid_parameter"
    with pytest.raises(Error, match="no index"):
        steer(Settings(index=settings.index / "none"), "war", pinned=["a"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.sampled_from(["pin", "exclude", "x"]), children)
    ),
    max_leaves=6,
)


@given(json_values | st.dictionaries(st.text(max_size=5), json_values, max_size=3))
def test_no_value_is_an_error(value: object) -> None:
    found = parse_steering(value)
    for choice in found.choices.values():
        assert not set(choice.pinned) & set(choice.excluded)
