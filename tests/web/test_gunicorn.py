"""The production server: what it would refuse is answered in our words, and its workers act as one service."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from index.settings import Settings
from tests.web.conftest import RECORDS, put

ROOT = Path(__file__).resolve().parents[2]
END = b" HTTP/1.1\r\nHost: localhost\r\n"
LONGEST = 8192
LIMIT = 150


@dataclass(frozen=True)
class Answer:
    """A raw answer, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of a JSON error."""
        return str(json.loads(self.body)["error"]["code"])


@dataclass(frozen=True)
class Server:
    """A running server of two workers and its archive."""

    port: int
    settings: Settings

    def send(self, data: bytes, source: str = "127.0.0.1") -> Answer:
        """Everything that comes back for some bytes from an address of this machine."""
        with socket.create_connection(("127.0.0.1", self.port), 20, (source, 0)) as connection:
            connection.sendall(data)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return Answer(int(first.split()[1]), headers, body)

    def get(self, target: bytes) -> Answer:
        """The answer to a plain GET of raw bytes."""
        return self.send(b"GET " + target + END + b"\r\n")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server as it is run in production, with a rate limit that only the test of it reaches."""
    folder = tmp_path_factory.mktemp("gunicorn")
    settings = replace(Settings(), index=folder / "index")
    put(settings, RECORDS[:5])
    environ = os.environ | {"DOSSIER_INDEX": str(settings.index), "PORT": "0", "WEB_CONCURRENCY": "2"}
    environ |= {"DOSSIER_RATE_LIMIT": str(LIMIT), "TMPDIR": str(folder)}
    environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    command = [sys.executable, "-m", "gunicorn", "-c", "web/gunicorn_conf.py", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    log: list[str] = []
    port = None
    for line in process.stderr:
        log.append(line)
        found = re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line)
        if found:
            port = int(found[1])
            break
    assert port, "".join(log)
    reader = threading.Thread(target=lambda: log.extend(process.stderr or ()))
    reader.start()
    try:
        yield Server(port, settings)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        reader.join()
        process.stderr.close()
    assert process.returncode == 0
    assert not list(folder.glob("dossier-metrics-*")), "the folder of the numbers stays behind"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DOSSIER_RATE_LIMIT", "many", "DOSSIER_RATE_LIMIT='many' cannot be read. Set it to a number"),
        ("DOSSIER_ENGINE", "solr", "There is no engine for DOSSIER_ENGINE='solr'. Set DOSSIER_ENGINE=whoosh"),
    ],
)
def test_a_wrong_setting_stops_the_server_with_a_reason(tmp_path: Path, name: str, value: str, message: str) -> None:
    environ = os.environ | {name: value, "PORT": "0", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "gunicorn", "-c", "web/gunicorn_conf.py", "wsgi:app"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def search_line(length: int) -> bytes:
    """A target that makes a request line of a length."""
    start = b"/api/v1/search?size=0&q="
    return start + b"a" * (length - len(b"GET " + start + b" HTTP/1.1"))


@pytest.mark.parametrize(
    "query",
    [b"%ff%fe", b"%00", b"\xff\xfe", b"\x00", b"caf\xc3\xa9", b"\xd8\xa7", b"two words", b"%", b"a\tb", b"\x7f"],
)
def test_any_bytes_of_a_query_are_answered(server: Server, query: bytes) -> None:
    for path in (b"/api/v1/search?size=0&q=", b"/search?q=", b"/api/v1/suggest?q="):
        answer = server.get(path + query)
        if answer.status == 302:  # nothing is left of the query: the canonical address is that without it
            assert (path, answer.headers["location"]) == (b"/search?q=", "/search")
        else:
            assert answer.status == 200


def test_raw_utf_8_means_the_same_as_escaped(server: Server) -> None:
    raw, escaped = (server.get(b"/api/v1/search?size=0&q=caf" + tail) for tail in (b"\xc3\xa9", b"%C3%A9"))
    assert json.loads(raw.body)["query"] == json.loads(escaped.body)["query"] == "café"


@pytest.mark.parametrize(("length", "status"), [(LONGEST, 200), (LONGEST + 1, 414), (LONGEST + 2, 414), (60_000, 414)])
def test_lines_up_to_8_kib_are_answered_and_longer_ones_get_our_414(server: Server, length: int, status: int) -> None:
    answer = server.get(search_line(length))
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-security-policy"]
    if status == 414:
        assert answer.code == "uri_too_long"


def test_a_page_was_asked_for_so_414_is_a_page(server: Server) -> None:
    answer = server.get(b"/search?q=" + b"a" * 9000)
    assert (answer.status, answer.headers["content-type"]) == (414, "text/html; charset=utf-8")
    assert b"The address is too long." in answer.body


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"GET /api/v1/search" + END + b"X-Long: " + b"x" * 9000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b"GET /api/v1/search" + END + b"no colon\r\n\r\n", 400, "bad_request"),
        (b"GET /api/v1/search HTTP/9\r\n\r\n", 400, "bad_request"),
        (b"POST /api/v1/related" + END + b"Transfer-Encoding: odd\r\n\r\n", 501, "not_supported"),
        (b"POST /api/v1/related" + END + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad_request"),
        (b"POST /api/v1/related" + END + b"Content-Length: 1000002\r\n\r\n" + b"x" * 1_000_002, 413, "too_large"),
        (b"POST /api/v1/related" + END + b"Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
         + b"f4242\r\n" + b"x" * 0xF4242 + b"\r\n0\r\n\r\n", 413, "too_large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_our_words(server: Server, data: bytes, status: int, code: str) -> None:
    answer = server.send(data)
    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("data", [b"BLAH\r\n\r\n", b"get / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\r\n\r\n"])
def test_what_is_no_http_is_400(server: Server, data: bytes) -> None:
    answer = server.send(data)
    assert answer.status == 400
    assert b"bad_request" in answer.body


def test_the_numbers_of_all_workers_are_added_up(server: Server) -> None:
    def count() -> float:
        text = server.get(b"/metrics").body.decode()
        found = re.search(r'dossier_requests_total\{endpoint="crawlers.robots",method="GET",status="200"\} (\S+)', text)
        return float(found[1]) if found else 0.0

    before = count()
    for _ in range(12):
        assert server.get(b"/robots.txt").status == 200
    assert count() == before + 12


def test_every_worker_sees_a_commit_within_two_seconds(server: Server) -> None:
    def generation() -> Any:
        return json.loads(server.get(b"/readyz").body)["generation"]

    old = generation()
    put(server.settings, RECORDS[5:6])
    deadline = time.monotonic() + 2
    fresh = 0
    while fresh < 20 and time.monotonic() < deadline:
        fresh = fresh + 1 if generation() > old else 0
    assert fresh == 20


def test_the_workers_share_the_rate_limit(server: Server) -> None:
    request = b"GET /robots.txt" + END + b"\r\n"
    statuses = [server.send(request, source="127.0.0.9").status for _ in range(2 * LIMIT)]
    assert statuses[:LIMIT] == [200] * LIMIT
    assert 429 in statuses[LIMIT:]
