"""The read side's verbs, each answered from one snapshot, so from one generation."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import msgspec

from index.document import Document, RecordError, from_record
from index.errors import Error
from index.settings import Settings
from search.complete import completions
from search.engine import Engine, Snapshot
from search.highlight import Highlighter
from search.inquiry import Inquiry, Reading, inquire
from search.offers import offers
from search.parse import ParsedQuery
from search.past_queries import PastQueries
from search.plan import Plan
from search.query import MATCH_ALL
from search.relations import record_of, relations_of
from search.request import Note, SearchRequest
from search.result import Answer, DidYouMean, Explanation, FacetPage, Hit, Match, RelatedHit, SearchResult, Suggestion
from search.spelling import correct

DEADLINE = Note("deadline", "Time ran out: words that were not looked up by then were left out.")


def search(engine: Engine, request: SearchRequest, settings: Settings, notes: tuple[Note, ...] = ()) -> SearchResult:
    """Answer a request; `notes` are those of reading its parameters.

    Raises:
        Error: `index_missing`, `index_damaged`, `index_version`.
    """
    started = time.perf_counter()
    inquiry = inquire(engine.snapshot(), settings)
    reading = inquiry.read(request)
    answer = inquiry.answer(reading.plan)
    timings = dict(answer.timings)
    found = time.perf_counter()
    reading, answer, other = _corrected(inquiry, request, reading, answer)
    ways = offers(inquiry, request) if answer.total == 0 and not answer.partial else ()
    timings["suggest"] = (time.perf_counter() - found) * 1000
    found = time.perf_counter()
    hits = _hits(inquiry, reading.parsed, answer)
    timings["snippets"] = (time.perf_counter() - found) * 1000
    return SearchResult(
        request=request,
        total=answer.total,
        hits=hits,
        facets=answer.facets,
        did_you_mean=other,
        notes=notes + reading.parsed.notes + _further(reading, answer),
        generation=inquiry.snapshot.generation.number,
        took_ms=(time.perf_counter() - started) * 1000,
        timings=timings,
        partial=answer.partial,
        offers=ways,
    )


def _corrected(
    inquiry: Inquiry, request: SearchRequest, reading: Reading, answer: Answer
) -> tuple[Reading, Answer, DidYouMean | None]:
    """The answer for another spelling where the typed one finds nothing; else the other spelling as an offer."""
    if not request.correct or answer.partial:
        return reading, answer, None
    text = correct(request.q[: inquiry.settings.query_characters], reading.parsed.node, inquiry.snapshot)
    if text is None:
        return reading, answer, None
    other = inquiry.read(replace(request, q=text))
    if answer.total == 0:
        found = inquiry.answer(other.plan)
        if found.total:
            return other, found, DidYouMean(text, found.total, applied=True)
        return reading, answer, None
    counted = inquiry.answer(other.plan.counting())
    better = counted.total >= answer.total and not counted.partial
    return reading, answer, DidYouMean(text, counted.total, applied=False) if better else None


def _hits(inquiry: Inquiry, parsed: ParsedQuery, answer: Answer) -> tuple[Hit, ...]:
    highlighter = Highlighter(parsed.node, inquiry.snapshot, inquiry.settings.snippet_characters)
    snippets = highlighter.snippets([match.document for match in answer.matches])
    return tuple(
        Hit(match.document, match.score, snippet, _told(match), match.pinned)
        for match, snippet in zip(answer.matches, snippets, strict=True)
    )


def _told(match: Match) -> Explanation | None:
    """How a score came about, and whether it decided the place of the record."""
    if match.explanation is None or not match.pinned:
        return match.explanation
    what = "score; comes first whatever it is: chosen by the editors"
    return Explanation(match.explanation.value, what, "sum", (match.explanation,))


def _further(reading: Reading, answer: Answer) -> tuple[Note, ...]:
    """Notes on how the answer came about."""
    notes = []
    if answer.partial:
        notes.append(DEADLINE)
    if any(match.pinned for match in answer.matches):
        notes.append(Note("pinned", "Chosen by the editors to come first: the results marked so."))
    if reading.plan.excluded:
        notes.append(Note("excluded", "The editors left results of this search out."))
    return tuple(notes)


def facet_values(
    engine: Engine, request: SearchRequest, settings: Settings, name: str, contains: str, offset: int, limit: int
) -> FacetPage:
    """A page of one facet's values under a request.

    Raises:
        Error: `not_found` when there is no such facet.
    """
    inquiry = inquire(engine.snapshot(), settings)
    wanted = replace(inquiry.read(request).plan, seconds=inquiry.left())
    return inquiry.snapshot.facet(wanted, name, contains, offset, limit)


def suggest(engine: Engine, text: str, limit: int, past: PastQueries | None = None) -> tuple[Suggestion, ...]:
    """At most `limit` completions of typed text; past queries are among them where they are given."""
    return completions(engine.snapshot(), text, limit, past)


def every_record(engine: Engine, offset: int, limit: int) -> tuple[Document, ...]:
    """Some of all records, in the order of their dates, the oldest first, undated ones last."""
    everything = Plan(sort="oldest", scored=False, offset=offset, limit=limit, facets=())
    return tuple(match.document for match in engine.snapshot().search(everything).matches)


def get_document(engine: Engine, key: str) -> Document:
    """The record of an id, or of another key of the same identity, also one that only a list gives to it.

    Raises:
        Error: `not_found`.
    """
    return _document(engine.snapshot(), key)


def _document(snapshot: Snapshot, key: str) -> Document:
    try:
        return snapshot.get(key)
    except Error:
        found = record_of(snapshot, (key,))
        if found is None:
            raise
        return found


def marker(engine: Engine, query: str, settings: Settings) -> Callable[[str, str, str | None], str]:
    """What marks the words of a query in a whole text: text, the name of its field and the language of its record in,
    HTML out, the matches in `<mark>`."""
    inquiry = inquire(engine.snapshot(), settings)
    return Highlighter(
        inquiry.read(SearchRequest(q=query)).parsed.node, inquiry.snapshot, settings.snippet_characters
    ).mark


def related(engine: Engine, key: str, limit: int, settings: Settings) -> tuple[RelatedHit, ...]:
    """Records related to one of the archive.

    Raises:
        Error: `not_found`.
    """
    snapshot = engine.snapshot()
    return _related_hits(snapshot, _document(snapshot, key), limit, settings)


def related_to_draft(engine: Engine, title: str, text: str, limit: int, settings: Settings) -> tuple[RelatedHit, ...]:
    """Records related to a text that is not in the archive.

    Raises:
        Error: `invalid_body` when there is neither title nor text.
    """
    try:
        draft = from_record({"title": title, "body": text})
    except RecordError as error:
        raise Error(
            "invalid_body", "The draft has no title and no text.", 'Give {"title": "...", "text": "..."}.'
        ) from error
    return _related_hits(engine.snapshot(), msgspec.structs.replace(draft, id=""), limit, settings)


def _related_hits(snapshot: Snapshot, seed: Document, limit: int, settings: Settings) -> tuple[RelatedHit, ...]:
    beginning = Highlighter(MATCH_ALL, snapshot, settings.snippet_characters)
    return tuple(
        RelatedHit(
            Hit(relation.match.document, relation.match.score, beginning.snippet(relation.match.document)),
            "editor" if relation.origin == "editor" else "computed",
            relation.reasons,
        )
        for relation in relations_of(snapshot, seed, limit)
    )
