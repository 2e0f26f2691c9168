"""Sparse matrices against dense ones."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from index.latent import sparse as sparse_module
from index.latent.sparse import Sparse, right_singular_vectors, sparse, stacked


def a_matrix(seed: int, height: int = 40, width: int = 30) -> tuple[Sparse, NDArray[np.float32]]:
    """A random matrix with empty rows and columns, both ways."""
    draw = np.random.default_rng(seed)
    dense = draw.random((height, width)) * (draw.random((height, width)) < 0.2)
    dense[3] = dense[:, 5] = 0
    rows, columns = np.nonzero(dense)
    return sparse(rows, columns, dense[rows, columns], height, width), dense.astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_products_are_those_of_the_dense_matrix(seed: int) -> None:
    found, dense = a_matrix(seed)
    other = np.random.default_rng(seed).random((30, 7)).astype(np.float32)
    assert np.allclose(found.dot(other), dense @ other, atol=1e-5)
    assert np.allclose(found.dot(other.astype(np.float16)), dense @ other, atol=1e-2)
    turned = found.transposed()
    assert np.allclose(turned.dot(dense), dense.T @ dense, atol=1e-5)
    assert np.allclose(stacked([found, found]).dot(other), np.vstack([dense, dense]) @ other, atol=1e-5)


def test_what_is_multiplied_at_once_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    found, dense = a_matrix(3, 400)
    products, vectors = found.dot(dense.T), right_singular_vectors(found, 8)
    monkeypatch.setattr(sparse_module, "_TOGETHER", 4)
    assert np.array_equal(found.dot(dense.T), products)
    assert np.array_equal(right_singular_vectors(found, 8), vectors)
    monkeypatch.setattr(sparse_module, "_ROWS", 8)
    assert np.allclose(right_singular_vectors(found, 8), vectors, atol=1e-6)


def test_columns_are_renumbered_and_left_out() -> None:
    found, dense = a_matrix(7)
    numbers = np.where(np.arange(30) % 3 == 0, -1, 29 - np.arange(30))
    expected = np.zeros_like(dense)
    expected[:, numbers[numbers >= 0]] = dense[:, numbers >= 0]
    assert np.allclose(found.kept(numbers, 30).dot(np.eye(30)), expected)


def test_scaled_rows_have_length_one_or_nothing() -> None:
    found, dense = a_matrix(1)
    weights = np.random.default_rng(0).random(30)
    lengths = np.linalg.norm(found.scaled(weights).dot(np.eye(30)), axis=1)
    assert np.allclose(lengths[dense.any(axis=1)], 1, atol=1e-5)
    assert not lengths[~dense.any(axis=1)].any()


@pytest.mark.parametrize(("height", "width"), [(40, 30), (9, 30), (40, 6), (2, 2), (1, 30)])
def test_singular_vectors_span_what_the_exact_ones_span(height: int, width: int) -> None:
    draw = np.random.default_rng(height)
    dense = draw.random((height, width)).astype(np.float32)
    rows, columns = np.nonzero(dense)
    found = right_singular_vectors(sparse(rows, columns, dense[rows, columns], height, width), 5)
    rank = max(min(5, height - 1, width - 1), 1)
    assert found.shape == (width, rank)
    exact = np.linalg.svd(dense, full_matrices=False)[2][:rank].T
    assert np.allclose(np.linalg.norm(exact.T @ found, axis=0), 1, atol=0.05)


def test_the_same_matrix_has_the_same_vectors() -> None:
    found, _ = a_matrix(2)
    assert np.array_equal(right_singular_vectors(found, 8), right_singular_vectors(found, 8))
