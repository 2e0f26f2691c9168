"""What a first view weighs, and that nothing in it moves by itself. `make budget` measures times, on a real archive."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.budget import WATCH
from tests.browser.conftest import SCRIPTED

pytestmark = SCRIPTED
MOST_BYTES = 60_000
MOST_SHIFT = 0.02


def test_a_first_view_is_light(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto("/search?q=river", wait_until="networkidle")
    own = {url: size for url, size in sizes.items() if url.endswith((".css", ".js"))}
    assert {url.rpartition("/")[2] for url in own} >= {"dossier.css", "search.css", "page.js", "live.js", "combobox.js"}
    assert sum(own.values()) <= MOST_BYTES
    host = page.url.split("/search")[0]
    assert all(url.startswith(host) for url in sizes)  # nothing comes from elsewhere


def test_nothing_moves_by_itself(page: Page) -> None:
    page.add_init_script(WATCH)
    for path in ("/", "/search?q=river&type=Report", "/document/FN-2015-01?q=river"):
        page.goto(path, wait_until="networkidle")
        assert sum(page.evaluate("shifts")) <= MOST_SHIFT, path
    page.goto("/search?q=river")
    box = page.locator("#q")
    box.fill("")
    box.press_sequentially("flood", delay=120)
    expect(page).to_have_title("flood (16) - Dossier")
    page.get_by_role("group", name="Type").get_by_role("checkbox").first.check()
    expect(page.locator(".chip")).to_have_count(1)
    assert sum(page.evaluate("shifts")) <= MOST_SHIFT
