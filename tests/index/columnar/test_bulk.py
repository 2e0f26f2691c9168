"""A segment made at once from many records holds what `tokenize` gives place by place, for every field and record."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import LIST_BREAK, tokenize
from index.columnar.arrays import SegmentArrays
from index.columnar.bulk import Bulk
from index.columnar.layout import GROUPED, KINDS
from index.columnar.pack import pack
from index.columnar.records import prepared
from index.document import Document, from_record
from index.languages import DEFAULT, stem, stemmed_as
from index.schema import FACETS, FIELD, LANGUAGE_FIELDS, interval
from index.stored import decode_record, sort_title
from tests.index.columnar.packs import arrays_of
from tests.of_record import facet_values, texts

WORDS = (
    *"war wars AIDS aids aid ISIS-K Isis isi COVID-19 O'Brien U.S. US us it ITS R&D twenty-first-century 1,000".split(),
    *"(Multi-Task), AIDS-like A-B a--b “IT”, ‘U.S.’. [C++]; (F-16)?! 'tis -- C#: e.g.), *us* x_ 3.5-4.".split(),
    *"$k$-means /1/2/ AT&T& $x C#_ ~~".split(),
    *"universities university l'Europe Ça naïve 北京大学 ไทย the of - ... (see) F-16.".split(),
    *("(WA) war aids", "war and aid (WAA)", "WaX (War Xi)", "the War Aid (WA)"),
    *"\u0130stanbul ß Ａ\u0308 a\u0301".split(),
)
text = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map(" ".join)
record = st.fixed_dictionaries(
    {"title": text.map(lambda value: value + " x"), "summary": text, "body": text},
    optional={
        "authors": st.lists(text, max_size=9),
        "topics": st.lists(st.sampled_from(("Peace", "War Crimes", "É")), max_size=3),
        "date": st.sampled_from(("2024", "2024-03", "1999-12-31")),
        "type": st.sampled_from(("Report", "Q&A")),
        "kind": st.sampled_from(KINDS),
        "language": st.sampled_from(("en", "fr", "de-AT", "ja")),
        "related": st.lists(st.sampled_from(("a", "b", "https://example.org/x")), max_size=3),
    },
)


def documents_of(records: list[dict[str, object]]) -> list[Document]:
    return [from_record({**values, "id": f"r{place}"}) for place, values in enumerate(records)]


Inverted = dict[str, dict[int, list[int]]]


def inverted(documents: list[Document], name: str) -> Inverted:
    """What an index field holds."""
    found: Inverted = defaultdict(lambda: defaultdict(list))
    field, language = LANGUAGE_FIELDS.get(name, (name, DEFAULT))
    for number, document in enumerate(documents):
        if FIELD[field].spoken and stemmed_as(document.language) != language:
            continue
        for token in tokenize(texts(document)[field]):
            for term in token.surfaces:
                found[term][number].append(token.position)
    return found


def postings(arrays: SegmentArrays, entry: int) -> dict[int, list[int]]:
    docs, freqs = arrays.postings(entry)
    places = iter(arrays.places(entry).tolist())
    return {doc: [next(places) for _ in range(freq)] for doc, freq in zip(docs.tolist(), freqs.tolist(), strict=True)}


@settings(max_examples=150, deadline=None)
@given(st.lists(record, max_size=6))
def test_postings_are_what_tokenize_gives(records: list[dict[str, object]]) -> None:
    documents = documents_of(records)
    arrays = arrays_of(documents)
    for name in (*FIELD, *LANGUAGE_FIELDS):
        first, end = arrays.entries(name)
        found = {str(arrays.term(entry), "utf-8"): postings(arrays, entry) for entry in range(first, end)}
        assert found == inverted(documents, name)
        terms = [arrays.term(entry) for entry in range(first, end)]
        assert terms == sorted(set(terms))
        for entry, term in enumerate(terms, first):
            assert arrays.entry(name, term) == entry


@settings(max_examples=100, deadline=None)
@given(st.lists(record, max_size=6))
def test_a_group_is_every_entry_of_a_stem_and_one_slice(records: list[dict[str, object]]) -> None:
    documents = documents_of(records)
    arrays = arrays_of(documents)
    expected: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    for slot, field in enumerate(GROUPED):
        for term in inverted(documents, field):
            expected[stem(term, LANGUAGE_FIELDS.get(field, ("", DEFAULT))[1])].append((slot, term.encode("utf-8")))
    grouped = 0
    for name, members in expected.items():
        entries = arrays.group(name.encode("utf-8")).tolist()
        fields = {field: arrays.entries(field) for field in GROUPED}
        slots = [next(slot for slot, f in enumerate(GROUPED) if fields[f][0] <= e < fields[f][1]) for e in entries]
        assert [(slot, arrays.term(entry)) for slot, entry in zip(slots, entries, strict=True)] == sorted(members)
        slices = [arrays.slice_of(entry) for entry in entries]
        assert all(left.stop == right.start for left, right in pairwise(slices))
        grouped += len(entries)
    assert grouped == sum(arrays.entries(field)[1] - arrays.entries(field)[0] for field in GROUPED)
    assert arrays.group(b"\xff").size == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(record, max_size=6))
def test_records_and_columns(records: list[dict[str, object]]) -> None:
    documents = documents_of(records)
    arrays = arrays_of(documents)
    docs = arrays.docs
    assert arrays.count == len(documents)
    for number, document in enumerate(documents):
        assert decode_record(arrays.records.read([number])[0]) == document
        assert arrays.text("id", number) == document.id
        assert arrays.text("title", number) == sort_title(document.title)
        assert (docs["first_day"][number], docs["last_day"][number]) == interval(document)
        assert KINDS[docs["kind"][number]] == document.kind
        assert docs["content_hash"][number].tobytes().hex() == document.content_hash
        for name in FACETS:
            size = docs[f"facet_{name}_hash"].size
            row = [value for value in docs[f"facet_{name}_rows"][number].tolist() if value < size]
            row += docs[f"facet_{name}_more_values"][docs[f"facet_{name}_more_docs"] == number].tolist()
            assert tuple(arrays.text(f"facet_{name}", value) for value in row) == facet_values(document)[name]
    keys = [(sort_title(document.title), document.id) for document in documents]
    assert [keys[number] for number in docs["title_rank"].argsort()] == sorted(keys)


@settings(max_examples=50, deadline=None)
@given(st.lists(record, max_size=5))
def test_what_either_process_may_work_out_changes_no_byte(records: list[dict[str, object]]) -> None:
    plain = prepared(documents_of(records))
    sent = plain.with_acronyms().with_columns()
    assert not sent.facets, "in place of which the columns are sent"
    here, there = (Bulk().segment_of_prepared(each) for each in (plain, sent))
    assert b"".join(pack(here.docs, here.docs_meta)) == b"".join(pack(there.docs, there.docs_meta))
    assert b"".join(pack(here.terms, here.terms_meta)) == b"".join(pack(there.terms, there.terms_meta))


def test_lengths_count_words_and_no_gaps() -> None:
    document = from_record({"id": "a", "title": "One two-three", "authors": ["Ann Lee", "Bo"], "topics": ["x"]})
    arrays = arrays_of([document])
    lengths = dict(zip(arrays.docs.meta["length_fields"], arrays.docs["lengths"][:, 0].tolist(), strict=True))
    assert (lengths["title"], lengths["authors"], lengths["topics"], lengths["body"]) == (3, 3, 1, 0)
    assert LIST_BREAK in texts(document)["authors"]


def test_a_text_longer_than_a_piece() -> None:
    body = " ".join(f"word{number % 977} Ünï-{number % 13}" for number in range(40_000)) + "x" * 250_000 + "大" * 300
    documents = [from_record({"id": "a", "title": "t", "body": body})]
    arrays = arrays_of(documents)
    first, end = arrays.entries("body")
    found = {str(arrays.term(entry), "utf-8"): postings(arrays, entry) for entry in range(first, end)}
    assert found == inverted(documents, "body")
