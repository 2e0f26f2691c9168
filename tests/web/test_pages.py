"""The pages as a reader without a script gets them, and that no record can put anything into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from index.settings import Settings
from search.forms import FORMS
from search.steering import steer
from tests.web.conftest import HOSTILE, RECORDS, put
from web import create_app

PAGES = ["/", "/search", "/search?q=river", "/search?q=zzzz&author=Nobody&from=2020", "/document/hostile", "/nothing",
         "/document/arabic", "/document/linking?q=reports", "/search?q=injection&explain=1", "/help",
         "/facets/author?q=river", "/facets/type?contains=zz"]  # fmt: skip


def page(client: FlaskClient, url: str, status: int = 200) -> Any:
    """A page, parsed."""
    response = client.get(url, follow_redirects=True)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    return html.fromstring(response.get_data(as_text=True))


def text(element: Any) -> str:
    """The text of an element in one line."""
    return " ".join(element.text_content().split())


def submitted(document: Any, **changes: str | None) -> str:
    """The address that the form of a page leads to, with fields changed or (None) left out."""
    pairs = []
    for field in document.xpath("//form[@id='search-form']//*[@name] | //*[@form='search-form'][@name]"):
        name, value = field.get("name"), field.get("value", "")
        if field.get("type") == "checkbox" and field.get("checked") is None:
            continue
        if field.tag == "select":
            value = next(option.get("value") for option in field.iter("option") if option.get("selected") is not None)
        pairs.append((name, value))
    kept = [(name, value) for name, value in pairs if name not in changes]
    kept += [(name, value) for name, value in changes.items() if value is not None]
    return "/search?" + "&".join(f"{name}={value}" for name, value in kept)


def total(document: Any) -> int:
    """The count that the heading states."""
    first = text(document.xpath("//h1")[0]).split()[0]
    return 0 if first == "No" else int(first.replace(",", ""))


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_whole(client: FlaskClient, url: str) -> None:
    document = page(client, url, 404 if url == "/nothing" else 200)
    assert document.xpath("count(//h1[not(ancestor::template)])") == 1
    assert document.xpath("//html/@lang") == ["en"]
    assert document.xpath("//title")[0].text
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    for field in document.xpath("//input[not(@type='hidden')] | //select"):
        assert document.xpath("//label[@for=$id]", id=field.get("id", "")) or field.xpath("ancestor::label")


@pytest.mark.parametrize("url", PAGES)
def test_a_page_holds_no_style_and_no_script_of_its_own(client: FlaskClient, url: str) -> None:
    document = page(client, url, 404 if url == "/nothing" else 200)
    assert not document.xpath(
        "//style | //@style | //iframe | //object | //script[not(@src or @type='application/ld+json')]"
    )
    assert not [name for element in document.iter() for name in element.attrib if name.startswith("on")]
    for address in document.xpath("//script/@src | //link[@rel='stylesheet']/@href | //link[@rel='icon']/@href"):
        assert address.startswith("/static/")
        with client.get(address) as asset:
            assert asset.status_code == 200


@pytest.mark.parametrize("url", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, url: str) -> None:
    document = page(client, url, 404 if url == "/nothing" else 200)
    for address in set(document.xpath("//a[not(ancestor::template)]/@href")):
        if address.startswith("/"):
            with client.get(address, follow_redirects=True) as answer:
                assert answer.status_code == 200, address
        else:
            assert address.startswith(("#", "https://")), address


def test_the_heading_states_the_exact_count_and_the_query(client: FlaskClient) -> None:
    document = page(client, "/search?q=river")
    assert text(document.xpath("//h1")[0]) == "12 results for “river”"
    assert text(document.xpath("//title")[0]) == "river (12) - Dossier"
    assert document.xpath("//input[@name='q']/@value") == ["river"]
    assert document.xpath("//form[@role='search']/@method") == ["get"]


def test_a_hit_shows_its_facts_as_links(client: FlaskClient) -> None:
    hit = page(client, "/search?q=river&sort=oldest").xpath("//article[@class='hit']")[0]
    assert [text(link) for link in hit.xpath(".//h2/a")] == ["Water report 1"]
    assert hit.xpath(".//h2/a/@href") == ["/document/report-1?q=river"]
    assert hit.xpath(".//time/@datetime") == ["2013-03-02"]
    assert text(hit.xpath(".//time")[0]) == "2 March 2013"
    assert [text(link) for link in hit.xpath(".//p[@class='authors']/a")] == ["Asfandyar Mir, Ph.D.", "Mary Glantz"]
    assert hit.xpath(".//p[@class='authors']/a/@href")[0] == "/search?author=Asfandyar+Mir"
    assert hit.xpath(".//p[@class='snippet']/mark")


@pytest.mark.parametrize(("count", "shown"), [(15, 15), (16, 10), (300, 10)])
def test_many_authors_are_links_all_the_same(own_settings: Settings, count: int, shown: int) -> None:
    names = [f"Author {number:03}" for number in range(count)]
    put(own_settings, [{"id": "many", "title": "By many", "body": "Together.", "authors": names}])
    client = create_app(own_settings).test_client()
    for url in ("/search?q=many", "/document/many"):
        document = page(client, url)
        first = document.xpath("//p[@class='authors']/a")
        more = document.xpath("//details[@class='authors more-authors']")
        rest = [link for details in more for link in details.xpath("p/a")]
        assert [text(link) for link in first + rest] == names
        assert len(first) == shown
        assert [text(details.xpath("summary")[0]) for details in more] == [f"and {len(rest)} more"] * (count > shown)
    assert client.get("/feed.atom").get_data(as_text=True).count("<name>Author") == count


def test_facets_are_checkboxes_of_the_one_form_with_the_counts_of_the_api(client: FlaskClient) -> None:
    url = "/search?q=river&type=Report"
    document, api = page(client, url), client.get("/api/v1" + url).get_json()
    for name, facet in api["facets"].items():
        if name == "year":
            continue
        group = document.xpath("//fieldset[@id=$id]", id=f"facet-{name}")[0]
        assert group.xpath("legend")
        boxes = group.xpath(".//input[@type='checkbox'][@form='search-form']")
        shown = [
            (box.get("value"), int(text(box.xpath("../span[@class='count']")[0])), box.get("checked") is not None)
            for box in boxes
        ]
        assert shown == [(value["value"], value["count"], value["selected"]) for value in facet["values"]]


def test_the_form_works_without_a_script(client: FlaskClient) -> None:
    document = page(client, "/search?q=river&type=Report&size=5&language=en")
    again = page(client, submitted(document))
    assert total(again) == total(document) == 8
    both = page(client, submitted(document, author="Mary Glantz"))
    assert total(both) == 8
    assert len(both.xpath("//article[@class='hit']")) == 5
    assert total(page(client, submitted(document, **{"from": "2020", "to": "2022-12-31"}))) == 2
    assert total(page(client, submitted(document, type=None))) == 12
    newest = page(client, submitted(document, sort="newest"))
    assert text(newest.xpath("//article[@class='hit']//h2")[0]) == "Water report 11"
    assert newest.xpath("//select[@name='sort']/option[@selected]/@value") == ["newest"]


def test_an_applied_filter_is_shown_and_each_can_be_removed(client: FlaskClient) -> None:
    document = page(
        client, "/search?q=river&author=Mary+Glantz&type=Report&type=Podcast&from=2014&to=2020-06&kind=publication"
    )
    chips = document.xpath("//a[@class='chip']")
    assert [text(chip) for chip in chips] == [
        "Author Mary Glantz, remove this filter", "Type Report, remove this filter", "Type Podcast, remove this filter",
        "From 2014, remove this filter", "Until 2020-06, remove this filter", "Kind Publications, remove this filter",
    ]  # fmt: skip
    all_pairs = set(parse_qsl(urlsplit(document.xpath("//link[@rel='canonical']/@href")[0]).query))
    for chip in chips:
        pairs = set(parse_qsl(urlsplit(chip.get("href")).query))
        assert len(all_pairs - pairs) == 1
        assert pairs < all_pairs
    assert document.xpath("//a[@class='clear']/@href") == ["/search?q=river"]


def test_paging_has_real_links(client: FlaskClient) -> None:
    document = page(client, "/search?q=river&size=4&page=2")
    assert document.xpath("//nav//a[@rel='prev']/@href") == ["/search?q=river&size=4#results"]
    assert document.xpath("//nav//a[@rel='next']/@href") == ["/search?q=river&page=3&size=4#results"]
    assert [text(element) for element in document.xpath("//nav//*[@aria-current='page']")] == ["2"]
    assert document.xpath("//head/link[@rel='next']/@href") == ["/search?q=river&page=3&size=4"]
    titles = [
        text(title)
        for number in (1, 2, 3)
        for title in page(client, f"/search?q=river&size=4&page={number}").xpath("//article//h2")
    ]
    assert len(set(titles)) == len(titles) == 12
    assert not page(client, "/search?q=river&size=4&page=3").xpath("//a[@rel='next']")


def test_a_page_beyond_the_last_offers_the_way_back(client: FlaskClient) -> None:
    document = page(client, "/search?q=river&page=9")
    assert total(document) == 12
    assert document.xpath("//div[@class='list']//a/@href")[0] == "/search?q=river&page=2"


def test_counts_only(client: FlaskClient) -> None:
    document = page(client, "/search?q=river&size=0")
    assert total(document) == 12
    assert not document.xpath("//article")
    assert document.xpath("//fieldset")


def test_a_corrected_query_is_never_silent(client: FlaskClient) -> None:
    document = page(client, "/search?q=rivr")
    correction = document.xpath("//p[@class='correction']")[0]
    assert text(correction).startswith("Showing results for river. Search instead for “rivr”")
    assert text(document.xpath("//h1")[0]) == "12 results for “river”"
    instead = correction.xpath("a/@href")[0]
    assert instead == "/search?q=rivr&correct=0"
    assert total(page(client, instead)) == 0


def test_notes_are_shown_to_readers(client: FlaskClient) -> None:
    notes = page(client, "/search?q=river&colour=red").xpath("//ul[@class='notes']/li")
    assert [text(note) for note in notes] == ['The parameter "colour" is not known; ignored.']


def test_who_finds_nothing_is_helped(client: FlaskClient) -> None:
    document = page(client, "/search?q=river&author=Nobody&from=2015&correct=0")
    assert total(document) == 0
    ways = document.xpath("//section[@class='nothing']/ul[@class='offers']/li")
    assert [text(way) for way in ways] == ["Without Nobody 10 results", "Without all filters 12 results"]
    for way in ways:
        stated = text(way.xpath("span[@class='count']")[0])
        assert stated == f"{total(page(client, way.xpath('a/@href')[0]))} results"
    assert document.xpath("//input[@name='author'][@checked]/@value") == ["Nobody"]
    assert document.xpath("//input[@name='from']/@value") == ["2015"]


def test_the_help_page_shows_every_form_with_an_example_that_works(client: FlaskClient) -> None:
    document = page(client, "/help")
    rows = document.xpath("//table/tbody/tr")
    assert len(rows) == len(FORMS)
    for row in rows:
        example, stated = text(row.xpath(".//kbd")[0]), text(row.xpath("td[3]")[0])
        results = page(client, row.xpath(".//a/@href")[0])
        assert results.xpath("//input[@name='q']/@value") == [example]
        assert f"{total(results)} result" in stated
    assert sum(text(row.xpath("td[3]")[0]) != "0 results" for row in rows) >= len(FORMS) - 2
    for url in ("/", "/search", "/document/linking"):
        assert "/help" in page(client, url).xpath("//a/@href")
    assert "/help" in page(client, "/search").xpath("//main//a/@href")


def test_an_impossible_date_is_explained(client: FlaskClient) -> None:
    document = page(client, "/search?q=river&from=2020&to=2014", 400)
    (alert,) = document.xpath("//p[@role='alert']")
    assert "lies after" in text(alert)
    assert total(document) == 12
    assert document.xpath("//input[@name='from' or @name='to']/@value") == ["2020", "2014"]
    (swapped,) = alert.xpath("a/@href")
    assert swapped == "/search?q=river&from=2014&to=2020"
    assert total(page(client, swapped)) == 7
    assert "not a date" in text(page(client, "/search?from=2024-13", 400).xpath("//p[@role='alert']")[0])


def test_more_values_are_one_link_away(make_client: Callable[..., FlaskClient]) -> None:
    document = page(make_client(), "/search?facet_size=1")
    (more,) = document.xpath("//fieldset[@id='facet-author']//p[@class='more']/a")
    assert text(more) == "Show all 4 authors"
    assert len(page(make_client(), more.get("href")).xpath("//ul//input[@name='author']")) == 4


def test_the_first_page_shows_the_newest_and_what_there_is(client: FlaskClient) -> None:
    document = page(client, "/")
    assert f"{len(RECORDS)} records" in text(document.xpath("//p[@class='lede']")[0])
    assert text(document.xpath("//section[@class='newest']//h3")[0]) == "An article that links"
    assert {text(title) for title in document.xpath("//section[@class='browse']//h3")} == {
        "Author", "Type", "Topic", "Year", "Language",
    }  # fmt: skip
    assert "/search?topic=Energy" in document.xpath("//section[@class='browse']//a/@href")


def test_a_record_is_shown_in_full(client: FlaskClient) -> None:
    document = page(client, "/document/report-1")
    assert text(document.xpath("//h1")[0]) == "Water report 1"
    paragraphs = document.xpath("//div[@class='body']/p")
    assert [text(paragraph) for paragraph in paragraphs] == [
        "The river rose in district 1.", "A dam held the water back.",
    ]  # fmt: skip
    (source,) = document.xpath("//p[@class='source']/a")
    assert source.get("href") == "https://www.institute.example/report-1"
    assert "noopener" in source.get("rel")
    assert text(source) == "Read it at institute.example"
    assert document.xpath("//footer//a/@href")[1] == "/api/v1/documents/report-1"
    assert document.xpath("//aside//article")


def test_unknown_keys_are_shown(client: FlaskClient) -> None:
    terms = page(client, "/document/linking").xpath("//dl/div")
    shown = {text(term.xpath("dt")[0]): text(term.xpath("dd")[0]) for term in terms}
    assert (shown["Word count"], shown["Sponsors"]) == ("412", "A, B")


def test_related_records_say_whose_choice_they_are(client: FlaskClient) -> None:
    related = page(client, "/document/linking").xpath("//aside//article")
    assert text(related[0].xpath(".//h3")[0]) == "Water report 1"
    assert text(related[0].xpath(".//span[@class='origin']")[0]) == "Chosen by the editors"
    assert {text(origin) for origin in page(client, "/document/report-3").xpath("//span[@class='origin']")} == {
        "Found by comparison"
    }


def test_a_derived_title_is_marked(client: FlaskClient) -> None:
    document = page(client, "/document/undated")
    assert "no title of its own" in text(document.xpath("//p[@class='notice']")[0])


def test_a_language_sets_lang_and_direction(client: FlaskClient) -> None:
    heading = page(client, "/document/arabic").xpath("//h1")[0]
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")
    body = page(client, "/document/report-1").xpath("//div[@class='body']")[0]
    assert (body.get("lang"), body.get("dir")) == ("en", "ltr")
    heading = page(client, "/document/undated").xpath("//h1")[0]
    assert (heading.get("lang"), heading.get("dir")) == (None, "auto")


@pytest.mark.parametrize(
    "url",
    ["/document/hostile", "/search?q=injection", "/search?q=injection&explain=1", "/", "/feed.atom?q=injection",
     "/document/report-1", "/search?q=injection&year=2021", "/feed.atom?size=100"],
)  # fmt: skip
def test_nothing_of_a_record_is_markup(client: FlaskClient, url: str) -> None:
    source = client.get(url).get_data(as_text=True)
    assert "<svg onload" not in source
    assert "<script>" not in source
    assert "alert(1)&gt;49" not in source
    assert 'href="javascript' not in source


@pytest.mark.parametrize("place", ["q", "author", "type", "topic", "language", "colour"])
@pytest.mark.parametrize("path", ["/search", "/feed.atom"])
def test_nothing_of_a_request_is_markup(client: FlaskClient, path: str, place: str) -> None:
    source = client.get(path, query_string={place: HOSTILE}).get_data(as_text=True)
    assert "<svg onload" not in source
    assert "<script>" not in source


def test_nothing_of_an_error_is_markup(client: FlaskClient) -> None:
    for url in (f"/search?sort={HOSTILE}", f"/document/{HOSTILE}", f"/{HOSTILE}", "/search?page=%3Cscript%3E"):
        source = client.get(url).get_data(as_text=True)
        assert "<svg onload" not in source
        assert "<script>" not in source


def test_the_hostile_record_is_shown_as_text(client: FlaskClient) -> None:
    document = page(client, "/document/hostile")
    assert text(document.xpath("//h1")[0]) == f"Title {HOSTILE}"
    assert not document.xpath("//p[@class='source']")
    assert text(document.xpath("//dd[@class='address']")[0]) == "javascript:alert(3)"


def test_the_editors_choice_is_marked(own_settings: Settings) -> None:
    put(own_settings, RECORDS)
    steer(own_settings, "river", pinned=["linking"], excluded=["report-1"])
    client = create_app(own_settings).test_client()
    document = page(client, "/search?q=river&explain=1")
    assert total(document) == 12
    first, second, *_ = document.xpath("//article[@class='hit']")
    assert text(first.xpath(".//h2")[0]) == "An article that links"
    assert text(first.xpath(".//p[@class='why']")[0]) == "Chosen by the editors"
    assert "chosen by the editors" in text(first.xpath(".//details")[0])
    assert not second.xpath(".//p[@class='why']")
    notes = [text(note) for note in document.xpath("//ul[@class='notes']/li")]
    assert notes == [
        "Chosen by the editors to come first: the results marked so.",
        "The editors left results of this search out.",
    ]
    api = client.get("/api/v1/search?q=river").get_json()
    assert [hit.get("pinned", False) for hit in api["hits"][:2]] == [True, False]


def test_languages_have_names(client: FlaskClient) -> None:
    document = page(client, "/search?language=ar")
    boxes = document.xpath("//fieldset[@id='facet-language']//label")
    assert [" ".join(text(box).split()) for box in boxes] == ["English 13", "Arabic 1"]
    [chosen] = document.xpath("//fieldset[@id='facet-language']//input[@checked]")
    assert chosen.get("value") == "ar"
    [chip] = document.xpath("//a[@class='chip' or contains(@class, 'chip ')]")
    assert "Arabic" in text(chip)
    [listed] = page(client, "/facets/language?contains=arabic").xpath("//main//input[@type='checkbox']")
    assert listed.get("value") == "ar"
    assert client.get("/search?language=ar-EG").headers["Location"].endswith("/search?language=ar")


def test_the_page_of_a_record_names_its_language(client: FlaskClient) -> None:
    rows = page(client, "/document/arabic").xpath("//section[@class='about']//dl/div")
    named = {text(row.xpath("dt")[0]): text(row.xpath("dd")[0]) for row in rows}
    assert named["Language"] == "Arabic"
