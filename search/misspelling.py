"""How likely one word was meant by another: a noisy channel of few features, each a number for a pair of words.

The rank of a known word is the logarithm of its frequency less what separates it from the typed word, in letters, in
sound and in consonants. `WEIGHTS` are those of a conditional logit that was fitted to Wikipedia's list of misspellings
over this project's vocabulary of real publications; `tests/spelling/` measures it on other lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Floats = NDArray[np.float64]

WEIGHTS = {
    "log of the frequency": 0.38,
    "edits": -1.24,
    "edits a letter": -6.6,
    "edits of the sound": -0.96,
    "another sound": -0.71,
    "edits of the consonants": -0.79,
    "another first letter": -1.05,
    "another last letter": -0.77,
    "the same but for doubled letters": 1.47,
    "the same letters": 3.0,
    "letters left out": 1.3,
    "another beginning": -0.73,
    "another number": -2.27,
}
_COMPARED = 30
"""Words that are compared by all features: the first by frequency, edits and first letter."""
_ROUGH = (3.0, 3.0)
"""Penalties of an edit, and of another first letter, in that choice; they are generous to frequent words."""
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^x|^ps", "s"),
        (r"wh", "w"),
        (r"ph|gh(?=$|t)", "f"),
        (r"ft$", "t"),
        (r"[tsc](?=i[oae])|ssi(?=[oa])|sch|sh|ch|tch", "S"),
        (r"ck|cq|q|c(?![eiy])", "k"),
        (r"c(?=[eiy])|z|sc(?=[eiy])", "s"),
        (r"x", "ks"),
        (r"dg|g(?=[eiy])", "j"),
        (r"v", "f"),
        (r"(?<=[a-z])e$|h|(?<=m)b$", ""),
        (r"[aeiouyw]+", "a"),
        (r"(.)\1+", r"\1"),
    )
)
"""Spellings of English that sound alike, applied one after the other; all vowels are one sound."""
_VOWELS = str.maketrans("", "", "aeiouyhw")
_DOUBLED = re.compile(r"(.)\1+")


def ranked(word: str, found: Mapping[str, int]) -> list[tuple[float, str]]:
    """Known words, given with their frequencies, by how likely each was meant; ties by the word."""
    if not found:
        return []
    terms = _promising(word, found)
    rows = _features(word, terms, [found[term] for term in terms])
    scores = rows @ np.array(list(WEIGHTS.values()))
    return sorted(zip(scores.tolist(), terms, strict=True), key=lambda pair: (-pair[0], pair[1]))


def penalty(word: str, edits: int = 1) -> float:
    """What so many edits cost that leave the sound as it is, such as a space."""
    return edits * (WEIGHTS["edits"] + WEIGHTS["edits a letter"] / len(word))


def prior(count: int) -> float:
    """What a frequency is worth."""
    return float(WEIGHTS["log of the frequency"] * np.log(count + 0.5))


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """A word by its sound, roughly."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def _promising(word: str, found: Mapping[str, int]) -> list[str]:
    terms = sorted(found)
    if len(terms) <= _COMPARED:
        return terms
    counts = np.fromiter((found[term] for term in terms), dtype=np.float64, count=len(terms))
    edit, first = _ROUGH
    foreign = np.array([term[:1] != word[:1] for term in terms])
    rough = np.log(counts + 0.5) - edit * _edits(word, terms) - first * foreign
    return [terms[place] for place in np.argsort(-rough, kind="stable")[:_COMPARED].tolist()]


def _features(word: str, terms: Sequence[str], counts: Sequence[int]) -> Floats:
    """A row for each term, the columns those of `WEIGHTS`."""

    def each(differs: Callable[[str], bool]) -> Floats:
        return np.array([differs(term) for term in terms], dtype=np.float64)

    edits = _edits(word, terms)
    sounds = _edits(sound(word), [sound(term) for term in terms])
    once, letters = _DOUBLED.sub(r"\1", word), sorted(word)
    columns = (
        np.log(np.array(counts, dtype=np.float64) + 0.5),
        edits,
        edits / len(word),
        sounds,
        1.0 * (sounds > 0),
        _edits(word.translate(_VOWELS), [term.translate(_VOWELS) for term in terms]),
        each(lambda term: term[:1] != word[:1]),
        each(lambda term: term[-1:] != word[-1:]),
        each(lambda term: _DOUBLED.sub(r"\1", term) == once),
        each(lambda term: sorted(term) == letters),
        np.array([max(len(term) - len(word), 0) for term in terms], dtype=np.float64),
        each(lambda term: term[:3] != word[:3]),
        each(lambda term: term == word + "s" or term + "s" == word),
    )
    return np.stack(columns, axis=1)


def _edits(word: str, terms: Sequence[str]) -> Floats:
    return np.asarray(cdist([word], terms, scorer=OSA.distance)[0], dtype=np.float64)
