"""The production server with two workers, asked over raw sockets: bytes that no client library would send."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice

from index.settings import Settings
from tests.children import ROOT
from tests.hostile.probe import OTHERS, SEARCH, Answer, target

_SECONDS = 20
"""A request that takes longer has failed."""
_LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int

    def ask(self, line: bytes) -> Answer:
        """The answer to a GET of a target; status 0 when there is none that can be read."""
        started = time.perf_counter()
        status = 0
        with socket.create_connection(("127.0.0.1", self.port), _SECONDS) as connection:
            connection.sendall(b"GET " + line + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        found = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
        if found and b"\r\n\r\n" in received:
            status = int(found[1])
        return Answer("socket", line, status, (time.perf_counter() - started) * 1000)


def raw_targets(texts: Iterable[bytes], most: int) -> list[bytes]:
    """Targets of strings, every other one as it is: only what would end the request line or the target is escaped."""
    targets = []
    for text, path, raw in zip(texts, cycle((SEARCH, *OTHERS)), cycle((True, False, True)), strict=False):
        bare = text.replace(b"\r", b"%0D").replace(b"\n", b"%0A").replace(b"#", b"%23").replace(b"&", b"%26")
        targets.append(path.encode() + bare if raw else target(path, text).encode())
    return list(islice((line for line in targets if len(line) < _LONGEST), most))


@contextmanager
def serve(settings: Settings) -> Iterator[Server]:
    """The server over an archive, as it is run in production."""
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"DOSSIER_INDEX": str(settings.index), "PORT": "0", "WEB_CONCURRENCY": "2"}
        environ |= {"DOSSIER_CACHE": "0", "TMPDIR": folder}
        environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
        command = [sys.executable, "-m", "gunicorn", "-c", "web/gunicorn_conf.py", "wsgi:app"]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        log = iter(process.stderr.readline, "")
        found = next((match for line in log if (match := re.search(r"Listening at: http://[\d.]+:(\d+)", line))), None)
        assert found is not None, "the server did not start"
        reader = threading.Thread(target=lambda: [None for _ in log])
        reader.start()
        try:
            yield Server(int(found[1]))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=_SECONDS)
            reader.join()
            process.stderr.close()
