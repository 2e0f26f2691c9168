"""The query tree: what the box means, already analysed, the same for every engine.

Leaves name text fields of `index.schema`; an engine turns (field, exact) into its own index field with `lookup`.
A *clause* restricts (`must`), may match (`should`) or excludes (`must_not`). A `Bool` matches a record when every
`must` matches, no `must_not` does, and, where there is no `must`, at least one `should` does; `should` beside `must`
only adds to the score. A `Bool` of exclusions alone matches every other record, an empty one none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from index.schema import FIELD

ExpansionKind = Literal["prefix", "wildcard", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Term:
    """One word. It is found by its stems, which may be of several languages (`index.languages.qualified`), or, when
    `exact`, by its surface, in any of `fields`."""

    text: str
    surfaces: tuple[str, ...]
    stems: tuple[str, ...]
    fields: tuple[str, ...]
    exact: bool = False
    weight: float = 1.0
    _hash: int = field(default=0, init=False, repr=False, compare=False)
    """That of all else, once it was asked for: a search looks each of its words up a dozen times."""

    def __hash__(self) -> int:
        if not self._hash:
            values = (self.text, self.surfaces, self.stems, self.fields, self.exact, self.weight)
            object.__setattr__(self, "_hash", hash(values))
        return self._hash

    def lookup(self, field: str) -> tuple[str, tuple[str, ...]]:
        """The index field and the terms under which this word stands in a text field."""
        return _lookup(field, self.exact, self.surfaces, self.stems)


@dataclass(frozen=True, slots=True)
class Word:
    """One place of a phrase; `offset` counts words from its first."""

    offset: int
    surfaces: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together: some choice of one position p for each word has
    max(p - offset) - min(p - offset) <= `slop`. With slop 0: side by side, in order."""

    text: str
    words: tuple[Word, ...]
    fields: tuple[str, ...]
    slop: int = 0
    exact: bool = True

    def lookup(self, field: str) -> tuple[str, tuple[tuple[int, tuple[str, ...]], ...]]:
        """The index field, and for each word its offset and terms."""
        looked = [(word.offset, _lookup(field, self.exact, word.surfaces, word.stems)[1]) for word in self.words]
        return _lookup(field, self.exact, (), ())[0], tuple(looked)


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word known in part: `pattern` is a folded prefix, a wildcard pattern with `*`, or a word within `edits`.

    It stands for the surface terms that fit, at most `Settings.expansion_terms` of them: those of the highest
    document frequency (summed over `fields`), ties by term.
    """

    text: str
    kind: ExpansionKind
    pattern: str
    fields: tuple[str, ...]
    edits: int = 0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A word and what else it is called: one leaf, so that a record is not scored twice that has two of its names. It
    stands in a field as often as all `alternatives` together; all of them are looked for in `fields`."""

    text: str
    alternatives: tuple[Term | Phrase, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Records whose date interval overlaps `first` to `last` (ordinals of days, inclusive)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bool:
    """Clauses combined; see the module for what matches."""

    must: tuple[Node, ...] = ()
    should: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Every record; scores nothing."""


@dataclass(frozen=True, slots=True)
class MatchNone:
    """No record: text without a word in it."""


Node = Term | Phrase | Expansion | AnyOf | DateRange | Bool | MatchAll | MatchNone
Leaf = Term | Phrase | Expansion | AnyOf

MATCH_ALL = MatchAll()
MATCH_NONE = MatchNone()


def _lookup(field: str, exact: bool, surfaces: tuple[str, ...], stems: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    text_field = FIELD[field]
    if exact or not text_field.stemmed:
        return text_field.exact, surfaces
    return text_field.stems, stems


def names_of(leaf: Leaf) -> tuple[Term | Phrase | Expansion, ...]:
    """What a leaf may stand as in a text."""
    return leaf.alternatives if isinstance(leaf, AnyOf) else (leaf,)


def scoring_leaves(node: Node) -> list[Leaf]:
    """The leaves that can add to a score, in the order of the query; exclusions have none."""
    if isinstance(node, Bool):
        return [leaf for child in (*node.must, *node.should) for leaf in scoring_leaves(child)]
    return [node] if isinstance(node, Leaf) else []


def every_leaf(node: Node) -> list[Leaf]:
    """All leaves in the order of the query, those of exclusions last on each level."""
    if isinstance(node, Bool):
        return [leaf for child in (*node.must, *node.should, *node.must_not) for leaf in every_leaf(child)]
    return [node] if isinstance(node, Leaf) else []
