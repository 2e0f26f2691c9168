"""Snippets: the best passage of a record for a query, escaped, its matches in `<mark>`.

The passage is found by analysing the text as it was indexed, so every engine marks the same words. Best is the window
with the most different leaves of the query, then the most matches, then the earliest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from index.analysis import Token, chunk_analysis, is_mixed_case
from index.document import Document
from index.languages import DEFAULT, stemmed_as, unqualified
from index.schema import SPOKEN
from index.words import is_pair
from search.engine import Snapshot
from search.likely import LikelyChunks
from search.query import Expansion, Node, Phrase, Term, names_of, scoring_leaves

_READ = 60_000
"""Characters of a text in which the best passage is looked for."""
_READ_TOGETHER = 100_000
"""The same for all texts of a page: the longest of them are read less far."""
_TERMS = 100
"""Terms to look for up to which that holds: of twice as many, half is read."""

_MATCHES = 200
"""Words of the query in one text that its passage is chosen from: for words that are everywhere it is one of the first
passages."""

_IN_WORD = re.compile(r"[^\W_]")
_FAR = 1 << 20
"""Positions that no phrase spans."""

Span = tuple[int, int, int]
"""Start and end of a match, and the number of its leaf."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word to find: any of its terms among a token's stems or surfaces."""

    terms: frozenset[str]
    exact: bool

    def matches(self, token: Token) -> bool:
        return not self.terms.isdisjoint(token.surfaces if self.exact else token.stems)

    def is_found_as(self, surface: str, stem: str) -> bool:
        return (surface if self.exact else stem) in self.terms


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One leaf: a word, or words side by side at their offsets; in which text fields it was looked for."""

    words: tuple[tuple[int, _Word], ...]
    fields: frozenset[str]


class _Beginnings:
    """Which patterns may begin at a token, looked up by its terms, however many patterns there are."""

    def __init__(self, patterns: Mapping[int, _Pattern], language: str) -> None:
        self._language = language
        self._stems: dict[str, list[int]] = {}
        self._surfaces: dict[str, list[int]] = {}
        for number, pattern in patterns.items():
            word = pattern.words[0][1]
            for term in word.terms:
                (self._surfaces if word.exact else self._stems).setdefault(term, []).append(number)
        words = [word for pattern in patterns.values() for _, word in pattern.words]
        self.terms = frozenset(
            term for word in words for term in word.terms if word.exact or unqualified(term)[0] == language
        )
        self._likely_chunks = LikelyChunks((unqualified(term)[1] for term in self.terms), language)

    def tokens(self, text: str, most: int | None) -> list[Token]:
        """The tokens of a text that are in some pattern, about so many at most. Their positions are right beside each
        other: what is not looked at counts as many words."""
        analysis, misses = chunk_analysis(is_mixed_case(text), self._language), self.terms.isdisjoint
        found: list[Token] = []
        position = end = 0
        for start, chunk in self._likely_chunks.find(text):
            if most is not None and len(found) >= most:
                break
            if _IN_WORD.search(text, end, start):
                position += _FAR
            tokens = analysis(chunk)
            found += [
                token.at(position, start) for token in tokens if not (misses(token.surfaces) and misses(token.stems))
            ]
            position += len(tokens)
            end = start + len(chunk)
        return found

    def at(self, token: Token) -> list[int]:
        """The numbers of the patterns whose first word a token is, the highest first."""
        numbers = {number for term in token.surfaces for number in self._surfaces.get(term, ())}
        numbers |= {number for term in token.stems for number in self._stems.get(term, ())}
        return sorted(numbers, reverse=True)


class Highlighter:
    """Marks the words of one query; expansions are taken from the snapshot that was searched."""

    def __init__(self, query: Node, snapshot: Snapshot, length: int) -> None:
        leaves = dict.fromkeys(name for leaf in scoring_leaves(query) for name in names_of(leaf))
        self._patterns = [_pattern(leaf, snapshot) for leaf in leaves]
        self._length = length
        self._begun: dict[tuple[str, str], _Beginnings] = {}

    def snippets(self, documents: Sequence[Document]) -> list[str]:
        """The snippet of each record of a page."""
        lengths = [len(text) for document in documents for text in (document.summary, document.body)]
        terms = sum(len(word.terms) for pattern in self._patterns for _, word in pattern.words)
        read = min(_READ, _level(lengths, _READ_TOGETHER * _TERMS // max(terms, _TERMS)))
        return [self.snippet(document, read) for document in documents]

    def snippet(self, document: Document, read: int = _READ) -> str:
        """The best passage of summary and body, within the first `read` characters of each, as HTML; without a match,
        the beginning."""
        passages = []
        for order, (name, text) in enumerate((("summary", document.summary), ("body", document.body))):
            text = text[:read]
            if text:
                start, spans = self._best(text, self._spans(text, name, document.language, _MATCHES))
                different = len({leaf for _, _, leaf in spans})
                passages.append(((different, len(spans), -order), text, start, spans))
        if not passages:
            return ""
        _, text, start, spans = max(passages, key=lambda passage: passage[0])
        return self._cut(text, start, spans)

    def mark(self, text: str, field: str, tag: str | None = None) -> str:
        """A whole text, escaped, its matches marked; `tag`: the language of its record."""
        return mark_spans(text, self._spans(text, field, tag), 0, len(text))

    def _spans(self, text: str, field: str, tag: str | None, most: int | None = None) -> list[Span]:
        beginnings = self._beginnings(field, stemmed_as(tag) if field in SPOKEN else DEFAULT)
        if not beginnings.terms:
            return []
        tokens = beginnings.tokens(text, most)
        at = {token.position: token for token in tokens}
        spans: dict[tuple[int, int], int] = {}
        for token in tokens:
            for number in beginnings.at(token):
                for found, word in _occurrence(self._patterns[number], token, at):
                    spans[found.start, found.end] = number
                    if is_pair(found.surfaces) and word.is_found_as(found.surfaces[0], found.stems[0]):
                        spans[found.end, found.end + 1] = number
        return sorted((start, end, number) for (start, end), number in spans.items())

    def _beginnings(self, field: str, language: str) -> _Beginnings:
        if (field, language) not in self._begun:
            wanted = {
                number: pattern
                for number, pattern in enumerate(self._patterns)
                if field in pattern.fields and pattern.words
            }
            self._begun[field, language] = _Beginnings(wanted, language)
        return self._begun[field, language]

    def _best(self, text: str, spans: list[Span]) -> tuple[int, list[Span]]:
        """Where the best window begins, and the matches in it."""
        best: tuple[tuple[int, int], int, int] = ((0, 0), 0, 0)
        counts: dict[int, int] = {}
        first = 0
        for last, (_, end, leaf) in enumerate(spans):
            counts[leaf] = counts.get(leaf, 0) + 1
            while end - spans[first][0] > self._length and first < last:
                gone = spans[first][2]
                counts[gone] -= 1
                if not counts[gone]:
                    del counts[gone]
                first += 1
            quality = (len(counts), last - first + 1)
            if quality > best[0]:
                best = (quality, first, last + 1)
        found = spans[best[1] : best[2]]
        if not found:
            return 0, []
        spare = self._length - (found[-1][1] - found[0][0])
        return max(found[0][0] - max(spare, 0) // 2, 0), found

    def _cut(self, text: str, start: int, spans: Sequence[Span]) -> str:
        """The passage from about `start`, begun and ended at words."""
        if start:
            space = text.find(" ", start, spans[0][0] if spans else start + 40)
            start = space + 1 if space >= 0 else start
        end = max(start + self._length, spans[-1][1] if spans else 0)
        if end < len(text):
            space = text.rfind(" ", max(start + 1, spans[-1][1] if spans else start + 1), end)
            end = space if space > 0 else end
        marked = mark_spans(text, spans, start, min(end, len(text)))
        return ("…" if start else "") + re.sub(r"\s+", " ", marked).strip() + ("…" if end < len(text) else "")


def _level(lengths: Sequence[int], room: int) -> int:
    """The greatest length to which all that is longer must be cut so that the whole fits into the room."""
    for shorter, length in enumerate(sorted(lengths)):
        if length * (len(lengths) - shorter) > room:
            return room // (len(lengths) - shorter)
        room -= length
    return max(lengths, default=0)


def _pattern(leaf: Term | Phrase | Expansion, snapshot: Snapshot) -> _Pattern:
    fields = frozenset(leaf.fields)
    if isinstance(leaf, Expansion):
        return _Pattern(((0, _Word(frozenset(snapshot.expand(leaf)), True)),), fields)
    if isinstance(leaf, Term):
        return _Pattern(((0, _Word(frozenset(leaf.surfaces if leaf.exact else leaf.stems), leaf.exact)),), fields)
    words = [
        (word.offset, _Word(frozenset(word.surfaces if leaf.exact else word.stems), leaf.exact)) for word in leaf.words
    ]
    if leaf.slop:
        every = frozenset().union(*(word.terms for _, word in words))
        return _Pattern(((0, _Word(every, leaf.exact)),), fields)
    return _Pattern(tuple(words), fields)


def _occurrence(pattern: _Pattern, token: Token, at: Mapping[int, Token]) -> Sequence[tuple[Token, _Word]]:
    """The tokens of a pattern whose first word is the given token, or none, each with its word."""
    found = [(token, pattern.words[0][1])]
    for offset, word in pattern.words[1:]:
        place = at.get(token.position + offset)
        if place is None or not word.matches(place):
            return ()
        found.append((place, word))
    return found


def mark_spans(text: str, spans: Iterable[Span], start: int, end: int) -> str:
    """Part of a text as HTML: escaped, the given places in `<mark>`."""
    pieces = []
    at = start
    for first, last, _ in spans:
        if at <= first and last <= end:
            pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return "".join([*pieces, escape(text[at:end])])
