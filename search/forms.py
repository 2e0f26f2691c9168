"""The forms of the language of the box: one table, which the help page shows, the README prints and the tests parse.

A form is written with the names of `Words`, whose values are real words of an archive where one is at hand.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from operator import attrgetter

from index.analysis import tokenize
from index.stopwords import STOP_WORDS
from search.result import SearchResult

_READ = 2_000
"""Characters of a text that are looked through for words to show."""
_SHORTEST = 5
"""Letters of such a word."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the examples are made of. `word` and `other` stand side by side somewhere in the archive."""

    word: str = "ukraine"
    other: str = "war"
    author: str = "mir"
    topic: str = "policy"
    type: str = "podcast"
    year: str = "2024"

    @property
    def beginning(self) -> str:
        """A beginning of `word` that is long enough for a star."""
        return self.word[: max(3, len(self.word) // 2)]

    @property
    def holed(self) -> str:
        """`word` with a star inside."""
        return f"{self.word[:2]}*{self.word[-2:]}"

    @property
    def misspelt(self) -> str:
        """`word` with two letters swapped."""
        return f"{self.word[:2]}{self.word[3]}{self.word[2]}{self.word[4:]}"

    @property
    def year_before(self) -> str:
        """The year before `year`."""
        return f"{int(self.year) - 1:04d}"


@dataclass(frozen=True, slots=True)
class Form:
    """One form: how it is written, and what it finds."""

    written: str
    finds: str

    def example(self, words: Words) -> str:
        """The form with real words."""
        derived = {name: getattr(words, name) for name in ("beginning", "holed", "misspelt", "year_before")}
        return self.written.format(**asdict(words), **derived)


FORMS = (
    Form("{word} {other}", "records with any of the words; those with more of them, side by side in the title, first"),
    Form('"{word} {other}"', "exactly these words, side by side, in no other form"),
    Form('"{word} {other}"~5', "the words near each other, at most five words out of place"),
    Form("{word} -{type}", "without a word"),
    Form("{word} NOT {type}", "the same, with an operator in capitals"),
    Form("{word} AND {other}", "both words"),
    Form("{word} OR {other}", "either word"),
    Form("({other} OR {topic}) AND {word}", "parts in parentheses first"),
    Form("author:{author}", "in the names of authors"),
    Form("title:{word}", "in titles; also `summary:` and `body:`"),
    Form('title:"{word} {other}"', "a field may be followed by quotes or parentheses"),
    Form("type:{type}", "of a type"),
    Form("topic:{topic}", "on a topic"),
    Form("year:{year}", "of a year"),
    Form("date:{year_before}-05..{year}", "in a span of time, both ends included; either end may be left open"),
    Form("{beginning}*", "words that begin so"),
    Form("{holed}", "words with any letters in place of the star"),
    Form("{misspelt}~", "words spelled nearly so: up to two letters differ; `~1` allows one"),
)


def forms_table() -> str:
    """The table of all forms as Markdown, one row each."""
    rows = ["| typed | finds |", "|---|---|"]
    return "\n".join(rows + [f"| `{form.example(Words())}` | {form.finds} |" for form in FORMS])


def words_of(newest: SearchResult) -> Words:
    """Words for the examples from a search for everything; what the archive does not have stays as it is."""
    words = Words()
    documents = [hit.document for hit in newest.hits]
    texts = (text for name in ("title", "summary", "body") for text in map(attrgetter(name), documents))
    found = next(filter(None, (_neighbours(text[:_READ]) for text in texts)), (words.word, words.other))
    words = replace(words, word=found[0], other=found[1])
    for facet in newest.facets:
        values = [value.value for value in facet.values]
        if facet.name == "year":
            words = replace(words, year=next((value for value in reversed(values) if value > "0001"), words.year))
        elif facet.name in ("author", "topic", "type"):
            plain = (word for value in values for word in reversed(_plain(value)) if word not in found)
            words = replace(words, **{facet.name: next(plain, getattr(words, facet.name))})
    return words


def _neighbours(text: str) -> tuple[str, str] | None:
    """The first two plain words that stand side by side."""
    last = None
    for token in tokenize(text, True):
        here = token if _is_plain(text[token.start : token.end]) and token.compound == 1 else None
        if here and last and here.position == last.position + 1 and here.surfaces[0] != last.surfaces[0]:
            return last.surfaces[0], here.surfaces[0]
        last = here
    return None


def _plain(text: str) -> list[str]:
    return [word.lower() for word in text.split() if _is_plain(word)]


def _is_plain(word: str) -> bool:
    """Whether a word reads well in an example: letters only, long enough to be known in part, no acronym."""
    letters = word.isascii() and word.isalpha() and word[1:].islower()
    return letters and len(word) >= _SHORTEST and word.lower() not in STOP_WORDS
