"""Sparse matrices by rows, in NumPy alone, and the leading singular vectors of one.

The decomposition is the randomised one of Halko, Martinsson and Tropp ("Finding structure with randomness", SIAM
Review 2011, algorithms 4.4 and 5.1): a random sample of the range, sharpened by power iterations, and a small exact
problem inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from index.columnar.pack import Array

_OVERSAMPLING = 20
_ITERATIONS, _OF_MANY = 6, 2
_MANY = 1 << 19
"""Power iterations, and of a matrix of more values than that: more of them bring the vectors nearer to the exact ones,
but what a large archive is about shows in fewer."""
_SEED = 7
_DEPENDENT = 1e-12
"""What is left of a column beside the largest, squared, when it depends on the others."""

_TOGETHER = 1 << 12
"""Values of rows of one size that are multiplied at once: what they are multiplied with stays in the cache."""
_ROWS = 1 << 12
"""Rows of a tall matrix that are multiplied at once, since all of it in twice the precision is as large as all else."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sparse:
    """The values of row i are those from `starts[i]` to `starts[i + 1]`, each in one of `width` columns."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    width: int

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.starts.size) - 1

    @property
    def rows(self) -> NDArray[np.int32]:
        """The row of each value."""
        return np.repeat(np.arange(self.height, dtype=np.int32), np.diff(self.starts))

    def dot(self, dense: Array) -> Matrix:
        """The product with a matrix of `width` rows."""
        product = np.zeros((self.height, dense.shape[1]), dtype=np.float32)
        sizes = np.diff(self.starts)
        order = np.argsort(sizes, kind="stable")
        ends = np.cumsum(np.bincount(sizes)).tolist()
        chosen = np.empty((max(_TOGETHER, len(ends)), dense.shape[1]), dtype=dense.dtype)  # the same memory each time
        for size, (first, end) in enumerate(pairwise(ends), 1):
            together = max(_TOGETHER // size, 1)
            for at in range(first, end, together):
                rows = order[at : min(at + together, end)]
                where = self.starts[rows, np.newaxis] + np.arange(size)
                some = chosen[: where.size].reshape(*where.shape, -1)
                dense.take(self.columns[where], axis=0, out=some, mode="clip")  # "raise" would copy once more
                # einsum, not BLAS, whose threads would meet at each of these many small products
                product[rows] = np.einsum("ri,rij->rj", self.values[where], some)
        return product

    def transposed(self) -> Sparse:
        """Columns for rows."""
        order = np.argsort(self.columns, kind="stable")
        return sparse(self.columns[order], self.rows[order], self.values[order], self.width, self.height)

    def kept(self, columns: Array, width: int) -> Sparse:
        """With column i as column `columns[i]`, without those that become -1."""
        renumbered = columns[self.columns]
        there = renumbered >= 0
        return sparse(self.rows[there], renumbered[there], self.values[there], self.height, width)

    def scaled(self, by_column: Array) -> Sparse:
        """Every value times that of its column, every row then of length 1."""
        values = self.values * by_column[self.columns]
        lengths = np.sqrt(np.bincount(self.rows, values.astype(np.float64) ** 2, self.height))
        lengths[lengths == 0] = 1
        return Sparse(self.starts, self.columns, (values / lengths[self.rows]).astype(np.float32), self.width)


def sparse(rows: Array, columns: Array, values: Array, height: int, width: int) -> Sparse:
    """A matrix of triples in the order of their rows."""
    counts = np.bincount(rows, minlength=height)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Sparse(starts, columns.astype(np.int32, copy=False), values.astype(np.float32, copy=False), width)


def stacked(parts: Sequence[Sparse]) -> Sparse:
    """Matrices of one width, one below the other."""
    counts = np.concatenate([np.diff(part.starts) for part in parts])
    return Sparse(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.values for part in parts]),
        parts[0].width,
    )


def right_singular_vectors(matrix: Sparse, most: int) -> Matrix:
    """The leading right singular vectors, at most `most`, one a column; the same for the same matrix."""
    with threadpool_limits(1, "blas"):  # its threads would wait for each other, spinning, while others work
        return _right_singular_vectors(matrix, most)


def _right_singular_vectors(matrix: Sparse, most: int) -> Matrix:
    rank = max(min(most, matrix.height - 1, matrix.width - 1), 1)
    sample = min(rank + _OVERSAMPLING, matrix.height, matrix.width)
    turned = matrix.transposed()
    found = matrix.dot(np.random.default_rng(_SEED).standard_normal((matrix.width, sample), dtype=np.float32))
    for _ in range(_ITERATIONS if matrix.values.size <= _MANY else _OF_MANY):
        found = matrix.dot(turned.dot(_orthonormal(found)))
    inside = turned.dot(_orthonormal(found))
    products = sum((block.T @ block for _, block in _exact_blocks(inside)), np.zeros((sample, sample)))
    squares, vectors = np.linalg.eigh(products)
    leading = np.argsort(-squares)[:rank]
    basis = vectors[:, leading] / np.sqrt(np.maximum(squares[leading], 1e-12))
    leaders = np.empty((matrix.width, rank), dtype=np.float32)
    for rows, block in _exact_blocks(inside):
        leaders[rows] = block @ basis
    return leaders


def _exact_blocks(matrix: Matrix) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Some rows of a tall matrix after the other, as numbers of twice the precision."""
    for first in range(0, matrix.shape[0], _ROWS):
        rows = slice(first, first + _ROWS)
        yield rows, matrix[rows].astype(np.float64)


def _orthonormal(matrix: Matrix) -> Matrix:
    """Orthonormal columns that span the same, zeros for what depends on others, by the eigenvectors of the columns'
    products: Stathopoulos and Wu, "A block orthogonalization procedure with constant synchronization requirements"
    (SIAM Journal on Scientific Computing 2002). LAPACK's QR takes many times as long for tall matrices."""
    exact = matrix.astype(np.float64)
    squares, vectors = np.linalg.eigh(exact.T @ exact)
    dependent = squares <= _DEPENDENT * squares.max(initial=0.0)
    squares[dependent] = np.inf
    return np.asarray(exact @ (vectors / np.sqrt(squares)), dtype=np.float32)
