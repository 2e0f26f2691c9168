"""A reader with a real browser on the sample archive, with JavaScript and without; what a page complains of fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, sync_playwright

from index.settings import Settings
from tests.get_browser import find_browser
from tests.sample import index_sample
from tests.web.conftest import served
from web import create_app

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCRIPTED = pytest.mark.parametrize("scripted", [True], indirect=True, ids=["with script"])
PLAIN = pytest.mark.parametrize("scripted", [False], indirect=True, ids=["without script"])


def wait_for(page: Page, held: Sequence[Route], count: int = 1) -> None:
    """Wait until so many requests are held."""
    for _ in range(20_000):
        if len(held) >= count:
            return
        page.evaluate("0")  # lets the browser's events in
    raise AssertionError(f"{len(held)} requests came, not {count}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the sample archive; nobody writes to it after this."""
    folder = tmp_path_factory.mktemp("sample")
    settings = replace(Settings(), index=folder / "index")
    index_sample(settings, folder / "reports")
    return settings


@pytest.fixture(scope="session")
def address(sample: Settings) -> Iterator[str]:
    """Where the sample archive is served."""
    with served(create_app(sample)) as found:
        yield found


@pytest.fixture
def serve(sample: Settings) -> Iterator[Callable[..., str]]:
    """Serves another application: the one given, or one over the sample archive with some settings changed."""
    with ExitStack() as stack:

        def start(app: Flask | None = None, **changes: Any) -> str:
            return stack.enter_context(served(app or create_app(replace(sample, **changes))))

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: that of the system, else the one that Playwright has fetched."""
    with sync_playwright() as playwright:
        path = find_browser() or playwright.chromium.executable_path
        if not os.path.exists(path):
            pytest.skip("no Chromium: install the package chromium, or name one in DOSSIER_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether JavaScript is on."""
    return bool(request.param)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of; a test that provokes complaints takes them away."""
    return []


@pytest.fixture
def page(
    browser: Browser, address: str, serve: Callable[..., str], scripted: bool, complaints: list[str]
) -> Iterator[Page]:
    """A page of a fresh browser; whatever it has to complain of fails the test. Servers go after it."""
    context = browser.new_context(
        base_url=address, java_script_enabled=scripted, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
