"""Points 1 to 5: a form that needs no script, states that are addresses, and a count that is said."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PLAIN, SCRIPTED
from web.presenters import counted

WATCH = """() => { window.said = []; const count = document.getElementById('count');
  new MutationObserver((changes) => changes.forEach(() => window.said.push(count.textContent)))
    .observe(count, { childList: true, characterData: true, subtree: true }); }"""


def ask(page: Page, query: str) -> Any:
    """What the API answers to a search."""
    return page.request.get(f"/api/v1/search?{query}").json()


def heading(page: Page) -> Any:
    """The heading of the results."""
    return page.get_by_role("heading", level=1)


@PLAIN
def test_point_01_everything_works_by_get_without_a_script(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search the archive").fill("river")
    page.get_by_role("button", name="Search").click()
    expect(heading(page)).to_have_text(f"{ask(page, 'q=river')['total']} results for “river”")
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Blog").check()
    page.get_by_label("Sort by").select_option("oldest")
    page.get_by_label("from").fill("2010")
    page.get_by_label("until").fill("2024-06")
    page.get_by_role("button", name="Apply filters").click()
    wanted = "q=river&type=Blog&from=2010&to=2024-06&sort=oldest"
    expect(page).to_have_url(f"{page.url.split('/search')[0]}/search?{wanted}")
    found = ask(page, wanted)
    expect(heading(page)).to_have_text(f"{found['total']} results for “river”")
    assert page.locator(".hit-title").all_inner_texts() == [hit["title"] for hit in found["hits"]]
    page.goto("/search?q=river")
    page.get_by_role("link", name="Next").click()
    second = [hit["title"] for hit in ask(page, "q=river&page=2")["hits"]]
    assert page.locator(".hit-title").all_inner_texts() == second


def test_point_02_every_state_is_one_address(page: Page, scripted: bool) -> None:
    page.goto("/search?sort=relevance&from=&type=Report&q=river")
    expect(page).to_have_url(f"{page.url.split('/search')[0]}/search?q=river&type=Report")
    page.goto("/search?q=river&sort=newest&page=2")
    title = page.locator(".hit-title").nth(6)
    text = title.inner_text()
    title.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 700)")
    page.wait_for_function("scrollY === 700")
    page.reload()
    expect(page.locator(".hit-title").nth(6)).to_have_text(text)
    expect(page.locator("[aria-current=page]")).to_have_text("2")
    page.locator(".hit-title a").nth(6).click()
    page.go_back()
    expect(page.locator(".hit-title").nth(6)).to_have_text(text)
    page.wait_for_function("scrollY > 600")
    if scripted:
        page.get_by_label("Sort by").select_option("title")
        expect(page).to_have_url(f"{page.url.split('/search')[0]}/search?q=river&sort=title")
        page.go_back()
        expect(page.locator(".hit-title").nth(6)).to_have_text(text)
        expect(page.get_by_label("Sort by")).to_have_value("newest")
        page.wait_for_function("scrollY > 600")


def test_point_03_the_query_stays_in_the_box_and_in_the_title(page: Page) -> None:
    page.goto("/search?q=flood")
    box = page.get_by_role("search").get_by_label("Search the archive")
    expect(box).to_have_value("flood")
    expect(page).to_have_title(f"flood ({ask(page, 'q=flood')['total']}) - Dossier")


def test_point_04_the_heading_says_the_exact_count_the_query_and_the_filters(page: Page) -> None:
    page.goto("/search?q=river&type=Report&from=2015")
    total = ask(page, "q=river&type=Report&from=2015")["total"]
    expect(heading(page)).to_have_text(f"{total} results for “river”")
    expect(page.locator("#count")).to_have_text(f"{total} results for “river”, type Report, from 2015")
    assert counted(1_234_567, "result", "results") == "1,234,567 results"


@SCRIPTED
def test_point_05_the_count_is_said_once_a_change_and_the_list_is_not(page: Page) -> None:
    page.goto("/search?q=river")
    expect(page.locator("#count")).to_have_attribute("role", "status")
    assert page.locator("[aria-live], [role=status], [role=alert]").filter(has=page.locator(".hit")).count() == 0
    page.evaluate(WATCH)
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Blog").check()
    expect(page.locator(".chip")).to_have_count(1)
    total = ask(page, "q=river&type=Blog")["total"]
    assert page.evaluate("said") == [f"{total} results for “river”, type Blog"]
