"""Writing and generations.

1. Before anything was written a snapshot is `index_missing`; an archive that was emptied answers with nothing.
2. A writer sees its own changes at once, readers see them after the commit.
3. Leaving the `with` block by an exception publishes nothing since the last commit.
4. Putting a record with a known id replaces it whole; deleting it takes it from every answer.
5. Deleting and putting again gives the state of before, as does any split into commits.
6. Every commit with changes is a new generation with a greater number and another token; one without is none.
7. A snapshot answers from its own generation, however many commits follow.
8. What the writer finds by keys and links is what was put, committed or not.
9. A second writer at the same time is refused with `index_locked`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.document import Document, from_record
from index.errors import Error
from search.engine import Capability, Engine, Snapshot
from search.plan import Plan
from search.query import MATCH_ALL
from tests.corpus import CORPUS, FACETED, LINKED
from tests.engines import fill, requires
from tests.queries import expansion, found, words

ONE = from_record({"id": "one", "title": "Osprey nests", "date": "2020", "authors": ["A. Bee"]})
TWO = from_record({"id": "two", "title": "Osprey chicks", "url": "https://example.org/two"})
ONE_AGAIN = from_record({"id": "one", "title": "Heron nests", "topics": ["Birds"]})


def everything(snapshot: Snapshot) -> list[str]:
    """All ids, sorted."""
    return sorted(found(snapshot, MATCH_ALL, scored=False, sort="newest"))


def test_nothing_was_written_yet(fresh: Engine) -> None:
    """Property 1."""
    with pytest.raises(Error) as refusal:
        fresh.snapshot()
    assert refusal.value.code == "index_missing"
    assert refusal.value.hint


def test_an_emptied_archive_answers_with_nothing(fresh: Engine) -> None:
    """Property 1."""
    fill(fresh, [ONE, TWO])
    fill(fresh, [], deleted=["one", "two"])
    snapshot = fresh.snapshot()
    assert snapshot.generation.documents == 0
    for query in (MATCH_ALL, words("osprey")):
        answer = snapshot.search(Plan(query, facets=(), scored=query is not MATCH_ALL, sort="newest"))
        assert (answer.total, answer.matches) == (0, ())
    with pytest.raises(Error, match="one"):
        snapshot.get("one")
    assert snapshot.document_frequency("osprey", ["title"]) == 0
    with requires(fresh, Capability.FACETS):
        assert [facet.values for facet in snapshot.search(Plan(scored=False, sort="newest")).facets] == [()] * 4
    with requires(fresh, Capability.PREFIX):
        assert snapshot.expand(expansion("prefix", "os")) == ()
    with requires(fresh, Capability.LINKS):
        assert (snapshot.find(TWO.keys), snapshot.linkers(TWO.keys)) == (None, ())


def test_a_writer_sees_its_own_changes(fresh: Engine) -> None:
    """Properties 2 and 8."""
    fill(fresh, [ONE])
    with fresh.writer() as writer:
        assert writer.get("one") == ONE
        writer.put(TWO)
        assert writer.get("two") == TWO
        assert writer.content_hash("two") == TWO.content_hash
        writer.put(ONE_AGAIN)
        assert writer.get("one") == ONE_AGAIN
        assert writer.content_hash("one") == ONE_AGAIN.content_hash != ONE.content_hash
        writer.delete("two")
        assert (writer.get("two"), writer.content_hash("two")) == (None, None)
        writer.delete("never there")
        assert everything(fresh.snapshot()) == ["one"]
        assert fresh.snapshot().get("one") == ONE
        writer.commit()
        assert writer.get("one") == ONE_AGAIN
    assert fresh.snapshot().get("one") == ONE_AGAIN


def test_an_exception_publishes_nothing_since_the_last_commit(fresh: Engine) -> None:
    """Property 3."""
    with pytest.raises(KeyError), fresh.writer() as writer:  # noqa: PT012
        writer.put(ONE)
        writer.commit()
        writer.put(TWO)
        writer.delete("one")
        raise KeyError("in the middle")
    assert everything(fresh.snapshot()) == ["one"]
    fill(fresh, [TWO])
    assert everything(fresh.snapshot()) == ["one", "two"]


def test_a_replaced_record_is_gone(fresh: Engine) -> None:
    """Property 4."""
    fill(fresh, [ONE, TWO])
    fill(fresh, [ONE_AGAIN])
    snapshot = fresh.snapshot()
    assert everything(snapshot) == ["one", "two"]
    assert found(snapshot, words("osprey")) == ["two"]
    assert found(snapshot, words("heron")) == ["one"]
    assert snapshot.document_frequency("osprey", ["title"]) == 1
    assert found(snapshot, MATCH_ALL, scored=False, sort="newest", dates=(1, 10**6)) == []
    with pytest.raises(Error):
        snapshot.get(ONE.keys[1])
    with requires(fresh, Capability.PREFIX):
        assert snapshot.expand(expansion("prefix", "be", fields=("authors",))) == ()
    with requires(fresh, Capability.FACETS):
        facets = snapshot.search(Plan(scored=False, sort="newest")).facets
        assert [[value.value for value in facet.values] for facet in facets] == [[], [], ["Birds"], []]


def test_a_record_put_twice_before_a_commit_is_one(fresh: Engine) -> None:
    """Property 4."""
    fill(fresh, [ONE, ONE_AGAIN, TWO, ONE, ONE_AGAIN])
    snapshot = fresh.snapshot()
    assert everything(snapshot) == ["one", "two"]
    assert snapshot.generation.documents == 2
    assert found(snapshot, words("nest")) == ["one"]
    assert snapshot.get("one") == ONE_AGAIN


def test_a_record_put_and_deleted_in_one_commit_is_not_there(fresh: Engine) -> None:
    """Property 4."""
    fill(fresh, [ONE, TWO], deleted=["one"])
    assert everything(fresh.snapshot()) == ["two"]


def test_deleting_and_putting_again_is_the_identity(fresh: Engine) -> None:
    """Property 5."""
    fill(fresh, CORPUS)
    before = answers(fresh.snapshot())
    gone = CORPUS[10:40]
    fill(fresh, [], deleted=[document.id for document in gone])
    assert answers(fresh.snapshot()) != before
    for start in (20, 0, 10):
        fill(fresh, gone[start : start + 10])
    assert answers(fresh.snapshot()) == before


def answers(snapshot: Snapshot) -> list[object]:
    """Enough of a state to tell it from another: orders with ties, scores rounded, records."""
    queries = [words("ledger"), words("herring"), words("in"), words("us"), words("Malawi")]
    scored = [snapshot.search(Plan(query, facets=(), limit=100)) for query in queries]
    everything = Plan(scored=False, facets=(), limit=100)
    unscored = [snapshot.search(replace(everything, sort=sort)) for sort in ("newest", "title")]
    return [
        [(match.document, round(match.score or 0.0, 6)) for match in answer.matches] for answer in (*scored, *unscored)
    ]


def test_generations(fresh: Engine) -> None:
    """Property 6."""
    numbers = [fill(fresh, [ONE]), fill(fresh, [TWO]), fill(fresh, [], deleted=["one"])]
    assert numbers == sorted(set(numbers))
    last = fresh.snapshot().generation
    assert (last.number, last.documents) == (numbers[-1], 1)
    assert fill(fresh, []) == numbers[-1]
    assert fresh.snapshot().generation == last
    fill(fresh, [ONE])
    newer = fresh.snapshot().generation
    assert newer.number > last.number
    assert newer.token != last.token


def test_a_snapshot_is_pinned(fresh: Engine) -> None:
    """Property 7."""
    fill(fresh, [ONE, *FACETED])
    old = fresh.snapshot()
    generation = old.generation
    before = answers(old)
    for document in (TWO, ONE_AGAIN, *LINKED):
        fill(fresh, [document], deleted=[FACETED[0].id])
    assert old.generation == generation
    assert answers(old) == before
    assert old.get("one") == ONE
    assert found(old, words("osprey")) == ["one"]
    assert old.document_frequency("herring", ["title"]) == 8
    new = fresh.snapshot()
    assert new.get("one") == ONE_AGAIN
    assert found(new, words("osprey")) == ["two"]
    assert new.document_frequency("herring", ["title"]) == 7
    with pytest.raises(Error):
        old.get("two")
    with requires(fresh, Capability.LINKS):
        assert (old.find(["link-target"]), old.linkers(["link-target"])) == (None, ())
    with requires(fresh, Capability.PREFIX):
        assert old.expand(expansion("prefix", "lan")) == ()
    with requires(fresh, Capability.FACETS):
        assert sum(value.count for value in old.search(Plan(scored=False, sort="newest")).facets[3].values) == 7


def test_a_writer_finds_by_keys_and_by_links(fresh: Engine) -> None:
    """Property 8."""
    article, target, page, other = LINKED
    stub = article.related[2].record
    assert stub is not None
    fill(fresh, [article, target])
    with fresh.writer() as writer:
        writer.put(page)
        writer.put(other)
        writer.put(stub)
        assert ids(writer.find(page.keys)) == ["link-page"]
        assert ids(writer.find([target.keys[1]])) == ["link-target"]
        assert ids(writer.find([*page.keys, *target.keys])) == ["link-page", "link-target"]
        assert ids(writer.find(stub.keys)) == ids(writer.stubs(stub.keys)) == [stub.id]
        assert writer.stubs(page.keys) == []
        assert ids(writer.linkers(target.keys)) == ["link-article", "link-other"]
        assert ids(writer.linkers(["link-nowhere"])) == ["link-article"]
        writer.delete("link-article")
        writer.delete("link-target")
        assert ids(writer.linkers(target.keys)) == ["link-other"]
        assert (writer.find(target.keys), writer.find([])) == ([], [])
        assert all(map(writer.may_know, (target.keys, [stub.id])))
        writer.commit()
        assert ids(writer.linkers(target.keys)) == ["link-other"]
    with requires(fresh, Capability.LINKS):
        assert fresh.snapshot().find(stub.keys) == stub


def test_records_come_before_stubs(fresh: Engine) -> None:
    """Property 8: in the reader's `find` and `get`."""
    stub = LINKED[0].related[2].record
    assert stub is not None
    record = from_record({"id": "zzz", "title": "A known stub", "date": "2016"})
    assert set(record.keys) & set(stub.keys)
    assert stub.id < record.id
    fill(fresh, [stub, record])
    snapshot = fresh.snapshot()
    assert snapshot.get(record.keys[1]) == record
    assert snapshot.get(stub.id) == stub
    with requires(fresh, Capability.LINKS):
        assert snapshot.find(stub.keys) == record


def ids(documents: list[Document]) -> list[str]:
    """Their ids."""
    return [document.id for document in documents]


def test_a_second_writer_is_refused(fresh: Engine) -> None:
    """Property 9."""
    with fresh.writer() as writer:
        writer.put(ONE)
        with pytest.raises(Error) as refusal, fresh.writer():
            pass
        assert refusal.value.code == "index_locked"
        assert refusal.value.hint
        writer.commit()
    fill(fresh, [TWO])
    assert everything(fresh.snapshot()) == ["one", "two"]
