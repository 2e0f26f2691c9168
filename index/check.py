"""`status` and `check`: what an index holds, and whether all of it can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.errors import Error
from index.folder import REBUILD_HINT, IndexFolder, open_store, unreadable
from index.ingest import Progress
from index.leaves import Leaf, Leaves
from index.schema import version
from index.settings import Settings


def index_status(settings: Settings) -> dict[str, Any]:
    """The facts of an index: generation, records by kind, segments, bytes, version, the last report.

    Raises:
        Error: `index_missing`, `index_damaged`, `index_version`, `no_permission`.
    """
    folder = IndexFolder(settings.index)
    store = folder.store()
    index = open_store(store)
    try:
        leaves = Leaves(index.reader())
        kinds = {"article": 0, "publication": 0, "stub": 0}
        for leaf in leaves.leaves:
            for number in _live(leaf):
                facts = leaf.facts(number)
                kinds[facts.kind] += 1
                kinds["stub"] += facts.stub
        segments = len(leaves.leaves)
        leaves.close()
    except Exception as error:  # whatever damaged files make Whoosh raise
        raise unreadable(store, error) from error
    reports = sorted(folder.reports.glob("*.jsonl")) if folder.reports.is_dir() else []
    return {
        "index": str(settings.index),
        "version": version(),
        "generation": int(index.latest_generation()),
        "records": kinds["article"] + kinds["publication"],
        "articles": kinds["article"],
        "publications": kinds["publication"],
        "stubs": kinds["stub"],
        "segments": segments,
        "bytes": sum(path.stat().st_size for path in store.iterdir()),
        "last_report": str(reports[-1]) if reports else None,
        "last_report_lines": _lines(reports[-1]) if reports else 0,
    }


def check_index(settings: Settings, progress: Progress) -> dict[str, Any]:
    """Read every record, its facts and every posting.

    Returns:
        how many records, terms and postings were read.

    Raises:
        Error: `index_damaged`, naming the segments that could not be read.
    """
    store = IndexFolder(settings.index).store()
    try:
        leaves = Leaves(open_store(store).reader())
    except Error:
        raise
    except Exception as error:  # whatever damaged files make Whoosh raise
        raise unreadable(store, error) from error
    counts = {"records": 0, "terms": 0, "postings": 0}
    broken = []
    for leaf in leaves.leaves:
        try:
            _check_records(leaf, counts, progress)
            _check_postings(leaf, counts)
        except Exception as error:  # as above: the segment is named, the rest is checked
            broken.append(f"segment {leaf.reader.segment().segment_id()}: {type(error).__name__}: {error}")
    leaves.close()
    if broken:
        raise Error("index_damaged", f"{len(broken)} damaged: {'; '.join(broken)}.", REBUILD_HINT)
    return {"outcome": "every record and posting can be read"} | counts


def _live(leaf: Leaf) -> list[int]:
    return [number for number in range(leaf.count) if not leaf.reader.is_deleted(number)]


def _check_records(leaf: Leaf, counts: dict[str, int], progress: Progress) -> None:
    for number in _live(leaf):
        document, facts = leaf.document(number), leaf.facts(number)
        if document.id != facts.id or document.content_hash() != facts.content_hash:
            raise ValueError(f"record {facts.id} is not what was written")
        if leaf.numbers("id", document.id) != [number]:
            raise ValueError(f"record {facts.id} is not found by its id")
        counts["records"] += 1
        progress()


def _check_postings(leaf: Leaf, counts: dict[str, int]) -> None:
    for field, term in leaf.reader.all_terms():
        matcher = leaf.reader.postings(field, term)
        counts["terms"] += 1
        counts["postings"] += sum(1 for _ in matcher.all_ids())


def _lines(path: Path) -> int:
    with path.open(encoding="utf-8") as stream:
        return sum(1 for line in stream if json.loads(line))
