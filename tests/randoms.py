"""Random archives and requests from one seed: few words, names and days, so that they meet often.

Everything is drawn from a `random.Random` that the caller makes of `SEED`; set DOSSIER_TEST_SEED to replay a run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from index.dates import date_interval
from index.document import Document, from_record
from index.schema import DEFAULT_FIELDS, FACETS, FIELD
from search.plan import Plan
from search.query import MATCH_ALL, MATCH_NONE, Bool, DateRange, Node
from search.request import SORTS, SearchRequest
from tests.of_record import facet_values
from tests.queries import Fields, any_of, exact, expansion, near, quoted, words

SEED = int(os.environ.get("DOSSIER_TEST_SEED", "20260211"))

WORDS = """
attack attacks attacked attacking war wars warfare peace treaty treaties talks the of and not us US U.S. who WHO
AIDS aid aids ISIS isis ISIS-K COVID-19 covid19 F-16 f16 O'Brien O’Brien OBrien R&D AT&T café Café cafe Zürich zurich
1,000 1000 Putin's Putin twenty-first-century century 中文 中文新闻 文新 мир naïve C++ sanction sanctions
sanctioned santcions NGO NGOs ngo aIDs SARs SARS sar
guerre guerres l'Europe Europe la die Zukunft Häuser Haus attaques الحرب مدرسة المدرسة
""".split()
EXPLANATIONS = ["", "", "The Peace Treaty (PT).", "A peace treaty (PT)", "PT (Peace Talks)"]
NAMES = [
    "Asfandyar Mir",
    "Asfandyar Mir, Ph.D.",
    "Zoë Ångström",
    "Zoe Angstrom",
    "Wei Li",
    "Sean O’Brien",
    "The US Desk",
]
TYPES = ["Report", "Podcast", "Question and Answer"]
TOPICS = ["War and Peace", "Aid", "US", "Café culture", "中文"]
DATES = [
    "2019",
    "2019-12",
    "2019-12-31",
    "2020",
    "2020-01",
    "2020-01-01",
    "2020-02-29",
    "2020-02",
    "2021-07-04",
    "0001",
]
LANGUAGES = ["en", "fr", "fr-CA", "de", "ar"]
IDS = [f"{letter}{number}" for letter in ("a", "Z", "é", "中", "https://e.org/") for number in range(10)]
PIECES = ["wa", "attac", "sanct", "ca", "u", "c", "1", "中", "isi", "o'", "the", "twenty"]
PATTERNS = ["*", "w*", "*s", "sanct*ns", "a*t*s", "*-*", "u*s*", "c*e", "中*", "*.*"]
CHOICES: dict[str, Sequence[str]] = {
    "author": [*NAMES, "Nobody"],
    "type": [*TYPES, "Essay"],
    "topic": [*TOPICS, "us"],
    "year": ["2019", "2020", "2021", "1999"],
    "language": ["en", "fr", "ar", "tlh"],
}


@dataclass(frozen=True)
class Change:
    """What one commit does: documents put, then ids deleted."""

    puts: tuple[Document, ...]
    deletes: tuple[str, ...]


def some_text(rng: Random, most: int) -> str:
    """Words with what stands between them; now and then all in capitals, or none."""
    text = "".join(
        rng.choice(WORDS) + rng.choice([" ", " ", " ", ", ", ". ", " — ", "\n"]) for _ in range(rng.randint(0, most))
    )
    return rng.choice([text, text, text, text.upper(), text.lower()])


def some_document(rng: Random, doc_id: str) -> Document:
    """A record with any of its fields missing."""
    record = {
        "id": doc_id,
        "kind": rng.choice(["article", "publication"]),
        "title": some_text(rng, 5) if rng.random() < 0.9 else "",
        "summary": some_text(rng, 6) if rng.random() < 0.3 else "",
        "body": f"Body. {rng.choice(EXPLANATIONS)} {some_text(rng, 14)}",
        "authors": rng.sample(NAMES, rng.choice([0, 1, 1, 2])),
        "date": rng.choice(DATES) if rng.random() < 0.85 else None,
        "type": rng.choice([*TYPES, None]),
        "topics": rng.sample(TOPICS, rng.choice([0, 1, 2])),
        "language": rng.choice([*LANGUAGES, None]),
        "related": rng.sample(IDS, rng.choice([0, 0, 1, 3])),
    }
    return from_record({key: value for key, value in record.items() if value})


def some_history(rng: Random, commits: int, puts: int) -> list[Change]:
    """Commits that add, replace and delete."""
    return [
        Change(
            tuple(some_document(rng, rng.choice(IDS)) for _ in range(rng.randint(puts // 2, puts))),
            tuple(rng.sample(IDS, rng.choice([0, 1, 6]))),
        )
        for _ in range(commits)
    ]


def outcome(history: Sequence[Change]) -> dict[str, Document]:
    """The records that a history leaves."""
    documents: dict[str, Document] = {}
    for change in history:
        documents |= {document.id: document for document in change.puts}
        for doc_id in change.deletes:
            documents.pop(doc_id, None)
    return documents


def some_fields(rng: Random) -> Fields:
    """The default fields, or one, or some."""
    return rng.choice([DEFAULT_FIELDS] * 6 + [(rng.choice(list(FIELD)),), tuple(rng.sample(list(FIELD), 2))])


def some_leaf(rng: Random) -> Node:
    """A node without children."""
    fields = some_fields(rng)
    several = " ".join(rng.choices(WORDS, k=rng.choice([2, 2, 3])))
    leaves: list[Node] = [
        words(rng.choice(WORDS), fields),
        replace(exact(rng.choice(WORDS), fields), weight=rng.choice([0.5, 1.0])),
        quoted(several, fields, rng.choice([0, 0, 1, 4])),
        near(several, rng.choice([0, 2, 6]), fields),
        expansion("prefix", rng.choice(PIECES), 0, fields),
        expansion("wildcard", rng.choice(PATTERNS), 0, fields),
        expansion("fuzzy", next(iter(exact(rng.choice(WORDS)).surfaces)), rng.choice([0, 1, 2]), fields),
        any_of("names", exact(rng.choice(WORDS), fields), quoted(several, fields), exact(rng.choice(WORDS), fields)),
        DateRange(*some_days(rng)),
        MATCH_ALL,
        MATCH_NONE,
    ]
    return rng.choices(leaves, weights=[8, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1])[0]


def some_days(rng: Random) -> tuple[int, int]:
    """An interval between two dates of any precision, sometimes empty."""
    return date_interval(rng.choice(DATES))[0], date_interval(rng.choice(DATES))[1]


def some_tree(rng: Random, depth: int = 3) -> Node:
    """A query tree."""
    if depth == 0 or rng.random() < 0.4:
        return some_leaf(rng)
    children = [
        tuple(some_tree(rng, depth - 1) for _ in range(rng.choice(sizes)))
        for sizes in ((0, 1, 2), (0, 1, 3), (0, 0, 1))
    ]
    return Bool(*children)


def some_plan(rng: Random, query: Node) -> Plan:
    """A plan of a query: every hit, every facet."""
    return Plan(
        query,
        filters=some_filters(rng),
        kind=rng.choice([None] * 6 + ["article"]),
        dates=some_days(rng) if rng.random() < 0.15 else None,
        sort=rng.choice(SORTS),
        limit=10_000,
        facet_size=rng.choice([100, 100, 2, 0]),
        recency=rng.choice(["off", "off", "gentle", "strong"]),
        today=date_interval("2021-07-04")[0],
        pinned=tuple(rng.sample(IDS, rng.choice([0, 0, 0, 2]))),
        excluded=tuple(rng.sample(IDS, rng.choice([0, 0, 0, 3]))),
    )


def some_filters(rng: Random) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Chosen values of none, some or all facets."""
    names = rng.sample(FACETS, rng.choice([0, 0, 0, 0, 1, 1, 2, 3]))
    return tuple((name, tuple(rng.sample(CHOICES[name], rng.choice([1, 2, 3])))) for name in FACETS if name in names)


def some_box(rng: Random) -> str:
    """What somebody might type into the box, and what nobody should."""
    parts = []
    for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 5])):
        word, other = rng.choice(WORDS), rng.choice(WORDS)
        forms = [word] * 8 + [f'"{word} {other}"', f'"{word} {other}"~{rng.randint(0, 4)}', f"{rng.choice(PIECES)}*"]
        forms += [f"{word}~{rng.choice(['', '1', '2', '9'])}", f"-{word}", f"({word} {other})", f"({word} OR {other}"]
        forms += [f"{word} AND {other}", f"{word} OR {other}", f"NOT {word}", f"{word} AND NOT {other}", "AND", "OR)"]
        forms += [
            f"title:{word}",
            f'author:"{rng.choice(NAMES)}"',
            f"topic:({word} OR {other})",
            f"type:{rng.choice(TYPES)}",
        ]
        forms += [
            f"date:{rng.choice(DATES)}..",
            f"year:{rng.choice(DATES)[:4]}",
            f'"{word}',
            f"{word}*{other}",
            "***",
            "?!",
        ]
        parts.append(rng.choice(forms))
    return " ".join(parts)


def some_request(rng: Random, text: str) -> SearchRequest:
    """A request of a text, as the edge would make it."""
    chosen = dict(some_filters(rng))
    return SearchRequest(
        q=text,
        filters=tuple((name, chosen.get(name, ())) for name in FACETS),
        kind=rng.choice([None] * 6 + ["publication"]),
        date_from=rng.choice([*[None] * 9, *DATES[:3]]),
        date_to=rng.choice([*[None] * 9, *DATES[3:]]),
        sort=rng.choice(SORTS),
        size=100,
        facet_size=rng.choice([100, 10, 1]),
    )


def values_of(documents: Sequence[Document], name: str) -> list[str]:
    """Every value of a facet, sorted."""
    return sorted({value for document in documents for value in facet_values(document)[name]})
