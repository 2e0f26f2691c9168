"""The Whoosh schema, derived from the tables of `index.schema`.

| field | what it holds |
|---|---|
| `id` | the record's id, one term |
| `keys`, `stub_keys` | every identity a record answers to; those of stubs apart, so that they are quick to find |
| `links` | every identity its links name |
| text fields, and those of other languages | surface terms with positions |
| `record` | see `index.stored` |

Field classes and analyzers are pickled into Whoosh's table of contents, by the names they have here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import analysis, fields

from index.analysis import tokenize
from index.schema import SPOKEN, TEXT_FIELDS


class TermAnalyzer(analysis.Analyzer):  # type: ignore[misc]
    """`index.analysis` as a Whoosh analyzer: one Whoosh token a surface term, terms of one place at one position."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TermAnalyzer)

    def __hash__(self) -> int:
        return hash(type(self))

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
            token.pos = start_pos + place.position
            token.startchar, token.endchar = start_char + place.start, start_char + place.end
            for term in place.surfaces[:1] if mode == "query" else place.surfaces:
                token.text = token.original = term
                yield token


class AnalysedText(fields.TEXT):  # type: ignore[misc]
    """A text field."""

    def __init__(self) -> None:
        super().__init__(analyzer=TermAnalyzer(), phrase=True)


class Keys(fields.ID):  # type: ignore[misc]
    """Several exact terms a record: a value is a sequence of them."""

    def index(self, value: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """One posting without positions a key."""
        for key in value:
            yield key.encode("utf-8"), 1, 1.0, b""


def whoosh_schema() -> fields.Schema:
    """The schema of a new index."""
    schema = fields.Schema(id=Keys(), keys=Keys(), stub_keys=Keys(), links=Keys(), record=fields.STORED())
    for field in TEXT_FIELDS:
        schema.add(field.name, AnalysedText())
    for name in SPOKEN:
        schema.add(f"{name}_*", AnalysedText(), glob=True)
    return schema
