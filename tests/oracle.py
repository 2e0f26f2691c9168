"""The oracle: the `Engine` protocol by brute force over Python lists and dicts.

It is slow and meant to be believed: a search looks at every record, a facet count is a loop, an order is one call of
`sort`. It shares with the embedded engine only the values that flow (query, plan, document, analysed text).
An oracle without some capabilities stands for the engines that lack them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from index.acronyms import Acronyms, acronyms_of
from index.document import Document
from index.errors import Error
from index.folding import fold, fold_words
from index.language_names import value_name
from index.languages import DEFAULT, stemmed_as
from index.schema import FACETS, FIELD, interval
from index.settings import Settings
from index.writer import Writer
from search.engine import Capability, Generation, missing
from search.plan import Plan
from search.query import AnyOf, Bool, Expansion, Node, Phrase
from search.result import Answer, Completion, Explanation, Facet, FacetPage, FacetValue, Match
from tests.of_record import explaining
from tests.oracle_match import Record, edit_distance, expand, explain, matches, overlaps, rarities, record_of, resolve

ALL_CAPABILITIES = frozenset(Capability)


class OracleEngine:
    """An archive in memory; holds the committed documents and the snapshot of the last commit."""

    def __init__(self, settings: Settings, capabilities: frozenset[Capability] = ALL_CAPABILITIES) -> None:
        self.settings = settings
        self.capabilities = capabilities
        self.documents: dict[str, Document] = {}
        self.newest: OracleSnapshot | None = None
        self._writing = False

    def snapshot(self) -> OracleSnapshot:
        """The newest committed state."""
        if self.newest is None:
            raise Error("index_missing", "There is no index yet.", "Add records first.")
        return self.newest

    def publish(self, documents: dict[str, Document]) -> None:
        """Make these documents the next generation."""
        number = self.newest.generation.number + 1 if self.newest else 1
        records = [record_of(documents[doc_id]) for doc_id in sorted(documents)]
        self.documents = documents
        explained = [
            (fold(pair), pair, 1) for document in documents.values() for pair in acronyms_of(explaining(document))
        ]
        generation = Generation(number, f"oracle-{number}", len(records))
        self.newest = OracleSnapshot(generation, records, self, Acronyms(lambda _: explained))

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """A writer over a copy; one at a time."""
        if self._writing:
            raise Error("index_locked", "Another writer is open.", "Wait until it is done.")
        self._writing = True
        try:
            yield OracleWriter(self)
        finally:
            self._writing = False


class OracleWriter:
    """The records as they will be after the next commit."""

    def __init__(self, engine: OracleEngine) -> None:
        self._engine = engine
        self._documents = dict(engine.documents)
        self._changed = False

    def may_know(self, keys: Iterable[str]) -> bool:
        """Whether a record answers to any key, or links to it."""
        keys = list(keys)
        return bool(self.find(keys) or self.linkers(keys))

    def get(self, doc_id: str) -> Document | None:
        """The record of exactly this id."""
        return self._documents.get(doc_id)

    def content_hash(self, doc_id: str) -> str | None:
        """The content hash of a record."""
        document = self._documents.get(doc_id)
        return document.content_hash if document else None

    def find(self, keys: Iterable[str]) -> list[Document]:
        """The records that answer to any key, by id."""
        return answering(self._documents.values(), keys)

    def linkers(self, keys: Iterable[str]) -> list[Document]:
        """The records that link to any key, by id."""
        return linking(self._documents.values(), keys)

    def stubs(self, keys: Iterable[str]) -> list[Document]:
        """The stubs that answer to any key, by id."""
        return [found for found in self.find(keys) if found.stub]

    def put(self, document: Document) -> None:
        """Add or replace."""
        self._documents[document.id] = document
        self._changed = True

    def delete(self, doc_id: str) -> None:
        """Remove, if it is there."""
        if doc_id in self._documents:
            del self._documents[doc_id]
            self._changed = True

    def checkpoint(self) -> None:
        """Publish."""
        self.commit()

    def commit(self) -> int:
        """Publish."""
        if self._changed:
            self._engine.publish(dict(self._documents))
            self._changed = False
        return self._engine.newest.generation.number if self._engine.newest else 0


def answering(documents: Iterable[Document], keys: Iterable[str]) -> list[Document]:
    """The documents with any of these keys, by id."""
    wanted = set(keys)
    return sorted((document for document in documents if wanted & set(document.keys)), key=lambda found: found.id)


def linking(documents: Iterable[Document], keys: Iterable[str]) -> list[Document]:
    """The documents with a link to any of these keys, by id."""
    wanted = set(keys)
    linkers = [document for document in documents if any(wanted & set(link.keys) for link in document.related)]
    return sorted(linkers, key=lambda linker: linker.id)


@dataclass(frozen=True)
class OracleSnapshot:
    """One state: its records, by id."""

    generation: Generation
    records: Sequence[Record]
    engine: OracleEngine
    explained: Acronyms

    @property
    def languages(self) -> tuple[str, ...]:
        """Of every record."""
        return tuple(sorted({stemmed_as(record.document.language) for record in self.records} - {DEFAULT}))

    def search(self, plan: Plan) -> Answer:
        """Look at every record."""
        self._require(*needs(plan))
        query = self._resolved(plan.query)
        matching = steered(self.records, query, plan)
        hits = [record for record in matching if is_under(record, plan)]
        languages = {value for record in self.records for value in record.values["language"]}
        told = (name for name in plan.facets if name != "language" or len(languages) > 1)
        facets = tuple(listed(name, matching, plan) for name in told)
        rarity = rarities(query, self.records) if plan.scored else {}
        scored = [match_of(record, query, plan, rarity) for record in hits]
        return Answer(len(hits), tuple(in_order(scored, plan)), facets)

    def facet(self, plan: Plan, name: str, contains: str, offset: int, limit: int) -> FacetPage:
        """The values that fit, cut to a page."""
        self._require(Capability.FACET_SEARCH, *needs(replace(plan, facets=(), explain=False)))
        if name not in FACETS:
            raise Error("not_found", f"There is no facet {name!r}.", f"Ask for one of: {', '.join(FACETS)}.")
        typed = fold_words(contains).split()
        query = self._resolved(plan.query)
        matching = steered(self.records, query, plan)
        listed = [(value, f"{value.value} {value_name(name, value.value)}") for value in counted(name, matching, plan)]
        fitting = [value for value, text in listed if begins_words(typed, text)]
        page = fitting[offset : offset + limit]
        return FacetPage(name, tuple(page), len(fitting), offset + limit < len(fitting))

    def get(self, key: str) -> Document:
        """By id, else by another key."""
        for record in self.records:
            if record.document.id == key:
                return record.document
        found = self._found([key])
        if found is None:
            raise Error("not_found", f"There is no record {key!r}.", "Search for it.")
        return found

    def find(self, keys: Sequence[str]) -> Document | None:
        """Records before stubs, then the lowest id."""
        self._require(Capability.LINKS)
        return self._found(keys)

    def linkers(self, keys: Iterable[str]) -> tuple[Document, ...]:
        """By id."""
        self._require(Capability.LINKS)
        return tuple(linking((record.document for record in self.records), keys))

    def expand(self, node: Expansion) -> tuple[str, ...]:
        """The terms that an expansion stands for."""
        self._require(*needs(Plan(node, facets=())))
        return expand(node, self.records, self.engine.settings.expansion_terms)

    def acronyms(self) -> Acronyms:
        """Those of every record, one after the other."""
        return self.explained

    def complete(self, kind: str, typed: Sequence[str], limit: int, most: int) -> tuple[Completion, ...]:
        """Every word of every entry is compared."""
        rows: dict[tuple[str, str], tuple[int, Completion]] = {}
        for record in self.records:
            document = record.document
            titles = () if document.title_derived else (document.title,)
            for text in titles if kind == "title" else record.values[kind]:
                words = list(record.postings["title_exact"]) if kind == "title" else fold_words(text).split()
                near = max((min((typing_errors(part, word) for word in words), default=9) for part in typed), default=9)
                if near <= most:
                    row = Completion(text, near == 0, document if kind == "title" else None)
                    rows.setdefault((text, document.id if kind == "title" else ""), (near, row))
        return tuple(row for _, row in sorted(rows.values(), key=lambda pair: (pair[0], pair[1].text)))[:limit]

    def similar(self, word: str, fields: Sequence[str], edits: int) -> Mapping[str, int]:
        """Every word of every record is measured."""
        counts = Counter(
            term for record in self.records for field in fields for term in record.postings[FIELD[field].exact]
        )
        return {term: counts[term] for term in counts if term.isalpha() and edit_distance(term, word) <= edits}

    def document_frequency(self, term: str, fields: Sequence[str]) -> int:
        """Counted one record and field at a time."""
        return sum(term in record.postings[FIELD[field].exact] for record in self.records for field in fields)

    def _require(self, *capabilities: Capability) -> None:
        for capability in capabilities:
            if capability not in self.engine.capabilities:
                raise missing(capability)

    def _found(self, keys: Sequence[str]) -> Document | None:
        found = answering((record.document for record in self.records), keys)
        return min(found, key=lambda document: (document.stub, document.id), default=None)

    def _resolved(self, query: Node) -> Node:
        return resolve(query, self.records, self.engine.settings.expansion_terms)


def steered(records: Sequence[Record], query: Node, plan: Plan) -> list[Record]:
    """The records that match the query or were chosen by the editors, and were not left out by them."""
    chosen = [record for record in records if record.document.id in plan.pinned or matches(query, record)]
    return [record for record in chosen if record.document.id not in plan.excluded]


def is_under(record: Record, plan: Plan, without: str = "") -> bool:
    """Whether a record that matches the query is under the rest of a plan, all filters but those of one facet."""
    document = record.document
    return (
        (plan.kind is None or document.kind == plan.kind)
        and (plan.dates is None or overlaps(record, *plan.dates))
        and all(
            any(value in record.values[name] for value in chosen) for name, chosen in plan.filters if name != without
        )
    )


def counted(name: str, matching: Sequence[Record], plan: Plan) -> list[FacetValue]:
    """Every value of a facet that has records or is chosen, with its disjunctive count, in listing order."""
    chosen = dict(plan.filters).get(name, ())
    counts = dict.fromkeys(chosen, 0)
    for record in matching:
        if is_under(record, plan, without=name):
            for value in record.values[name]:
                counts[value] = counts.get(value, 0) + 1
    values = [FacetValue(value, count, value in chosen) for value, count in counts.items()]
    if name == "year":
        return sorted(values, key=lambda value: value.value)
    return sorted(values, key=lambda value: (-value.count, value.value))


def listed(name: str, matching: Sequence[Record], plan: Plan) -> Facet:
    """The values that are shown: the first of them, and the chosen ones; all years."""
    values = counted(name, matching, plan)
    if name == "year":
        return Facet(name, tuple(values))
    shown = values[: plan.facet_size] + [value for value in values[plan.facet_size :] if value.selected]
    return Facet(name, tuple(shown), more=len(shown) < len(values))


def match_of(record: Record, query: Node, plan: Plan, rarity: dict[Node, float]) -> Match:
    """A hit, with as much of a score as the plan wants."""
    if not plan.scored:
        return Match(record.document)
    words = explain(query, record, rarity) if matches(query, record) else Explanation(0.0, "matches nothing")
    factor = Explanation(aged(record, plan), "no factor" if plan.recency == "off" else "recency")
    explanation = Explanation(words.value * factor.value, "score", "product", (words, factor))
    pinned = record.document.id in plan.pinned and plan.sort == "relevance"
    return Match(record.document, explanation.value, explanation if plan.explain else None, pinned)


def aged(record: Record, plan: Plan) -> float:
    """The factor of a record's age."""
    if plan.recency == "off" or (plan.title and sort_title(record.document.title) == plan.title):
        return 1.0
    least, half_life = {"gentle": (0.7, 1095), "strong": (0.4, 365)}[plan.recency]
    age = max(plan.today - interval(record.document)[1], 0) if record.document.date else half_life
    return least + float((1 - least) * 0.5 ** (age / half_life))


def in_order(found: list[Match], plan: Plan) -> list[Match]:
    """One page of the matches, in the order of the plan."""
    if plan.sort == "oldest":
        found.sort(key=lambda match: (match.document.date is None, interval(match.document)[0], match.document.id))
    elif plan.sort == "title":
        found.sort(key=lambda match: (sort_title(match.document.title), match.document.id))
    else:
        found.sort(key=lambda match: (match.document.date is None, -interval(match.document)[0], match.document.id))
        if plan.sort == "relevance":
            found.sort(key=lambda match: -(match.score or 0.0))  # stable: equal scores stay newest first
            if plan.scored:
                found.sort(key=lambda match: _place(plan.pinned, match.document.id))
    return found[plan.offset : plan.offset + plan.limit]


def _place(pinned: tuple[str, ...], doc_id: str) -> int:
    return pinned.index(doc_id) if doc_id in pinned else len(pinned)


def sort_title(title: str) -> str:
    """The folded title from its first letter or digit on; the whole of it when it has none."""
    folded = fold(title)
    for start, char in enumerate(folded):
        if char.isalnum():
            return folded[start:]
    return folded


def begins_words(typed: list[str], value: str) -> bool:
    """Whether every typed word begins a word of the value."""
    words = fold_words(value).split()
    return all(any(word.startswith(part) for word in words) for part in typed)


def typing_errors(typed: str, word: str) -> int:
    """Typos in the typed beginning of a word; 9 where they are more than are forgiven."""
    found = min(edit_distance(typed, word[:end]) for end in range(len(word) + 1))
    return found if found <= min(len(typed) // 4, 2) else 9


def needs(plan: Plan) -> list[Capability]:
    """What an engine must be able to do to answer a plan."""
    wanted = _needs_of_query(plan.query)
    wanted += [Capability.FACETS] if plan.facets else []
    wanted += [Capability.EXPLAIN] if plan.explain else []
    return wanted


def _needs_of_query(node: Node) -> list[Capability]:
    if isinstance(node, Bool):
        children = (*node.must, *node.should, *node.must_not)
        return [capability for child in children for capability in _needs_of_query(child)]
    if isinstance(node, Phrase):
        return [Capability.PROXIMITY if node.slop else Capability.PHRASE]
    if isinstance(node, Expansion):
        return [Capability(node.kind)]
    if isinstance(node, AnyOf):
        return [capability for name in node.alternatives for capability in _needs_of_query(name)]
    return []
