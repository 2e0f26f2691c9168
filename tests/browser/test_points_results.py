"""Points 13 to 21: results, facets, years, other spellings, sorting and paging."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PLAIN, SCRIPTED
from tests.browser.test_points_form import ask, heading


def send(page: Page, scripted: bool) -> None:
    """Apply what was chosen, where that does not happen by itself."""
    if not scripted:
        page.get_by_role("button", name="Apply filters").click()


def test_point_13_a_result(page: Page) -> None:
    page.goto("/search?q=river+flood")
    found = ask(page, "q=river+flood")["hits"]
    for hit, article in zip(found, page.locator("article.hit").all(), strict=True):
        assert article.locator("h2 a").inner_text() == hit["title"]
        assert article.locator("h2").evaluate("h => [...h.querySelectorAll('a')].length") == 1
        if hit["date"]:
            expect(article.locator("time")).to_have_attribute("datetime", hit["date"])
            assert re.fullmatch(r"(\d{1,2} )?([A-Z][a-z]+ )?\d{4}", article.locator("time").inner_text())
        if hit["type"]:
            expect(article.locator("a.type")).to_have_text(hit["type"])
        links = article.locator(".authors a")
        assert links.all_inner_texts() == [author["display"] for author in hit["authors"]]
        for link, author in zip(links.all(), hit["authors"], strict=True):
            assert link.get_attribute("href") == "/search?author=" + quote(author["name"]).replace("%20", "+")
    assert page.locator(".snippet mark").count() > 10


def test_point_14_facets_are_or_inside_and_and_across(page: Page, scripted: bool) -> None:
    page.goto("/search?q=river")
    for name in ("Author", "Type", "Topic", "Year"):
        assert page.get_by_role("group", name=name).evaluate("group => group.tagName") == "FIELDSET"
    types = page.get_by_role("group", name="Type")
    for value in ("Blog", "Report"):
        types.get_by_role("checkbox", name=re.compile(f"^{value}")).check()
        send(page, scripted)
        expect(page.locator(".chip", has_text=value)).to_be_visible()
    both = ask(page, "q=river&type=Blog&type=Report")
    blog, report = (ask(page, f"q=river&type={value}")["total"] for value in ("Blog", "Report"))
    assert both["total"] == blog + report
    expect(heading(page)).to_have_text(f"{both['total']} results for “river”")
    counts = {value["value"]: f"{value['count']:,}" for value in both["facets"]["type"]["values"]}
    assert counts["Podcast"] == str(ask(page, "q=river&type=Podcast")["total"])  # disjunctive
    shown = types.locator("li")
    assert {row.locator(".value").inner_text(): row.locator(".count").inner_text() for row in shown.all()} == counts
    page.get_by_role("group", name="Topic").get_by_role("checkbox").first.check()
    send(page, scripted)
    expect(page.locator(".chip")).to_have_count(3)
    assert ask(page, page.url.partition("?")[2])["total"] < both["total"]


def test_point_15_checked_values_stay_in_place_and_stand_in_the_bar(page: Page, scripted: bool) -> None:
    page.goto("/search?q=river")
    types = page.get_by_role("group", name="Type").locator(".value")
    before = types.all_inner_texts()
    page.get_by_role("group", name="Type").get_by_role("checkbox", name=before[3]).check()
    send(page, scripted)
    bar = page.get_by_role("group", name="Applied filters")
    expect(bar.get_by_role("link", name=re.compile(f"Type {before[3]} ?, remove"))).to_be_visible()
    assert types.all_inner_texts() == before
    expect(page.get_by_role("group", name="Type").get_by_role("checkbox", name=before[3])).to_be_checked()
    page.get_by_role("group", name="Author").get_by_role("checkbox").first.check()
    send(page, scripted)
    expect(bar.locator(".chip")).to_have_count(2)
    bar.get_by_role("link", name=re.compile(f"Type {before[3]} ?, remove")).click()
    expect(bar.locator(".chip")).to_have_count(1)
    bar.get_by_role("link", name="Clear all").click()
    expect(bar).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/search\?q=river$"))


def test_point_16_all_values_are_listed_and_found_by_any_word(page: Page, scripted: bool) -> None:
    page.goto("/search?q=river&author=Bj%C3%B8rn+Aasen")
    total = page.request.get("/api/v1/facets/author?q=river&author=Bj%C3%B8rn+Aasen&limit=0").json()["total"]
    authors = page.get_by_role("group", name="Author")
    assert 5 <= authors.get_by_role("checkbox").count() <= 11
    authors.get_by_role("link", name=f"Show all {total} authors").click()
    picker = page.locator("#picker")
    expect(picker.get_by_role("checkbox")).to_have_count(total)
    contains = picker.get_by_label("With a word that begins")
    if scripted:
        expect(contains).to_be_focused()
        contains.press_sequentially("raghu")
    else:
        contains.fill("raghu")
        page.get_by_role("button", name="Narrow").click()
    expect(picker.get_by_role("checkbox")).to_have_count(1)
    expect(picker.get_by_role("status")).to_have_text("1 author with “raghu”")
    picker.get_by_role("checkbox", name="Priya Raghunathan").check()
    picker.get_by_role("button", name="Apply").click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?q=river&author=Bj%C3%B8rn\+Aasen&author=Priya\+Raghunathan$"))


@SCRIPTED
def test_point_16_what_was_chosen_stays_while_another_word_is_typed(page: Page) -> None:
    page.goto("/search?q=river")
    page.get_by_role("link", name=re.compile(r"Show all \d+ authors")).click()
    dialog = page.get_by_role("dialog")
    contains = dialog.get_by_label("With a word that begins")
    for typed, name in (("raghu", "Priya Raghunathan"), ("brzo", "Łukasz Brzoza")):
        contains.fill(typed)
        expect(dialog.get_by_role("checkbox")).to_have_count(1)
        dialog.get_by_role("checkbox", name=name).check()
    contains.fill("")
    expect(dialog.get_by_role("checkbox", name="Priya Raghunathan")).to_be_checked()
    contains.fill("brz")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_role("button", name="Apply").click()
    expect(page.locator(".chip")).to_have_count(2)


@SCRIPTED
def test_point_16_the_dialog_closes_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/search?q=river")
    more = page.get_by_role("link", name=re.compile(r"Show all \d+ authors"))
    more.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(more).to_be_focused()


def test_point_16_a_chosen_value_without_records_does_not_vanish(page: Page, scripted: bool) -> None:
    page.goto("/search?q=river&type=Map")
    empty = page.get_by_role("group", name="Type").get_by_role("checkbox", name="Map")
    expect(empty).to_be_checked()
    empty.click()  # it is gone at once, so that nobody could look whether it is unchecked
    send(page, scripted)
    expect(page).to_have_url(re.compile(r"/search\?q=river$"))


def test_point_17_years_are_bars_a_table_and_two_fields(page: Page, scripted: bool) -> None:
    page.goto("/search?q=river")
    counted = {value["value"]: value["count"] for value in ask(page, "q=river")["facets"]["year"]["values"]}
    bars = page.locator("#facet-year svg a")
    titles = bars.evaluate_all("bars => bars.map(bar => bar.querySelector('title').textContent)")
    assert titles == [f"{year}: {count:,}" for year, count in sorted(counted.items())]
    page.get_by_text("Years as a table").click()
    rows = page.get_by_role("table", name="Results by year").get_by_role("row")
    assert [row.inner_text().split() for row in rows.all()[1:]] == [
        [year, f"{count:,}"] for year, count in sorted(counted.items())
    ]
    heights = bars.evaluate_all("bars => bars.map(bar => +bar.querySelector('.bar').getAttribute('height'))")
    assert max(heights) == 100
    assert heights.index(100) == sorted(counted).index(max(counted, key=lambda year: (counted[year], -int(year))))
    busiest = max(counted, key=lambda year: (counted[year], -int(year)))
    bars.nth(sorted(counted).index(busiest)).click()
    expect(page).to_have_url(re.compile(rf"/search\?q=river&from={busiest}&to={busiest}$"))
    expect(heading(page)).to_have_text(f"{counted[busiest]} results for “river”")
    assert page.locator("#facet-year svg a").count() == len(counted)  # the other years are still there
    for first, last in (("2015", "2020"), ("2015-03", "2020-11"), ("2015-03-05", "2020-11-30")):
        page.get_by_label("from").fill(first)
        page.get_by_label("until").fill(last)
        if scripted:
            page.get_by_label("until").press("Enter")
        send(page, scripted)
        expect(page).to_have_url(re.compile(f"from={first}&to={last}$"))
        expect(heading(page)).to_contain_text(f"{ask(page, f'q=river&from={first}&to={last}')['total']} result")
    assert page.get_by_role("slider").count() == 0


def test_point_17_dates_in_the_wrong_order_are_explained(page: Page, complaints: list[str], scripted: bool) -> None:
    page.goto("/search?q=river")
    page.get_by_label("until").fill("2012")
    page.get_by_label("from").fill("2020")
    if scripted:
        page.get_by_label("from").press("Enter")
    send(page, scripted)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("from: lies after to")
    expect(page.get_by_label("from")).to_have_value("2020")
    expect(page.get_by_label("from")).to_have_attribute("aria-invalid", "true")
    alert.get_by_role("link", name="Swap them").click()
    expect(page).to_have_url(re.compile(r"/search\?q=river&from=2012&to=2020$"))
    expect(heading(page)).to_contain_text("results for “river”")
    complaints[:] = [text for text in complaints if "400" not in text]  # the browser logs the status


@SCRIPTED
def test_point_17_years_are_drawn_over(page: Page) -> None:
    page.goto("/search?q=river&year=2020")
    bars = page.locator("#facet-year [data-first]")
    first, last = (bars.nth(number).bounding_box() for number in (4, 12))
    assert first is not None
    assert last is not None
    names = [bars.nth(number).get_attribute("data-first") for number in (4, 12)]
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 10, steps=5)
    expect(page.locator("#facet-year .drawn")).to_have_count(9)
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"/search\?q=river&from={names[0]}&to={names[1]}$"))
    expect(page.get_by_label("from")).to_have_value(str(names[0]))


def test_point_18_who_finds_nothing_keeps_query_and_filters_and_gets_offers(page: Page) -> None:
    query = "q=ferry+zzqqxx&type=Map&from=2015&correct=0"
    page.goto(f"/search?{query}")
    expect(heading(page)).to_have_text("No results for “ferry zzqqxx”")
    expect(page.locator("#q")).to_have_value("ferry zzqqxx")
    expect(page.get_by_role("group", name="Applied filters").locator(".chip")).to_have_count(2)
    offers = page.locator(".offers li")
    assert offers.count() >= 2
    for offer in offers.all():
        wanted = str(offer.get_by_role("link").get_attribute("href")).partition("?")[2]
        assert offer.locator(".count").inner_text().split()[0] == f"{ask(page, wanted)['total']:,}"
    assert page.locator(".tips li").count() >= 3
    newest = [hit["title"] for hit in ask(page, "size=3")["hits"]]
    assert page.locator(".newest .hit-title").all_inner_texts() == newest


def test_point_19_a_correction_is_never_silent(page: Page) -> None:
    page.goto("/search?q=rivver")
    expect(page.locator(".correction")).to_contain_text("Showing results for river.")
    page.get_by_role("link", name="Search instead for “rivver”").click()
    expect(page).to_have_url(re.compile(r"/search\?q=rivver&correct=0$"))
    expect(heading(page)).to_have_text("No results for “rivver”")


@pytest.mark.parametrize("sort", ["newest", "oldest", "title", "relevance"])
def test_point_20_the_sort_is_a_labelled_list_that_keeps_the_facets(page: Page, scripted: bool, sort: str) -> None:
    start = "newest" if sort != "newest" else "title"
    page.goto(f"/search?q=river&type=Blog&sort={start}&page=2&size=5")
    control = page.get_by_label("Sort by")
    assert control.locator("option").all_inner_texts() == ["Best match", "Newest first", "Oldest first", "Title"]
    control.select_option(sort)
    send(page, scripted)
    wanted = "q=river&type=Blog" + ("" if sort == "relevance" else f"&sort={sort}") + "&size=5"
    expect(page).to_have_url(re.compile(re.escape(f"/search?{wanted}") + "$"))
    assert page.locator(".hit-title").all_inner_texts() == [hit["title"] for hit in ask(page, wanted)["hits"]]


def test_point_21_pages_are_links_and_lead_to_the_heading(page: Page) -> None:
    page.goto("/search?q=river")
    pager = page.get_by_role("navigation", name="Pages of results")
    expect(pager.locator("[aria-current=page]")).to_have_text("1")
    expect(pager.locator("a[rel=next]")).to_have_attribute("href", "/search?q=river&page=2#results")
    pager.get_by_role("link", name="Next").click()
    expect(pager.locator("[aria-current=page]")).to_have_text("2")
    expect(pager.locator("a[rel=prev]")).to_have_attribute("href", "/search?q=river#results")
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#results")).to_be_in_viewport()


@PLAIN
def test_point_21_a_page_beyond_the_last_leads_back(page: Page) -> None:
    page.goto("/search?q=river&page=99")
    page.get_by_role("link", name="Go to the last page").click()
    expect(page.locator("article.hit").first).to_be_visible()


def test_why_a_result_is_there_is_opened_where_it_is_asked(page: Page) -> None:
    page.goto("/search?q=river+flood")
    second = page.locator("article.hit").nth(1)
    second.get_by_role("link", name="Why this result").click()
    expect(second.locator(".shares")).to_be_visible()
    expect(page.locator("article.hit").nth(0).locator(".shares")).to_be_hidden()
    shares = [int(text.rstrip("%")) for text in second.locator(".share").all_inner_texts()]
    assert 95 <= sum(shares) <= 105
    assert shares == sorted(shares, reverse=True)
