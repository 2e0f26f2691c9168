"""Requests a minute and address, shared by all workers of one machine through a small SQLite file.

The generic cell rate algorithm (ITU-T I.371): each address has one number, the *theoretical arrival time* of its next
request if it kept to the rate. A request may come up to one minute ahead of it. So an address has `limit` requests at
once, and then one every 60 / limit seconds. Rows whose time has passed carry no information and are removed.

The address is that of the peer of the connection. `X-Forwarded-For` is not believed, because anyone can write it.
Behind a proxy either let the proxy limit, or hand the address on by the PROXY protocol (gunicorn's `proxy_protocol`).

When the file cannot be used, requests pass and the log says so once.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

WINDOW = 60.0
LONGEST_TABLE = 100_000
"""Addresses that are remembered; beyond, those closest to having all their requests back are forgotten."""

_SWEEP_EVERY = 500
_BUSY_SECONDS = 1.0
_CREATE = "CREATE TABLE IF NOT EXISTS address (name TEXT PRIMARY KEY, arrival REAL NOT NULL) WITHOUT ROWID"
_TAKE = """
    INSERT INTO address (name, arrival) VALUES (:name, :now + :step)
    ON CONFLICT (name) DO UPDATE SET arrival = max(arrival, :now) + :step
    WHERE max(arrival, :now) + :step <= :now + :window
    RETURNING arrival
"""
_TRIM = "DELETE FROM address WHERE name IN (SELECT name FROM address ORDER BY arrival DESC LIMIT -1 OFFSET ?)"

_log = logging.getLogger("dossier.web")


class RateLimiter:
    """The limit of one application; `clock` gives seconds that all workers share."""

    def __init__(self, limit: int, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._step = WINDOW / limit
        self._path = path
        self._clock = clock
        self._taken = 0
        self._reported = False
        self._local = threading.local()

    def take(self, address: str) -> float:
        """Take one request of an address: 0.0 when it may pass, else the seconds until it may."""
        try:
            return self._take(self._connection(), network(address))
        except (OSError, sqlite3.Error) as error:
            if not self._reported:
                self._reported = True
                _log.warning("rate limit off: %s cannot be used (%s)", self._path, error)
            return 0.0

    def close(self) -> None:
        """Close the file in this thread; the next request opens it again."""
        kept: tuple[int, sqlite3.Connection] | None = getattr(self._local, "kept", None)
        if kept is not None:
            kept[1].close()
            self._local.kept = None

    def _take(self, connection: sqlite3.Connection, name: str) -> float:
        now = self._clock()
        values = {"name": name, "now": now, "step": self._step, "window": WINDOW + 1e-6}
        taken = connection.execute(_TAKE, values).fetchall()
        self._taken += 1
        if self._taken % _SWEEP_EVERY == 1:
            connection.execute("DELETE FROM address WHERE arrival <= ?", (now,))
            connection.execute(_TRIM, (LONGEST_TABLE,))
        if taken:
            return 0.0
        row = connection.execute("SELECT arrival FROM address WHERE name = ?", (name,)).fetchone()
        return max(0.001, float(row[0]) + self._step - now - WINDOW) if row else 0.0

    def _connection(self) -> sqlite3.Connection:
        """One connection a thread and process: SQLite's must not cross a fork."""
        kept: tuple[int, sqlite3.Connection] | None = getattr(self._local, "kept", None)
        if kept is None or kept[0] != os.getpid():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = self._path.parent.stat().st_uid
            if owner != os.geteuid():
                raise PermissionError(f"{self._path.parent} belongs to user {owner}")
            connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_CREATE)
            kept = self._local.kept = (os.getpid(), connection)
        return kept[1]


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network that one household has of IPv6.

    >>> network("2001:db8:1:2:3::4"), network("::ffff:192.0.2.7"), network("192.0.2.7")
    ('2001:db8:1:2::/64', '192.0.2.7', '192.0.2.7')
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def default_path(index: Path) -> Path:
    """The file that all workers of one archive and user share: among the temporary files, never in the index."""
    name = hashlib.sha256(str(index.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"dossier-{os.geteuid()}" / f"rate-{name}.sqlite"
