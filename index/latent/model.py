"""Latent semantic analysis of an archive: the model, how it is trained, and the vectors that it gives to records.

A record is a row of weights, one a stem t, of length 1 (stop words have none):

    w(t, d) = idf(t) * sqrt(burst(t)) * tf / (1 + tf)        tf, idf and burst as in `search.scoring`

The leading right singular vectors V of the matrix of all rows (Deerwester et al., "Indexing by latent semantic
analysis", JASIS 1990) take every row to a short vector; records that speak of one thing in different words come out
alike. Everything that a vector depends on beside its record is in the model: records that come later are *folded in*
with the same V, weights and average lengths, so a record has the same vector whenever it is made.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, pairwise, repeat

import numpy as np

from index.columnar.arrays import Blob, SegmentArrays
from index.columnar.pack import Array, Pack
from index.columnar.strings import Strings, texts
from index.latent.occurrences import Averages, Occurrences, average_lengths, blocks, words_of
from index.latent.sparse import Sparse, right_singular_vectors, stacked
from index.stopwords import STOP_WORDS

DIMENSIONS = 96
MOST_RECORDS = 20_000
"""Records that a model is trained on, at most; those of the lowest content hash, however they lie in segments."""
MOST_WORDS = 8_000_000
"""Words of those, which bounds time and memory."""
_FEW = 2_000
"""Stems up to which each is looked for by itself."""
_LARGEST = 127
_STOP_WORDS = frozenset(word.encode("utf-8") for word in STOP_WORDS)

Live = tuple[SegmentArrays, Array]
"""A segment and its live document numbers, rising."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Of each record its vector in whole numbers, a row, and how long that is."""

    values: Array
    norms: Array


def joined(parts: Sequence[Vectors]) -> Vectors:
    """Vectors of several groups of records, one after the other."""
    return Vectors(np.concatenate([part.values for part in parts]), np.concatenate([part.norms for part in parts]))


class Model:
    """A trained model, read where it lies in its pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.id: str = pack.meta["model"]
        self.documents: int = pack.meta["documents"]
        self.averages: Averages = pack.meta["averages"]
        self.weights = pack["weights"]
        self.matrix = pack["matrix"]
        self._stems = Blob(pack["term_bytes"], pack["term_offsets"])

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        return {self._stems[number]: number for number in range(len(self._stems))}

    def number(self, stem: bytes) -> int:
        """The number of a stem, -1 when the model does not know it."""
        found = self._stems.left(stem, 0, len(self._stems))
        return found if found < len(self._stems) and self._stems[found] == stem else -1

    def numbers(self, stems: Sequence[bytes]) -> Array:
        """The same for many."""
        if len(stems) <= _FEW:
            return np.array([self.number(stem) for stem in stems], dtype=np.int64)
        return np.fromiter(map(self._numbers.get, stems, repeat(-1)), dtype=np.int64, count=len(stems))

    def fold_in(self, arrays: SegmentArrays) -> Vectors:
        """The vectors of all records of a segment."""
        numbers = self.numbers(stems_of(arrays))
        known = np.flatnonzero(numbers >= 0)
        columns = np.full(numbers.size, -1, dtype=np.int32)
        columns[known] = np.arange(known.size, dtype=np.int32)
        occurrences = Occurrences(arrays, columns)
        weights, matrix = (values[numbers[known]].astype(np.float32) for values in (self.weights, self.matrix))
        parts = [_whole(np.empty((0, matrix.shape[1]), dtype=np.float32))]
        for docs in blocks(arrays):
            found, _ = occurrences.of(docs, self.averages)
            rows = _saturated(found).scaled(weights)
            parts.append(_whole(rows.dot(matrix)))
        return joined(parts)


def stems_of(arrays: SegmentArrays) -> list[bytes]:
    """The stems of a segment's groups, in their order."""
    if "group_offsets" not in arrays.terms:
        return []
    data, ends = arrays.terms["group_bytes"].tobytes(), arrays.terms["group_offsets"].tolist()
    return [data[first:end] for first, end in pairwise(ends)]


def _saturated(found: Sparse) -> Sparse:
    return Sparse(found.starts, found.columns, found.values / (1 + found.values), found.width)


def _whole(vectors: Array) -> Vectors:
    """Vectors as whole numbers of one byte, each by its largest value."""
    largest = np.abs(vectors).max(axis=1, initial=0.0, keepdims=True)
    values = np.rint(vectors * (_LARGEST / np.maximum(largest, 1e-30))).astype(np.int8)
    values[largest[:, 0] <= 1e-9] = 0
    norms = np.sqrt(np.square(values.astype(np.float32)).sum(axis=1))
    return Vectors(values, norms.astype(np.float32))


def train(segments: Sequence[Live]) -> tuple[dict[str, Array], dict[str, object]]:
    """The arrays and the meta of the pack of a new model of all these records, or of a sample of them."""
    chosen = [(arrays, docs) for arrays, docs in _sample(segments) if docs.size]
    averages = average_lengths(np.concatenate([arrays.docs["lengths"][:, docs] for arrays, docs in chosen], axis=1))
    known, matrix, mass = _rows(chosen, averages)
    having = np.bincount(matrix.columns, minlength=len(known))
    idf = np.log(1 + (matrix.height - having + 0.5) / (having + 0.5))
    weights = (idf * np.sqrt((1 + mass) / np.maximum(having, 1))).astype(np.float32)
    vectors = right_singular_vectors(matrix.scaled(weights), DIMENSIONS)
    arrays_of = {**texts("term", known), "weights": weights, "matrix": vectors.astype(np.float16)}
    documents = sum(int(live.size) for _, live in segments)
    return arrays_of, {"model": secrets.token_hex(8), "documents": documents, "averages": averages}


def _rows(chosen: Sequence[Live], averages: Averages) -> tuple[list[bytes], Sparse, Array]:
    """The stems of some records, sorted; how often each record has each, a row a record, as `tf / (1 + tf)`; and the
    weighted frequencies of each stem in all of them."""
    found, blobs = [], []
    for arrays, docs in chosen:
        found.append(Occurrences(arrays).of(docs, averages))
        if "group_bytes" in arrays.terms:
            blobs.append((arrays.terms["group_bytes"], arrays.terms["group_offsets"]))
        arrays.terms.release()
    stems = Strings.joined(blobs)
    there = np.flatnonzero(np.concatenate([mass > 0 for _, mass in found]))
    first, numbers = stems.take(there).numbered()
    names = stems.take(there[first]).as_list()
    spoken = np.array([name not in _STOP_WORDS for name in names], dtype=bool)
    columns = np.full(len(stems), -1, dtype=np.int64)
    columns[there] = np.where(spoken, np.cumsum(spoken) - 1, -1)[numbers]
    known = list(compress(names, spoken))
    parts, total, begin = [], np.zeros(len(known)), 0
    for rows, mass in found:
        own = columns[begin : begin + mass.size]
        parts.append(_saturated(rows).kept(own, len(known)))
        np.add.at(total, own[own >= 0], mass[own >= 0])
        begin += mass.size
    return known, stacked(parts), total


def _sample(segments: Sequence[Live]) -> list[Live]:
    """The records to train on."""
    hashes = [arrays.docs["content_hash"][live, :8].copy().view(">u8").reshape(-1) for arrays, live in segments]
    words = np.concatenate([words_of(arrays)[live] for arrays, live in segments])
    order = np.argsort(np.concatenate(hashes), kind="stable")[:MOST_RECORDS]
    order = order[: max(int(np.searchsorted(np.cumsum(words[order]), MOST_WORDS, side="right")), 1)]
    taken = np.zeros(words.size, dtype=bool)
    taken[order] = True
    ends = np.cumsum([live.size for _, live in segments]).tolist()
    return [
        (arrays, live[taken[first:end]]) for (arrays, live), first, end in zip(segments, [0, *ends], ends, strict=False)
    ]
