"""The seam between what is asked and what answers: the `Engine` and `Snapshot` protocols.

An engine opens *snapshots*. A snapshot is pinned to one generation, so that every part of one response comes from
one state of the archive, however many commits happen meanwhile. All that is not in these protocols
(suggesting, relating, correcting, highlighting) is written once, on top of them, for every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from index.acronyms import Acronyms
from index.document import Document
from index.errors import Error
from index.writer import Writer
from search.plan import Plan
from search.query import Expansion
from search.result import Answer, Completion, FacetPage


class Capability(Enum):
    """What an engine can do; the conformance suite asks, and what is missing must raise `not_implemented`."""

    PHRASE = "phrase"
    PROXIMITY = "proximity"
    PREFIX = "prefix"
    WILDCARD = "wildcard"
    FUZZY = "fuzzy"
    FACETS = "facets"
    FACET_SEARCH = "facet_search"
    EXPLAIN = "explain"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Generation:
    """One committed state: its number, a token that differs between any two states, and its records."""

    number: int
    token: str
    documents: int


class Snapshot(Protocol):
    """One generation, read-only."""

    @property
    def generation(self) -> Generation:
        """The state that every answer of this snapshot comes from."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of its records that have a stemmer, without the default one, sorted."""
        ...

    def search(self, plan: Plan) -> Answer:
        """Matches in the order of the plan, the exact total, and the facets with disjunctive counts.

        Order: score (highest first), then date (newest first, undated last), then id by code point.
        """
        ...

    def facet(self, plan: Plan, name: str, contains: str, offset: int, limit: int) -> FacetPage:
        """The values of one facet under a plan, by count then value (years: chronological).

        `contains`: only values in which every typed word, folded, begins a word of the value, or of the name of a
        language (`index.language_names`); empty = all.

        Raises:
            Error: `not_found` when there is no such facet.
        """
        ...

    def get(self, key: str) -> Document:
        """The record of an id, or the one that answers to another key of the same identity.

        Raises:
            Error: `not_found`.
        """
        ...

    def find(self, keys: Sequence[str]) -> Document | None:
        """The record a link means: any of the keys, records before stubs, then the lowest id."""
        ...

    def linkers(self, keys: Iterable[str]) -> tuple[Document, ...]:
        """The records that link to any of the keys, by id."""
        ...

    def expand(self, node: Expansion) -> tuple[str, ...]:
        """The surface terms an expansion stands for, by document frequency (highest first), then term."""
        ...

    def acronyms(self) -> Acronyms:
        """The acronyms that the records explain; the same object for the whole generation."""
        ...

    def complete(self, kind: str, typed: Sequence[str], limit: int, most: int) -> tuple[Completion, ...]:
        """Titles ("title") or facet values ("author", "topic") in which every typed word, folded, begins a word
        but for at most so many typos: of those that are forgiven, one in a word from four letters, two from eight.

        Those with fewer typos come first, then titles that begin with the typed text, then the more used and newer.
        """
        ...

    def similar(self, word: str, fields: Sequence[str], edits: int) -> Mapping[str, int]:
        """The surface terms of some fields, letters throughout, that are at most so many edits (insertions, deletions,
        substitutions, swaps of neighbours) from a word; of each at least as many records as it stands in, summed over
        the fields: deleted records may be counted in."""
        ...

    def document_frequency(self, term: str, fields: Sequence[str]) -> int:
        """In how many records a surface term stands, summed over text fields."""
        ...


class Engine(Protocol):
    """Something that can be searched; cheap to keep, one a process."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this engine can do."""
        ...

    def snapshot(self) -> Snapshot:
        """The newest generation, looked for at most every `Settings.refresh_seconds`; while a run of many batches goes
        on it may be the one before.

        Raises:
            Error: `index_missing`, `index_damaged` or `index_version`.
        """
        ...

    def writer(self) -> AbstractContextManager[Writer]:
        """A writer to the archive behind this engine.

        Raises:
            Error: `index_locked` when another process writes for longer than `Settings.wait`.
        """
        ...


def missing(capability: Capability) -> Error:
    """The error of an engine that was asked for what it cannot do."""
    return Error(
        "not_implemented",
        f"This engine cannot do: {capability.value}.",
        "Use the embedded engine (DOSSIER_ENGINE=whoosh), which can.",
    )
