"""The array engine beside Whoosh's own codec and searcher: the same records for 1,500 random queries, and scores that
follow from what the stock index holds."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as whoosh_index
from whoosh import query as whoosh

from index.document import Document, from_record
from index.schema import FIELD
from index.stored import decode_record, encode_record
from index.whoosh_schema import whoosh_schema
from search.engine import Snapshot
from search.open_engine import open_engine
from search.plan import Plan
from search.query import Bool, Node, Phrase, Term
from tests.engines import fill, settings_at
from tests.of_record import texts
from tests.queries import exact, expansion, quoted

SEED = 20_261_125
RECORDS = 120
QUERIES = 1_500
WORDS = [f"{head}{tail}" for head in ("war", "peace", "river", "vote") for tail in ("", "s", "ing", "al", "ix")]
FIELDS = ("title", "summary", "body")


def documents(draw: random.Random) -> list[Document]:
    """Records of few words, so that they meet often."""

    def words(most: int) -> str:
        return " ".join(draw.choice(WORDS[: draw.randint(1, len(WORDS))]) for _ in range(draw.randint(1, most)))

    return [
        from_record({"id": f"r{number}", "title": words(5), "summary": words(20), "body": words(60)})
        for number in range(RECORDS)
    ]


class Stock:
    """A stock Whoosh index, and BM25F by hand over what its postings say."""

    def __init__(self, folder: Path, records: list[Document]) -> None:
        stock = whoosh_index.create_in(folder, whoosh_schema())
        writer = stock.writer()
        for document in records:
            writer.add_document(
                id=(document.id,), keys=document.keys, record=encode_record(document), **texts(document)
            )
        writer.commit()
        self.searcher = stock.searcher()
        self._words = {
            document.id: {name: text.split() for name, text in texts(document).items()} for document in records
        }
        self._found = cache(lambda leaf: {self._id(number) for number in self.searcher.docs_for_query(leaf)})
        self._id = cache(lambda number: decode_record(self.searcher.stored_fields(number)["record"]).id)

    def ids(self, wanted: whoosh.Query) -> set[str]:
        """The records that the searcher finds for the leaves, put together by sets: its own way of nested exclusions
        finds too many."""
        if isinstance(wanted, whoosh.AndNot):
            return self.ids(wanted.a) - self.ids(wanted.b)
        if isinstance(wanted, (whoosh.And, whoosh.Or)):
            parts = [self.ids(part) for part in wanted.subqueries]
            return set.intersection(*parts) if isinstance(wanted, whoosh.And) else set().union(*parts)
        return self._found(wanted)

    def frequencies(self, field: str, word: str) -> dict[str, float]:
        """How often a word stands in a field of each record."""
        if (field, word) not in self.searcher.reader():
            return {}
        matcher = self.searcher.postings(field, word)
        found = {}
        while matcher.is_active():
            found[self._id(matcher.id())] = matcher.weight()
            matcher.next()
        return found

    def score(self, word: str, doc_id: str) -> float:
        """BM25F of one word, the formula of `search.scoring`."""
        lists = {field: self.frequencies(field, word) for field in FIELDS}
        having = len(set().union(*lists.values()))
        mass = sum(FIELD[field].boost * sum(found.values()) for field, found in lists.items())
        tf = sum(
            FIELD[field].boost * found.get(doc_id, 0.0) / self._norm(field, doc_id) for field, found in lists.items()
        )
        idf = math.log(1 + (RECORDS - having + 0.5) / (having + 0.5))
        return idf * (1 + mass) / having * tf / (1 + tf)

    def _norm(self, field: str, doc_id: str) -> float:
        lengths = [len(words[field]) for words in self._words.values()]
        b = FIELD[field].b
        return 1 - b + b * len(self._words[doc_id][field]) / (sum(lengths) / sum(length > 0 for length in lengths))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, Stock]]:
    """The same records in an archive of three commits and in a stock index."""
    print(f"seed {SEED}")
    records = documents(random.Random(SEED))
    engine = open_engine(settings_at(tmp_path_factory.mktemp("archive")))
    for start in range(0, RECORDS, 40):
        fill(engine, records[start : start + 40])
    stock = Stock(tmp_path_factory.mktemp("stock"), records)
    yield engine.snapshot(), stock
    stock.searcher.close()


def some_query(draw: random.Random, depth: int = 2) -> tuple[Node, whoosh.Query]:
    """A query as both sides say it."""
    if depth and draw.random() < 0.6:
        parts = [some_query(draw, depth - 1) for _ in range(draw.randint(2, 3))]
        return _compound(draw.choice(("all", "any", "without")), parts)
    fields = tuple(draw.sample(FIELDS, draw.randint(1, 3)))
    one, other = draw.choice(WORDS), draw.choice(WORDS)
    beginning = one[: draw.randint(2, 4)]
    kinds: list[tuple[Node, Any]] = [
        (exact(one, fields), lambda field: whoosh.Term(field, one)),
        (quoted(f"{one} {other}", fields), lambda field: whoosh.Phrase(field, [one, other])),
        (expansion("prefix", beginning, fields=fields), lambda field: whoosh.Prefix(field, beginning)),
        (
            expansion("wildcard", f"{one[:2]}*{one[-1]}", fields=fields),
            lambda f: whoosh.Wildcard(f, f"{one[:2]}*{one[-1]}"),
        ),
    ]
    ours, theirs = draw.choice(kinds)
    return ours, whoosh.Or([theirs(field) for field in fields])


def _compound(kind: str, parts: list[tuple[Node, whoosh.Query]]) -> tuple[Node, whoosh.Query]:
    ours, theirs = [part for part, _ in parts], [part for _, part in parts]
    if kind == "all":
        return Bool(must=tuple(ours)), whoosh.And(theirs)
    if kind == "any":
        return Bool(should=tuple(ours)), whoosh.Or(theirs)
    return Bool(must=(ours[0],), must_not=tuple(ours[1:])), whoosh.AndNot(theirs[0], whoosh.Or(theirs[1:]))


def test_random_queries_find_the_same_records(both: tuple[Snapshot, Stock]) -> None:
    snapshot, stock = both
    draw = random.Random(SEED + 1)
    hits = 0
    for number in range(QUERIES):
        ours, theirs = some_query(draw)
        answer = snapshot.search(Plan(ours, facets=(), limit=RECORDS, scored=False))
        assert {match.document.id for match in answer.matches} == stock.ids(theirs), (number, theirs)
        assert answer.total == len(answer.matches)
        hits += answer.total
    assert hits > 10 * QUERIES


def test_scores_follow_from_the_postings_of_the_stock_index(both: tuple[Snapshot, Stock]) -> None:
    snapshot, stock = both
    draw = random.Random(SEED + 2)
    for _ in range(40):
        words = draw.sample(WORDS, draw.randint(1, 3))
        query = Bool(should=tuple(exact(word, FIELDS) for word in words))
        for match in snapshot.search(Plan(query, facets=(), limit=5, proximity=False)).matches:
            expected = sum(stock.score(word, match.document.id) for word in words)
            assert match.score == pytest.approx(expected, abs=1e-4)


def test_both_know_phrases(both: tuple[Snapshot, Stock]) -> None:
    """So that the comparison above is one of more than words."""
    snapshot, _ = both
    node = quoted("war river", ("body",))
    assert isinstance(node, Phrase)
    assert not isinstance(node, Term)
    assert snapshot.search(Plan(node, facets=())).total > 0
