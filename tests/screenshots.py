"""`python -m tests.screenshots FOLDER`: the pictures of the README, of the sample archive, in headless Chromium."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from index import Settings, ingest, open_writer, read, walk
from tests.get_browser import find_browser
from tests.web.conftest import served
from web import create_app

ROOT = Path(__file__).resolve().parents[1]
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, the page, what is typed into the box, and the screen."""

    name: str
    path: str
    typed: str = ""
    width: int = 1200
    height: int = 900
    dark: bool = False


SHOTS = (
    Shot("home", "/"),
    Shot("suggestions", "/", typed="riv", height=760),
    Shot("results", "/search?q=river+flood&type=Report&type=Podcast"),
    Shot("document", "/search?q=delta"),
    Shot("no-results", "/search?q=zeppelin&type=Podcast", height=600),
    Shot("phone", "/search?q=river", width=390, height=844),
    Shot("dark", "/search?q=river+flood&type=Report", dark=True),
)


def take(folder: Path) -> None:
    """Index the sample archive in a temporary folder, serve it, and take every picture."""
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(index=Path(temporary))
        with open_writer(settings) as writer:
            stream = (found for path in walk([ROOT / "index" / "sample"]) for found in read(path, settings))
            ingest(stream, writer, settings, Path(temporary) / "reports")
        with served(create_app(settings)) as address, sync_playwright() as playwright:
            path = find_browser() or playwright.chromium.executable_path
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            for shot in SHOTS:
                page = browser.new_page(
                    viewport={"width": shot.width, "height": shot.height},
                    color_scheme="dark" if shot.dark else "light",
                )
                page.goto(address + shot.path)
                if shot.name == "document":
                    page.locator("main h2 a, main h3 a").first.click()
                if shot.typed:
                    page.get_by_role("combobox").press_sequentially(shot.typed)
                    page.get_by_role("option").first.wait_for()
                page.screenshot(path=folder / f"{shot.name}.png")
                page.close()
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
