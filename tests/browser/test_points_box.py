"""Points 6 to 12: the box is a combobox as the ARIA Authoring Practices describe it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from index.settings import Settings
from search.query_log import QueryLog
from tests.browser.conftest import wait_for

pytestmark = pytest.mark.parametrize("scripted", [True], indirect=True, ids=["with script"])

VOICE = "#search-form [role=status]"
WATCH = """() => { window.said = [];
  new MutationObserver(() => window.said.push(document.querySelector('#search-form [role=status]').textContent))
    .observe(document.querySelector('#search-form [role=status]'), { childList: true, subtree: true }); }"""


@pytest.fixture
def box(page: Page) -> Locator:
    """The box of the first page."""
    page.goto("/")
    return page.get_by_role("combobox", name="Search the archive")


def answer(*texts: str) -> str:
    """An answer of the API with some authors."""
    rows = [{"text": text, "kind": "author", "highlight": text} for text in texts]
    return json.dumps({"query": "", "suggestions": rows, "notes": []})


def test_point_06_roles_and_states(page: Page, box: Locator) -> None:
    for name, value in {"aria-expanded": "false", "aria-autocomplete": "list", "aria-haspopup": "listbox"}.items():
        expect(box).to_have_attribute(name, value)
    box.press_sequentially("riv")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    listbox = page.locator("#" + str(box.get_attribute("aria-controls")))
    expect(listbox).to_have_attribute("role", "listbox")
    assert listbox.get_by_role("option").count() == options.count()
    assert {option.get_attribute("aria-selected") for option in options.all()} == {"false"}


def test_point_07_focus_stays_and_the_active_descendant_moves(page: Page, box: Locator) -> None:
    box.press_sequentially("riv")
    expect(page.get_by_role("option").first).to_be_visible()
    for place in (0, 1, 2):
        box.press("ArrowDown")
        expect(box).to_be_focused()
        active = page.locator("#" + str(box.get_attribute("aria-activedescendant")))
        expect(active).to_have_attribute("aria-selected", "true")
        assert page.locator("[role=option][aria-selected=true]").count() == 1
        assert active.inner_text() == page.get_by_role("option").nth(place).inner_text()


def test_point_08_the_keys(page: Page, box: Locator) -> None:
    box.press_sequentially("riv")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    last = options.count() - 1
    box.press("ArrowUp")
    expect(options.nth(last)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Home")
    assert box.evaluate("box => box.selectionStart") == 0
    box.press("End")
    assert box.evaluate("box => box.selectionStart") == 3
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("riv")
    box.press("Escape")
    expect(box).to_have_value("")
    box.press_sequentially("river ")
    expect(box).to_have_value("river ")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Tab")
    expect(options).to_have_count(0)
    expect(box).to_have_value("river ")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("river ")
    box.press("Enter")
    page.wait_for_url("**/search?q=river*")
    box.fill("")
    box.press_sequentially("aasen")
    expect(options.first).to_contain_text("Bjørn Aasen")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search?author=Bj%C3%B8rn+Aasen")


def test_point_09_nothing_is_chosen_or_written_by_itself(page: Page, box: Locator) -> None:
    box.press_sequentially("riv")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    options.nth(1).hover()
    expect(box).to_have_value("riv")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    expect(box).to_have_value("riv")


@pytest.fixture
def stopped(page: Page) -> Locator:
    """The box of a page whose clock stands still until it is told to go on."""
    page.clock.install(time=0)
    page.goto("/")
    page.clock.pause_at(10_000)
    return page.get_by_role("combobox", name="Search the archive")


def test_point_10_the_number_of_suggestions_is_said_after_a_pause(page: Page, stopped: Locator) -> None:
    page.evaluate(WATCH)
    options = page.get_by_role("option")
    for letter in "rive":
        stopped.press(letter)
        page.clock.run_for(99)
    page.clock.run_for(60)
    expect(options.first).to_be_visible()  # of the only question that was asked
    page.clock.run_for(300)
    assert page.evaluate("said") == []  # 300 ms of rest are none
    count = options.count()
    page.clock.run_for(400)
    assert page.evaluate("said") == [f"{count} suggestions"]
    stopped.fill("zzzzqqq")
    page.clock.run_for(200)
    expect(options).to_have_count(0)
    page.clock.run_for(1000)
    stopped.press("q")
    page.clock.run_for(2000)
    assert page.evaluate("said") == [f"{count} suggestions", "No suggestions"]


def test_point_11_questions_wait_and_stale_answers_are_dropped(page: Page, stopped: Locator) -> None:
    held: list[Route] = []
    page.route("**/api/v1/suggest*", lambda route: held.append(route))
    stopped.press("r")
    page.clock.run_for(1000)
    assert held == []  # one letter asks nothing
    for letter in "iver":
        stopped.press(letter)
        page.clock.run_for(99)
    assert held == []
    with page.expect_request("**/api/v1/suggest?q=river"):
        page.clock.run_for(60)
    with page.expect_event("requestfailed") as aborted, page.expect_request("**/api/v1/suggest?q=rivers"):
        stopped.press("s")
        page.clock.run_for(160)
    assert aborted.value.failure == "net::ERR_ABORTED"
    wait_for(page, held, 2)
    assert [route.request.url.partition("?")[2] for route in held] == ["q=river", "q=rivers"]
    held[1].fulfill(body=answer("Newer"), content_type="application/json")
    expect(page.get_by_role("option")).to_have_text(["Newer"])


def test_point_11_an_answer_out_of_order_is_dropped(page: Page, stopped: Locator) -> None:
    page.evaluate("AbortController.prototype.abort = () => {}")  # as if the network could not be stopped
    held: list[Route] = []
    page.route("**/api/v1/suggest*", lambda route: held.append(route))
    for text in ("ri", "ver"):
        with page.expect_request("**/api/v1/suggest*"):
            stopped.press_sequentially(text)
            page.clock.run_for(200)
    wait_for(page, held, 2)
    held[1].fulfill(body=answer("Newer"), content_type="application/json")
    expect(page.get_by_role("option")).to_have_text(["Newer"])
    with page.expect_response("**/api/v1/suggest?q=ri"):
        held[0].fulfill(body=answer("Older"), content_type="application/json")
    page.clock.run_for(1000)
    expect(page.get_by_role("option")).to_have_text(["Newer"])


def test_point_11_nothing_is_asked_while_a_word_is_composed(page: Page, stopped: Locator) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    client = page.context.new_cdp_session(page)
    stopped.focus()
    client.send("Input.imeSetComposition", {"text": "みず", "selectionStart": 2, "selectionEnd": 2})
    page.clock.run_for(1000)
    expect(stopped).to_have_value("みず")
    assert asked == []
    with page.expect_request("**/api/v1/suggest*"):
        client.send("Input.insertText", {"text": "水の"})
        page.clock.run_for(200)


def test_point_12_groups_are_named_few_and_marked(page: Page, box: Locator) -> None:
    box.press_sequentially("wa")
    expect(page.get_by_role("option").first).to_be_visible()
    groups = page.locator("[role=listbox] > [role=group]")
    assert groups.count() >= 2
    for group in groups.all():
        label = page.locator("#" + str(group.get_attribute("aria-labelledby")))
        assert label.inner_text().capitalize() in {"Authors", "Topics", "Titles", "Searches"}
    assert page.get_by_role("option").count() <= 10
    for mark in page.locator("[role=option] mark").all():
        assert mark.evaluate("mark => getComputedStyle(mark).fontWeight") == "700"
        assert "underline" in mark.evaluate("mark => getComputedStyle(mark).textDecorationLine")


def test_point_12_past_searches_are_a_group(page: Page, serve: Callable[..., str], tmp_path: Path) -> None:
    path = str(tmp_path / "queries.sqlite")
    days = iter(date(2026, 3, day) for day in (1, 2, 3))
    with closing(QueryLog(replace(Settings(), query_log=path), lambda: next(days))) as log:
        for _ in range(3):
            log.count("river and dam")
    page.goto(serve(query_log=path))
    box = page.get_by_role("combobox", name="Search the archive")
    box.press_sequentially("dam riv")
    group = page.get_by_role("group", name="Searches")
    expect(group.get_by_role("option")).to_have_text(["river and dam"])
    expect(group.locator("mark")).to_have_text(["riv", "dam"])
    group.get_by_role("option").click()
    page.wait_for_url("**/search?q=river+and+dam")


def test_what_is_submitted_counts_and_what_is_typed_does_not(
    page: Page, serve: Callable[..., str], tmp_path: Path
) -> None:
    settings = replace(Settings(), query_log=str(tmp_path / "queries.sqlite"))
    page.goto(serve(query_log=settings.query_log))
    log = QueryLog(settings)
    box = page.get_by_role("combobox", name="Search the archive")
    box.fill("water")
    box.press("Enter")
    page.wait_for_url("**/search?q=water")
    assert [row.text for row in log.read(1, 9)] == ["water"]
    for text in ("river", "river dam"):
        with page.expect_response("**/search?q=*"):
            box.fill(text)
    assert [row.text for row in log.read(1, 9)] == ["water"]
    with page.expect_response("**/search?q=river+dam") as answer:
        box.press("Enter")
    assert answer.value.status == 200
    assert sorted(row.text for row in log.read(1, 9)) == ["river dam", "water"]
