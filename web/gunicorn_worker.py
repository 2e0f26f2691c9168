"""A gunicorn worker that lets the application answer what gunicorn itself would refuse with a bare page.

Gunicorn reads the request line and headers before an application sees them, and answers what it cannot take in its
own words: a line over 8,190 bytes (here 8 KiB are read), headers that are too large, lines that are no HTTP. Here
such a refusal becomes a request to the application with the code of the failure in its environment, so that headers,
log, metrics and the shape of the error are those of every other answer.

Bytes that a URL may not hold unescaped (`curl 'http://.../search?q=é'` sends them) are escaped instead of refused.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from gunicorn.http import errors  # type: ignore[import-untyped]
from gunicorn.http.message import Request  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]
from gunicorn.workers.sync import SyncWorker  # type: ignore[import-untyped]
from werkzeug.test import create_environ, run_wsgi_app

from web.app import REFUSED

REFUSALS = {
    errors.LimitRequestLine: "uri_too_long",
    errors.LimitRequestHeaders: "headers_too_large",
    errors.UnsupportedTransferCoding: "not_supported",
    errors.ExpectationFailed: "bad_request",
    errors.InvalidRequestLine: "bad_request",
    errors.InvalidRequestMethod: "bad_request",
    errors.InvalidHTTPVersion: "bad_request",
    errors.InvalidHeader: "bad_request",
    errors.InvalidHeaderName: "bad_request",
    errors.InvalidSchemeHeaders: "bad_request",
    errors.ObsoleteFolding: "bad_request",
}
LONGEST_LINE = 8_192
"""Bytes of a request line without its line end."""
LONGEST_PATH = 200
"""Characters of a refused path that are kept, for the log and to see whether a page or the API was meant."""

_UNESCAPED = re.compile(rb"[^\x21-\x7e]+")
_TARGET = re.compile(rb"^(?P<method>[A-Z]{3,20}) (?P<target>/[^ ?\r\n]*)")


class LenientRequest(Request):  # type: ignore[misc]
    """A request whose target may hold any byte but a line end; `head` is the beginning of its first line."""

    head = b""

    def __init__(self, *arguments: Any) -> None:
        """Read the request; an exception is given the head, for the answer to it."""
        try:
            super().__init__(*arguments)
        except errors.ParseException as error:
            error.head = self.head
            raise

    def read_line(self, unreader: Any, buf: bytearray, limit: int = 0) -> tuple[bytes, bytearray]:
        """The request line and what was read beyond it."""
        try:
            line, rest = super().read_line(unreader, buf, limit and LONGEST_LINE)
        except errors.ParseException:
            self.head = bytes(buf[:1024])
            raise
        self.head = line[:1024]
        return line, rest

    def parse_request_line(self, line_bytes: bytes) -> None:
        """Read the request line, its target escaped."""
        words = line_bytes.split(b" ")
        if len(words) > 2:
            target = _UNESCAPED.sub(lambda match: quote_from_bytes(match[0]).encode(), b"%20".join(words[1:-1]))
            line_bytes = b" ".join((words[0], target, words[-1]))
        super().parse_request_line(line_bytes)


class Worker(SyncWorker):  # type: ignore[misc]
    """The worker class of `web/gunicorn_conf.py`."""

    def init_process(self) -> None:
        """Start, reading requests leniently."""
        RequestParser.mesg_class = LenientRequest
        super().init_process()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what could not be read; anything else is gunicorn's."""
        code = next((code for kind, code in REFUSALS.items() if isinstance(exc, kind)), None)
        if code is None:
            super().handle_error(req, client, addr, exc)
            return
        write_nonblock(client, refusal(self.wsgi, code, getattr(exc, "head", b""), addr))


def refusal(app: Any, code: str, head: bytes, addr: Any) -> bytes:
    """The application's whole answer to a request that could not be read; `head` is what is known of its first line."""
    known = _TARGET.match(head)
    path = unquote_to_bytes(known["target"]).decode("utf-8", "replace") if known else "/"
    method = known["method"].decode() if known else "GET"
    environ = create_environ(path=path[:LONGEST_PATH], method=method)
    environ[REFUSED] = code
    environ["REMOTE_ADDR"] = addr[0] if isinstance(addr, tuple) else ""
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    lines = [f"HTTP/1.1 {status}", "Connection: close", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + b"".join(body)
