"""`python -m tests.screenshots FOLDER`: the pictures of the README, of the sample archive, in headless Chromium."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from index.settings import Settings
from tests.browser.conftest import ARGUMENTS
from tests.get_browser import find_browser
from tests.sample import index_sample
from tests.web.conftest import served
from web import create_app


def _stay(page: Page) -> None:
    """Nothing more than the page."""


def _type(page: Page) -> None:
    """Suggestions, one of them active."""
    page.get_by_role("combobox").press_sequentially("wa")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def _draw(page: Page) -> None:
    """Years that are being drawn over."""
    bars = page.locator("#facet-year [data-first]")
    first, last = (bars.nth(number).bounding_box() for number in (8, 21))
    if first and last:
        page.mouse.move(first["x"] + 2, first["y"] + 20)
        page.mouse.down()
        page.mouse.move(last["x"] + 2, last["y"] + 20, steps=4)
        page.mouse.up()
    expect(page.locator(".chip")).to_have_count(2)


def _next(page: Page) -> None:
    """The first match of a text."""
    page.get_by_role("button", name="Next").click()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, the page, what is done there, and the screen."""

    name: str
    path: str
    act: Callable[[Page], None] = _stay
    width: int = 1200
    height: int = 900
    dark: bool = False


SHOTS = (
    Shot("home", "/"),
    Shot("suggestions", "/", _type, height=760),
    Shot("results", "/search?q=river+flood&type=Report&type=Blog", height=1000),
    Shot("range", "/search?q=river", _draw),
    Shot("no-results", "/search?q=ferry+zeppelin&type=Map&correct=0"),
    Shot("document", "/document/FN-2015-01?q=river", _next),
    Shot("phone", "/search?q=river&type=Report", width=390, height=844),
    Shot("dark", "/search?q=river+flood&type=Report&from=2010", dark=True),
)


def take(folder: Path) -> None:
    """Index the sample archive in a temporary folder, serve it, and take every picture."""
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(index=Path(temporary) / "index")
        index_sample(settings, Path(temporary) / "reports")
        with served(create_app(settings)) as address, sync_playwright() as playwright:
            path = find_browser() or playwright.chromium.executable_path
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            for shot in SHOTS:
                page = browser.new_page(
                    viewport={"width": shot.width, "height": shot.height},
                    color_scheme="dark" if shot.dark else "light",
                    reduced_motion="reduce",
                )
                page.goto(address + shot.path)
                shot.act(page)
                page.screenshot(path=folder / f"{shot.name}.png")
                page.close()
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
