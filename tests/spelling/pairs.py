"""The misspellings that are asked: real ones, with the word that was meant, and the true words that must stay."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.folding import fold
from tests.conftest import SHARED

PAIRS = SHARED / "data/spelling/pairs.tsv"
SEED = 7
FITTED_ON = "wikipedia"
"""The source that the constants of `search.misspelling` were fitted on; the others are new to it."""


class Pair(NamedTuple):
    """A misspelling, what was meant, and the list that has both."""

    wrong: str
    right: str
    source: str


def read_pairs() -> list[Pair]:
    """All pairs, folded."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()[1:]
    return [Pair(fold(wrong), fold(right), source) for wrong, right, source in (line.split("\t") for line in lines)]


def askable(pairs: Sequence[Pair], vocabulary: Mapping[str, int]) -> list[Pair]:
    """The pairs whose right word is in the vocabulary and whose wrong one is a word that is not."""
    return [
        pair for pair in pairs if pair.right in vocabulary and pair.wrong not in vocabulary and pair.wrong.isalpha()
    ]


def drawn(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Some of the pairs."""
    return list(pairs) if len(pairs) <= count else random.Random(SEED).sample(list(pairs), count)
