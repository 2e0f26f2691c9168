"""`status` and `check`: what an index holds, and whether all of it can be read."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from index.acronyms import Acronym
from index.columnar.pack import DamagedPackError
from index.errors import Error
from index.folder import REBUILD_HINT, IndexFolder, open_store, opening
from index.ingest import Progress
from index.latent.files import open_model
from index.leaves import Leaf, Leaves, arrays_of
from index.schema import version
from index.settings import Settings
from index.synonyms import read_synonyms


def index_status(settings: Settings) -> dict[str, Any]:
    """The facts of an index: generation, records by kind, segments, bytes, version, acronyms and synonyms that searches
    use, lines of synonyms that cannot be read, the last report.

    Raises:
        Error: `index_missing`, `index_damaged`, `index_version`, `no_permission`.
    """
    folder = IndexFolder(settings.index)
    store = folder.store()
    toc = open_store(store)
    with opening(store):
        leaves = Leaves(store, toc.segments)
    kinds = Counter({"article": 0, "publication": 0, "stub": 0})
    for leaf in leaves.leaves:
        kinds.update(leaf.kinds())
    synonyms = read_synonyms(settings)
    reports = sorted(folder.reports.glob("*.jsonl")) if folder.reports.is_dir() else []
    return {
        "index": str(settings.index),
        "version": version(),
        "generation": toc.generation,
        "records": kinds["article"] + kinds["publication"],
        "articles": kinds["article"],
        "publications": kinds["publication"],
        "stubs": kinds["stub"],
        "segments": len(leaves.leaves),
        "bytes": sum(path.stat().st_size for path in store.iterdir()),
        "acronyms": len(leaves.acronyms.used),
        "synonyms": synonyms.lines,
        "synonym_problems": list(synonyms.problems),
        "last_report": str(reports[-1]) if reports else None,
        "last_report_lines": _lines(reports[-1]) if reports else 0,
    }


def index_acronyms(settings: Settings) -> list[Acronym]:
    """The acronyms that the records explain, those in most records first.

    Raises:
        Error: as `index_status`.
    """
    store = IndexFolder(settings.index).store()
    toc = open_store(store)
    with opening(store):
        return list(Leaves(store, toc.segments).acronyms.all)


def check_index(settings: Settings, progress: Progress) -> dict[str, Any]:
    """Read every record, its facts and every posting.

    Returns:
        how many records, terms and postings were read.

    Raises:
        Error: `index_damaged`, naming the segments that could not be read.
    """
    store = IndexFolder(settings.index).store()
    counts = {"records": 0, "terms": 0, "postings": 0}
    broken = []
    segments = open_store(store).segments
    for model in sorted({segment.model for segment in segments if segment.model}):
        try:
            if damaged := open_model(store, model).pack.verify():
                raise DamagedPackError(", ".join(damaged))
        except (OSError, ValueError) as error:
            broken.append(f"model {model}: {error}")
    for segment in segments:
        name = segment.segment_id()
        try:
            leaf = Leaf(segment, arrays_of(store, segment), 0)
            if damaged := leaf.damaged():
                raise DamagedPackError("; ".join(damaged))
            _check_records(leaf, counts, progress)
            counts["terms"] += leaf.arrays.terms["entry_count"].size
            counts["postings"] += leaf.arrays.terms["post_docs"].size
        except (OSError, ValueError) as error:  # the segment is named, the rest is checked
            broken.append(f"segment {name}: {error}")
    if broken:
        raise Error("index_damaged", f"{len(broken)} damaged: {'; '.join(broken)}.", REBUILD_HINT)
    return {"outcome": "every record and posting can be read"} | counts


def _check_records(leaf: Leaf, counts: dict[str, int], progress: Progress) -> None:
    for number in leaf.live.tolist():
        document = leaf.document(number)
        if document.id != leaf.arrays.text("id", number) or document.content_hash != leaf.content_hash(number):
            raise ValueError(f"record {document.id} is not what was written")
        if leaf.numbers("id", document.id) != [number]:
            raise ValueError(f"record {document.id} is not found by its id")
        counts["records"] += 1
        progress()


def _lines(path: Path) -> int:
    with path.open(encoding="utf-8") as stream:
        return sum(1 for line in stream if json.loads(line))
