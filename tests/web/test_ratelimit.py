"""The rate limit: N at once and then at the rate, over all applications that share the file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from web.ratelimit import LONGEST_TABLE, WINDOW, RateLimiter, default_path, network


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_limiter(tmp_path: Path, clock: Clock) -> Iterator[Callable[[int], RateLimiter]]:
    """Limiters over one file, closed at the end."""
    made = []

    def make(limit: int) -> RateLimiter:
        made.append(RateLimiter(limit, tmp_path / "own" / "rate.sqlite", clock))
        return made[-1]

    yield make
    for limiter in made:
        limiter.close()


def test_a_minute_has_as_many_requests_as_the_limit(make_limiter: Callable[[int], RateLimiter], clock: Clock) -> None:
    limiter = make_limiter(6)
    assert [limiter.take("192.0.2.1") for _ in range(6)] == [0.0] * 6
    wait = limiter.take("192.0.2.1")
    assert wait == pytest.approx(10.0, abs=0.01)
    assert limiter.take("192.0.2.2") == 0.0
    clock.now += wait - 0.1
    assert limiter.take("192.0.2.1") == pytest.approx(0.1, abs=0.01)
    clock.now += 0.2
    assert limiter.take("192.0.2.1") == 0.0
    assert limiter.take("192.0.2.1") > 9


def test_all_come_back_after_a_quiet_minute(make_limiter: Callable[[int], RateLimiter], clock: Clock) -> None:
    limiter = make_limiter(5)
    for _ in range(2):
        assert [limiter.take("a") == 0.0 for _ in range(6)] == [True] * 5 + [False]
        clock.now += WINDOW


@given(limit=st.integers(1, 2000), steps=st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_no_stretch_of_time_has_more_than_its_share(limit: int, steps: list[float]) -> None:
    clock = Clock()
    limiter = RateLimiter(limit, Path(":memory:"), clock)
    passed = []
    for step in steps:
        clock.now += step
        if limiter.take("a") == 0.0:
            passed.append(clock.now)
    limiter.close()
    for first, start in enumerate(passed):
        for last, end in enumerate(passed[first:], first):
            assert last - first + 1 <= limit + (end - start) * limit / WINDOW + 1e-3


def test_workers_share_the_count(make_limiter: Callable[[int], RateLimiter]) -> None:
    workers = [make_limiter(7) for _ in range(3)]
    passed = [workers[turn % 3].take("192.0.2.1") == 0.0 for turn in range(12)]
    assert passed == [True] * 7 + [False] * 5


def test_the_table_forgets_what_carries_no_information(
    make_limiter: Callable[[int], RateLimiter], clock: Clock, tmp_path: Path
) -> None:
    limiter = make_limiter(60)
    for number in range(999):
        limiter.take(f"host-{number}")
    clock.now += WINDOW
    for _ in range(2):
        limiter.take("newcomer")
    with closing(sqlite3.connect(tmp_path / "own" / "rate.sqlite")) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM address")]
    assert names == ["newcomer"]
    assert LONGEST_TABLE >= 10_000


def test_a_file_that_cannot_be_used_lets_requests_pass_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database" * 1000)
    for path in (blocked / "rate.sqlite", damaged):
        caplog.clear()
        limiter = RateLimiter(1, path)
        with caplog.at_level(logging.WARNING):
            assert [limiter.take("192.0.2.1") for _ in range(3)] == [0.0] * 3
        assert len([record for record in caplog.records if "rate limit off" in record.getMessage()]) == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:" + "x" * 200, ("unix:" + "x" * 200)[:64]),
    ],
)
def test_an_address_is_one_household(address: str, counted: str) -> None:
    assert network(address) == counted


@pytest.fixture
def limited(
    make_client: Callable[..., FlaskClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], FlaskClient]:
    """Clients of applications that share a limit of four requests."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return lambda: make_client(rate_limit=4)


def test_429_after_the_limit_over_two_applications(limited: Callable[[], FlaskClient]) -> None:
    one, two = limited(), limited()
    answers = [client.get("/api/v1/search?size=0") for client in (one, two, one, two, one, two)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[-1].get_json()["error"]["code"] == "rate_limited"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 30
    assert answers[-1].headers["Content-Security-Policy"]
    page = two.get("/search")
    assert (page.status_code, page.content_type) == (429, "text/html; charset=utf-8")


def test_probes_are_exempt_and_other_addresses_have_their_own(limited: Callable[[], FlaskClient]) -> None:
    client = limited()
    for url in ("/healthz", "/readyz", "/metrics"):
        for _ in range(6):
            assert client.get(url).status_code == 200
    assert [client.get("/").status_code for _ in range(5)] == [200] * 4 + [429]
    assert client.get("/", environ_base={"REMOTE_ADDR": "192.0.2.9"}).status_code == 200


def test_a_header_does_not_change_the_address(limited: Callable[[], FlaskClient]) -> None:
    client = limited()
    statuses = [client.get("/", headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code for number in range(6)]
    assert statuses == [200] * 4 + [429] * 2


def test_without_a_limit_there_is_no_file(
    make_client: Callable[..., FlaskClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client = make_client()
    assert {client.get("/healthz").status_code for _ in range(9)} == {200}
    assert client.get("/").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_archives_have_files_of_their_own(tmp_path: Path) -> None:
    assert default_path(tmp_path / "a") != default_path(tmp_path / "b")
    assert default_path(tmp_path / "a") == default_path(tmp_path / "a")
