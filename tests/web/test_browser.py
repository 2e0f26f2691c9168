"""One reader with a real browser: with the script, and with JavaScript off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import served

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("DOSSIER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """Where the application answers."""
    with served(app) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: that of the system, else the one that Playwright has fetched."""
    with sync_playwright() as playwright:
        path = CHROMIUM or playwright.chromium.executable_path
        if not os.path.exists(path):
            pytest.skip("no Chromium: install the package chromium, or name one in DOSSIER_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether JavaScript is on."""
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, address: str, scripted: bool) -> Iterator[Page]:
    """A page of a fresh browser; whatever it has to complain of fails the test."""
    context = browser.new_context(base_url=address, java_script_enabled=scripted)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_reader_finds_narrows_and_opens(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search the archive").fill("river")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("12 results for “river”")
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Podcast").check()
    page.get_by_role("group", name="Author").get_by_role("checkbox", name="Mir").check()
    page.get_by_label("until").fill("2018")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 result for “river”")
    expect(page.get_by_role("group", name="Type").get_by_role("checkbox", name="Podcast")).to_be_checked()
    page.get_by_role("group", name="Applied filters").get_by_role("link", name="Podcast").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 results for “river”")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 result for “river”")
    page.get_by_role("link", name="Water report 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Water report 3")
    expect(page.get_by_text("A dam held the water back.").first).to_be_visible()


@pytest.mark.parametrize("scripted", [True], indirect=True, ids=[""])
def test_suggestions_follow_the_keys(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="Search the archive")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("wat rep")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Water report")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    expect(page.locator("#search-form [role=status]")).to_have_text("8 suggestions")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-7")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("wat rep")
    box.press("Escape")
    expect(box).to_have_value("")
    box.press_sequentially("glan")
    expect(options.first).to_contain_text("Mary Glantz")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search?author=Mary+Glantz")
    expect(page.get_by_role("heading", level=1)).to_have_text("12 results")


@pytest.mark.parametrize("scripted", [True], indirect=True, ids=[""])
def test_a_suggestion_of_a_hostile_title_is_text(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("title svg")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("<svg onload=alert(1)>")
    option.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("{{7*7}}")
    assert page.locator("main svg").count() == 0


@pytest.mark.parametrize("scripted", [True], indirect=True, ids=[""])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", ["/", "/search?q=river&type=Report", "/search?q=zzzz&correct=0", "/document/linking"])
def test_a_page_fits_and_is_accessible(page: Page, url: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(url)
    for width in (320, 640, 2560, 1280 if scheme == "dark" else 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripted", [False], indirect=True, ids=[""])
def test_filters_are_a_disclosure_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/search?q=river&type=Report")
    apply = page.get_by_role("button", name="Apply filters")
    expect(apply).to_be_hidden()
    page.get_by_text("Filters and sorting").click()
    expect(apply).to_be_visible()
