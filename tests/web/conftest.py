"""A small archive in a real index, written once, and an application over it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from index.document import from_record
from index.settings import Settings
from search import open_engine
from web import create_app

HOSTILE = '"><svg onload=alert(1)>{{7*7}}<script>alert(2)</script>'
"""Planted in every text of the record "hostile"."""

RECORDS: list[dict[str, Any]] = [
    {
        "id": f"report-{number}",
        "title": f"Water report {number}",
        "summary": "Rivers and dams in short.",
        "body": f"The river rose in district {number}.\n\nA dam held the water back.",
        "authors": ["Asfandyar Mir, Ph.D.", "Mary Glantz"] if number % 2 else ["Mary Glantz"],
        "date": f"{2012 + number}-03-0{number % 9 + 1}",
        "type": "Report" if number % 3 else "Podcast",
        "topics": ["Water"] if number % 2 else ["Water", "Energy"],
        "url": f"https://www.institute.example/report-{number}",
        "language": "en",
    }
    for number in range(1, 13)
] + [
    {
        "id": "linking",
        "kind": "article",
        "title": "An article that links",
        "body": "It names the reports of the editors' choice.",
        "date": "2024-04",
        "related": ["report-1", {"title": "Only a stub", "date": "2020", "url": "https://institute.example/stub"}],
        "word_count": 412,
        "sponsors": ["A", "B"],
    },
    {"id": "folder/sub//name", "title": "Slashes in an identity", "body": "Any printable character.", "date": "2023"},
    {"id": "ends/", "title": "Slash at the end", "body": "Any printable character."},
    {"id": "a?b#c%2F é", "title": "Signs in an identity", "body": "Any printable character."},
    {
        "id": "arabic",
        "title": "المياه والنهر",
        "body": "ارتفع النهر.",
        "language": "ar",
        "date": "2022-05-06",
        "authors": ["مينا صحرون"],
    },
    {"id": "undated", "body": "This one has no title of its own. It goes on.", "language": 'en" onclick="x'},
    {
        "id": "hostile",
        "title": f"Title {HOSTILE}",
        "summary": f"Summary {HOSTILE}",
        "body": f"Body about injection {HOSTILE} and more.\r\nSet-Cookie: x=1",
        "authors": [f"Author {HOSTILE}"],
        "type": f"Type {HOSTILE}",
        "topics": [f"Topic {HOSTILE}"],
        "date": "2021-01-01",
        "url": "javascript:alert(3)",
        f"key {HOSTILE}": f"Value {HOSTILE}",
    },
]


def put(settings: Settings, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records, and commit once."""
    with open_engine(settings).writer() as writer:
        for record in records:
            writer.put(from_record(record))
        writer.commit()


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the small archive; nobody writes to it after this."""
    settings = replace(Settings(), index=tmp_path_factory.mktemp("archive") / "index", refresh_seconds=0.0)
    put(settings, RECORDS)
    return settings


@pytest.fixture(scope="session")
def app(archive: Settings) -> Flask:
    """An application over the small archive."""
    return create_app(archive)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of that application."""
    return app.test_client()


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    """Settings of an archive that does not exist yet."""
    return replace(Settings(), index=tmp_path / "index", refresh_seconds=0.0)


@pytest.fixture
def make_client(archive: Settings) -> Callable[..., FlaskClient]:
    """Clients of further applications over the small archive, with some settings changed."""

    def make(**changes: Any) -> FlaskClient:
        return create_app(replace(archive, **changes)).test_client()

    return make


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of an application that answers on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
