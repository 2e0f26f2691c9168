"""Records and links.

1. A record comes back as it was put: every field, unknown keys, links, accents.
2. `get` takes an id, or another key of the same identity (URL, folded title and date); an unknown key is `not_found`.
3. `find` takes any of several keys: records before stubs, then the lowest id; nothing is None.
4. A link finds its target by id, by URL however it is written, by the identity of a listed record.
5. `linkers` are the records that link to any of the keys, by id; a link to nothing is kept.
"""

from __future__ import annotations

import pytest

from index.errors import Error
from search.engine import Capability, Engine, Snapshot
from search.query import MATCH_ALL
from tests.corpus import BY_ID
from tests.engines import requires
from tests.queries import found

ARTICLE, TARGET, PAGE, OTHER = (BY_ID[f"link-{name}"] for name in ("article", "target", "page", "other"))


def test_a_record_comes_back_as_it_was_put(snapshot: Snapshot) -> None:
    """Property 1."""
    for doc_id, document in BY_ID.items():
        assert snapshot.get(doc_id) == document
    assert snapshot.get("link-other").extra == {"custom": {"desk": ["north", 7]}}
    assert snapshot.get("untitled-1").title_derived


def test_hits_carry_the_whole_record(snapshot: Snapshot) -> None:
    """Property 1."""
    ids = found(snapshot, MATCH_ALL, scored=False, sort="title")
    assert len(ids) == len(BY_ID) == snapshot.generation.documents
    assert set(ids) == set(BY_ID)


@pytest.mark.parametrize("doc_id", ["link-target", "link-page", "facet-2", "sort-a"])
def test_a_record_answers_to_all_its_keys(snapshot: Snapshot, doc_id: str) -> None:
    """Property 2."""
    document = BY_ID[doc_id]
    assert len(document.keys) >= 2
    assert [snapshot.get(key) for key in document.keys] == [document] * len(document.keys)


def test_of_two_records_with_one_key_the_lowest_id_answers(snapshot: Snapshot) -> None:
    """Property 2: "Émigré ledgers" and "emigre ledgers" of one day."""
    shared_key = BY_ID["sort-b"].keys[1]
    assert shared_key == BY_ID["sort-a"].keys[1]
    assert snapshot.get(shared_key) == BY_ID["sort-a"]
    assert snapshot.get("sort-b") == BY_ID["sort-b"]


@pytest.mark.parametrize("key", ["nothing", "", "LINK-TARGET", "https://example.org/target", "x" * 600, "\x00", "é"])
def test_what_is_not_there_is_not_found(snapshot: Snapshot, key: str) -> None:
    """Property 2."""
    with pytest.raises(Error) as refusal:
        snapshot.get(key)
    assert refusal.value.code == "not_found"
    assert refusal.value.hint


def test_find_takes_the_lowest_id_of_any_key(engine: Engine) -> None:
    """Property 3."""
    with requires(engine, Capability.LINKS):
        snapshot = engine.snapshot()
        assert snapshot.find(["nothing", "link-target"]) == TARGET
        assert snapshot.find(["link-target", "link-page"]) == PAGE
        assert snapshot.find(BY_ID["sort-b"].keys) == BY_ID["sort-a"]
        assert snapshot.find(["nothing"]) is None
        assert snapshot.find([]) is None


def test_links_find_their_targets(engine: Engine) -> None:
    """Properties 4 and 5."""
    with requires(engine, Capability.LINKS):
        snapshot = engine.snapshot()
        links = snapshot.get("link-article").related
        assert [snapshot.find(link.keys) for link in links] == [TARGET, PAGE, None, None]
        assert links[2].record is not None
        assert links[2].record.title == "A known stub"


def test_linkers(engine: Engine) -> None:
    """Property 5."""
    with requires(engine, Capability.LINKS):
        snapshot = engine.snapshot()
        assert snapshot.linkers(TARGET.keys) == (ARTICLE, OTHER)
        assert snapshot.linkers(PAGE.keys) == (ARTICLE,)
        assert snapshot.linkers(["link-nowhere"]) == (ARTICLE,)
        assert snapshot.linkers([*PAGE.keys, *TARGET.keys]) == (ARTICLE, OTHER)
        assert snapshot.linkers(ARTICLE.keys) == ()
        assert snapshot.linkers([]) == ()
        listed = ARTICLE.related[2].record
        assert listed is not None
        for key in listed.keys:
            assert snapshot.linkers([key]) == (ARTICLE,)
