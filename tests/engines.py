"""The engines that the conformance suite and the random tests run, in one table.

`bare` is an oracle that can only find terms: it proves that what an engine lacks is refused aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.document import Document
from index.errors import Error
from index.settings import Settings
from search.engine import Capability, Engine
from search.open_engine import open_engine
from tests.oracle import OracleEngine

ENGINES: dict[str, Callable[[Settings], Engine]] = {
    "oracle": OracleEngine,
    "bare": lambda settings: OracleEngine(settings, frozenset()),
    "whoosh": open_engine,
}


def settings_at(folder: Path) -> Settings:
    """Settings of an index below a temporary folder, of which every look sees the newest generation."""
    return replace(Settings(), index=folder / "index", refresh_seconds=0.0, wait=0.0)


def fill(engine: Engine, documents: Iterable[Document], deleted: Iterable[str] = ()) -> int:
    """Put documents, delete ids, and commit once; the number of the generation."""
    with engine.writer() as writer:
        for document in documents:
            writer.put(document)
        for doc_id in deleted:
            writer.delete(doc_id)
        return writer.commit()


@contextmanager
def requires(engine: Engine, *capabilities: Capability) -> Iterator[None]:
    """Run a block that needs capabilities; an engine without one of them must refuse in it."""
    if engine.capabilities.issuperset(capabilities):
        yield
        return
    with pytest.raises(Error) as refusal:
        yield
    assert refusal.value.code == "not_implemented"
    assert refusal.value.hint
