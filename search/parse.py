"""The language of the box, read so that nothing typed is an error.

    ukraine war              any of the words; more of them, side by side in the title, first
    "terror attack"          the exact words, side by side, unstemmed; "two words"~5 near each other
    -word  NOT word          without it
    a AND b   a OR b   (..)  operators, only where the text has a lower-case letter too
    author:mir  title:"..."  in one field; also summary, body, topic, type
    year:2024  date:2023-05..2024
    mosc*   m*scow   moscwo~ known in part: prefix, wildcard, within 1 or 2 edits

Words beside each other are optional, phrases, fields and AND restrict. `AND` binds tighter than words beside each
other, `OR` looser. What cannot be understood is searched as words, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from index.dates import date_interval, parse_date
from index.folding import clean
from index.schema import BOX_FIELDS, DEFAULT_FIELDS
from index.settings import Settings
from search.lexer import CLOSE, OPEN, OPERATORS, QUOTE, TEXT, Lexeme, lex
from search.plan import FIRST_DAY, LAST_DAY
from search.query import MATCH_ALL, MATCH_NONE, Bool, DateRange, MatchAll, MatchNone, Node
from search.request import Note
from search.thesaurus import EMPTY, LONGEST, Thesaurus
from search.words import Reader, is_required

_OPERATOR = "operator"
"""The kind of a lexeme that is obeyed, not searched."""
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The query tree, and what the reader should know about how the text was understood."""

    node: Node
    notes: tuple[Note, ...] = ()


def parse(text: str, settings: Settings, thesaurus: Thesaurus = EMPTY, languages: Sequence[str] = ()) -> ParsedQuery:
    """Read the text of the box, and look plain words up under their other names too, and in all languages: the default
    one and others. Never raises: an empty text is every record, one without words is none."""
    notes: dict[str, Note] = {}
    text = clean(text)
    if not text.strip():
        return ParsedQuery(MATCH_ALL)
    if len(text) > settings.query_characters:
        text = text[: settings.query_characters]
        _note(notes, "query_cut", f"Only the first {settings.query_characters:,} characters were searched.")
    parser = _Parser(lex(text), Reader(text, settings, notes, thesaurus, languages), settings, notes)
    node = parser.expression()
    if isinstance(node, MatchNone):
        _note(notes, "no_words", "There is no word to search for in this text.")
    return ParsedQuery(node, tuple(notes.values()))


def _note(notes: dict[str, Note], code: str, message: str) -> None:
    notes.setdefault(code, Note(code, message))


@dataclass(slots=True)
class _Clauses:
    """The clauses of one level: words beside each other."""

    must: list[Node] = field(default_factory=list)
    should: list[Node] = field(default_factory=list)
    must_not: list[Node] = field(default_factory=list)

    def add(self, node: Node, negative: bool) -> None:
        if negative:
            self.must_not += [] if isinstance(node, MatchNone) else [node]
        elif is_required(node):
            self.must.append(node)
        elif not isinstance(node, MatchNone):
            self.should.append(node)

    def node(self) -> Node:
        if not (self.must or self.should or self.must_not):
            return MATCH_NONE
        if len(self.must) + len(self.should) == 1 and not self.must_not:
            return (self.must + self.should)[0]
        return Bool(tuple(self.must), tuple(self.should), tuple(self.must_not))


class _Parser:
    """Recursive descent over lexemes. Holds the position and how many operators were obeyed so far."""

    def __init__(self, lexemes: list[Lexeme], reader: Reader, settings: Settings, notes: dict[str, Note]) -> None:
        self._lexemes = [_told(lexeme, reader.mixed) for lexeme in lexemes]
        self._at = 0
        self._reader = reader
        self._settings = settings
        self._notes = notes
        self._operators = 0
        self._named = 0
        """Where the last name of several words ends."""

    def expression(self) -> Node:
        """The whole text: closing parentheses that close nothing are passed over."""
        nodes = [self._alternatives()]
        while self._at < len(self._lexemes):
            self._at += self._lexemes[self._at].kind == CLOSE
            nodes.append(self._alternatives())
        clauses = _Clauses()
        for node in nodes:
            clauses.add(node, negative=False)
        return self._reader.without_stop_words(clauses.node())

    def _alternatives(self) -> Node:
        """level ( OR level )*"""
        nodes = [self._level()]
        while self._operator("OR"):
            nodes.append(self._level())
        found = [node for node in nodes if not isinstance(node, MatchNone)]
        if len(found) < 2:
            return found[0] if found else MATCH_NONE
        return Bool(should=tuple(found))

    def _level(self) -> Node:
        """Words beside each other, up to OR, a closing parenthesis or the end."""
        clauses = _Clauses()
        while (lexeme := self._peek()) is not None and lexeme.kind != CLOSE and not _is_operator(lexeme, "OR"):
            clauses.should += self._name()
            negative = self._negation()
            lexeme = self._peek()
            if lexeme is None or lexeme.kind == CLOSE or _is_operator(lexeme, "OR"):
                break
            clauses.add(self._conjunction() if not negative else self._operand(), negative)
        return self._reader.without_stop_words(clauses.node())

    def _name(self) -> list[Node]:
        """A name of several words that begins here, beside its words, unless it is an operand of AND."""
        if self._at < self._named:
            return []
        if self._at >= self._settings.query_names:
            self._say("names_cut", f"Other names of several words were looked for in the first {self._at} words.")
            return []
        plain = list(takewhile(self._is_plain, self._lexemes[self._at : self._at + LONGEST]))
        found = self._reader.name_at(plain) if len(plain) > 1 else None
        if found is None:
            return []
        count, leaf = found
        self._named = self._at + count
        following = self._lexemes[self._named : self._named + 1]
        return [] if following and _is_operator(following[0], "AND") else [leaf]

    @staticmethod
    def _is_plain(lexeme: Lexeme) -> bool:
        """Whether a lexeme is a word without anything to it."""
        plain = lexeme.kind == TEXT and not (lexeme.field or lexeme.negative)
        return plain and not set(lexeme.text) & {"*", "~"}

    def _conjunction(self) -> Node:
        """operand ( AND [NOT] operand )*"""
        clauses = _Clauses()
        node = self._operand()
        joined = False
        while self._operator("AND"):
            negative = self._negation()
            lexeme = self._peek()
            if lexeme is None or lexeme.kind == CLOSE or _is_operator(lexeme, "OR"):
                break
            other = self._operand()
            if not joined:
                clauses.must += [] if isinstance(node, MatchNone) else [node]
                joined = True
            if isinstance(other, MatchNone):
                continue
            (clauses.must_not if negative else clauses.must).append(other)
        if not joined:
            return node
        if not (clauses.must or clauses.must_not):
            return MATCH_NONE
        return Bool(tuple(clauses.must), (), tuple(clauses.must_not))

    def _operand(self) -> Node:
        """A word, a quoted text, a group, each with a field before it or not."""
        lexeme = self._next()
        if lexeme.kind == OPEN and not lexeme.field:
            return self._group(lexeme)
        if lexeme.kind in (CLOSE, _OPERATOR):
            return MATCH_NONE
        if lexeme.field:
            return self._fielded(lexeme)
        return self._reader.read(lexeme, DEFAULT_FIELDS)

    def _group(self, lexeme: Lexeme, fields: tuple[str, ...] = ()) -> Node:
        if not self._allowed():
            return MATCH_NONE
        if fields:
            self._reader.scope.append(fields)
        node = self._alternatives()
        if fields:
            self._reader.scope.pop()
        if (closing := self._peek()) is not None and closing.kind == CLOSE:
            self._at += 1
        return node

    def _fielded(self, lexeme: Lexeme) -> Node:
        name = lexeme.field.lower()
        if name in ("year", "date"):
            found = self._date_range(lexeme.text) if lexeme.kind == TEXT else None
            if found is not None:
                return found
            self._say("date_as_words", f'"{lexeme.text[:40]}" is no date; it was searched as words.')
            return self._reader.read(lexeme, DEFAULT_FIELDS)
        fields = (BOX_FIELDS[name],)
        node = self._group(lexeme, fields) if lexeme.kind == OPEN else self._reader.read(lexeme, fields)
        return node if isinstance(node, (MatchNone, MatchAll)) else Bool(must=(node,))

    def _date_range(self, text: str) -> Node | None:
        first, dots, last = text.partition("..")
        if not dots:
            last = first
        ends = [date for part in (first, last) if part and (date := _canonical(part))]
        if not ends or len(ends) < bool(first) + bool(last):
            return None
        low = date_interval(ends[0])[0] if first else FIRST_DAY
        high = date_interval(ends[-1])[1] if last else LAST_DAY
        if low > high:
            self._say("empty_date_range", f'"{text[:40]}" ends before it begins.')
        return DateRange(low, high)

    def _negation(self) -> bool:
        """Consume `-` and NOT; two of them cancel out."""
        negative = False
        while (lexeme := self._peek()) is not None:
            if lexeme.negative:
                self._lexemes[self._at] = _told(lexeme.positive(), self._reader.mixed)
            elif not _is_operator(lexeme, "NOT"):
                break
            else:
                self._at += 1
            negative = negative != self._allowed()
        return negative

    def _operator(self, name: str) -> bool:
        lexeme = self._peek()
        if lexeme is None or not _is_operator(lexeme, name):
            return False
        self._at += 1
        return self._allowed()

    def _allowed(self) -> bool:
        """Count an operator; beyond the limit none is obeyed."""
        self._operators += 1
        if self._operators <= self._settings.query_operators:
            return True
        self._say("operators_cut", f"Only the first {self._settings.query_operators} operators were obeyed.")
        return False

    def _peek(self) -> Lexeme | None:
        if self._reader.full and any(lexeme.kind in (TEXT, QUOTE) for lexeme in self._lexemes[self._at :]):
            self._reader.say_cut()
            del self._lexemes[self._at :]
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _next(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _say(self, code: str, message: str) -> None:
        _note(self._notes, code, message)


def _told(lexeme: Lexeme, mixed: bool) -> Lexeme:
    """A lexeme, told to be an operator where it is one: in a text that has a lower-case letter too."""
    plain = lexeme.kind == TEXT and not lexeme.field and not lexeme.negative
    return replace(lexeme, kind=_OPERATOR) if mixed and plain and lexeme.text in OPERATORS else lexeme


def _is_operator(lexeme: Lexeme, name: str) -> bool:
    return lexeme.kind == _OPERATOR and lexeme.text == name


def _canonical(text: str) -> str | None:
    return parse_date(text) if _DATE.fullmatch(text) else None
