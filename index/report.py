"""What an ingest did: counts, and every record that was rejected or read with a reservation.

A `Rejection` is a record that was not taken in; it is counted, named and kept (`excerpt`) in the report file
beside the index. A `Remark` is something in an accepted record that could not be read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

EXCERPT = 4_096
"""Characters of a rejected record that the report file keeps."""


REMARKS = 1_000
"""Remarks that a report holds in memory."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not taken in. `line` counts from 1; None where the source has no lines."""

    source: str
    line: int | None
    id: str | None
    reason: str
    excerpt: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The public form, without the excerpt."""
        return {"source": self.source, "line": self.line, "id": self.id, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in an accepted record that was left empty or changed on reading."""

    source: str
    line: int | None
    id: str | None
    message: str


@dataclass(slots=True)
class IngestReport:
    """Counts of one run; `added + replaced + unchanged + rejected` covers every record that was read, and `added`
    and `removed` also the stubs that came and went with them."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    generation: int = 0
    seconds: float = 0.0
    rejections: list[Rejection] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    file: str | None = None
    """The report file that keeps the rejected records; None when there are none."""

    remarked: int = 0
    """How many remarks there were; `remarks` holds the first `REMARKS`, the report file all of them."""

    def add_remark(self, remark: Remark) -> None:
        """Count a remark, and keep it while there are few."""
        self.remarked += 1
        if len(self.remarks) < REMARKS:
            self.remarks.append(remark)

    @property
    def rejected(self) -> int:
        """How many records were rejected."""
        return len(self.rejections)

    def as_dict(self) -> dict[str, Any]:
        """The object that `add --json` prints."""
        return {
            "added": self.added,
            "replaced": self.replaced,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "rejected": self.rejected,
            "generation": self.generation,
            "seconds": round(self.seconds, 3),
            "rejections": [rejection.as_dict() for rejection in self.rejections],
            "remarked": self.remarked,
            "remarks": [asdict(remark) for remark in self.remarks],
            "report": self.file,
        }
