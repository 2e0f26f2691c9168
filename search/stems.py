"""What a word of the box is looked for as: its stem in each language of the archive, and the plural of an acronym.

Stemmers take the s of a plural off where a vowel stands before it: IDPs is found by "idp", but NGOs not by "ngo", nor
MPs by "mp". Such a word is looked for by the name of its plural too (`index.words`). That name is given to capitals
with a small s alone, so SAR finds SARs and not SARS.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.languages import qualified, sought, stem, stems_of
from index.words import LONGEST_ACRONYM, plural_name


def stems_in(surface: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The stems by which a plain word is looked for in some languages."""
    found: list[str] = []
    for language in languages:
        found += sought(surface, language)
        if _may_be_acronym(surface) and stem(f"{surface}s", language) == f"{surface}s":
            found.append(qualified(language, plural_name(surface)))
    return tuple(found)


def stems_of_plural(plural: str, singular: Sequence[str], languages: Iterable[str]) -> tuple[str, ...]:
    """The same of the plural of an acronym, which has these surface terms and is found too. The plural is not looked
    for as it is spelled: so are the capitals of another acronym (SARS)."""
    found: list[str] = []
    for language in languages:
        found += (qualified(language, stem(plural, language)), stems_of(singular, True, language)[0])
    return tuple(dict.fromkeys(found))


def _may_be_acronym(word: str) -> bool:
    return 1 < len(word) <= LONGEST_ACRONYM and word.isascii() and word.isalpha() and word[-1] != "s"
