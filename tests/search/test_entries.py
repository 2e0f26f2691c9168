"""Entries over several segments with deletions: the order is that of what the uses of each are worth in all of them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import published
from index.document import Document, from_record
from index.folding import fold_words
from index.schema import interval
from index.tables import entries
from index.tables.entries import word_arrays, worth_of
from search.embedded import EmbeddedEngine
from search.typed import WordTable
from tests.engines import fill, settings_at
from tests.oracle import typing_errors

_NAMES = ("Mira Abel", "Mirko Abel", "Abel Mir", "Ann Mirza", "Mir Ana", "Bo Abelson")
_record = st.fixed_dictionaries(
    {"title": st.sampled_from(_NAMES), "authors": st.lists(st.sampled_from(_NAMES), max_size=4, unique=True)},
    optional={"date": st.sampled_from(("1980", "2001", "2020", "2024"))},
)


def errors_in(words: list[str], text: str) -> int:
    """The most typos in a word of those that text has; many where it has not all of them."""
    return max(min(typing_errors(part, word) for word in fold_words(text).split()) for part in words)


def worth(document: Document) -> float:
    return float(worth_of(np.array(interval(document)[0])))


@given(
    st.lists(st.lists(_record, min_size=1, max_size=5), min_size=1, max_size=4),
    st.sets(st.integers(0, 19)),
    st.sampled_from(("mir", "abel", "a", "mir abel", "abelsom", "mirkp a")),
    st.integers(1, 6),
    st.integers(0, 2),
)
def test_the_order_is_that_of_all_live_uses(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[list[dict[str, object]]],
    dead: set[int],
    asked: str,
    limit: int,
    most: int,
) -> None:
    engine = EmbeddedEngine(settings_at(tmp_path_factory.mktemp("entries")))
    records: list[Document] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "to_merge", lambda _: [])
        for batch in batches:
            fresh = [from_record({**row, "id": f"r{len(records) + place}"}) for place, row in enumerate(batch)]
            records += fresh
            fill(engine, fresh)
        fill(engine, [], deleted=[document.id for place, document in enumerate(records) if place in dead])
    live = {document.id: document for place, document in enumerate(records) if place not in dead}
    words = asked.split()
    worths: dict[str, float] = defaultdict(float)
    for document in live.values():
        for author in document.authors:
            worths[author.name] += worth(document)
    wanted = sorted((errors_in(words, name), -worths[name]) for name in worths if errors_in(words, name) <= most)
    names = engine.snapshot().complete("author", words, limit, most)
    assert len({row.text for row in names}) == len(names)
    found = [(errors_in(words, row.text), -worths[row.text]) for row in names]
    assert found == [pytest.approx(pair) for pair in wanted[:limit]]

    wanted_titles = sorted(
        (errors, bool(errors) or not fold_words(document.title).startswith(asked), -worth(document))
        for document in live.values()
        if (errors := errors_in(words, document.title)) <= most
    )
    titles = [row.document for row in engine.snapshot().complete("title", words, limit, most) if row.document]
    assert [document.id in live for document in titles] == [True] * len(titles)
    found_titles = [
        (errors, bool(errors) or not fold_words(document.title).startswith(asked), -worth(document))
        for document in titles
        if (errors := errors_in(words, document.title)) is not None
    ]
    assert found_titles == [pytest.approx(row) for row in wanted_titles[:limit]]


@given(
    st.sets(st.text("abcdeя😀", min_size=1, max_size=11), min_size=1, max_size=40),
    st.text("abcdeя😀", min_size=1, max_size=11),
    st.sampled_from((1, 2, entries.MOST_CODES)),
)
def test_words_are_found_where_characters_share_codes_too(words: set[str], prefix: str, most: int) -> None:
    known = sorted(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "MOST_CODES", most)
        arrays = word_arrays("any", known, np.ones(len(known), dtype=np.intp), np.arange(len(known)))
        table = WordTable(arrays.__getitem__, "any")
        found = [set(table.near(prefix, errors).tolist()) for errors in range(3)]
    assert set(table.beginning(prefix).tolist()) == {n for n, word in enumerate(known) if word.startswith(prefix)}
    wanted = [{n for n, word in enumerate(known) if typing_errors(prefix, word) <= errors} for errors in range(3)]
    assert found[:2] == wanted[:2]
    assert wanted[1] <= found[2] <= wanted[2]
