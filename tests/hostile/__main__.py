"""`python -m tests.hostile` (`make hostile`): 10,000 hostile strings and those made by hand, timed.

An archive of 20,000 records (real ones where the shared data set is there) gets every string as a search without
caches, and one in twenty as a page, a suggestion, a feed and a facet too; then some 200 go through the production
server as raw bytes. Times are those of the whole request in this process. Exit status 1 when an answer is a 5xx or no
text, or takes longer than half a second.

HOSTILE_STRINGS and HOSTILE_RECORDS give other numbers, DOSSIER_TEST_SEED another seed.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from search.allocator import settle
from tests.bench.measure import percentile
from tests.hostile.probe import EVERY, Answer, hostile_settings, send
from tests.hostile.records import common_words, real_records, synthetic_records, write_archive
from tests.hostile.server import raw_targets, serve
from tests.hostile.strings import hand_made, some_strings
from tests.randoms import SEED
from web import create_app

LIMIT = 500.0
"""Milliseconds that one answer may take."""
STATUSES = {200, 302, 414}
"""What a string may get: an answer, the way to its canonical address, or the refusal of a request line too long."""
THROUGH_SERVER = 200


def main() -> int:
    """Send everything; the exit status."""
    count, size = (int(os.environ.get(name) or default) for name, default in _NUMBERS.items())
    rng = Random(SEED)
    records = real_records(size) or synthetic_records(rng, size)
    words = common_words(records, 1000)
    with tempfile.TemporaryDirectory(prefix="dossier-hostile-") as name:
        settings = hostile_settings(Path(name) / "index")
        started = time.perf_counter()
        write_archive(settings, records, rng)
        print(f"{len(records):,} records indexed in {time.perf_counter() - started:.0f} s, seed {SEED}")
        client = create_app(settings).test_client()
        settle()  # as the server does before it has workers (`web/gunicorn_conf.py`)
        client.get("/api/v1/search?q=first")
        before = _resident()
        good = _report("made by hand", send(client, hand_made(words), 1))
        good &= _report("from the seed", send(client, some_strings(rng, count, words), EVERY))
        print(f"memory grew by {_resident() - before:.0f} MB")
        with serve(replace(settings, request_line=8190)) as server:
            targets = raw_targets([*hand_made(words), *some_strings(rng, THROUGH_SERVER, words)], THROUGH_SERVER)
            served = [server.ask(target) for target in targets]
        good &= _report("through the production server", served)
    return 0 if good else 1


_NUMBERS = {"HOSTILE_STRINGS": 10_000, "HOSTILE_RECORDS": 20_000}


def _report(where: str, answers: Sequence[Answer]) -> bool:
    """Print what came back; whether all of it is as it should be."""
    times = [answer.milliseconds for answer in answers]
    statuses = dict(sorted(Counter(answer.status for answer in answers).items()))
    print(f"{where}: {len(answers):,} requests, statuses {statuses}")
    print(f"  p50 {statistics.median(times):.1f} ms, p99 {percentile(times, 99):.1f} ms, max {max(times):.1f} ms")
    for answer in sorted(answers, key=lambda answer: -answer.milliseconds)[:5]:
        print(f"  {answer.milliseconds:8.1f} ms  {answer.path}  {_shown(answer.text)}")
    wrong = [answer for answer in answers if answer.status not in STATUSES]
    for answer in wrong[:20]:
        print(f"  status {answer.status}  {answer.path}  {_shown(answer.text)}")
    return not wrong and max(times) <= LIMIT


def _shown(text: bytes) -> str:
    return f"{text[:70]!r} ({len(text):,} bytes)"


def _resident() -> float:
    """The memory of this process that is in use, in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except FileNotFoundError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
