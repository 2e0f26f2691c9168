"""A Whoosh schema that has nothing to do with archives, random records, and all that a reader tells of an index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from whoosh import analysis, columns, fields, formats

WORDS = "river rivers peace vote voting tax war wars Ünïon naïve o'brien u.s. 大学 a of".split()


class Backwards(formats.Format):  # type: ignore[misc]
    """A format of our own: the value of a posting is its word spelled backwards, once for each time it is there."""

    def word_values(self, value: str, analyzer: Any, **kwargs: Any) -> Iterator[tuple[str, int, float, bytes]]:
        """Whoosh's protocol: word, frequency, weight, encoded value."""
        words = [token.text for token in analyzer(value, **kwargs)]
        for word in set(words):
            yield word, words.count(word), words.count(word) / 2, word[::-1].encode("utf-8") * words.count(word)

    def decode_backwards(self, value: bytes) -> str:
        """The value as text."""
        return str(value, "utf-8")


class Formatted(fields.FieldType):  # type: ignore[misc]
    """Words in any format."""

    def __init__(self, format_: Any) -> None:
        self.format = format_
        self.analyzer = analysis.SimpleAnalyzer()
        self.scorable = True
        self.stored = False


def schema() -> fields.Schema:
    """Every kind of field, format, column and vector."""
    return fields.Schema(
        ident=fields.ID(stored=True, unique=True, sortable=True),
        title=fields.TEXT(stored=True, sortable=True, analyzer=analysis.StemmingAnalyzer(), spelling=True, vector=True),
        body=fields.TEXT(vector=formats.Frequency()),
        heavy=fields.TEXT(field_boost=1.5),
        chars=fields.TEXT(chars=True, vector=True),
        plain=fields.TEXT(phrase=False),
        tags=fields.KEYWORD(stored=True, commas=True, scorable=True, lowercase=True),
        number=fields.NUMERIC(stored=True, sortable=True),
        price=fields.NUMERIC(float, sortable=True),
        day=fields.DATETIME(stored=True, sortable=True),
        flag=fields.BOOLEAN(stored=True),
        gram=fields.NGRAM(minsize=2, maxsize=3),
        grams=fields.NGRAMWORDS(minsize=2, at="start"),
        boosts=Formatted(formats.PositionBoosts()),
        all_boosts=Formatted(formats.CharacterBoosts()),
        odd=Formatted(Backwards()),
        free=fields.STORED(),
        blob=fields.COLUMN(columns.VarBytesColumn()),
        flags=fields.COLUMN(columns.BitColumn()),
    )


def record(draw: random.Random, number: int) -> dict[str, Any]:
    """The fields of a record; any of them may be missing."""

    def words(most: int) -> str:
        return " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, most)))

    found: dict[str, Any] = {
        "title": words(6),
        "body": words(60),
        "heavy": words(9),
        "chars": words(20),
        "plain": words(20),
        "tags": ",".join(words(2) for _ in range(3)),
        "number": draw.randint(-1_000, 1_000),
        "price": draw.random(),
        "day": datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(days=draw.randrange(900)),
        "flag": draw.random() < 0.5,
        "gram": words(3),
        "grams": words(3),
        "boosts": "river^2 " + words(9),
        "all_boosts": words(9),
        "odd": words(9),
        "free": {"a": [number, None], "b": (1.5, b"\0")},
        "blob": words(2).encode("utf-8"),
        "flags": draw.random() < 0.5,
        "_title_boost": draw.choice((1.0, 2.0, 0.5)),
    }
    kept = {name: value for name, value in found.items() if draw.random() < 0.85}
    return {"ident": f"r{number}", **kept}


_DECODINGS = ("frequency", "weight", "positions", "characters", "position_boosts", "character_boosts", "backwards")


def told(reader: Any) -> dict[str, Any]:
    """All that a reader tells."""
    docs = list(reader.all_doc_ids())
    found: dict[str, Any] = {
        "counts": (reader.doc_count(), reader.doc_count_all(), reader.has_deletions()),
        "stored": list(reader.iter_docs()),
        "terms": list(reader.all_terms()),
        "fields": sorted(reader.indexed_field_names()),
        "corrections": [sorted(reader.terms_within("title", word, 2)) for word in ("rivr", "votes", "wax")],
    }
    for name, field in reader.schema.items():
        found[f"lengths {name}"] = [reader.doc_field_length(doc, name) or 0 for doc in docs]
        found[f"length {name}"] = reader.field_length(name)
        found[f"column {name}"] = [_column(leaf, name) for leaf, _ in reader.leaf_readers()]
        if field.vector:
            with_vector = [doc for doc in docs if reader.has_vector(doc, name)]
            found[f"vectors {name}"] = {doc: _postings(reader.vector(doc, name), field.vector) for doc in with_vector}
    for name, term in reader.all_terms():
        info = reader.term_info(name, term)
        found[f"info {name} {term!r}"] = (
            round(info.weight(), 4),
            info.doc_frequency(),
            info.min_length() or 0,
            info.max_length(),
            info.max_weight(),
            info.min_id(),
            info.max_id(),
        )
        postings, format_ = reader.postings(name, term), reader.schema[name].format
        meant = not name.startswith("spell_")  # there Whoosh writes values of another format, and cuts them anywhere
        found[f"postings {name} {term!r}"] = _postings(postings, format_) if meant else _ids_and_weights(postings)
    return found


def _column(reader: Any, name: str) -> list[Any] | None:
    """The values of a segment, not of all at once: Whoosh loses count of segments without the column."""
    return list(reader.column_reader(name, translate=False)) if reader.has_column(name) else None


def _postings(matcher: Any, format_: Any) -> list[tuple[Any, ...]]:
    """Id, weight, encoded value and all that it can be decoded to, of each posting."""
    decodings = [name for name in _DECODINGS if format_.supports(name)]
    found: list[tuple[Any, ...]] = []
    while matcher.is_active():
        decoded = [matcher.value_as(name) for name in decodings]
        found.append((matcher.id(), matcher.weight(), matcher.value() or b"", decoded))
        matcher.next()
    return found


def _ids_and_weights(matcher: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight()))
        matcher.next()
    return found
