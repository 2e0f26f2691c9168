"""What is marked without analysing the whole text is what analysing all of it marks."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import tokenize
from index.settings import Settings
from search.highlight import Highlighter
from search.parse import parse
from tests.search.test_bounds import Known

WORDS = "war wars peace Peace's treaty treaties F-16 U.N. O'Brien & – l’Été of dying".split()
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", "\n", ", ", " – ", "-", "; "))), max_size=14)
ASKED = ("war", "treaty", '"war peace"', '"peace of war"', "die", '"treaties war"', "un")
QUERIES = st.lists(st.sampled_from(ASKED), min_size=1)


def marked(text: str, query: str) -> set[tuple[int, int]]:
    """The tokens of a text that a query of words and quoted phrases means, by all tokens in order."""
    tokens = list(tokenize(text))
    found = set()
    for part in re.findall(r'"[^"]*"|\S+', query):
        wanted = list(tokenize(part.strip('"')))
        for start in range(len(tokens) - len(wanted) + 1):
            here = tokens[start : start + len(wanted)]
            beside = all(one.position == here[0].position + number for number, one in enumerate(here))
            pairs = zip(wanted, here, strict=True)
            if part.startswith('"'):
                fits = all(word.surfaces[0] in token.surfaces for word, token in pairs)
            else:
                fits = all({word.stems[0], word.surfaces[0]} & set(token.stems) for word, token in pairs)
            if beside and fits:
                found |= {(token.start, token.end) for token in here}
    return found


@given(TEXTS, QUERIES)
def test_marks(parts: list[tuple[str, str]], query: list[str]) -> None:
    text = "".join(word + between for word, between in parts)
    html = Highlighter(parse(" ".join(query), Settings()).node, Known(), 240).mark(text, "body")  # type: ignore[arg-type]
    spans, at = set(), 0
    for plain, word in re.findall(r"(.*?)(?:<mark>(.*?)</mark>|\Z)", html, re.DOTALL):
        at += len(unescape(plain))
        if word:
            spans.add((at, at + len(unescape(word))))
            at += len(unescape(word))
    assert spans == marked(text, " ".join(query))
