"""Related records: the editor's own links first, then computed ones; each says where it comes from and why.

Computed ones share the words that tell a record apart (highest term frequency times inverse document frequency, as in
Lucene's MoreLikeThis), its authors and its topics.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.analysis import LIST_BREAK, tokenize
from index.document import Document
from index.languages import DEFAULT, qualified, stemmed_as
from index.stopwords import STOP_WORDS_OF
from index.stubs import aliases
from search.engine import Snapshot
from search.plan import Plan
from search.query import Bool, Phrase, Term, Word
from search.result import Match

_FIELDS = ("title", "summary", "body", "topics")
_READ = 20_000
"""Characters of a body that are read for its words."""
_CANDIDATES = 60
_WORDS = 20
_SHORTEST = 3
_TITLE_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Relation:
    """A related record, before it is shown."""

    match: Match
    origin: str
    reasons: tuple[str, ...]


def relations_of(snapshot: Snapshot, seed: Document, limit: int) -> list[Relation]:
    """The relations of a record, or of a draft given as a record that is not in the archive."""
    chosen = _editors(snapshot, seed)[:limit]
    known = {seed.id, *(relation.match.document.id for relation in chosen)}
    return chosen + _computed(snapshot, seed, limit - len(chosen), known)


def record_of(snapshot: Snapshot, keys: Sequence[str]) -> Document | None:
    """The record that any of the keys means, also one that only a list gives to it."""
    return snapshot.find(keys) or snapshot.find(sorted(aliases(snapshot.linkers, keys)))


def _editors(snapshot: Snapshot, seed: Document) -> list[Relation]:
    """Links of the record in its own order, then the records whose lists name it."""
    chosen: dict[str, Relation] = {}
    for link in seed.related:
        target = record_of(snapshot, link.keys)
        if target is not None and target.id != seed.id:
            chosen.setdefault(target.id, Relation(Match(target), "editor", ("Chosen by the editors",)))
    for linker in snapshot.linkers(aliases(snapshot.linkers, seed.keys)):
        if linker.id != seed.id:
            chosen.setdefault(linker.id, Relation(Match(linker), "editor", ("Its editors list this record",)))
    return list(chosen.values())


def _computed(snapshot: Snapshot, seed: Document, limit: int, known: set[str]) -> list[Relation]:
    words = _telling_words(snapshot, seed)
    languages = (DEFAULT, *snapshot.languages)
    leaves: list[Term | Phrase] = []
    for word, stem, weight in words:
        spelled = (qualified(language, word) for language in languages)  # a name is one in all of them
        leaves.append(Term(word, (word,), tuple(dict.fromkeys((stem, *spelled))), _FIELDS, weight=weight))
    leaves += [_name(author.name, "authors") for author in seed.authors]
    leaves += [_name(topic, "topics") for topic in seed.topics]
    leaves = [leaf for leaf in leaves if isinstance(leaf, Term) or leaf.words]
    if not leaves or limit < 1:
        return []
    plan = Plan(query=Bool(should=tuple(leaves)), limit=limit + len(known), facets=(), proximity=False)
    relations = []
    for match in snapshot.search(plan).matches:
        reasons = _reasons(seed, match.document, words)
        if match.document.id not in known and reasons:
            relations.append(Relation(match, "computed", reasons))
    return relations[:limit]


def _telling_words(snapshot: Snapshot, seed: Document) -> list[tuple[str, str, float]]:
    """The words that tell a record apart: surface, stem and weight, the most telling first."""
    counts: Counter[str] = Counter()
    spelling: dict[str, str] = {}
    title = "" if seed.title_derived else seed.title
    language = stemmed_as(seed.language)
    for text, weight in ((title, _TITLE_WEIGHT), (seed.summary, 1), (seed.body[:_READ], 1)):
        for token in tokenize(text, language=language):
            word = token.surfaces[0]
            if len(word) >= _SHORTEST and word not in STOP_WORDS_OF[language] and not word.isdigit():
                counts[token.stems[0]] += weight
                spelling.setdefault(token.stems[0], word)
    documents = snapshot.generation.documents
    words = []
    for stem, count in counts.most_common(_CANDIDATES):
        frequency = snapshot.document_frequency(spelling[stem], _FIELDS)
        if frequency:
            telling = (1 + math.log(count)) * math.log(1 + documents / frequency)
            words.append((telling, spelling[stem], stem, 1 + math.log(count)))
    words.sort(key=lambda row: (-row[0], row[1]))
    return [(word, stem, weight) for _, word, stem, weight in words[:_WORDS]]


def _name(name: str, field: str) -> Phrase:
    tokens = list(tokenize(name))
    words = tuple(Word(token.position, token.surfaces[:1], token.stems[:1]) for token in tokens)
    return Phrase(name, words, (field,))


def _reasons(seed: Document, other: Document, words: Sequence[tuple[str, str, float]]) -> tuple[str, ...]:
    """Why two records are related, for readers; empty when one word in common is all there is."""
    authors = _shared((a.name for a in seed.authors), (a.name for a in other.authors))
    topics = _shared(seed.topics, other.topics)
    text = LIST_BREAK.join((other.title, other.summary, other.body[:_READ], *other.topics))
    terms: set[str] = set()
    for token in tokenize(text, language=stemmed_as(other.language)):
        terms.update(token.stems, token.surfaces)
    shared = [word for word, stem, _ in words if stem in terms or word in terms]
    reasons = [f"Also by {name}" for name in authors] + [f"Same topic: {topic}" for topic in topics]
    if len(shared) > 1:
        reasons.append(f"Shared words: {', '.join(shared[:5])}")
    return tuple(reasons)


def _shared(these: Iterable[str], those: Iterable[str]) -> list[str]:
    there = set(those)
    return [value for value in these if value in there]
