"""Points 22 to 25: keyboard, narrow screens, themes and paper, languages; and what axe finds on every kind of page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PLAIN, SCRIPTED
from web.assets import FOLDER

PAGES = {
    "home": "/",
    "results": "/search?q=river&type=Report&from=2015",
    "explained": "/search?q=river+flood&explain=1",
    "no results": "/search?q=zzqqxx&type=Map",
    "facet": "/facets/author?q=river",
    "document": "/document/FN-2015-01?q=river",
    "help": "/help",
    "embed": "/embed",
    "error": "/document/none",
    "dates": "/search?q=river&from=2020&to=2010",
}
LUMINANCE = """const luminance = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3)
    .map((part) => part / 255).map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const contrast = (one, other) => { const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05); };"""


TARGETS = (
    "button, select, input:not([type=hidden], [type=checkbox]), summary, .step, .chip, .facet li label, .years label, "
    ".hit-title a, .facts a, .onward a, .more a, .colophon a"
)
SMALL = """(targets) => [...document.querySelectorAll(targets)].filter((node) => node.checkVisibility())
  .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 23.9 || box.width < 23.9)).map(([html, box]) => [html, box.height])"""
FOCUSED = (
    "() => { "
    + LUMINANCE
    + """ const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const field = node.closest('.box-field'), ground = getComputedStyle(document.body).backgroundColor;
    const ring = field ? getComputedStyle(field).borderColor : style.outlineColor;
    return { name: node.name || node.textContent.trim(), seen: node.contains(top) || top?.contains(node),
      ring: contrast(ring, ground), width: field ? 3 : parseFloat(style.outlineWidth) }; }"""
)
PHYSICAL = (
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|width|height|"
    r"text-align:\s*(?:left|right))(?=\s*:)"
)


def test_point_22_the_keyboard_is_enough(page: Page, scripted: bool) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("river")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=river")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        facts: Any = page.evaluate(FOCUSED)
        assert facts["seen"], facts
        assert facts["ring"] >= 3, facts
        assert facts["width"] >= 2, facts
        reached.add(facts["name"])
    assert {"sort", "from", "to", "author"} <= reached
    author = page.get_by_role("group", name="Author").get_by_role("checkbox").first
    author.focus()
    page.keyboard.press("Space")
    if not scripted:
        page.get_by_role("button", name="Apply filters").press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    if scripted:
        expect(author).to_be_focused()
    page.locator(".hit-title a").first.press("Enter")
    page.wait_for_url("**/document/**")


@SCRIPTED
@pytest.mark.parametrize("url", [PAGES["results"], PAGES["document"], PAGES["home"], PAGES["facet"]])
@pytest.mark.parametrize("width", [390, 1280])
def test_point_22_targets_are_large_enough(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    small = page.evaluate(SMALL, TARGETS)
    assert small == []


@SCRIPTED
def test_point_22_what_is_focused_is_not_hidden_by_the_bar_of_matches(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 500})
    page.goto(PAGES["document"])
    page.keyboard.press("n")
    expect(page.locator(".where")).to_have_text("1 of 3")
    page.get_by_role("link", name="Download as Plain text").focus()
    page.get_by_role("link", name="Read it at").focus()
    link = page.get_by_role("link", name="Read it at").bounding_box()
    bar = page.locator("#matches").bounding_box()
    assert link is not None
    assert bar is not None
    assert link["y"] >= bar["y"] + bar["height"] or link["y"] + link["height"] <= bar["y"]


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_point_23_nothing_is_cut_off_on_a_narrow_screen(page: Page, url: str, complaints: list[str]) -> None:
    page.goto(url)
    for width in (320, 390, 640, 2560):  # 640 is 1280 at 200 % zoom
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    complaints.clear()  # errors are logged with their status


def test_point_23_filters_are_a_disclosure_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/search?q=river&type=Report&from=2015")
    sort = page.get_by_label("Sort by")
    expect(sort).to_be_hidden()
    summary = page.locator("#filters > summary")
    expect(summary).to_contain_text("Filters and sorting 2 applied")
    summary.click()
    expect(sort).to_be_visible()


@SCRIPTED
def test_point_23_the_disclosure_stays_open_while_filters_are_chosen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/search?q=river")
    page.locator("#filters > summary").click()
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Blog").check()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.get_by_label("Sort by")).to_be_visible()


@PLAIN
def test_point_24_light_and_dark(page: Page) -> None:
    page.goto("/search?q=river")
    ground = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        ground[scheme] = page.evaluate(
            "() => { "
            + LUMINANCE
            + """ const mark = getComputedStyle(document.querySelector('mark'));
            const ground = getComputedStyle(document.body).backgroundColor;
            return [luminance(ground), contrast(mark.color, mark.backgroundColor)]; }"""
        )
    assert ground["light"][0] > 0.8
    assert ground["dark"][0] < 0.05
    assert min(ground["light"][1], ground["dark"][1]) >= 4.5


@SCRIPTED
def test_point_24_nothing_moves_for_who_wants_it_still(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/search?q=river")
    moving = """() => [...document.querySelectorAll('*')].filter((node) => {
      const style = getComputedStyle(node);
      return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0; }).length"""
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


@PLAIN
def test_point_24_on_paper_there_is_the_text_and_where_it_is(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(PAGES["document"])
    for gone in ("#search-form", "#matches", ".citing", ".colophon", ".skip"):
        expect(page.locator(gone)).to_be_hidden()
    assert "https://" in page.locator(".source a").evaluate("link => getComputedStyle(link, '::after').content")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.goto(PAGES["results"])
    expect(page.locator("#filters")).to_be_hidden()
    host = page.locator(".hit .host").first
    expect(host).to_be_visible()
    assert host.evaluate("host => getComputedStyle(host, '::after').content").startswith('"https://')


@PLAIN
def test_point_25_each_text_in_its_own_language_and_direction(page: Page) -> None:
    page.goto("/search?language=ar")
    title = page.locator(".hit-title a").first
    expect(title).to_have_attribute("lang", "ar")
    expect(title).to_have_attribute("dir", "rtl")
    title.click()
    assert page.locator("h1").evaluate("h => getComputedStyle(h).direction") == "rtl"
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("name", ["dossier.css", "search.css", "print.css"])
def test_point_25_styles_know_no_left_and_right(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    rules = re.sub(r"\([^)]*(?:width|height)[^)]*\)", "", text)
    assert re.findall(PHYSICAL, rules) == []


@SCRIPTED
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_point_25_axe_finds_nothing(page: Page, url: str, scheme: str, complaints: list[str]) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert found.violations_count == 0, found.generate_report()
    complaints.clear()  # errors are logged with their status


@SCRIPTED
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_point_25_axe_finds_nothing_in_suggestions_and_dialogs(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/search?q=river")
    page.locator("#q").fill("fl")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.locator("#q").press("ArrowDown")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto("/search?q=river")
    page.get_by_role("link", name=re.compile("Show all")).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
