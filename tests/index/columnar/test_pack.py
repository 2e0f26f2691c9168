"""Parts of arrays are the same bytes from a file as from memory, whatever numbers are asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.columnar.pack import Array, Pack, pack
from index.columnar.storage import map_pack

ARRAYS: dict[str, Array] = {"before": np.arange(50, dtype=np.uint32), "data": np.arange(100, dtype=np.uint8)}


@pytest.mark.parametrize(("first", "end"), [(0, 100), (3, 9), (99, 100), (5, 5), (9, 3), (90, 2**60), (2**60, 2**61)])
@pytest.mark.parametrize("name", ["before", "data"])
def test_parts(tmp_path: Path, name: str, first: int, end: int) -> None:
    data = b"".join(pack(ARRAYS, {}))
    (tmp_path / "some.pack").write_bytes(data)
    expected = ARRAYS[name][first:end]
    for opened in (Pack(data), map_pack(tmp_path / "some.pack")):
        part = opened.part(name, first, end)
        assert part.dtype == expected.dtype
        assert part.tolist() == expected.tolist()


def test_a_removed_file_is_read_on(tmp_path: Path) -> None:
    (tmp_path / "some.pack").write_bytes(b"".join(pack(ARRAYS, {})))
    opened = map_pack(tmp_path / "some.pack")
    (tmp_path / "some.pack").unlink()
    assert opened.part("data", 1, 3).tolist() == [1, 2]


def test_what_was_let_go_is_read_again(tmp_path: Path) -> None:
    data = b"".join(pack(ARRAYS, {}))
    (tmp_path / "some.pack").write_bytes(data)
    for opened in (Pack(data), map_pack(tmp_path / "some.pack")):
        array = opened["data"]
        for _ in range(2):
            assert array.tolist() == list(range(100))
            opened.release()
        assert opened.verify() == []
