"""What else a word is called: the synonyms of the editors, and the acronyms that the texts explain.

A name is looked up by the surface terms of its words, so that NATO and nato are one, but US and us are not where
capitals mean something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from index.acronyms import Acronym, Acronyms, letters_of, words_of_name
from index.folding import fold
from index.settings import Settings
from index.synonyms import Synonyms, read_synonyms
from index.words import is_plural
from search.engine import Snapshot

MOST_OTHERS = 8
"""Other names of one word that editors may give it."""
MOST_EXPLANATIONS = 3
"""How many more may come from the texts, the most frequent first."""
LONGEST = 8
"""Words of the longest name that is looked for in what is typed."""

Key = tuple[str, ...]
"""The words of a name."""


class Thesaurus:
    """The other names of each name. Compared by identity; made once for each state of archive and file.

    What the texts explain is looked up when it is asked for.
    """

    def __init__(
        self,
        others: Mapping[Key, Mapping[Key, str]],
        acronyms: Acronyms | None = None,
        never: Collection[tuple[str, str]] = (),
    ) -> None:
        """Take the other names that editors gave, the acronyms of the texts, and those (folded) that are none."""
        self._others = others
        self._acronyms = acronyms
        self._never = never
        self.longest = LONGEST if acronyms else max(map(len, others), default=1)
        """Words of the longest name."""

    def of(self, key: Key) -> tuple[str, ...]:
        """The other names of a name, as they were written."""
        acronyms = self._named(key)
        given = self._others.get(key, {})
        if not acronyms:
            return tuple(given.values())
        explained = self._explained(key, acronyms)
        return (*given.values(), *(text for there, text in explained.items() if there not in given))

    def _named(self, key: Key) -> tuple[Acronym, ...]:
        """The acronyms that a name may be one form of; it may be the singular of a short one."""
        if self._acronyms is None or len(key) > LONGEST:
            return ()
        letters = letters_of(key)
        return self._acronyms.named(letters) + (self._acronyms.named(f"{letters}s") if len(key) == 1 else ())

    def _explained(self, key: Key, acronyms: Iterable[Acronym]) -> Mapping[Key, str]:
        """The other names of a name, of which some acronyms may be."""
        found: dict[Key, str] = {}
        for acronym in acronyms:
            if (fold(acronym.short), fold(acronym.long)) not in self._never:
                short, long = key_of(acronym.short), key_of(acronym.long)
                is_short = key in (short, key_of(_singular(acronym.short)))
                if len(found) < MOST_EXPLANATIONS and short != long and (is_short or key == long):
                    there, text = (long, acronym.long) if is_short else (short, acronym.short)
                    found.setdefault(there, text)
        return found


def _singular(short: str) -> str:
    """NGO for NGOs; any other short form as it is."""
    return short[:-1] if is_plural(short) else short


EMPTY = Thesaurus({})


def thesaurus_of(snapshot: Snapshot, settings: Settings) -> Thesaurus:
    """The thesaurus of an archive at this moment."""
    return _thesaurus(read_synonyms(settings), snapshot.acronyms())


@lru_cache(maxsize=8)
def _thesaurus(synonyms: Synonyms, acronyms: Acronyms) -> Thesaurus:
    found: dict[Key, dict[Key, str]] = {}
    for name, other in synonyms.finds:
        here, there = key_of(name), key_of(other)
        if here and there and here != there and len(here) <= LONGEST:
            others = found.setdefault(here, {})
            if len(others) < MOST_OTHERS:
                others.setdefault(there, other)
    return Thesaurus(found, acronyms, synonyms.never)


key_of = lru_cache(maxsize=1 << 14)(words_of_name)
