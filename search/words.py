"""Words of the box to leaves of the query tree: analysed as records are, bounded, stop words left out.

A plain word is looked for by its stem in each language that the archive holds.

A compound ("twenty-first-century", ISIS-K) is looked for as a phrase of its parts. A word in lower case is also found
where a text has it in capitals (isis, ISIS); capitals are found by their surface, never by a stem (AIDS, not aid).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.analysis import Token, is_mixed_case, tokenize
from index.folding import fold
from index.languages import DEFAULT
from index.schema import DEFAULT_FIELDS
from index.settings import Settings
from index.words import is_implied, plural_name, singular_of
from search.lexer import QUOTE, Lexeme
from search.query import MATCH_NONE, AnyOf, Bool, DateRange, Expansion, Leaf, Node, Phrase, Term, Word
from search.request import Note
from search.stems import stems_in, stems_of_plural
from search.stop_words import without_stop_words
from search.thesaurus import Key, Thesaurus

_FUZZY = re.compile(r"(?P<word>[^*~]+)~(?P<edits>\d{0,3})")
_DEFAULT_SLOP = 5


def is_required(node: Node) -> bool:
    """Whether a clause restricts what is found where it stands beside others."""
    if isinstance(node, DateRange):
        return True
    if isinstance(node, Phrase):
        return node.exact
    if isinstance(node, Bool):
        return bool(node.must or node.must_not) or (bool(node.should) and all(map(is_required, node.should)))
    return False


class Reader:
    """Reads lexemes of one text. Holds whether capitals mean something in it, and how many words were read."""

    def __init__(
        self,
        text: str,
        settings: Settings,
        notes: dict[str, Note],
        thesaurus: Thesaurus,
        languages: Sequence[str] = (),
    ) -> None:
        self.mixed = is_mixed_case(text)
        self.scope: list[tuple[str, ...]] = []
        """Fields of the groups around the current lexeme, as in title:(a b)."""
        self._settings = settings
        self._notes = notes
        self._thesaurus = thesaurus
        self._languages = (DEFAULT, *languages)
        self._also: dict[str, None] = {}
        self._renamed = 0
        self._words = 0
        self._expansions = 0
        self._phrases = 0

    def read(self, lexeme: Lexeme, fields: tuple[str, ...]) -> Node:
        """The node of a word or a quoted text."""
        if self.scope and not lexeme.field:
            fields = self.scope[-1]
        if lexeme.kind == QUOTE:
            return self._quoted(lexeme, fields)
        if "*" in lexeme.text or "~" in lexeme.text:
            expansion = self._expansion(lexeme.text, fields)
            if expansion is not None:
                return expansion
        leaves = self._leaves(lexeme.text, fields)
        if not leaves:
            return MATCH_NONE
        return leaves[0] if len(leaves) == 1 else Bool(should=tuple(leaves))

    def without_stop_words(self, node: Node) -> Node:
        """A level without the stop words of the languages of the archive."""
        return without_stop_words(node, self._languages)

    def _quoted(self, lexeme: Lexeme, fields: tuple[str, ...]) -> Node:
        tokens = _telling(self._tokens(lexeme.text))
        if not tokens:
            return MATCH_NONE
        slop = self._slop(lexeme.suffix[1:]) if lexeme.suffix else 0
        if len(tokens) == 1:
            return Bool(must=(self._term(tokens[0], fields, exact=True),))
        most = self._settings.near_words
        if slop and len(tokens) > most:
            tokens = tokens[:most]
            self._say("near_cut", f"Only the first {most} words were looked for near each other.")
        if self._too_many_phrases():
            return Bool(should=tuple(self._term(token, fields, exact=True) for token in tokens))
        return self._phrase(lexeme.text, tokens, fields, slop, exact=True)

    def _slop(self, digits: str) -> int:
        return min(int(digits or _DEFAULT_SLOP), self._settings.near_distance)

    def _too_many_phrases(self) -> bool:
        """Count a phrase; whether it is beyond the limit, which is noted."""
        self._phrases += 1
        most = self._settings.query_phrases
        if self._phrases > most:
            self._say("phrases_cut", f"Only the first {most} phrases were searched as such, the rest as words.")
        return self._phrases > most

    def _leaves(self, text: str, fields: tuple[str, ...]) -> list[Leaf]:
        tokens = self._tokens(text)
        leaves: list[Leaf] = []
        at = 0
        while at < len(tokens):
            end = at + max(tokens[at].compound, 1)
            parts = _telling(tokens[at:end])
            if len(parts) > 1 and self._too_many_phrases():
                leaves += [self._term(part, fields, exact=False) for part in parts]
            else:
                own = self._compound(parts, fields) if len(parts) > 1 else (self._term(parts[0], fields, exact=False),)
                leaves += self._with_others(own, tuple(part.surfaces[0] for part in parts), fields)
            at = end
        return leaves

    def _with_others(self, own: Sequence[Term | Phrase], key: Key, fields: tuple[str, ...]) -> Sequence[Leaf]:
        """What a word is looked for as: one leaf, where it has other names."""
        others = self._thesaurus.of(key)
        if not others or self._renamed >= self._settings.query_synonyms:
            return own
        self._renamed += 1
        self._also |= dict.fromkeys(others)
        self._notes["synonyms"] = Note("synonyms", f"Also searched: {', '.join(self._also)}.")
        text = " or ".join((own[0].text, *others))
        return (AnyOf(text, (*own, *(self._name(other, fields) for other in others)), fields),)

    def name_at(self, lexemes: Sequence[Lexeme]) -> tuple[int, Leaf] | None:
        """The longest name of several words with which plain lexemes begin, and the leaf of it and its other names."""
        fields = self.scope[-1] if self.scope else DEFAULT_FIELDS
        for count in range(min(len(lexemes), self._thesaurus.longest), 1, -1):
            key = tuple(term for lexeme in lexemes[:count] for term in _surfaces(lexeme.text, self.mixed))
            if self._thesaurus.of(key):
                text = " ".join(lexeme.text for lexeme in lexemes[:count])
                found = self._with_others((self._name(text, fields),), key, fields)
                return (count, found[0]) if isinstance(found[0], AnyOf) else None
        return None

    def _tokens(self, text: str) -> list[Token]:
        """The tokens of a part of the text; beyond the limit of words there are none."""
        tokens = list(tokenize(text, self.mixed))
        room = max(self._settings.query_words - self._words, 0)
        if len(tokens) > room:
            self.say_cut()
        self._words += len(tokens)
        return tokens[:room]

    @property
    def full(self) -> bool:
        """Whether as many words were read as are searched."""
        return self._words >= self._settings.query_words

    def say_cut(self) -> None:
        """Note that not all words were read."""
        self._say("words_cut", f"Only the first {self._settings.query_words} words were searched.")

    def _expansion(self, text: str, fields: tuple[str, ...]) -> Node | None:
        """The leaf of a word known in part, or None when it is to be read as plain words, which is noted."""
        self._expansions += 1
        most = self._settings.query_expansions
        if self._expansions > most:
            self._say("expansions_cut", f"Only the first {most} partial words were expanded.")
            return None
        fuzzy = _FUZZY.fullmatch(text)
        return self._fuzzy(text, fuzzy, fields) if fuzzy else self._wildcard(text, fields)

    def _fuzzy(self, text: str, match: re.Match[str], fields: tuple[str, ...]) -> Node | None:
        tokens = self._tokens(match["word"])
        if len(tokens) != 1:
            return None
        wanted = int(match["edits"] or self._settings.fuzzy_edits)
        edits = min(wanted, self._settings.fuzzy_edits)
        if wanted > edits:
            self._say("edits_cut", f"At most {edits} letters may differ.")
        return Expansion(text, "fuzzy", tokens[0].surfaces[0], fields, edits)

    def _wildcard(self, text: str, fields: tuple[str, ...]) -> Node | None:
        pattern = re.sub(r"\*+", "*", fold(text).replace("~", ""))
        pattern = re.sub(r"^[^\w*]+|[^\w*+#]+$", "", pattern)
        literals = len(re.sub(r"\W", "", pattern))
        if pattern.endswith("*") and "*" not in pattern[:-1]:
            if literals >= self._settings.prefix_characters:
                return Expansion(text, "prefix", pattern[:-1], fields)
            least = f"at least {self._settings.prefix_characters} letters before a *"
        elif "*" in pattern and literals >= self._settings.wildcard_literals:
            return Expansion(text, "wildcard", pattern, fields)
        else:
            least = f"at least {self._settings.wildcard_literals} letters besides a *"
        self._say("wildcard_too_short", f'"{text[:40]}" was searched as words: give {least}.')
        return None

    def _say(self, code: str, message: str) -> None:
        self._notes.setdefault(code, Note(code, message))

    def _name(self, text: str, fields: tuple[str, ...]) -> Term | Phrase:
        """A name as it stands in texts: a word, or words side by side."""
        tokens = _telling(list(tokenize(text, True)))
        if len(tokens) == 1:
            return self._term(tokens[0], fields, exact=False)
        return self._phrase(text, tokens, fields, slop=0, exact=False)

    def _term(self, token: Token, fields: tuple[str, ...], exact: bool) -> Term:
        surface = token.surfaces[0]
        if exact:
            return Term(surface, (surface,), (surface,), fields, exact=True)
        if token.acronym:
            names = (surface, plural_name(surface.replace(".", "")))
            return Term(surface, names, names, fields, exact=True)
        singular = singular_of(token.surfaces)
        if singular:
            return Term(surface, (surface,), stems_of_plural(surface, singular, self._languages), fields)
        return Term(surface, (surface,), stems_in(surface, self._languages), fields)

    def _phrase(self, text: str, tokens: list[Token], fields: tuple[str, ...], slop: int, exact: bool) -> Phrase:
        first = tokens[0].position
        words = tuple(
            Word(token.position - first, token.surfaces[:1], stems_in(token.surfaces[0], self._languages))
            for token in tokens
        )
        return Phrase(text, words, fields, slop, exact)

    def _compound(self, parts: list[Token], fields: tuple[str, ...]) -> list[Term | Phrase]:
        """A compound as a phrase of its parts, and under its joined form (F16 for F-16) where it has one."""
        whole, *joined = parts[0].wholes
        leaves: list[Term | Phrase] = [self._phrase(whole, parts, fields, slop=0, exact=False)]
        return leaves + [Term(term, (term,), (term,), fields, exact=True) for term in joined]


@lru_cache(maxsize=1 << 12)
def _surfaces(text: str, mixed: bool) -> Key:
    return tuple(token.surfaces[0] for token in tokenize(text, mixed))


def _telling(tokens: list[Token]) -> list[Token]:
    """Tokens without those that the pair before them implies."""
    return [
        token
        for place, token in enumerate(tokens)
        if token.compound or not place or not is_implied(token.surfaces[0], tokens[place - 1].surfaces[0])
    ]
