"""From a request to an answer: its parameters, its one generation, its tag, its cache.

Every answer comes from one snapshot, opened here and handed on as a `Pinned` engine. Its *tag* (ETag) names what the
answer depends on: the build, the token of the generation, the editorial files and the canonical request. A client that
has that tag gets 304 before anything is searched. Tags are weak, because the times in an answer differ from run to run.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, g, make_response, render_template, request

from index.errors import Error
from index.settings import Settings
from index.writer import Writer
from search import (
    Capability,
    Engine,
    FacetPage,
    Note,
    SearchRequest,
    SearchResult,
    Snapshot,
    facet_values,
    from_query,
    search,
)
from search.editing import editorial_state
from web.site import site

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pinned:
    """An engine that stays at one generation, so that all parts of one response tell of the same archive."""

    engine: Engine
    pinned: Snapshot

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the engine can do."""
        return self.engine.capabilities

    def snapshot(self) -> Snapshot:
        """The pinned generation."""
        return self.pinned

    def writer(self) -> AbstractContextManager[Writer]:
        """The engine's writer."""
        return self.engine.writer()


def query_pairs() -> Pairs:
    """The parameters in the order they came; broken UTF-8 becomes U+FFFD, it is no error."""
    text = request.query_string.decode("utf-8", "replace")
    return parse_qsl(text, keep_blank_values=True, errors="replace")


def search_request() -> tuple[SearchRequest, tuple[Note, ...]]:
    """The search that the parameters ask for."""
    return from_query(query_pairs(), site().settings)


def split_pairs(*names: str) -> tuple[dict[str, str], Pairs]:
    """The parameters of an endpoint's own, and all others.

    Raises:
        Error: `invalid_parameter` when one of its own is given twice.
    """
    own: dict[str, str] = {}
    others: Pairs = []
    for name, value in query_pairs():
        if name not in names:
            others.append((name, value))
        elif name in own:
            raise Error("invalid_parameter", f"{name}: is given twice.", "Give it once.")
        else:
            own[name] = value
    return own, others


def number(values: dict[str, str], name: str, least: int, most: int, default: int) -> int:
    """A whole number among parameters; an empty one counts as not given.

    Raises:
        Error: `invalid_parameter` when it is no number from `least` to `most`.
    """
    text = values.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Error(
            "invalid_parameter",
            f'{name}: "{text[:40]}" is not a number from {least} to {most}.',
            f"Give {least} to {most}.",
        )
    return int(text)


def unknown_notes(pairs: Pairs) -> list[dict[str, str]]:
    """A note for each parameter that an endpoint does not know."""
    names = dict.fromkeys(name[:40] for name, _ in pairs)
    return [Note("unknown_parameter", f'The parameter "{name}" is not known; ignored.').as_dict() for name in names]


def conditional(render: Callable[[Pinned], Response], *key: object) -> Response:
    """The answer that `render` gives, or 304 to a client that has it; `key` is all it depends on beside the archive."""
    here = site()
    snapshot = here.engine.snapshot()
    generation = snapshot.generation
    here.metrics.generation(generation.number, generation.documents)
    g.generation = generation.number
    tag = _tag(here.build, generation.token, editorial_state(here.settings), request.path, *key)
    if request.if_none_match.contains_weak(tag):
        response = make_response("", 304)
        response.content_type = None  # type: ignore[assignment]
    else:
        response = render(Pinned(here.engine, snapshot))
    if g.get("partial"):  # the next one may be whole, so nobody keeps this one
        response.headers["Cache-Control"] = "no-store"
        return response
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _tag(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:24]


def run_search(
    engine: Pinned, wanted: SearchRequest, notes: tuple[Note, ...] = (), *, counts: bool = True
) -> SearchResult:
    """Search, or take the result of the same search from the cache; its times are then those of taking it.

    `counts`: whether a reader asked for this, so that metrics and log tell of it.
    """
    start = time.perf_counter()
    here = site()
    key = ("search", engine.pinned.generation.token, editorial_state(here.settings), wanted, notes)
    result, kept = here.cache.get(
        key, lambda: search(engine, wanted, here.settings, notes), lambda made: not made.partial
    )
    g.partial = g.get("partial", False) or result.partial
    if kept:
        took = (time.perf_counter() - start) * 1000
        result = replace(result, took_ms=took, timings=dict.fromkeys(result.timings, 0.0))
    if counts:
        here.metrics.search(result.total)
        g.query, g.hits = wanted.q, result.total
    return result


def run_facet(engine: Pinned, wanted: SearchRequest, name: str, contains: str, offset: int, limit: int) -> FacetPage:
    """A page of a facet's values under a search.

    Raises:
        Error: `not_found` when there is no such facet.
    """
    page = facet_values(engine, wanted, site().settings, name, contains, offset, limit)
    g.partial = g.get("partial", False) or page.partial
    return page


def json_response(payload: Any, status: int = 200) -> Response:
    """A JSON answer in UTF-8; numbers that JSON does not have become null."""
    try:
        text = json.dumps(payload, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(payload), ensure_ascii=False, allow_nan=False)
    response = make_response(text.encode("utf-8", "replace") + b"\n", status)
    response.content_type = "application/json"
    return response


def xml_response(template: str, content_type: str, **values: object) -> Response:
    """An answer in XML, without the two characters that XML does not have and a record may."""
    text = render_template(template, **values)
    response = make_response("".join(char for char in text if char not in "\ufffe\uffff"))
    response.content_type = f"{content_type}; charset=utf-8"
    return response


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value


def build_digest(settings: Settings, files: Iterable[bytes]) -> str:
    """What names one state of the code and the settings."""
    digest = hashlib.sha256(repr(settings).encode("utf-8", "backslashreplace"))
    for content in files:
        digest.update(content)
    return digest.hexdigest()[:12]
