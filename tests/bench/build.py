"""Indexing, measured from outside: a process of its own from its start to its end, as a user would wait for it.

Records a second count the whole of it, start of the interpreter, reading and commits included; on a busy machine the
processor seconds tell more. Peak memory is what
`wait4` says of the process, and the size is that of all files of the index on the disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.schema import version
from tests.bench.options import BenchError
from tests.children import run

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Build:
    """What indexing took. `kept`: an index of an earlier run was found, and these are that run's figures."""

    records: int
    seconds: float
    processor_seconds: float
    peak_mib: float
    size_mib: float
    rejected: int = 0
    version: str = ""
    kept: bool = False

    @property
    def records_per_second(self) -> float:
        """Throughput from the start of the process to its end."""
        return self.records / self.seconds

    def as_dict(self) -> dict[str, Any]:
        """The figures, for the JSON file."""
        return asdict(self) | {"records_per_second": round(self.records_per_second, 1)}


def build_dossier(file: Path, folder: Path) -> Build:
    """Index a file by `python -m index add FILE --json`, with the settings that everybody has."""
    return _build(["-m", "index", "add", str(file), "--index", str(folder), "--json"], folder)


def build_peer(file: Path, folder: Path) -> Build:
    """Index a file by `python -m tests.bench.peer FILE DIR`."""
    return _build(["-m", "tests.bench.peer", str(file), str(folder)], folder)


def _kept(note: Path) -> Build | None:
    """The figures of an index of an earlier run, if they are there and it can still be read."""
    try:
        build = Build(**json.loads(note.read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError):
        return None
    return replace(build, kept=True) if build.version == version() else None


def _build(arguments: Sequence[str], folder: Path) -> Build:
    """Run a command that fills the folder, unless a kept index of this version is there already."""
    note = folder.with_suffix(".json")
    kept = _kept(note)
    if kept is not None:
        return kept
    if folder.exists():
        shutil.rmtree(folder)
    outcome = run(arguments)
    if outcome.status not in (0, 1):
        raise BenchError(f"`python {' '.join(arguments)}` ended with status {outcome.status}; see its message above.")
    report = json.loads(outcome.output)
    build = Build(
        records=report["added"],
        seconds=round(outcome.seconds, 2),
        processor_seconds=round(outcome.processor, 2),
        peak_mib=round(outcome.peak / MIB, 1),
        size_mib=round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / MIB, 1),
        rejected=report.get("rejected", 0),
        version=version(),
    )
    note.write_text(json.dumps(asdict(build)) + "\n", encoding="utf-8")
    return build
