"""The four sides: a misspelled word to at most five known words, the likeliest first, over one vocabulary.

Each peer is set up as its users would, for top five: two edits, ordered by distance and then frequency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spellchecker import SpellChecker
from symspellpy import SymSpell, Verbosity
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Frequency

from search.engine import Snapshot
from search.spelling import suggestions

FIELDS = ("title", "summary")
LIMIT = 5
Corrector = Callable[[str], list[str]]


def dossier(snapshot: Snapshot) -> Corrector:
    """Ours, over two fields of the archive."""
    return lambda word: [term for _, term in suggestions(word, snapshot, LIMIT, FIELDS)]


def symspell(vocabulary: Mapping[str, int]) -> Corrector:
    """SymSpell, with its default prefix length."""
    checker = SymSpell(max_dictionary_edit_distance=2)
    for word, count in vocabulary.items():
        checker.create_dictionary_entry(word, count)

    def correct(word: str) -> list[str]:
        return [found.term for found in checker.lookup(word, Verbosity.ALL, max_edit_distance=2)[:LIMIT]]

    return correct


def pyspellchecker(vocabulary: Mapping[str, int]) -> Corrector:
    """Norvig's corrector: candidates of one edit, else of two, the most frequent first."""
    checker = SpellChecker(language=None, distance=2)
    checker.word_frequency.load_json(dict(vocabulary))

    def correct(word: str) -> list[str]:
        found = checker.candidates(word) or set()
        return sorted(found, key=lambda term: (-checker.word_frequency[term], term))[:LIMIT]

    return correct


class _Counted(Tokenizer):  # type: ignore[misc]
    """Each word of a mapping once, as heavy as it is frequent."""

    def __call__(self, value: Mapping[str, int], **_: Any) -> Any:
        for word, count in value.items():
            token = Token()
            token.text, token.boost = word, float(count)
            yield token


class _Words(FieldType):  # type: ignore[misc]
    """A Whoosh field that knows the frequency of each word."""

    def __init__(self) -> None:
        self.analyzer = _Counted()
        self.format = Frequency()
        self.scorable = self.stored = self.unique = False
        self.vector = self.column_type = None
        self.multitoken_query = "default"
        self.spelling = self.spelling_prefix = False

    def index(self, value: Mapping[str, int], **kwargs: Any) -> Any:
        """The words with their weights, as they are."""
        return ((word.encode("utf-8"), count, float(count), b"") for word, count in sorted(value.items()))


def whoosh(vocabulary: Mapping[str, int]) -> Corrector:
    """The corrector of a Whoosh index that holds the vocabulary."""
    index = RamStorage().create_index(Schema(words=_Words()))
    with index.writer() as writer:
        writer.add_document(words=vocabulary)
    corrector = index.reader().corrector("words")
    return lambda word: list(corrector.suggest(word, limit=LIMIT, maxdist=2))
