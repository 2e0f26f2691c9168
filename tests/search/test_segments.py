"""Bulk reading tells what Whoosh's public way tells, of terms in one posting, in one block and in many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from index.document import from_record
from index.folder import IndexFolder, open_store
from index.settings import Settings
from search import open_engine
from search.segments import lexicon, posting_blocks, posting_values

FIELD = "body_exact"
RECORDS = 300
"""More than two blocks of 128 postings."""


@pytest.fixture(scope="module")
def leaf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The reader of the only segment of an index, some of its records deleted."""
    settings = replace(Settings(), index=tmp_path_factory.mktemp("segments") / "index")
    with open_engine(settings).writer() as writer:
        for number in range(RECORDS):
            common = "common " * (number % 3 + 1)
            some = "some words " if number % 2 else "nothing "
            rare = "rare rare" if number == 200 else "é中"
            writer.put(from_record({"id": f"{number:03}", "title": "A title", "body": f"Body {some}{common}{rare}"}))
        writer.commit()
        for number in (0, 1, 130, 299):
            writer.delete(f"{number:03}")
        writer.commit()
    reader = open_store(IndexFolder(settings.index).store()).reader()
    [(found, _)] = reader.leaf_readers()
    yield found
    reader.close()


TERMS = ("common", "some", "rare", "e", "missing", "中")


@pytest.mark.parametrize("term", TERMS)
def test_postings_are_those_of_the_public_matcher_and_the_deleted_ones(leaf: Any, term: str) -> None:
    deleted = set(leaf.segment().deleted_docs())
    blocks = list(posting_blocks(leaf, FIELD, term))
    found = [pair for ids, weights in blocks for pair in zip(ids, weights, strict=True)]
    public = []
    if (FIELD, term.encode()) in leaf:
        matcher = leaf.postings(FIELD, term)
        while matcher.is_active():
            public.append((matcher.id(), matcher.weight()))
            matcher.next()
    assert [pair for pair in found if pair[0] not in deleted] == public
    assert len(blocks) == (3 if term == "common" else len(blocks))


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("step", [1, 7, 128, 299])
def test_values_are_those_of_the_public_matcher(leaf: Any, term: str, step: int) -> None:
    wanted = [number for number in range(2, RECORDS - 1, step) if number != 130]
    public = []
    if (FIELD, term.encode()) in leaf:
        matcher = leaf.postings(FIELD, term)
        while matcher.is_active():
            if matcher.id() in wanted:
                public.append((matcher.id(), matcher.value()))
            matcher.next()
    assert list(posting_values(leaf, FIELD, term, wanted)) == public


@pytest.mark.parametrize("field", ["body", FIELD, "title_exact", "topics_exact"])
def test_the_lexicon_is_that_of_the_public_reader(leaf: Any, field: str) -> None:
    public = [(term.decode(), info.doc_frequency()) for term, info in leaf.iter_field(field)]
    assert list(lexicon(leaf, field)) == public
