"""`python -m tests.typing` (`make typing`): letters that must be typed until the wanted entry is offered.

Wanted are `TYPING_ENTRIES` (2,000) titles and names of the shared publications, half of each, drawn by a fixed seed; of
every other pair the typed text has a typo (a letter left out, put in, changed or swapped, behind the first). Each is
typed letter by letter until it is among the first eight rows; one that never is counts as all its letters. The clock
runs around each call, and for ours also around a whole request of the test client of `/api/v1/suggest`. What is there
before the first call is frozen, as in a server's worker: no collection of garbage looks at the entries of this program.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from index.folding import fold_words
from index.settings import Settings
from search import open_engine
from search.allocator import settle
from tests.bench.build import build
from tests.bench.corpus import PUBLICATIONS, read_records, records_file
from tests.bench.folders import work_folder
from tests.bench.options import Options
from tests.typing import peers
from tests.typing.peers import Completer
from web import create_app

SEED = 7
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Wanted(NamedTuple):
    """An entry, and what is typed to find it."""

    text: str
    typed: str
    typo: bool


def main() -> int:
    """Measure as the environment says; the exit status."""
    options = Options.from_env()
    with work_folder(options, options.records) as folder:
        index = os.environ.get("TYPING_INDEX")
        if not index:
            build("dossier", records_file(options.records, folder), folder)
        settings = replace(Settings(), index=Path(index) if index else folder / "dossier", cache=False)
        titles, names = _entries()
        wanted = draw(titles, names, int(os.environ.get("TYPING_ENTRIES", "2000")))
        print(f"{len(titles):,} titles, {len(names):,} names, {len(wanted):,} typed, seed {SEED}\n")
        print(f"{'':22}{'letters':>9}{'right':>9}{'typo':>9}{'never':>8}{'p50':>12}{'p99':>12}")
        sides = {
            "dossier": peers.dossier(open_engine(settings)),
            "fts5, prefixes": peers.sqlite([*titles, *names]),
            "tantivy, phrase prefix": peers.phrase_prefix([*titles, *names]),
        }
        for name, side in sides.items():
            side("warm")
            settle()
            print(_row(name, side, wanted), flush=True)
        print(_row("dossier, by request", _by_request(settings), wanted[: len(wanted) // 10]))
    return 0


def _by_request(settings: Settings) -> Completer:
    client = create_app(settings).test_client()

    def complete(text: str) -> list[str]:
        answer = client.get("/api/v1/suggest", query_string={"q": text})
        return [row["text"] for row in answer.get_json()["suggestions"]]

    complete("warm")
    settle()
    return complete


def draw(titles: Sequence[str], names: Sequence[str], count: int) -> list[Wanted]:
    """What is typed: titles and names in turn, every other pair of them with a typo."""
    chance = random.Random(SEED)
    pairs = zip(chance.sample(list(titles), count // 2), chance.sample(list(names), count // 2), strict=True)
    return [
        Wanted(text, _mistyped(text.lower(), chance) if number % 2 else text.lower(), bool(number % 2))
        for number, pair in enumerate(pairs)
        for text in pair
    ]


def _mistyped(text: str, chance: random.Random) -> str:
    """A text with one typo in its first word of four letters or more, if it has one."""
    word = next((word for word in text.split() if len(word) >= 4 and word.isalpha()), "")
    if not word:
        return text
    at, letter = chance.randrange(1, len(word) - 1), chance.choice(_LETTERS)
    wrong = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return text.replace(word, wrong, 1)


def _entries() -> tuple[list[str], list[str]]:
    titles: dict[str, None] = {}
    names: dict[str, None] = {}
    for record in read_records(PUBLICATIONS):
        titles[record["title"]] = None
        names.update(
            dict.fromkeys(
                author["name"] if isinstance(author, dict) else author for author in record.get("authors", ())
            )
        )
    return list(titles), list(names)


def _row(name: str, side: Completer, wanted: Sequence[Wanted]) -> str:
    letters: dict[bool, list[int]] = {False: [], True: []}
    times: list[float] = []
    never = 0
    for entry in wanted:
        key = fold_words(entry.text)
        for count in range(1, len(entry.typed) + 1):
            started = time.perf_counter()
            rows = side(entry.typed[:count])
            times.append((time.perf_counter() - started) * 1000)
            if key in map(fold_words, rows):
                break
        else:
            never += 1
        letters[entry.typo].append(count)
    times.sort()
    means = [fmean([*letters[False], *letters[True]]), fmean(letters[False]), fmean(letters[True])]
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return f"{name:22}" + "".join(f"{mean:9.2f}" for mean in means) + f"{never:8}{p50:9.2f} ms{p99:9.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
