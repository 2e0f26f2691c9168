"""The box on another website: another origin, with a content security policy of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCRIPTED


def website(archives: list[str]) -> Flask:
    """A page with the two lines, under a policy that allows the archive (to be put into the list) and nothing else."""
    app = Flask("website")

    @app.get("/")
    def first() -> Response:
        (archive,) = archives
        response = Response(
            f"""<!doctype html><html lang="en"><title>Another website</title><link rel="icon" href="data:,">
            <script type="module" src="{archive}/dossier-search.js"></script>
            <h1>Another website</h1><dossier-search endpoint="{archive}" label="Search our archive">
            <a href="{archive}/search">Search our archive</a></dossier-search>"""
        )
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {archive}; connect-src {archive}; form-action {archive}; img-src data:"
        )
        return response

    return app


@pytest.fixture
def places(serve: Callable[..., str]) -> tuple[str, str]:
    """The addresses of an archive that admits the website and nobody else, and of the website."""
    archives: list[str] = []
    other = serve(website(archives)).replace("127.0.0.1", "localhost")
    archives.append(serve(origins=(other,)))
    return archives[0], other


@SCRIPTED
def test_the_box_works_from_another_origin(page: Page, places: tuple[str, str]) -> None:
    archive, other = places
    page.goto(other)
    box = page.get_by_role("combobox", name="Search our archive")
    box.press_sequentially("raghu")
    option = page.get_by_role("option")
    expect(option).to_have_text(["Priya Raghunathan"])
    expect(page.get_by_role("group", name="Authors")).to_be_visible()
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(option).to_have_count(0)
    expect(box).to_have_value("raghu")
    box.press("Escape")
    expect(box).to_have_value("")
    box.press_sequentially("raghu")
    expect(option).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"{archive}/search?author=Priya+Raghunathan")


@SCRIPTED
def test_without_a_choice_the_words_are_searched(page: Page, places: tuple[str, str]) -> None:
    archive, other = places
    page.goto(other)
    page.get_by_role("combobox").fill("river & flood")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(f"{archive}/search?q=river+%26+flood")


@SCRIPTED
def test_a_website_that_is_not_listed_has_a_link(page: Page, serve: Callable[..., str], complaints: list[str]) -> None:
    archive = serve(origins=("https://listed.example",))
    page.goto(serve(website([archive])).replace("127.0.0.1", "localhost"))
    expect(page.get_by_role("link", name="Search our archive")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    assert any("CORS" in text for text in complaints)
    complaints.clear()


def test_without_a_script_there_is_a_link(page: Page, places: tuple[str, str], scripted: bool) -> None:
    page.goto(places[1])
    expect(page.get_by_role("link", name="Search our archive")).to_have_count(0 if scripted else 1)


@SCRIPTED
def test_the_demo_page_shows_the_box(page: Page) -> None:
    page.goto("/embed")
    box = page.get_by_role("combobox", name="Search the archive, as on another website")
    box.press_sequentially("riv")
    expect(page.get_by_role("option").first).to_be_visible()
