"""Did you mean: other spellings of a query's unknown words, from the archive's own unstemmed words."""

from __future__ import annotations

from itertools import islice

from rapidfuzz.distance import OSA

from index.analysis import is_mixed_case, tokenize
from index.schema import DEFAULT_FIELDS
from index.stopwords import STOP_WORDS
from search.engine import Snapshot
from search.query import Expansion, Node, Term, scoring_leaves

_SHORTEST = 4
"""Letters of a word that may be corrected; two edits are forgiven from twice as many."""
_MOST_WORDS = 64
"""Words of a query that are looked at."""
_MOST_UNKNOWN = 8
"""Unknown words that are corrected."""


def correct(text: str, query: Node, snapshot: Snapshot) -> str | None:
    """The text with every unknown word replaced by the nearest known one; None when nothing can be replaced."""
    plain = {leaf.text for leaf in scoring_leaves(query) if isinstance(leaf, Term) and not leaf.exact}
    replaced, at, changed = [], 0, 0
    for token in islice(tokenize(text, is_mixed_case(text)), _MOST_WORDS):
        word = token.surfaces[0]
        if word not in plain or changed >= _MOST_UNKNOWN or not _unknown(word, snapshot):
            continue
        better = nearest(word, snapshot)
        if better:
            replaced += [text[at : token.start], better]
            at = token.end
        changed += 1
    return "".join([*replaced, text[at:]]) if replaced else None


def nearest(word: str, snapshot: Snapshot) -> str | None:
    """The known word with the fewest edits, then the most frequent; the first letter is taken as right."""
    for edits in (1, 2) if len(word) >= 2 * _SHORTEST else (1,):
        found = snapshot.expand(Expansion(word, "fuzzy", word, DEFAULT_FIELDS, edits))
        if found:
            return min(found, key=lambda term: OSA.distance(word, term))
    return None


def _unknown(word: str, snapshot: Snapshot) -> bool:
    correctable = len(word) >= _SHORTEST and word.isalpha() and word not in STOP_WORDS
    return correctable and snapshot.document_frequency(word, DEFAULT_FIELDS) == 0
