"""`python -m tests.browser.budget`: what a reader waits for, measured in headless Chromium on a real archive.

DOSSIER_INDEX names the index, which is only read; it is served by this process, result cache off. BUDGET_QUERIES
(default 6) are typed into the box of a page of results, letter by letter, as fast as a quick typist (90 ms a letter).

- key to paint: from the last key of a word to the frame that shows its results: a pause of 100 ms, search and swap;
- answer to paint: from the last byte of the answer to the same frame;
- layout shift: the sum of all shifts without recent input, of the first view and of everything after it;
- first view: bytes of the project's own CSS and JavaScript, before compression;
- tasks of the page's main thread (trace events `RunTask`), by the clock and by processor time: on a busy machine only
  the second says something about the page.

Exit status 1 when a target is missed.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from index.settings import Settings
from tests.browser.conftest import ARGUMENTS
from tests.get_browser import find_browser
from tests.web.conftest import served
from web import create_app

LONG = 50
"""Milliseconds of a long task."""
LETTER = 90
"""Milliseconds between two keys."""
QUERIES = (
    "climate change", "migration policy", "nuclear energy", "labor market", "child health", "trade agreements",
    "water", "monetary policy", "school", "security council",
)  # fmt: skip
WATCH = """
window.shifts = []; window.painted = []; window.answered = [];
new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput)
  .forEach((entry) => shifts.push(entry.value))).observe({ type: "layout-shift", buffered: true });
const fetched = window.fetch;
window.fetch = async (...request) => {
  const response = await fetched(...request);
  if (new URL(response.url).pathname !== "/search") return response;
  const text = response.text.bind(response);
  response.text = async () => { const whole = await text(); answered.push(performance.now()); return whole; };
  return response;
};
addEventListener("DOMContentLoaded", () => {
  const main = document.getElementById("main");
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => painted.push(performance.now()))))
    .observe(main, { childList: true });
  document.addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
});
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its target; None = only told."""

    name: str
    value: float
    unit: str
    most: float | None

    @property
    def kept(self) -> bool:
        """Whether the target is met."""
        return self.most is None or self.value <= self.most


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds for each query that was typed: from its last key to painted results, and from their answer."""

    key: list[float]
    answer: list[float]


def type_in(page: Page, queries: tuple[str, ...]) -> Waits:
    """Type the queries into the box, and read the times off the page."""
    page.locator("#q").focus()
    keys, answers = [], []
    for query in queries:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(query, delay=LETTER)
        title = f"document.title.startsWith({query!r}) && !document.getElementById('main').hasAttribute('aria-busy')"
        page.wait_for_function(title, polling="raf")
        page.wait_for_function("painted.length && painted.at(-1) > answered.at(-1)", polling="raf")
        pressed, answered, painted = page.evaluate("[pressed, answered.at(-1), painted.at(-1)]")
        keys.append(painted - pressed)
        answers.append(painted - answered)
    return Waits(keys, answers)


def waits_of(index: Path) -> Waits | None:
    """How long a reader of an index waits; None where there is no browser."""
    if find_browser() is None:
        return None
    settings = replace(Settings(), index=index, cache=False)
    with served(create_app(settings)) as address, opened() as (_, page):
        weigh(page, address)
        return type_in(page, QUERIES)


def wait_rows(page: Page, waits: Waits) -> list[Row]:
    """What a reader waited for, and what moved meanwhile."""
    return [
        Row("key to painted results, median", statistics.median(waits.key), "ms", None),
        Row("key to painted results, worst", max(waits.key), "ms", None),
        Row("answer to painted results, median", statistics.median(waits.answer), "ms", 100),
        Row("answer to painted results, worst", max(waits.answer), "ms", 100),
        Row("layout shift", sum(page.evaluate("shifts")), "", 0.02),
    ]


def longest_tasks(trace: bytes) -> list[Row]:
    """The longest task of the page's main thread in a trace of the browser, by the clock and by its processor time."""
    events = json.loads(trace)["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [event for event in events if event["name"] == "RunTask" and (event["pid"], event["tid"]) in mains]
    clock, processor = ([event.get(key, 0) / 1000 for event in tasks] for key in ("dur", "tdur"))
    return [
        Row("tasks over 50 ms while typing, by the clock", sum(taken > LONG for taken in clock), "", None),
        Row("longest of them", max(clock, default=0), "ms", None),
        Row("tasks over 50 ms, by processor time", sum(taken > LONG for taken in processor), "", 0),
        Row("longest of them", max(processor, default=0), "ms", LONG),
    ]


def weigh(page: Page, address: str) -> Row:
    """Open a page of results; the bytes of its style sheets and scripts."""
    sizes: list[int] = []

    def count(response: Any) -> None:
        if response.url.endswith((".css", ".js")):
            sizes.append(len(response.body()))

    page.on("response", count)
    page.goto(f"{address}/search?q=history", wait_until="networkidle")
    page.remove_listener("response", count)
    return Row("own CSS and JavaScript of the first view", sum(sizes), "bytes", 60_000)


@contextmanager
def opened() -> Iterator[tuple[Browser, Page]]:
    """A browser and a page of it that watches itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser() or playwright.chromium.executable_path, args=ARGUMENTS
        )
        context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        context.add_init_script(WATCH)
        yield browser, context.new_page()
        browser.close()


def main() -> int:
    """Measure and print; the exit status."""
    settings = replace(Settings.from_env(), cache=False)
    queries = QUERIES[: int(os.environ.get("BUDGET_QUERIES") or 6)]
    with served(create_app(settings)) as address, opened() as (browser, page):
        weight = weigh(page, address)
        browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
        rows = [*wait_rows(page, type_in(page, queries)), weight]
        rows += longest_tasks(browser.stop_tracing())
    for row in rows:
        target = "" if row.most is None else f"at most {row.most:g}"
        print(f"{row.name:<44} {row.value:>10,.4g} {row.unit:<6} {target:<16} {'' if row.kept else 'MISSED'}".rstrip())
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
