"""Did you mean: other spellings of a query's words, from the archive's own unstemmed words.

An unknown word becomes the known one that was most likely meant (`search.misspelling`), beside the words around it: a
candidate gains by standing in more records together with its neighbours than chance would have it. It may also be two
words without their space. A known word is left alone unless the archive has it hardly ever, never as a name, and
another, one edit away, stands in very many more records with the same neighbour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise

from index.analysis import Token, is_mixed_case, tokenize
from index.schema import DEFAULT_FIELDS
from index.stopwords import STOP_WORDS
from search.engine import Snapshot
from search.misspelling import penalty, prior, ranked
from search.plan import Plan
from search.query import Bool, Node, Phrase, Term, Word, scoring_leaves

_SHORTEST = 4
"""Letters of a word that may be corrected."""
_MOST_WORDS = 64
"""Words of a query that are looked at."""
_MANY_WORDS = 16
_MOST_UNKNOWN, _MOST_UNKNOWN_OF_MANY = 8, 3
"""Unknown words that are corrected, and in a query of more than `_MANY_WORDS`: it has others to find by."""
_MOST_DOUBTED = 8
"""Words of a query whose known words are doubted, and whose spaces."""
_CANDIDATES = 5
"""Words that are compared beside the neighbours of an unknown one."""
_EDITS = (0, 1, 1, 2)
"""Edits that are forgiven in a word of so many letters."""
_LONG = 6
"""Letters of a word in which one edit more is forgiven, unless something nearer convinces."""
_CONVINCING = -4.0
"""A rank from which on nothing farther is looked for."""
_CONTEXT = 0.5
"""What the logarithm of the lift by a neighbour is worth, where that of a frequency is worth 0.38."""
_SMOOTHING = 10
"""Records in which chance is believed before the neighbours are."""
_SPLITS = 3
"""Places of a space that are looked up as phrases."""
_EVIDENCE = 100
"""How many times as many records a known word must be outdone by to be doubted, alone and beside a neighbour."""
_ATTRACTION = 3.0
"""How much likelier the neighbour must make that word."""
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_OPERATORS = frozenset(("AND", "OR", "NOT"))


def correct(text: str, query: Node, snapshot: Snapshot) -> str | None:
    """The text with what was most likely meant in place of unknown words; None when nothing can be replaced."""
    plain = {leaf.text for leaf in scoring_leaves(query) if isinstance(leaf, Term) and not leaf.exact}
    tokens = list(islice(tokenize(text, is_mixed_case(text)), _MOST_WORDS))
    archive = _Archive(snapshot)
    joined = _joined(text, tokens, archive)
    changes = {**_replaced(tokens, plain, joined, archive), **joined}
    pieces, at = [], 0
    for (start, end), better in sorted(changes.items()):
        pieces += [text[at:start], better]
        at = end
    return "".join([*pieces, text[at:]]) if changes else None


def suggestions(
    word: str, snapshot: Snapshot, limit: int = _CANDIDATES, fields: Sequence[str] = DEFAULT_FIELDS
) -> list[tuple[float, str]]:
    """The known words that were most likely meant by one, with their ranks, the likeliest first; never the word."""
    edits = _EDITS[min(len(word), len(_EDITS) - 1)]
    found = _ranked(word, snapshot, fields, edits)
    if len(word) >= _LONG and not (found and found[0][0] >= _CONVINCING):
        found = _ranked(word, snapshot, fields, edits + 1)
    live = (pair for pair in found if snapshot.document_frequency(pair[1], fields))
    return list(islice(live, limit))


def _ranked(word: str, snapshot: Snapshot, fields: Sequence[str], edits: int) -> list[tuple[float, str]]:
    found = snapshot.similar(word, fields, edits)
    return ranked(word, {term: count for term, count in found.items() if term != word})


@dataclass(frozen=True)
class _Archive:
    """What one correction asks a snapshot; holds what was counted, which is asked for beside each neighbour again."""

    snapshot: Snapshot
    totals: dict[Node, int] = field(default_factory=dict)

    def count(self, word: str) -> int:
        """In how many records a word stands, summed over fields."""
        return self.snapshot.document_frequency(word, DEFAULT_FIELDS)

    def together(self, first: str, second: str) -> int:
        """How many records have both words."""
        return self._total(Bool(must=(_exact(first), _exact(second))))

    def side_by_side(self, first: str, second: str) -> int:
        """How many records have one word right before the other."""
        words = tuple(Word(offset, (word,), (word,)) for offset, word in enumerate((first, second)))
        return self._total(Phrase(f"{first} {second}", words, DEFAULT_FIELDS, 0, exact=True))

    def lift(self, word: str, other: str) -> float:
        """By what factor the other word makes a word likelier, doubtful where there are few records."""
        chance = self._total(_exact(word)) / max(self.snapshot.generation.documents, 1)
        seen = self.together(word, other) + _SMOOTHING * chance
        return seen / ((self._total(_exact(other)) + _SMOOTHING) * chance) if chance else 1.0

    def _total(self, node: Node) -> int:
        if node not in self.totals:
            self.totals[node] = self.snapshot.search(Plan(node, limit=0, facets=(), scored=False)).total
        return self.totals[node]


def _exact(word: str) -> Term:
    return Term(word, (word,), (), DEFAULT_FIELDS, exact=True)


Changes = dict[tuple[int, int], str]
"""What to put in place of the characters from a first to before a last."""


def _replaced(
    tokens: Sequence[Token], plain: set[str], joined: Iterable[tuple[int, int]], archive: _Archive
) -> Changes:
    """The words that are replaced one by one."""
    words = [token.surfaces[0] for token in tokens]
    taken = list(joined)
    candidates = [
        place
        for place, token in enumerate(tokens)
        if words[place] in plain
        and _is_correctable(words[place])
        and not any(start <= token.start < end for start, end in taken)
    ]
    counts = {place: archive.count(words[place]) for place in candidates}
    most = _MOST_UNKNOWN if len(tokens) <= _MANY_WORDS else _MOST_UNKNOWN_OF_MANY
    unknown = [place for place in candidates if not counts[place]][:most]
    known = [place for place in candidates if counts[place]] if len(tokens) <= _MOST_DOUBTED else []
    changes: Changes = {}
    for place in (*unknown, *known):  # what is known is doubted only beside what is right
        around = [near for near in _neighbours(words, place) if archive.count(near)]
        better = (_meant if place in unknown else _doubted)(words[place], around, archive)
        if better:
            changes[tokens[place].start, tokens[place].end] = better
            words[place] = better.split()[-1]
    return changes


def _is_correctable(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word not in STOP_WORDS


def _neighbours(words: Sequence[str], place: int) -> list[str]:
    """The nearest words on both sides that say something."""
    sides = (reversed(words[:place]), words[place + 1 :])
    nearest = (next((word for word in side if word.isalpha() and word not in STOP_WORDS), None) for side in sides)
    return [word for word in nearest if word]


def _meant(word: str, neighbours: Sequence[str], archive: _Archive) -> str | None:
    """What was most likely meant by an unknown word."""
    found = suggestions(word, archive.snapshot)
    if neighbours and len(found) > 1:
        found = [(rank + _context(term, neighbours, archive), term) for rank, term in found]
    return max([*found, *_splits(word, archive)], key=lambda pair: (pair[0], pair[1]), default=(0.0, None))[1]


def _context(term: str, neighbours: Sequence[str], archive: _Archive) -> float:
    return _CONTEXT * sum(math.log(archive.lift(term, near)) for near in neighbours)


def _splits(word: str, archive: _Archive) -> list[tuple[float, str]]:
    """The word as two that stand side by side in the archive, with ranks."""
    count = lru_cache(maxsize=None)(archive.count)
    cuts = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
    cuts = [(first, second) for first, second in cuts if count(first) and count(second)]
    cuts.sort(key=lambda cut: (-min(map(count, cut)), cut))
    found = [(archive.side_by_side(*cut), " ".join(cut)) for cut in cuts[:_SPLITS]]
    return [(prior(total) + penalty(word), text) for total, text in found if total]


def _doubted(word: str, neighbours: Sequence[str], archive: _Archive) -> str | None:
    """What was meant by a known word, on strong evidence only."""
    count = archive.count(word)
    if _EVIDENCE * count > archive.snapshot.generation.documents * len(DEFAULT_FIELDS):
        return None  # no word stands in so many more
    if not neighbours or archive.snapshot.document_frequency(word, ("authors",)):
        return None
    rivals = archive.snapshot.similar(word, DEFAULT_FIELDS, 1)
    rivals = {term: total for term, total in rivals.items() if total >= _EVIDENCE * count and term != word}
    for _, term in ranked(word, rivals)[:1]:
        for near in neighbours:
            more = archive.together(term, near) >= _EVIDENCE * (archive.together(word, near) + 1)
            if more and archive.lift(term, near) >= _ATTRACTION:
                return term
    return None


def _joined(text: str, tokens: Sequence[Token], archive: _Archive) -> Changes:
    """Neighbouring words that the archive writes as one, far more often than apart."""
    if len(tokens) > _MOST_DOUBTED:
        return {}
    if not _WORDS_ONLY.fullmatch(text.strip()) or not _OPERATORS.isdisjoint(text.split()):
        return {}
    changes: Changes = {}
    for one, other in pairwise(tokens):
        first, second = one.surfaces[0], other.surfaces[0]
        total = archive.count(first + second)
        if not total or any(end > one.start for _, end in changes):
            continue
        apart = archive.side_by_side(first, second)
        unknown = not (archive.count(first) and archive.count(second))
        if total > apart if unknown else total >= _EVIDENCE * (apart + 1):
            changes[one.start, other.end] = first + second
    return changes
