"""What a reader sees when there is nothing to see: no index yet, a damaged one, too many requests, no network, no
answer yet. Each says what to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from index.settings import Settings
from tests.browser.conftest import SCRIPTED, wait_for
from tests.browser.test_points_form import heading
from web import create_app

Serve = Callable[..., str]


def expected(complaints: list[str]) -> None:
    """Take away what the browser logs of an answer that was meant to fail."""
    complaints[:] = [text for text in complaints if not text.startswith("Failed to load resource")]


def test_no_index_yet(page: Page, serve: Serve, tmp_path: Path, complaints: list[str]) -> None:
    settings = replace(Settings(), index=tmp_path / "none")
    answer = page.goto(serve(create_app(settings)))
    assert answer is not None
    assert answer.status == 503
    expect(page.get_by_text("python -m index add PATH...", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    expected(complaints)


def test_a_damaged_index(page: Page, serve: Serve, sample: Settings, tmp_path: Path, complaints: list[str]) -> None:
    shutil.copytree(sample.index, tmp_path / "index", symlinks=True)
    for pack in (tmp_path / "index" / "current").glob("_*.toc"):
        pack.write_bytes(pack.read_bytes()[:-7])
    page.goto(serve(create_app(replace(sample, index=tmp_path / "index"))) + "/search?q=river")
    expect(page.locator("#failure")).to_contain_text("index_damaged")
    expect(page.locator("#failure")).to_contain_text("rebuild")
    expected(complaints)


def test_too_many_requests(page: Page, serve: Serve, complaints: list[str]) -> None:
    address = serve(rate_limit=2)
    for _ in range(2):
        page.goto(address + "/help")
    answer = page.goto(address + "/search?q=river")
    assert answer is not None
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    expect(heading(page)).to_have_text("Too many requests came from your address.")
    expect(page.locator("#failure")).to_contain_text(re.compile(r"in \d+ seconds"))
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    expected(complaints)


def test_a_page_that_does_not_exist_has_the_box(page: Page, complaints: list[str]) -> None:
    page.goto("/nothing")
    page.get_by_label("Search the archive").fill("river")
    page.get_by_role("button", name="Search").click()
    expect(heading(page)).to_contain_text("results for “river”")
    expected(complaints)


@SCRIPTED
def test_offline_shows_nothing_stale_and_goes_on_when_the_network_is_back(page: Page, complaints: list[str]) -> None:
    page.goto("/search?q=river")
    page.context.set_offline(True)
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Blog").click()
    expect(page.get_by_role("alert")).to_contain_text("The archive cannot be reached")
    expect(page.locator("article.hit")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?q=river&type=Blog$"))
    page.context.set_offline(False)
    expect(heading(page)).to_contain_text("results for “river”")
    expect(page.locator(".chip")).to_have_count(1)
    expected(complaints)


@SCRIPTED
def test_a_failure_while_typing_is_shown_and_left_behind(page: Page, complaints: list[str]) -> None:
    page.goto("/search?q=river")
    page.route("**/search?q=rivers", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    box = page.locator("#q")
    box.press("End")
    box.press("s")
    expect(heading(page)).to_have_text("The archive cannot be reached")
    expect(page.locator("article.hit")).to_have_count(0)
    box.press("Backspace")
    expect(heading(page)).to_contain_text("results for “river”")
    expected(complaints)


@SCRIPTED
def test_too_many_requests_while_filtering(
    page: Page, serve: Serve, sample: Settings, tmp_path: Path, complaints: list[str]
) -> None:
    shutil.copytree(sample.index, tmp_path / "index", symlinks=True)  # requests are counted by archive
    page.goto(serve(rate_limit=1, index=tmp_path / "index") + "/search?q=river")
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Blog").click()
    expect(heading(page)).to_have_text("Too many requests came from your address.")
    expect(page).to_have_url(re.compile("type=Blog$"))
    expected(complaints)


@SCRIPTED
def test_a_slow_answer_is_marked_and_an_older_one_dropped(page: Page) -> None:
    page.goto("/search?q=river")
    page.evaluate("AbortController.prototype.abort = () => {}")  # as if the network could not be stopped
    held: list[Route] = []
    page.route("**/search?q=river&type=*", lambda route: held.append(route))
    types = page.get_by_role("group", name="Type")
    types.get_by_role("checkbox", name="Blog").check()
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    types.get_by_role("checkbox", name=re.compile("^Report")).check()
    wait_for(page, held, 2)
    held[1].continue_()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    with page.expect_response("**/search?q=river&type=Blog"):
        held[0].continue_()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".chip")).to_have_count(2)


@SCRIPTED
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_failure_is_designed_in_both_themes(page: Page, scheme: str, complaints: list[str]) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/nothing")
    style = page.locator("#failure .status").evaluate("node => getComputedStyle(node).color")
    assert style == {"light": "rgb(140, 47, 27)", "dark": "rgb(240, 160, 136)"}[scheme]
    expected(complaints)
