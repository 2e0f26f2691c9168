"""How much of posting lists a worker keeps: what the settings say, or by the size of the archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.document import from_record
from search import embedded
from search.embedded import EmbeddedEngine
from search.executor import Executor
from tests.engines import fill, settings_at


@pytest.mark.parametrize(("said", "a_record", "kept"), [(0, 400, 1_000), (0, 700, 1_400), (50, 700, 50)])
def test_bytes_of_posting_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int, a_record: int, kept: int
) -> None:
    given: list[int] = []

    class Noted(Executor):
        def __init__(self, *parts: object) -> None:
            super().__init__(*parts)  # type: ignore[arg-type]
            given.append(int(str(parts[-1])))

    monkeypatch.setattr(embedded, "Executor", Noted)
    monkeypatch.setattr(embedded, "_LEAST_BYTES", 1_000)
    monkeypatch.setattr(embedded, "_BYTES_A_RECORD", a_record)
    engine = EmbeddedEngine(replace(settings_at(tmp_path), posting_bytes=said))
    fill(engine, [from_record({"id": name, "title": "A"}) for name in "ab"])
    engine.snapshot()
    assert given[-1] == kept
