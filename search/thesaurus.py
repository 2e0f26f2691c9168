"""What else a word is called: the synonyms of the editors, and the acronyms that the texts explain.

A name is looked up by the surface terms of its words, so that NATO and nato are one, but US and us are not where
capitals mean something.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index.acronyms import Acronyms
from index.analysis import tokenize
from index.folding import fold
from index.settings import Settings
from index.synonyms import Synonyms, read_synonyms
from search.engine import Snapshot

MOST_OTHERS = 8
"""Other names of one word that editors may give it."""
MOST_EXPLANATIONS = 3
"""How many more may come from the texts, the most frequent first."""
LONGEST = 8
"""Words of the longest name that is looked for in what is typed."""

Key = tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Thesaurus:
    """The other names of each name. Compared by identity; made once for each state of archive and file."""

    others: dict[Key, tuple[str, ...]]
    longest: int = 1

    def of(self, key: Key) -> tuple[str, ...]:
        """The other names of a name, as they were written."""
        return self.others.get(key, ())


EMPTY = Thesaurus({})


def thesaurus_of(snapshot: Snapshot, settings: Settings) -> Thesaurus:
    """The thesaurus of an archive at this moment."""
    return _thesaurus(read_synonyms(settings), snapshot.acronyms())


@lru_cache(maxsize=8)
def _thesaurus(synonyms: Synonyms, acronyms: Acronyms) -> Thesaurus:
    found: dict[Key, dict[Key, str]] = {}
    for name, other in synonyms.finds:
        _add(found, name, other, MOST_OTHERS)
    explained: dict[Key, dict[Key, str]] = {}
    for acronym in acronyms.used:
        if (fold(acronym.short), fold(acronym.long)) not in synonyms.never:
            _add(explained, acronym.short, acronym.long, MOST_EXPLANATIONS)
            _add(explained, acronym.long, acronym.short, MOST_EXPLANATIONS)
    for key, others in explained.items():
        found[key] = found.get(key, {}) | {
            other: text for other, text in others.items() if other not in found.get(key, ())
        }
    every = {key: tuple(others.values()) for key, others in found.items()}
    return Thesaurus(every, max(map(len, every), default=1))


def _add(found: dict[Key, dict[Key, str]], name: str, other: str, most: int) -> None:
    here, there = key_of(name), key_of(other)
    if here and there and here != there and len(here) <= LONGEST:
        others = found.setdefault(here, {})
        if len(others) < most:
            others.setdefault(there, other)


@lru_cache(maxsize=1 << 14)
def key_of(name: str) -> Key:
    """The words of a name; those of acronyms as capitals that mean something."""
    return tuple(token.surfaces[0] for token in tokenize(name, True))
