"""The tables of a segment say what its records say; each is compared with what is read of them one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.acronyms import SEPARATOR, letters_of, name_letters, words_of_name
from index.columnar.arrays import SegmentArrays
from index.columnar.layout import facet_hash, name_hash
from index.folding import fold, fold_words
from index.schema import DEFAULT_FIELDS, FACETS
from index.tables import entries, letters
from index.tables.entries import HEAD, MOST_CODES, word_arrays, worth_of
from index.tables.letters import letters_of as letters_of_words
from tests.index.columnar.packs import arrays_of
from tests.index.columnar.test_bulk import WORDS, documents_of, record

Records = list[dict[str, object]]


def rows(arrays: SegmentArrays, kind: str) -> dict[str, set[int]]:
    """The words of a kind of entry, and the records or values that have each."""
    data, offsets, first, items, numbers = (
        arrays.table(f"words_{kind}_{name}") if name else arrays.table(f"entries_{kind}")
        for name in ("bytes", "offsets", "first", "items", "")
    )
    words = [data[start:end].tobytes().decode() for start, end in pairwise(offsets.tolist())]
    assert words == sorted(set(words))
    return {
        word: set(numbers[items[start:end]].tolist())
        for word, (start, end) in zip(words, pairwise(first.tolist()), strict=True)
    }


@given(st.lists(record, min_size=1, max_size=9))
def test_every_word_of_an_entry_finds_it(records: Records) -> None:
    arrays = arrays_of(documents_of(records))
    in_titles: dict[str, set[int]] = {}
    for entry in (entry for name in arrays.fields_of("title") for entry in range(*arrays.entries(name))):
        in_titles.setdefault(str(arrays.term(entry), "utf-8"), set()).update(arrays.postings(entry)[0].tolist())
    assert rows(arrays, "title") == in_titles
    for name in FACETS:
        found: dict[str, set[int]] = defaultdict(set)
        for number, text in enumerate(arrays.texts(f"facet_{name}")):
            for word in fold_words(text).split():
                found[word].add(number)
        assert rows(arrays, name) == found


@given(st.lists(record, min_size=1, max_size=9))
def test_entries_are_ranked_by_what_their_uses_are_worth(records: Records) -> None:
    arrays = arrays_of(documents_of(records))
    of_records = worth_of(arrays.docs["first_day"]).tolist()
    for name in FACETS:
        uses: Counter[int] = Counter()
        worth: dict[int, float] = defaultdict(float)
        for doc, value in zip(*(part.tolist() for part in arrays.facet_pairs(name)), strict=True):
            uses[value] += 1
            worth[value] += of_records[doc]
        size = arrays.count_of(f"facet_{name}")
        assert arrays.table(f"uses_{name}").tolist() == [uses[value] for value in range(size)]
        assert arrays.table(f"worth_{name}").tolist() == pytest.approx([worth[value] for value in range(size)])
        ranked = arrays.table(f"worth_{name}")[arrays.table(f"entries_{name}")].tolist()
        assert ranked == sorted(ranked, reverse=True)
        hashes = [facet_hash(text) for text in arrays.texts(f"facet_{name}")]
        assert arrays.table(f"hashes_{name}").tolist() == sorted(hashes)
        assert [hashes[value] for value in arrays.table(f"hashed_{name}").tolist()] == sorted(hashes)
    docs = arrays.table("entries_title")
    assert sorted(docs.tolist()) == list(range(arrays.count))
    assert [of_records[doc] for doc in docs.tolist()] == sorted(of_records, reverse=True)
    in_order = docs[arrays.table("title_order")].tolist()
    assert arrays.docs["title_rank"][in_order].tolist() == list(range(arrays.count))


@given(st.lists(record, min_size=1, max_size=9))
def test_the_words_by_letters_are_those_of_the_dictionary(records: Records) -> None:
    arrays = arrays_of(documents_of(records))
    wanted: dict[bytes, set[int]] = defaultdict(set)
    for field in chain.from_iterable(map(arrays.fields_of, DEFAULT_FIELDS)):
        for entry in range(*arrays.entries(field)):
            if all(not char.isascii() or char.isalpha() for char in str(arrays.term(entry), "utf-8")):
                wanted[arrays.term(entry)].add(entry)
    first, numbers, starts = (arrays.table(f"near_{name}") for name in ("first", "entries", "starts"))
    found = [set(numbers[start:end].tolist()) for start, end in pairwise(first.tolist())]
    assert sorted(map(sorted, found)) == sorted(map(sorted, wanted.values()))
    sizes = [len(str(arrays.term(min(own)), "utf-8")) for own in found]
    assert sizes == sorted(sizes)
    for length in range(12):
        assert set(sizes[starts[length] : starts[length + 1]]) <= {length}
    if found:
        own = letters_of_words([arrays.term(min(of_word)) for of_word in found])
        assert arrays.table("near_bags").tolist() == own.bags.tolist()
        assert arrays.table("near_ends").tolist() == own.ends.tolist()


def test_letters_are_the_same_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [word.encode() for word in "a ab ukraine ябпочка été éé".split()]
    whole = letters_of_words(words)
    monkeypatch.setattr(letters, "_BLOCK", 2)
    for one, other in zip(whole, letters_of_words(words), strict=True):
        np.testing.assert_array_equal(one, other)
    assert whole.lengths.tolist() == [1, 2, 7, 7, 3, 2]


@given(st.lists(record, min_size=1, max_size=9))
def test_acronyms_are_found_by_the_letters_of_both_names(records: Records) -> None:
    arrays = arrays_of(documents_of(records))
    wanted: dict[str, set[int]] = defaultdict(set)
    for pair in arrays.texts("acronym"):
        for name in pair.split(SEPARATOR):
            wanted[name_letters(name)].add(name_hash(fold(pair)))
    assert {name: set(arrays.folded_names(name)) for name in wanted} == wanted
    assert arrays.folded_names("no such name") == []


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=4).map(" ".join) | st.text(max_size=130))
def test_the_letters_of_a_name_are_those_of_its_words(name: str) -> None:
    assert name_letters(name) == letters_of(words_of_name(name))


@given(st.sets(st.text("abc\U0001f600é", min_size=1, max_size=11), min_size=1), st.sampled_from((2, MOST_CODES)))
def test_heads_are_the_codes_of_the_first_characters(words: set[str], most: int) -> None:
    known = sorted(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "MOST_CODES", most)
        arrays = word_arrays("any", known, np.ones(len(known), dtype=np.intp), np.arange(len(known)))
    heads = arrays["words_any_heads"].tolist()
    codes = dict(zip(map(chr, arrays["words_any_alphabet"].tolist()), arrays["words_any_codes"].tolist(), strict=True))
    assert 0 < min(codes.values()) <= max(codes.values()) <= most
    spelled = [bytes(codes[char] for char in word[:HEAD]).ljust(HEAD, b"\0") for word in known]
    assert heads == [int.from_bytes(head, "big") for head in spelled]
    assert heads == sorted(heads) or most < MOST_CODES
    assert list(codes.values()) == sorted(codes.values())
