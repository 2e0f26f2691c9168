"""What Whoosh's own writers write with the columnar codec is read as what they write with Whoosh's own codec."""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query, sorting
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage, RamStorage, ReadOnlyError

from index.columnar import bulk
from index.columnar.codec import ColumnarCodec, ColumnarSegment
from index.columnar.pack import Pack
from index.columnar.storage import joined, map_pack
from index.document import from_record
from index.stored import encode_record
from index.whoosh_schema import whoosh_schema
from tests.index.columnar.foreign import record, schema, told
from tests.of_record import texts

SEED = 20_261_128
BATCHES = (40, 1, 25)
CODECS = (W3Codec, ColumnarCodec)


def storage_of(kind: str, folder: Path) -> Any:
    return RamStorage() if kind == "memory" else FileStorage(folder, supports_mmap=kind == "mapped").create()


def same(indexes: list[Any], scenes: str) -> dict[str, Any]:
    """What the readers of the indexes tell, which is the same."""
    found = []
    for index in indexes:
        with index.reader() as reader:
            found.append(told(reader))
    stock, ours = found
    assert stock.keys() == ours.keys(), scenes
    for key, value in stock.items():
        assert ours[key] == value, (scenes, key)
    return ours


@pytest.mark.parametrize("kind", ["memory", "mapped", "files"])
def test_segments_deletions_and_merges_are_those_of_stock(kind: str, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    draw = random.Random(SEED)
    indexes = [storage_of(kind, tmp_path / codec.__name__).create_index(schema()) for codec in CODECS]
    start = 0
    for size in BATCHES:
        records = [record(draw, number) for number in range(start, start + size)]
        start += size
        for index, codec in zip(indexes, CODECS, strict=True):
            writer = index.writer(codec=codec())
            for values in records:
                writer.add_document(**values)
            writer.commit(merge=False)
        same(indexes, f"after {start}")
    gone = [f"r{number}" for number in draw.sample(range(start), 20)]
    for index, codec in zip(indexes, CODECS, strict=True):
        writer = index.writer(codec=codec())
        for name in gone:
            writer.delete_by_term("ident", name)
        writer.update_document(ident="r1", title="another river", number=5)
        writer.commit(merge=False)
    same(indexes, "deleted")
    for index, codec in zip(indexes, CODECS, strict=True):
        index.writer(codec=codec()).commit(optimize=True)
    merged = same(indexes, "merged")
    segments = indexes[1]._segments()
    assert [type(segment) for segment in segments] == [ColumnarSegment]
    assert merged["counts"] == (start - 20 + ("r1" in gone), start - 20 + ("r1" in gone), False)


def test_segments_of_both_codecs_lie_and_merge_together(tmp_path: Path) -> None:
    draw = random.Random(SEED + 1)
    records = [record(draw, number) for number in range(30)]
    indexes = []
    for name, codecs in (("stock", (W3Codec, W3Codec)), ("mixed", (W3Codec, ColumnarCodec))):
        index = FileStorage(tmp_path / name).create().create_index(schema())
        for half, codec in zip((records[:15], records[15:]), codecs, strict=True):
            writer = index.writer(codec=codec())
            for values in half:
                writer.add_document(**values)
            writer.commit(merge=False)
        indexes.append(index)
    same(indexes, "mixed")
    for index in indexes:
        index.writer(codec=ColumnarCodec() if index is indexes[1] else None).commit(optimize=True)
    same(indexes, "merged")


def archive_index(folder: Path) -> tuple[Any, list[Any]]:
    """An archive's records, written through Whoosh's writer."""
    draw = random.Random(SEED + 2)
    words = ("river", "rivers", "peace", "O'Brien", "twenty-first-century", "AIDS", "aid", "Ünïon", "大学")
    documents = [
        from_record(
            {
                "id": f"r{number}",
                "title": " ".join(draw.choice(words) for _ in range(5)),
                "body": " ".join(draw.choice(words) for _ in range(draw.randint(0, 80))),
                "authors": [draw.choice(words) for _ in range(number % 3)],
                "topics": [draw.choice(words)],
            }
        )
        for number in range(70)
    ]
    index = FileStorage(folder).create().create_index(whoosh_schema())
    with index.writer(codec=ColumnarCodec()) as writer:
        for document in documents:
            writer.add_document(
                id=(document.id,), keys=document.keys, record=encode_record(document), **texts(document)
            )
    return index, documents


def test_bulk_arrays_are_those_of_whooshs_writer_bit_for_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "GROUPED", ())
    index, documents = archive_index(tmp_path)
    made = bulk.segment_of(documents)
    [segment] = index._segments()
    written = joined(*(map_pack(tmp_path / f"{segment.segment_id()}{end}") for end in (".terms", ".docs")))
    assert written.terms.meta == made.terms_meta
    assert list(written.terms) == list(made.terms)
    for name, array in made.terms.items():
        found = written.terms[name]
        assert (found.dtype, found.shape, found.tobytes()) == (array.dtype, array.shape, array.tobytes()), name
    assert {row["values"] for row in made.terms_meta["fields"].values()} == {"places", "none"}


def names(storage: Any) -> set[str]:
    return {name for name in storage.list() if not name.endswith(("LOCK", ".toc"))}


@pytest.mark.parametrize("kind", ["memory", "mapped"])
def test_a_cancelled_or_idle_writer_leaves_no_file(kind: str, tmp_path: Path) -> None:
    storage = storage_of(kind, tmp_path)
    index = storage.create_index(schema())
    writer = index.writer(codec=ColumnarCodec())
    writer.add_document(ident="a", title="river")
    assert names(storage) <= {"MAIN.tmp"}
    writer.cancel()
    assert names(storage) == set()
    index.writer(codec=ColumnarCodec()).commit()
    assert names(storage) == set()
    with index.writer(codec=ColumnarCodec()) as writer:
        writer.add_document(free=1)
    assert {name.rpartition(".")[2] for name in names(storage)} == {"docs", "terms"}
    with index.reader() as reader:
        assert list(reader.all_stored_fields()) == [{"free": 1}]


def test_a_column_is_added_to_a_segment_and_merged_into_the_next(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path).create()
    index = storage.create_index(fields.Schema(a=fields.ID(stored=True), n=fields.NUMERIC))
    with index.writer(codec=ColumnarCodec()) as writer:
        for number in (5, 3, 8):
            writer.add_document(a=str(number), n=number)
    with index.reader() as reader:
        assert not reader.has_column("n")
    with index.writer(codec=ColumnarCodec()) as writer:
        sorting.add_sortable(writer, "n", sorting.FieldFacet("n"))
        writer.merge = False
    assert any(name.endswith(".n.col") for name in names(storage))
    for optimize in (False, True):
        index.writer(codec=ColumnarCodec()).commit(optimize=optimize, merge=False)
        with index.searcher() as searcher:
            assert list(searcher.reader().column_reader("n")) == [5, 3, 8]
            assert [hit["a"] for hit in searcher.search(query.Every(), sortedby="n")] == ["3", "5", "8"]
    assert not any(name.endswith(".col") for name in names(storage))


def test_a_record_that_is_refused_leaves_nothing_in_columns(tmp_path: Path) -> None:
    index = (
        FileStorage(tmp_path)
        .create()
        .create_index(
            fields.Schema(
                a=fields.ID(sortable=True, stored=True), n=fields.NUMERIC(sortable=True), z=fields.ID(sortable=True)
            )
        )
    )
    with index.writer(codec=ColumnarCodec()) as writer:
        for number in range(6):
            writer.add_document(a=f"a{number}", n=number, z="z")
            with pytest.raises(ValueError, match="none"):
                writer.add_document(a="refused", n="none", z="refused")
    with index.reader() as reader:
        assert [fields["a"] for fields in reader.all_stored_fields()] == [f"a{number}" for number in range(6)]
        assert list(reader.column_reader("a")) == [f"a{number}" for number in range(6)]
        assert list(reader.column_reader("n")) == list(range(6))
        assert list(reader.column_reader("z")) == ["z"] * 6


def test_a_record_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    index = FileStorage(tmp_path).create().create_index(schema())
    writer = index.writer(codec=ColumnarCodec())
    writer.add_document(ident="a", body="river", blob=b"x")
    with pytest.raises(TypeError):
        writer.add_document(ident="b", body="river peace", blob=5)
    writer.commit()
    with index.searcher() as searcher:
        assert [hit["ident"] for hit in searcher.search(query.Term("body", "river"))] == ["a"]
        assert list(searcher.reader().lexicon("body")) == [b"river"]


def test_a_segment_that_goes_to_another_process_has_its_records_in_a_file(tmp_path: Path) -> None:
    storage, codec = FileStorage(tmp_path).create(), ColumnarCodec()
    segment = codec.new_segment(storage, "MAIN")
    writer = codec.per_document_writer(storage, segment)
    writer.start_doc(0)
    writer.add_field("a", fields.STORED(), "x", 0)
    writer.finish_doc()
    writer.close()
    assert codec.per_document_reader(storage, segment).stored_fields(0) == {"a": "x"}
    assert names(storage) == set()
    other = pickle.loads(pickle.dumps(segment))  # noqa: S301 - made here
    assert len(names(storage)) == 1
    assert codec.per_document_reader(storage, other).stored_fields(0) == {"a": "x"}
    assert other.doc_count_all() == 1


def test_misuse_is_told(tmp_path: Path) -> None:
    storage, codec = FileStorage(tmp_path).create(), ColumnarCodec()
    segment = codec.new_segment(storage, "MAIN")
    writer = codec.per_document_writer(storage, segment)
    with pytest.raises(ValueError, match="no record"):
        writer.add_field("a", fields.STORED(), "x", 0)
    with pytest.raises(ValueError, match="record 1 begins"):
        writer.start_doc(1)
    with pytest.raises(ValueError, match="no field"):
        codec.field_writer(storage, segment).start_term(b"x")
    writer.start_doc(0)
    writer.close()
    docs = codec.per_document_reader(storage, segment)
    assert docs.doc_count() == 0
    with pytest.raises(LookupError):
        docs.vector(0, "a", None)
    storage.readonly = True
    with pytest.raises(ReadOnlyError):
        segment.write_documents()


def test_packs_of_foreign_schemas_are_whole(tmp_path: Path) -> None:
    draw = random.Random(SEED + 3)
    index = FileStorage(tmp_path).create().create_index(schema())
    with index.writer(codec=ColumnarCodec()) as writer:
        for number in range(20):
            writer.add_document(**record(draw, number))
    docs, terms = sorted(path for path in tmp_path.iterdir() if path.suffix in (".terms", ".docs"))
    assert [Pack(path.read_bytes()).verify() for path in (docs, terms)] == [[], []]
    kinds = {name: row["values"] for name, row in Pack(terms.read_bytes()).meta["fields"].items()}
    assert [kinds[name] for name in ("body", "heavy", "chars", "plain", "ident", "odd")] == (
        ["places", "bytes", "bytes", "none", "none", "bytes"]
    )
