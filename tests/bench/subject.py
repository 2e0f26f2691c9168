"""Dossier as it is measured: its public functions over one engine, in process, result caches off."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from index.settings import Settings
from search import SearchRequest, Suggestion, open_engine, parse, plan, related, search, suggest
from search.allocator import settle
from search.engine import Engine
from search.plan import Plan
from search.result import Answer
from tests.bench.side import HITS, Counts
from tests.bench.workload import Query


def served(folder: Path) -> Subject:
    """The subject in a process that does nothing else, made ready as a server is before its first search."""
    subject = Subject(folder)
    settle()
    return subject


class Subject:
    """`Side` over an engine with its index open."""

    def __init__(self, folder: Path) -> None:
        self._settings = replace(Settings(), index=folder, cache=False)
        self._engine: Engine = open_engine(self._settings)
        self._engine.snapshot()
        self.engine_times: list[float] = []
        """Milliseconds of search and facets of every `faceted` so far, as the engine itself tells them."""

    def top(self, query: Query) -> int:
        """See `Side.top`."""
        return self._run(replace(self._plan(_request(query)), facets=())).total

    def _plan(self, request: SearchRequest) -> Plan:
        languages = self._engine.snapshot().languages
        return plan(request, parse(request.q, self._settings, languages=languages).node)

    def _run(self, wanted: Plan) -> Answer:
        return self._engine.snapshot().search(wanted)

    def faceted(self, query: Query) -> Counts:
        """See `Side.faceted`."""
        found = self._run(self._plan(_request(query)))
        self.engine_times.append(found.timings["search"] + found.timings["facets"])
        return Counts(
            found.total, {facet.name: {value.value: value.count for value in facet.values} for facet in found.facets}
        )

    def answer(self, query: Query) -> str:
        """The whole answer of `/api/v1/search`: with snippets and another spelling, as JSON."""
        found = search(self._engine, _request(query), self._settings)
        return json.dumps(found.as_dict(), ensure_ascii=False)

    def phrase(self, query: Query) -> int:
        """See `Side.phrase`."""
        return self.top(Query(f'"{query.text}"'))

    def prefix(self, query: Query) -> int:
        """See `Side.prefix`."""
        return self.top(Query(f"title:{query.text}*"))

    def suggest(self, query: Query) -> tuple[Suggestion, ...]:
        """Eight completions: authors, topics and titles."""
        return suggest(self._engine, query.text, 8)

    def related(self, query: Query) -> list[str]:
        """Ten related records, with reasons and snippets; the text is an id."""
        return [found.hit.document.title for found in related(self._engine, query.text, HITS, self._settings)]

    def close(self) -> None:
        """See `Side.close`; an engine lets go of its files with itself."""


def _request(query: Query) -> SearchRequest:
    request = SearchRequest(q=query.text)
    for facet, value in query.chosen:
        request = request.with_value(facet, value)
    return request
