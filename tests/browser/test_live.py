"""Results follow the box: the address, the way back, the focus and the place stay right."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SCRIPTED, wait_for
from tests.browser.test_points_form import ask, heading

pytestmark = SCRIPTED


def test_results_follow_what_is_typed_and_one_step_back_leads_before_it(page: Page) -> None:
    page.goto("/search?q=river&type=Report")
    box = page.locator("#q")
    box.fill("")
    box.press_sequentially("flood", delay=30)
    expect(heading(page)).to_have_text(f"{ask(page, 'q=flood&type=Report')['total']} results for “flood”")
    expect(page).to_have_url(re.compile(r"\?q=flood&type=Report$"))
    expect(page).to_have_title(re.compile(r"^flood \(\d+\) - Dossier$"))
    expect(box).to_be_focused()
    expect(page.locator("link[rel=canonical]")).to_have_attribute("href", "/search?q=flood&type=Report")
    page.go_back()
    expect(heading(page)).to_contain_text("results for “river”")
    expect(box).to_have_value("river")
    page.go_forward()
    expect(heading(page)).to_contain_text("results for “flood”")
    page.reload()
    expect(heading(page)).to_contain_text("results for “flood”")


def test_who_takes_a_letter_back_gets_no_answer_to_it(page: Page) -> None:
    page.goto("/search?q=river")
    held: list[Route] = []
    page.route("**/search?q=rivers", lambda route: held.append(route))
    box = page.locator("#q")
    box.press("End")
    with page.expect_event("requestfailed") as dropped:
        box.press("s")
        expect(page.locator("main")).to_have_attribute("aria-busy", "true")
        box.press("Backspace")
    assert dropped.value.url.endswith("?q=rivers")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_url(re.compile(r"\?q=river$"))
    expect(heading(page)).to_contain_text("results for “river”")


def test_what_is_being_typed_is_not_overwritten(page: Page) -> None:
    page.goto("/search?q=river")
    held: list[Route] = []
    page.route("**/search?q=river&from=2015", lambda route: held.append(route))
    page.get_by_label("from").fill("2015")
    page.get_by_label("until").fill("20")
    wait_for(page, held)
    held[0].continue_()
    expect(page.locator(".chip")).to_have_count(1)
    until = page.get_by_label("until")
    expect(until).to_be_focused()
    expect(until).to_have_value("20")
    until.press_sequentially("20")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"\?q=river&from=2015&to=2020$"))


def test_what_is_selected_to_be_typed_over_stays_selected(page: Page) -> None:
    page.goto("/search?q=river&to=2023")
    held: list[Route] = []
    page.route("**/search?q=river&from=2015&to=2023", lambda route: held.append(route))
    page.get_by_label("from").fill("2015")
    page.keyboard.press("Tab")  # which selects what is in the next field
    wait_for(page, held)
    held[0].continue_()
    expect(page).to_have_url(re.compile(r"from=2015&to=2023$"))
    until = page.get_by_label("until")
    expect(until).to_be_focused()
    page.keyboard.type("2020")
    expect(until).to_have_value("2020")


def test_a_filter_moves_nothing(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto("/search?q=river")
    topic = page.get_by_role("group", name="Topic").get_by_role("checkbox").first
    topic.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    topic.check()
    expect(page.locator(".chip")).to_have_count(1)
    expect(topic).to_be_focused()
    expect(topic).to_be_checked()
    assert page.evaluate("scrollY") == place


def test_a_chip_that_is_removed_leaves_the_focus_at_the_heading(page: Page) -> None:
    page.goto("/search?q=river&type=Report")
    page.locator(".chip").press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#results")).to_be_focused()


def test_the_same_html_is_shown_as_without_a_script(page: Page) -> None:
    page.goto("/search?q=river")
    page.get_by_role("group", name="Type").get_by_role("checkbox", name="Blog").check()
    expect(page.locator(".chip")).to_have_count(1)
    shown = page.locator("main").inner_text()
    page.goto("/search?q=river&type=Blog")
    timeless = re.compile(r"(under )?\d+ ms")
    assert timeless.sub("", page.locator("main").inner_text()) == timeless.sub("", shown)


def test_links_of_other_pages_and_new_tabs_are_left_alone(page: Page) -> None:
    page.goto("/search?q=river")
    with page.context.expect_page() as opened:
        page.locator(".authors a").first.click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_load_state()
    assert "author=" in opened.value.url
    expect(page).to_have_url(re.compile(r"\?q=river$"))
    opened.value.close()


def test_from_match_to_match(page: Page) -> None:
    page.goto("/search?q=river")
    page.get_by_role("link", name="The Man Who Reads the River", exact=True).click()
    marks = page.locator("#document mark")
    count = marks.count()
    expect(page.locator("#matches")).to_contain_text(f"{count} matches of “river”")
    page.get_by_role("button", name="Next").click()
    expect(marks.first).to_have_class("current")
    page.keyboard.press("n")
    expect(marks.nth(1)).to_have_class("current")
    expect(page.locator(".where")).to_have_text(f"2 of {count}")
    expect(marks.nth(1)).to_be_in_viewport()
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(marks.nth(count - 1)).to_have_class("current")


def test_a_citation_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/document/FN-2015-01")
    page.locator(".citation").first.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".citation pre").first.text_content()
