"""The Whoosh schema, derived from the tables of `index.schema`.

| field | what it holds |
|---|---|
| `id` | the record's id, one term |
| `keys`, `stub_keys` | every identity a record answers to; those of stubs apart, so that they are quick to find |
| `links` | every identity its links name |
| text fields and their `_exact` twins | postings with positions |
| `facts`, `record` | see `index.stored` |

Field classes and analyzers are pickled into Whoosh's table of contents, by the names they have here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whoosh import analysis, columns, fields, formats

from index.analysis import Postings, tokenize
from index.schema import TEXT_FIELDS


class TermAnalyzer(analysis.Analyzer):  # type: ignore[misc]
    """`index.analysis` as a Whoosh analyzer: one Whoosh token a term, terms of one place at one position."""

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TermAnalyzer) and other.stemmed == self.stemmed

    def __hash__(self) -> int:
        return hash((type(self), self.stemmed))

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **_: Any,
    ) -> Iterator[analysis.Token]:
        """Yield one token object again and again, as Whoosh's protocol wants it.

        In query mode only the first term of each place is given: the one a query looks for.
        """
        token = analysis.Token(positions, chars, mode=mode)
        token.boost = 1.0
        for place in tokenize(value):
            terms = place.stems if self.stemmed else place.surfaces
            token.pos = start_pos + place.position
            token.startchar, token.endchar = start_char + place.start, start_char + place.end
            for term in terms[:1] if mode == "query" else terms:
                token.text = token.original = term
                yield token


class AnalysedText(fields.TEXT):  # type: ignore[misc]
    """A text field whose values may come already analysed, as `index.analysis.Postings`."""

    def __init__(self, stemmed: bool) -> None:
        super().__init__(analyzer=TermAnalyzer(stemmed), phrase=True)

    def index(self, value: str | Postings, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, encoded positions) of every term of a value."""
        if not isinstance(value, Mapping):
            yield from super().index(value, **kwargs)
            return
        for term, positions in value.items():
            yield term.encode("utf-8"), len(positions), float(len(positions)), self.format.encode(positions)


class Keys(fields.ID):  # type: ignore[misc]
    """Several exact terms a record: a value is a sequence of them."""

    def index(self, value: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """One posting without positions a key."""
        for key in value:
            yield key.encode("utf-8"), 1, 1.0, b""


def whoosh_schema() -> fields.Schema:
    """The schema of a new index."""
    schema = fields.Schema(
        id=Keys(),
        keys=Keys(),
        stub_keys=Keys(),
        links=Keys(),
        facts=fields.COLUMN(columns.VarBytesColumn()),
        record=fields.STORED(),
    )
    for field in TEXT_FIELDS:
        schema.add(field.stems, AnalysedText(field.stemmed))
        if field.stemmed:
            schema.add(field.exact, AnalysedText(False))
    return schema


_POSITIONS = formats.Positions()


def decode_positions(value: bytes) -> list[int]:
    """The positions of a posting's value."""
    return list(_POSITIONS.decode_positions(value))
