"""Dossier as it is measured: its public functions over one engine, in process, result caches off."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from index.settings import Settings
from search import SearchRequest, Suggestion, open_engine, parse, plan, related, search, suggest
from search.engine import Engine
from search.plan import Plan


class Subject:
    """An engine with its index open; each method is one kind of query and gives what a page would show."""

    def __init__(self, folder: Path) -> None:
        self._settings = replace(Settings(), index=folder, cache=False)
        self._engine: Engine = open_engine(self._settings)
        self._engine.snapshot()
        self.timings: defaultdict[str, list[float]] = defaultdict(list)
        """The parts of every `answer`, in milliseconds, as the answer itself names them."""

    def top(self, text: str) -> int:
        """Ten hits; the exact total."""
        return self._run(replace(self._plan(text), facets=()))

    def faceted(self, text: str) -> int:
        """Ten hits and four facets; the exact total."""
        return self._run(self._plan(text))

    def _plan(self, text: str) -> Plan:
        return plan(SearchRequest(q=text), parse(text, self._settings).node)

    def _run(self, wanted: Plan) -> int:
        return self._engine.snapshot().search(wanted).total

    def answer(self, text: str) -> str:
        """The whole answer of `/api/v1/search`: with snippets and another spelling, as JSON."""
        found = search(self._engine, SearchRequest(q=text), self._settings)
        for name, milliseconds in found.timings.items():
            self.timings[name].append(milliseconds)
        self.timings["search + facets"].append(found.timings["search"] + found.timings["facets"])
        return json.dumps(found.as_dict(), ensure_ascii=False)

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """Eight completions: authors, topics and titles."""
        return suggest(self._engine, text, 8)

    def related(self, doc_id: str) -> list[str]:
        """Ten related records, with reasons and snippets."""
        return [found.hit.document.title for found in related(self._engine, doc_id, 10, self._settings)]
