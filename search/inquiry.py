"""What a request means at one state of the archive and its editorial files, and how much time there is to answer it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache

from index.settings import Settings
from search.engine import Snapshot
from search.parse import ParsedQuery, parse
from search.plan import Plan, plan
from search.request import SearchRequest
from search.result import Answer
from search.steering import Steering, read_steering
from search.thesaurus import EMPTY, Thesaurus, thesaurus_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A request as it was understood."""

    parsed: ParsedQuery
    plan: Plan


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One call of a verb: every search in it is read and answered here. `deadline` is a moment of `perf_counter`."""

    snapshot: Snapshot
    settings: Settings
    deadline: float
    thesaurus: Thesaurus
    steering: Steering

    def read(self, request: SearchRequest) -> Reading:
        """What a request means."""
        names = self.thesaurus if request.synonyms else EMPTY
        parsed = _parsed(request.q, self.settings, names, self.snapshot.languages)
        choice = self.steering.of(request.q)
        return Reading(parsed, plan(request, parsed.node, pinned=choice.pinned, excluded=choice.excluded))

    def answer(self, wanted: Plan) -> Answer:
        """The answer to a plan, in the time that is left."""
        return self.snapshot.search(replace(wanted, seconds=self.left()))

    def count(self, request: SearchRequest) -> Answer:
        """The total of a request, and nothing else."""
        return self.answer(self.read(request).plan.counting())

    def left(self) -> float:
        """Seconds until the deadline."""
        return max(self.deadline - time.perf_counter(), 0.0)


_parsed = lru_cache(maxsize=16)(parse)
"""What was read last: the parts of a page ask for the same text."""


def inquire(snapshot: Snapshot, settings: Settings) -> Inquiry:
    """An inquiry whose time begins now."""
    deadline = time.perf_counter() + settings.query_seconds
    return Inquiry(snapshot, settings, deadline, thesaurus_of(snapshot, settings), read_steering(settings))
