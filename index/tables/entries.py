"""What can be suggested of a segment, and the words by which it is found: titles and the values of facets.

Entries are numbered by what their uses are worth, the most first (their *ranks*), so that of many that fit the first
are known without looking at the others. A use is worth half as much every ten years; only quotients of worths
matter, so what is stored stays true. The words are sorted; the entries of each lie side by side, so a prefix is one
slice. The first characters of a word are one number (`heads`), so many prefixes are looked up at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.ordering import gather, numbered_in_order, sizes_of
from index.columnar.pack import Array
from index.columnar.strings import texts
from index.folding import fold_words
from index.schema import FACETS

Floats = NDArray[np.float64]

HEAD = 8
"""Characters of a word that are one number."""
MOST_CODES = 254
"""Different characters that have a code of their own: 0 stands behind the end of a word, 255 for no known character."""

_LAST = date.max.toordinal()
_DAY = 740_000.0
"""The ordinal of the day, in 2027, on which a use is worth 1; nothing but the scale depends on it."""
_LEAST = 1e-6
"""What a use without a date is worth."""
_HALF_LIFE = 3652.0
"""Days after which a use counts half."""


def worth_of(days: Array) -> Floats:
    """What a use is worth by the first day of its date; 0 for no date."""
    days = np.minimum(days.astype(np.float64), _LAST)  # damaged ones may be any number
    return np.exp2((days - _DAY) / _HALF_LIFE) + _LEAST


def entry_arrays(arrays: SegmentArrays) -> dict[str, Array]:
    """The arrays of titles and of the values of each facet, as `layout.py` tells them."""
    found = _titles(arrays)
    for name in FACETS:
        found |= _values(arrays, name)
    return found


def _titles(arrays: SegmentArrays) -> dict[str, Array]:
    """Titles, by document number; derived ones are no entries, since they have no words."""
    entries = np.concatenate([np.arange(*arrays.entries(name), dtype=np.uint32) for name in arrays.fields_of("title")])
    terms = arrays.terms_of(entries)
    order = sorted(range(len(terms)), key=terms.__getitem__)
    starts, counts = (arrays.terms[f"entry_{what}"][entries[order]].astype(np.int64) for what in ("start", "count"))
    docs = gather(arrays.terms["post_docs"], starts, counts)
    numbers, ranks = _ranked(worth_of(arrays.docs["first_day"]))
    uses: Counter[str] = Counter()  # a word of several languages stands once
    for place, count in zip(order, counts.tolist(), strict=True):
        uses[str(terms[place], "utf-8")] += count
    return {
        "entries_title": numbers,
        "title_order": ranks[np.argsort(arrays.docs["title_rank"])],
        **word_arrays("title", list(uses), np.array(list(uses.values()), dtype=np.int64), ranks[docs]),
    }


def _values(arrays: SegmentArrays, name: str) -> dict[str, Array]:
    """The values of a facet, by ordinal."""
    owners, values = arrays.facet_pairs(name)
    hashes = arrays.docs[f"facet_{name}_hash"]
    worth = np.bincount(values, worth_of(arrays.docs["first_day"])[owners], hashes.size).astype(np.float64)
    numbers, ranks = _ranked(worth)
    of_values = [fold_words(text).split() for text in arrays.texts(f"facet_{name}")]
    words, flat = numbered_in_order(chain.from_iterable(of_values))
    items = np.repeat(ranks, sizes_of(of_values))
    order = np.argsort(hashes, kind="stable")
    return {
        f"entries_{name}": numbers,
        f"worth_{name}": worth,
        f"uses_{name}": np.bincount(values, minlength=hashes.size).astype(np.uint32),
        f"hashes_{name}": hashes[order],
        f"hashed_{name}": order.astype(np.uint32),
        **word_arrays(name, words, np.bincount(flat, minlength=len(words)), items[np.argsort(flat, kind="stable")]),
    }


def _ranked(worth: Floats) -> tuple[Array, Array]:
    """The number of the entry of each rank, and the rank of each entry."""
    numbers = np.argsort(-worth, kind="stable").astype(np.uint32)
    ranks = np.empty_like(numbers)
    ranks[numbers] = np.arange(numbers.size, dtype=np.uint32)
    return numbers, ranks


def word_arrays(kind: str, words: Sequence[str], counts: Array, items: Array) -> dict[str, Array]:
    """Sorted words, and the entries of each, one word after the other."""
    alphabet, codes, heads = _coded(words)
    return {
        **texts(f"words_{kind}", [word.encode("utf-8") for word in words]),
        f"words_{kind}_alphabet": alphabet,
        f"words_{kind}_codes": codes,
        f"words_{kind}_heads": heads,
        f"words_{kind}_first": np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32),
        f"words_{kind}_items": items.astype(np.uint32),
    }


def _coded(words: Sequence[str]) -> tuple[Array, Array, Array]:
    """The different characters of some words, a code of each, rising as they do, and the heads of the words. Where
    there are too many, neighbours share a code, so that all codes are about as frequent; heads rise with the words as
    far as codes are not shared."""
    points = np.frombuffer("".join(words).encode("utf-32-le"), dtype="<u4")
    lengths = sizes_of(words)
    alphabet, places, uses = np.unique(points, return_inverse=True, return_counts=True)
    codes = np.arange(alphabet.size)
    if alphabet.size > MOST_CODES:
        codes = (np.cumsum(uses) - 1) * MOST_CODES // points.size
    codes = (codes + 1).astype(np.uint8)
    heads = np.zeros((len(words), HEAD), dtype=np.uint8)
    starts = np.cumsum(lengths) - lengths
    for column in range(HEAD):
        there = np.flatnonzero(lengths > column)
        heads[there, column] = codes[places[starts[there] + column]]
    return alphabet.astype(np.uint32), codes, heads.view(">u8").ravel().astype(np.uint64)
