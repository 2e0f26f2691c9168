"""The languages that there is a stemmer for, and the stem of a word in each.

Terms are folded, so stemmers are given words without their accents. Where an ending means nothing to them so, it is
written as it was (`_ENDINGS`), which keeps together what they keep together (`tests/index/test_languages.py` has words
of each language). The stems of other languages than English are *qualified*, `fr:guerr`, wherever stems of several
languages meet; on the disk the field says which language a word is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from nltk.stem.snowball import SnowballStemmer

from index.folding import fold

DEFAULT = "en"
"""The language of records whose own is unknown or has no stemmer, and of fields that are in none."""

_SNOWBALL = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
}
OTHERS = tuple(code for code in _SNOWBALL if code != DEFAULT)
"""All languages with a stemmer but the default one."""

_ENDINGS = {
    "ar": {"ه": "ة"},
    "fr": {"ee": "ée", "ees": "ées", "ite": "ité", "ites": "ités", "erent": "èrent"},
    "pt": {
        "cao": "ção",
        "coes": "ções",
        "rao": "rão",
        "avel": "ável",
        "aveis": "áveis",
        "ivel": "ível",
        "iveis": "íveis",
    },
}
"""Folded endings, and what they most often were."""
_CODE = re.compile(r"[a-z]{2,8}")
_SAME = {"nb": "no", "nn": "no"}
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|dell|nell|all|sull|un)'(?=..)")
_ELIDING = frozenset(("fr", "it"))


@lru_cache(maxsize=1 << 10)
def language_of(tag: str | None) -> str:
    """The language of a tag without its region: `fr-CA`, `fr_CA` and `FR` are `fr`; "" for none, and for what is no
    tag."""
    code = re.split(r"[-_]", (tag or "").strip().lower(), maxsplit=1)[0]
    return _SAME.get(code, code) if _CODE.fullmatch(code) else ""


def stemmed_as(tag: str | None) -> str:
    """The language by which texts with a tag are stemmed."""
    code = language_of(tag)
    return code if code in _SNOWBALL else DEFAULT


def stem(term: str, language: str = DEFAULT) -> str:
    """The Snowball ("Porter2") stem of a folded word of a language; terms with digits or marks stay whole."""
    return _kept_stem(term, language) if _has_stem(term, language) else term


def stem_anew(term: str, language: str) -> str:
    """The same, for who keeps it elsewhere."""
    return _stem(term, language) if _has_stem(term, language) else term


def _has_stem(term: str, language: str) -> bool:
    return term.isalpha() and (language != DEFAULT or term.isascii())


def _stem(term: str, language: str) -> str:
    if language == DEFAULT:
        return str(_STEMMERS[DEFAULT].stem(term))
    # a new one, since that of Arabic keeps what it found out about the last word
    stemmer = SnowballStemmer("arabic") if language == "ar" else _STEMMERS[language]
    return fold(str(stemmer.stem(_accented(term, language)))) or term


_kept_stem = lru_cache(maxsize=1 << 18)(_stem)
_STEMMERS = {code: SnowballStemmer(name) for code, name in _SNOWBALL.items()}


def _accented(term: str, language: str) -> str:
    for size in (5, 4, 3, 2, 1):
        ending = _ENDINGS.get(language, {}).get(term[-size:])
        if ending and len(term) > size + 1:
            return term[:-size] + ending
    return term


def qualified(language: str, text: str) -> str:
    """A stem or word as one of a language; those of the default language as they are."""
    return text if language == DEFAULT else f"{language}:{text}"


def unqualified(text: str) -> tuple[str, str]:
    """The language of what `qualified` gave, and the stem or word. No term has a colon behind two letters."""
    return (text[:2], text[3:]) if text[2:3] == ":" and text[:2] in _STEMMERS else (DEFAULT, text)


def stems_of(surfaces: Iterable[str], acronym: bool, language: str) -> tuple[str, ...]:
    """The qualified stems, in another language than the default one, of a place that has these surface terms. An
    acronym that has a dotted name is never stemmed."""
    terms = tuple(surfaces)
    whole = acronym and len(terms) > 1
    return tuple(dict.fromkeys(qualified(language, term if whole else stem(term, language)) for term in terms))


def unelided(word: str) -> str:
    """A folded word without an article or pronoun that is elided before it, as French and Italian have them.

    >>> unelided("l'europe"), unelided("sull'acqua"), unelided("o'brien")
    ('europe', 'acqua', "o'brien")
    """
    return _ELISION.sub("", word, count=1)


def sought(surface: str, language: str) -> tuple[str, ...]:
    """What a plain word of a query is looked for as: its qualified stem, and itself. An elided article or pronoun
    falls away, since every text is indexed without it too."""
    if language in _ELIDING:
        surface = unelided(surface)
    return tuple(dict.fromkeys((qualified(language, stem(surface, language)), qualified(language, surface))))
