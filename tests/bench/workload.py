"""What is asked, the same of every side: values, which each side writes in its own language.

- *words*: the 500 queries of `bench/queries.json`, one to four words of titles in any order, any of them wanted.
  Function words are left out: Dossier leaves them out by itself, and the peers would otherwise do more work.
- *chosen*: the same words with two facet values that one of the records has: its type and year, or its topic and year.
- *phrase*: two of the most frequent words of the titles that stand side by side in one of them.
- *prefix*: the first two letters of a word of a title.
- *suggest*: a title or an author's name in turn, as far as somebody has typed it: 3 to 12 characters.
- *related*: the id of a record.

All but the first are drawn from the records that were indexed, by a generator with a fixed seed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.stopwords import STOP_WORDS
from tests.bench.corpus import QUERIES, SEED, Record

_TYPED = (3, 12)
_SHORTEST_WORD = 3
_FREQUENT = 100
"""Words that count as frequent."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `text` is what is typed, without operators; `chosen` the facet values that hits must have."""

    text: str
    chosen: tuple[tuple[str, str], ...] = ()

    def without(self, facet: str) -> Query:
        """The same question with no value of a facet chosen."""
        return Query(self.text, tuple(pair for pair in self.chosen if pair[0] != facet))


Workload = dict[str, tuple[Query, ...]]
"""The queries of one run, by kind."""


def draw_workload(records: Iterable[Record], count: int) -> Workload:
    """`count` queries of each kind."""
    draw = random.Random(SEED)
    facts = [_facts(record) for record in records]
    titles = [title for _, title, _, _ in facts]
    authors = [author for _, _, names, _ in facts for author in names]
    words = [word for title in titles for word in title.split() if _is_word(word)]
    texts = [_without_function_words(text) for text in json.loads(QUERIES.read_text(encoding="utf-8"))[:count]]
    typed = [draw.choice((titles, authors)[number % 2]) for number in range(count)]
    pairs = _frequent_pairs(titles, words)
    values = [chosen for *_, chosen in facts if chosen]
    return {
        "words": tuple(Query(text) for text in texts),
        "chosen": tuple(Query(text, draw.choice(values)[number % 2]) for number, text in enumerate(texts)),
        "phrase": tuple(Query(draw.choice(pairs)) for _ in range(count)),
        "prefix": tuple(Query(draw.choice(words)[:2].lower()) for _ in range(count)),
        "suggest": tuple(Query(text[: draw.randint(*_TYPED)]) for text in typed),
        "related": tuple(Query(draw.choice(facts)[0]) for _ in range(count)),
    }


def _facts(record: Record) -> tuple[str, str, tuple[str, ...], tuple[tuple[tuple[str, str], ...], ...]]:
    """What queries are drawn from: id, title, authors, and the two pairs of values to choose."""
    topics, kind, date = record.get("topics"), record.get("type"), record.get("date")
    year = ("year", (date or "")[:4])
    pairs = ((("type", kind), year), (("topic", topics[0]), year)) if topics and kind and date else ()
    return record["id"], record["title"], tuple(record.get("authors") or ()), pairs


def _frequent_pairs(titles: Sequence[str], words: Sequence[str]) -> list[str]:
    telling = Counter(word.lower() for word in words if word.lower() not in STOP_WORDS)
    frequent = {word for word, _ in telling.most_common(_FREQUENT)}
    pairs = (pair for title in titles for pair in pairwise(title.lower().split()))
    return [f"{first} {second}" for first, second in pairs if first in frequent and second in frequent]


def _without_function_words(text: str) -> str:
    return " ".join(word for word in text.split() if word not in STOP_WORDS) or text


def _is_word(text: str) -> bool:
    return text.isalpha() and text.isascii() and len(text) >= _SHORTEST_WORD
