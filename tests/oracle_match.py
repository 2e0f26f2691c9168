"""What matches and what it scores, by brute force: the oracle's half that reads the query tree.

A `Record` is a document with the postings of its fields. Every function looks at one record at a time, so that each
definition of `search.query` can be read here as it is written there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Document
from index.languages import DEFAULT, stemmed_as
from index.schema import FIELD, interval
from search.query import AnyOf, Bool, DateRange, Expansion, MatchAll, MatchNone, Node, Phrase, Term
from search.result import Explanation
from tests.inversion import Postings, invert
from tests.of_record import facet_values, texts

K1 = 1.2


@dataclass(frozen=True)
class Record:
    """A document, the postings of each index field, and its facet values."""

    document: Document
    postings: dict[str, Postings]
    values: dict[str, tuple[str, ...]]


def record_of(document: Document) -> Record:
    """Analyse a document."""
    postings: dict[str, Postings] = {}
    for name, text in texts(document).items():
        surfaces, stems, _ = invert(text, stemmed_as(document.language) if FIELD[name].spoken else DEFAULT)
        postings[FIELD[name].stems] = stems
        postings[FIELD[name].exact] = surfaces  # after the stems: where nothing is stemmed the two are one field
    return Record(document, postings, facet_values(document))


# ---- expansions


def expand(node: Expansion, records: Sequence[Record], most: int) -> tuple[str, ...]:
    """The terms of the vocabulary that fit, the most frequent first, ties by term."""
    frequency: dict[str, int] = {}
    for record in records:
        for field in node.fields:
            for term in record.postings[FIELD[field].exact]:
                frequency[term] = frequency.get(term, 0) + 1
    fitting = [term for term in frequency if _fits(node, term)]
    fitting.sort(key=lambda term: (-frequency[term], term))
    return tuple(fitting[:most])


def _fits(node: Expansion, term: str) -> bool:
    if node.kind == "prefix":
        return term.startswith(node.pattern)
    if node.kind == "wildcard":
        return like(term, node.pattern)
    return term[:1] == node.pattern[:1] and edit_distance(term, node.pattern) <= node.edits


def like(term: str, pattern: str) -> bool:
    """Whether a whole term fits a pattern in which `*` stands for any run of characters."""
    if pattern == "":
        return term == ""
    if pattern[0] == "*":
        return any(like(term[start:], pattern[1:]) for start in range(len(term) + 1))
    return term[:1] == pattern[0] and like(term[1:], pattern[1:])


def edit_distance(a: str, b: str) -> int:
    """Insertions, deletions, changes and swaps of two neighbours that turn a into b, no part edited twice
    (optimal string alignment)."""
    table = [[max(i, j) for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            change = 0 if a[i - 1] == b[j - 1] else 1
            best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[len(a)][len(b)]


def resolve(node: Node, records: Sequence[Record], most: int) -> Node:
    """The same query with every expansion written out as its terms."""
    if isinstance(node, Expansion):
        return Term(node.text, expand(node, records, most), (), node.fields, exact=True)
    if isinstance(node, Bool):
        return Bool(
            tuple(resolve(child, records, most) for child in node.must),
            tuple(resolve(child, records, most) for child in node.should),
            tuple(resolve(child, records, most) for child in node.must_not),
        )
    return node


# ---- matching


def matches(node: Node, record: Record) -> bool:
    """Whether a record matches a resolved query."""
    if isinstance(node, MatchAll):
        return True
    if isinstance(node, MatchNone):
        return False
    if isinstance(node, DateRange):
        return overlaps(record, node.first, node.last)
    if isinstance(node, Bool):
        return _matches_bool(node, record)
    return any(_frequency(node, record, field) > 0 for field in node.fields)


def overlaps(record: Record, first: int, last: int) -> bool:
    """Whether a record's date shares a day with an interval; without a date, never."""
    if record.document.date is None:
        return False
    record_first, record_last = interval(record.document)
    return record_first <= last and first <= record_last


def _matches_bool(node: Bool, record: Record) -> bool:
    if any(matches(child, record) for child in node.must_not):
        return False
    if node.must:
        return all(matches(child, record) for child in node.must)
    if node.should:
        return any(matches(child, record) for child in node.should)
    return bool(node.must_not)


def _frequency(node: Node, record: Record, field: str) -> int:
    """How often a leaf stands in a text field."""
    if isinstance(node, Term):
        index_field, terms = node.lookup(field)
        return sum(len(record.postings[index_field].get(term, [])) for term in terms)
    if isinstance(node, Phrase):
        index_field, words = node.lookup(field)
        places = [
            {position - offset for term in terms for position in record.postings[index_field].get(term, [])}
            for offset, terms in words
        ]
        return sum(_all_within(places, low, low + node.slop) for low in set().union(*places))
    if isinstance(node, AnyOf):
        return sum(_frequency(name, record, field) for name in node.alternatives)
    raise TypeError(f"no leaf: {node!r}")


def _all_within(places: list[set[int]], low: int, high: int) -> bool:
    """Whether every word has a place from low to high."""
    return all(any(low <= place <= high for place in of_word) for of_word in places)


# ---- scoring


def rarities(node: Node, records: Sequence[Record]) -> dict[Node, float]:
    """The inverse document frequency of each leaf that can score."""
    if isinstance(node, Bool):
        children = (*node.must, *node.should)
        return {leaf: value for child in children for leaf, value in rarities(child, records).items()}
    found = sum(matches(node, record) for record in records)
    return {node: math.log(1 + (len(records) - found + 0.5) / (found + 0.5))}


def explain(node: Node, record: Record, rarity: dict[Node, float]) -> Explanation:
    """BM25F of a matching record (Robertson and Zaragoza 2009, section 3.6), without length normalisation."""
    if isinstance(node, Bool):
        parts = [explain(child, record, rarity) for child in (*node.must, *node.should) if matches(child, record)]
        return Explanation(sum(part.value for part in parts), "its clauses", "sum", tuple(parts))
    if isinstance(node, (Term, Phrase, AnyOf)):
        factors = (
            Explanation(_saturated(node, record), "frequency"),
            Explanation(rarity[node], "rarity"),
            Explanation(node.weight if isinstance(node, Term) else 1.0, "weight"),
        )
        return Explanation(math.prod(factor.value for factor in factors), node.text, "product", factors)
    return Explanation(0.0, "scores nothing")


def _saturated(node: Term | Phrase | AnyOf, record: Record) -> float:
    weighed = sum(FIELD[field].boost * _frequency(node, record, field) for field in node.fields)
    return weighed / (K1 + weighed)


def evaluate(explanation: Explanation) -> float:
    """The value that a tree of explanations comes to."""
    if explanation.op == "leaf":
        return explanation.value
    values = [evaluate(part) for part in explanation.parts]
    return sum(values) if explanation.op == "sum" else math.prod(values)
