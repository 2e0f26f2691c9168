"""Words known in part.

1. A prefix stands for the surface terms that begin with it, itself included.
2. A wildcard pattern fits whole terms; `*` is any run of characters, none included.
3. A fuzzy word stands for the terms with its first character within its edits; a swap of neighbours is one edit.
4. An expansion keeps the terms of the highest document frequency, ties by term, and finds what they stand in.
5. The vocabulary is that of the named fields.
6. What fits nothing finds nothing.
"""

from __future__ import annotations

import pytest

from index.schema import DEFAULT_FIELDS
from search.engine import Capability, Engine
from search.query import ExpansionKind
from tests.engines import requires
from tests.queries import expansion, found


@pytest.mark.parametrize(
    ("kind", "pattern", "edits", "terms", "ids"),
    [
        ("prefix", "sanct", 0, ("sanctioned", "sanctions", "sanctuary"), ["1", "2", "3"]),
        ("prefix", "sanctions", 0, ("sanctions",), ["1"]),
        ("prefix", "sanctionsx", 0, (), []),
        ("wildcard", "sanct*n*s", 0, ("sanctions",), ["1"]),
        ("wildcard", "*ctioned", 0, ("sanctioned",), ["2"]),
        ("wildcard", "sanctioned*", 0, ("sanctioned",), ["2"]),
        ("wildcard", "geo*ics", 0, ("geoeconomics", "geopolitics"), ["8"]),
        ("wildcard", "eopoli*", 0, (), []),
        ("wildcard", "geo[pe].*", 0, (), []),
        ("fuzzy", "kharkiv", 0, ("kharkiv",), ["4"]),
        ("fuzzy", "kharkiv", 1, ("kahrkiv", "khariv", "kharkiv", "kharkov"), ["4", "5", "6"]),
        ("fuzzy", "khakriv", 1, ("khariv", "kharkiv"), ["4", "6"]),
        ("fuzzy", "kahrkvi", 1, ("kahrkiv",), ["6"]),
        ("fuzzy", "harkiv", 1, ("harkiv",), ["7"]),
        ("fuzzy", "kharkoff", 2, ("kharkov",), ["5"]),
    ],
)
def test_an_expansion_stands_for_what_fits(
    engine: Engine, kind: ExpansionKind, pattern: str, edits: int, terms: tuple[str, ...], ids: list[str]
) -> None:
    """Properties 1, 2, 3 and 6."""
    with requires(engine, Capability(kind)):
        snapshot = engine.snapshot()
        node = expansion(kind, pattern, edits)
        assert snapshot.expand(node) == terms
        assert sorted(found(snapshot, node)) == [f"part-{number}" for number in ids]


def test_the_most_frequent_terms_are_kept(engine: Engine) -> None:
    """Property 4."""
    with requires(engine, Capability.PREFIX):
        snapshot = engine.snapshot()
        kept = snapshot.expand(expansion("prefix", "l"))
        frequency = {term: snapshot.document_frequency(term, DEFAULT_FIELDS) for term in kept}
        assert kept[0] == "ledger"
        assert list(kept) == sorted(kept, key=lambda term: (-frequency[term], term))


def test_an_expansion_sees_only_its_fields(engine: Engine) -> None:
    """Property 5."""
    with requires(engine, Capability.PREFIX):
        snapshot = engine.snapshot()
        assert snapshot.expand(expansion("prefix", "ann", fields=("authors",))) == ("anna",)
        assert found(snapshot, expansion("prefix", "ann", fields=("authors",))) == ["phrase-7"]
        assert snapshot.expand(expansion("prefix", "pod", fields=("type",))) == ("podcast",)
        assert snapshot.expand(expansion("prefix", "pod")) == ()
        assert snapshot.expand(expansion("prefix", "pod", fields=())) == ()
