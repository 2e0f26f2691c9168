"""Sends strings to an application in this process, and keeps the status and the time of every answer."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote_from_bytes

from flask.testing import FlaskClient

from index.settings import Settings

SEARCH = "/api/v1/search?q="
OTHERS = (
    "/search?q=",
    "/api/v1/suggest?q=",
    "/feed.atom?q=",
    "/search?explain=1&q=",
    "/api/v1/facets/author?contains=",
)
"""Where else a string can be typed."""
EVERY = 20
"""One string in so many goes there too; those made by hand all do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a string; an answer that is no text in UTF-8 counts as status 0."""

    path: str
    text: bytes
    status: int
    milliseconds: float


def hostile_settings(index: Path) -> Settings:
    """Settings without caches, under which a request line may be as long as it likes: the limits below it are met."""
    return replace(Settings(), index=index, cache=False, request_line=1_000_000)


def target(path: str, text: bytes) -> str:
    """The target of a request line for a string; what a URL may hold is not escaped."""
    return path + quote_from_bytes(text, safe="()*~:,!$'@/?-")


def send(client: FlaskClient, texts: Iterable[bytes], others_every: int) -> list[Answer]:
    """The answers to all strings in order."""
    answers = []
    for number, text in enumerate(texts):
        answers.append(_ask(client, SEARCH, text))
        if number % others_every == 0:
            answers += [_ask(client, path, text) for path in OTHERS]
    return answers


def _ask(client: FlaskClient, path: str, text: bytes) -> Answer:
    started = time.perf_counter()
    response = client.get(target(path, text), follow_redirects=True)  # a search leads to its canonical address
    taken = (time.perf_counter() - started) * 1000
    return Answer(path, text, response.status_code if _is_text(response.data) else 0, taken)


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
