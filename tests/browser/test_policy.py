"""Hostile texts in a real browser, and that the policy would stop what got through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SCRIPTED
from tests.web.conftest import HOSTILE, app, archive

__all__ = ["app", "archive"]  # fixtures

pytestmark = SCRIPTED

PLANTED = """<script>document.title = 'run'</script>
<p id="planted" style="color: rgb(1, 2, 3)" onclick="document.title = 'run'">x</p>
<style>#planted { display: none }</style><script src="data:text/javascript,document.title = 'run'"></script>
<img src="http://elsewhere.invalid/x.png" alt=""><iframe src="data:text/html,x" title="x"></iframe>
<base href="http://elsewhere.invalid/">"""


@pytest.fixture
def hostile(app: Flask, serve: Callable[..., str]) -> str:
    """Where the small archive with the hostile record is served."""
    return serve(app)


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=injection", "/search?q=injection&explain=1", "/document/hostile?q=injection", "/facets/author",
     "/facets/topic?contains=topic", "/search?q={hostile}", "/document/hostile?q={hostile}", "/search?author={hostile}",
     "/facets/type?contains={hostile}", "/search?q=x&from={hostile}", "/{hostile}"],
)  # fmt: skip
def test_no_text_becomes_an_element(page: Page, hostile: str, path: str, complaints: list[str]) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(hostile + path.replace("{hostile}", HOSTILE.replace("#", "%23").replace("%", "%25")))
    assert page.locator("[onload], main script, main style, [style]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert dialogs == []
    assert all("the server responded with a status of 40" in text for text in complaints)
    complaints.clear()


def test_a_suggestion_of_a_hostile_title_is_text(page: Page, hostile: str) -> None:
    page.goto(hostile)
    page.get_by_role("combobox").press_sequentially("title svg")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("<svg onload=alert(1)>")
    option.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("{{7*7}}")


def test_the_policy_blocks_what_is_planted(page: Page, complaints: list[str]) -> None:
    def plant(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", PLANTED + "</main>"))

    page.route("**/search?q=river", plant)
    page.goto("/search?q=river")
    planted = page.locator("#planted")
    expect(planted).to_be_visible()  # the style element does nothing
    planted.click()
    expect(page).to_have_title("river (53) - Dossier")
    assert planted.evaluate("node => getComputedStyle(node).color") != "rgb(1, 2, 3)"
    assert page.evaluate("document.baseURI").startswith("http://127.0.0.1")
    for kind in ("script-src", "style-src", "img-src", "base-uri"):
        assert any(kind in text for text in complaints), kind
    complaints.clear()


def test_the_policy_has_no_exception(page: Page) -> None:
    answer = page.goto("/search?q=river")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "'nonce" not in policy
    assert "default-src 'none'" in policy
