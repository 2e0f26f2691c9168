"""`python -m tests.spelling` (`make spelling`): other spellings beside three peers, over one vocabulary.

The vocabulary is that of titles and summaries of the shared publications. Asked are pairs of a misspelling and what was
meant, the same for all sides: `SPELLING_PAIRS` (300) of each list, drawn by a fixed seed from those whose right word is
in the vocabulary and whose wrong one is not; in top five counts a right word among the first five. Then queries that
are right as they are: rare words, rare names, titles, and rare words beside frequent ones; none of them may change.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import cast

from index.settings import Settings
from search import open_engine, parse
from search.embedded import EmbeddedSnapshot
from search.spelling import correct
from search.vocabulary import Vocabulary
from tests.bench.build import build
from tests.bench.corpus import PUBLICATIONS, read_records, records_file
from tests.bench.folders import work_folder
from tests.bench.options import Options
from tests.spelling import correctors
from tests.spelling.correctors import Corrector
from tests.spelling.pairs import FITTED_ON, SEED, Pair, askable, drawn, read_pairs

_CORRECT = 500
"""Queries of each kind that are right."""
_RARE = 3
"""Records that a rare word stands in at most."""


def main() -> int:
    """Measure as the environment says; the exit status."""
    options = Options.from_env()
    with work_folder(options, options.records) as folder:
        index = os.environ.get("SPELLING_INDEX")
        if not index:
            build("dossier", records_file(options.records, folder), folder)
        settings = replace(Settings(), index=Path(index) if index else folder / "dossier")
        snapshot = cast(EmbeddedSnapshot, open_engine(settings).snapshot())
        vocabulary = words_of(snapshot._vocabulary, correctors.FIELDS)
        print(f"{len(vocabulary):,} distinct words of {snapshot.generation.documents:,} records, seed {SEED}")
        _compare(snapshot, vocabulary)
        _leave_alone(snapshot, vocabulary, settings)
    return 0


def words_of(vocabulary: Vocabulary, fields: tuple[str, ...]) -> dict[str, int]:
    """Every word of some fields and its frequency."""
    return {word: count for word, count in vocabulary.bounds(fields, "").items() if word.isalpha()}


def _compare(snapshot: EmbeddedSnapshot, vocabulary: Mapping[str, int]) -> None:
    pairs = read_pairs()
    known = askable(pairs, vocabulary)
    there = sum(pair.right in vocabulary for pair in pairs)
    print(f"{len(pairs):,} pairs, of which {there:,} have their right word in it")
    print(f"and {len(known):,} besides a wrong one that is not in it and has only letters\n")
    sources = sorted({pair.source for pair in known})
    most = int(os.environ.get("SPELLING_PAIRS", "300"))
    asked = [pair for source in sources for pair in drawn([pair for pair in known if pair.source == source], most)]
    print(f"{'':16}" + "".join(f"{source:>32}" for source in sources) + f"{'median':>12}{'p95':>10}")
    sides: dict[str, Corrector] = {
        "dossier": correctors.dossier(snapshot),
        "symspellpy": correctors.symspell(vocabulary),
        "pyspellchecker": correctors.pyspellchecker(vocabulary),
        "whoosh": correctors.whoosh(vocabulary),
    }
    for name, corrector in sides.items():
        corrector("misspeled")
        print(_row(name, corrector, asked, sources), flush=True)
    print(f"\nTop one / top five in %, pairs asked; {FITTED_ON}: the list that our constants were fitted on.")


def _row(name: str, corrector: Corrector, asked: Sequence[Pair], sources: Sequence[str]) -> str:
    times, first, five = [], dict.fromkeys(sources, 0), dict.fromkeys(sources, 0)
    for pair in asked:
        started = time.perf_counter()
        found = corrector(pair.wrong)
        times.append((time.perf_counter() - started) * 1000)
        first[pair.source] += pair.right in found[:1]
        five[pair.source] += pair.right in found
    cells = ""
    for source in sources:
        count = sum(pair.source == source for pair in asked)
        cells += f"{100 * first[source] / count:16.1f} / {100 * five[source] / count:.1f} of {count:4}"
    return f"{name:16}{cells}{median(times):9.2f} ms{sorted(times)[len(times) * 95 // 100]:7.2f} ms"


def _leave_alone(snapshot: EmbeddedSnapshot, vocabulary: Mapping[str, int], settings: Settings) -> None:
    draw = random.Random(SEED)
    rare = sorted(word for word, count in vocabulary.items() if count <= _RARE and len(word) > 3)
    frequent = sorted(vocabulary, key=lambda word: -vocabulary[word])[200:2200]
    names = sorted(word for word, count in words_of(snapshot._vocabulary, ("authors",)).items() if count <= _RARE)
    titles = [record["title"] for record in read_records(PUBLICATIONS)]
    kinds: dict[str, Iterable[str]] = {
        "rare words": draw.sample(rare, _CORRECT),
        "rare names": draw.sample(names, _CORRECT),
        "titles": draw.sample(titles, _CORRECT),
        "a rare word and a frequent one": [f"{draw.choice(rare)} {draw.choice(frequent)}" for _ in range(_CORRECT)],
        "a rare name and a frequent word": [f"{draw.choice(names)} {draw.choice(frequent)}" for _ in range(_CORRECT)],
    }
    print(f"\nChanged of {_CORRECT} right queries of each kind")
    for kind, queries in kinds.items():
        changed = [(text, other) for text in queries if (other := correct(text, parse(text, settings).node, snapshot))]
        print(f"  {kind:34}{100 * len(changed) / _CORRECT:5.1f} %   {'; '.join(f'{a} -> {b}' for a, b in changed[:2])}")


if __name__ == "__main__":
    sys.exit(main())
