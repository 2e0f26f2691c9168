"""The record of an archive, as every source yields it and every engine stores it.

A `Document` is a frozen value: cleaned (NFC), validated, with its identity settled. `from_record` reads the mapping
that an export or a page parser gives; `to_record` writes it back, unknown keys included.

A *link* is one entry of `related`: an id or URL, or a whole record (an entry of a "Related Publications" list).
A *stub* is a record known only from such entries.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from index import identity
from index.canonical_json import canonical
from index.dates import parse_date
from index.detection import detected
from index.folding import clean, fold

KINDS = ("article", "publication")
LONGEST_ID = 512
LONGEST_TITLE = 120
"""Characters of a title derived from a body."""
_SCALARS = frozenset((str, int, float, bool))
"""What JSON has that is read as a text, quickly told; sources may have texts of types of their own."""
_DEGREES = frozenset(
    "phd md jd ma mba mph msc bsc ba ms mpa mpp llm llb lld dphil edd dds dvm psyd scd drph rn esq mphil dsc".split()
)
_SENTENCE_END = re.compile(
    r"(?<=[.!?…。！？])(?<!\b[A-Z]\.)(?<!\b(?:Dr|Mr|Ms|St|Lt|Jr)\.)(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Col|Sgt)\.)[\"'”’)]*\s"
)
"""The end of a sentence, which an initial ("U.S. troops") and a title before a name ("Dr. Mir") are not."""

Notes = list[str]


class RecordError(ValueError):
    """A record that cannot be taken in; the message says why."""


class Author(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A person or body: `name` is the facet value, `display` what the source wrote."""

    name: str
    display: str


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """The editor's own link to another record: a bare reference, or the record that a list gave."""

    ref: str = ""
    record: Document | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The identities under which the target may be found."""
        if self.record is not None:
            return self.record.keys
        url = identity.url_key(self.ref)
        return (self.ref, url) if url else (self.ref,)

    def to_value(self) -> str | dict[str, Any]:
        """The link as it stands in a record."""
        return self.ref if self.record is None else self.record.to_record()


class Document(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """One record. All text is clean (NFC); `date` is canonical; `authors` and `topics` hold no value twice."""

    id: str
    kind: str = "publication"
    title: str = ""
    title_derived: bool = False
    summary: str = ""
    body: str = ""
    authors: tuple[Author, ...] = ()
    date: str | None = None
    type: str | None = None
    topics: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    language_detected: bool = False
    """Whether the language was told from the text, and not by the source."""
    related: tuple[Link, ...] = ()
    extra: dict[str, Any] = {}
    own_id: bool = False
    """Whether the source gave the id."""
    source: str = ""
    stub: bool = False

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every identity the record answers to: its id, its URL, its folded title and date."""
        return identity.keys(self.id, self.url, "" if self.title_derived else self.title, self.date)

    def to_record(self) -> dict[str, Any]:
        """The record as a JSON object in the form of an export; only what it has."""
        values: dict[str, Any] = {
            "id": self.id if self.own_id else None,
            "kind": self.kind,
            "title": None if self.title_derived else self.title,
            "summary": self.summary,
            "body": self.body,
            "authors": [author.display for author in self.authors],
            "date": self.date,
            "type": self.type,
            "topics": list(self.topics),
            "url": self.url,
            "language": None if self.language_detected else self.language,
            "related": [link.to_value() for link in self.related],
        }
        return {key: value for key, value in values.items() if value} | self.extra

    @cached_property
    def content_hash(self) -> str:
        """16 bytes (in hex) of the SHA-256 of the record in canonical JSON: equal hashes mean nothing changed."""
        return hashlib.sha256(canonical(self.to_record())).hexdigest()[:32]


def from_record(
    record: Mapping[str, Any],
    source: str = "",
    types: Sequence[str] = (),
    notes: Notes | None = None,
    *,
    detect: bool = True,
) -> Document:
    """Read a record of an export or a page.

    Args:
        record: the mapping; unknown keys are kept in `extra`.
        source: where it came from, for reports.
        types: the archive's closed list of types; empty = any.
        notes: receives a sentence for everything that could not be read and was left empty.
        detect: whether the language of a long text is told from it where the record does not say it.

    Raises:
        RecordError: neither title nor body, a value of the wrong shape, or an id that is none.
    """
    notes = [] if notes is None else notes
    if not isinstance(record, Mapping):
        raise RecordError(f"a record must be a JSON object, not {_shape(record)}")
    body, summary, title = (_text(record, key) for key in ("body", "summary", "title"))
    body, title = body.strip("\n"), " ".join(title.split())
    if not title and not body.strip():
        raise RecordError("no title and no body: a record needs one of them")
    url = _text(record, "url").strip() or None
    date = _date(record, notes)
    own_id = _id(record)
    given = _text(record, "language").strip()
    language = given or (detected(title, summary, body) if detect else None)
    return Document(
        id=own_id or identity.derive(url, title, date, body),
        kind=_kind(record, notes),
        title=title or derive_title(body),
        title_derived=not title,
        summary=summary.strip(),
        body=body,
        authors=_authors(record),
        date=date,
        type=_type(record, types, notes),
        topics=tuple(dict.fromkeys(_strings(record, "topics"))),
        url=url,
        language=language,
        language_detected=bool(language and not given),
        related=_related(record, source, types, notes),
        extra={clean(str(key)): _clean_value(value) for key, value in record.items() if key not in _KEYS},
        own_id=bool(own_id),
        source=source,
    )


_KEYS = frozenset("id kind title summary body authors date type topics url language related title_derived".split())


def facet_name(display: str) -> str:
    """The author's facet value: degrees after a comma fall away; titles, Jr., II, case and accents stay.

    >>> facet_name("Asfandyar Mir, Ph.D."), facet_name("John Smith, Jr.")
    ('Asfandyar Mir', 'John Smith, Jr.')
    """
    name, comma, rest = display.rpartition(",")
    while comma and name.strip() and rest.replace(".", "").replace(" ", "").lower() in _DEGREES:
        display = name.strip()
        name, comma, rest = display.rpartition(",")
    return display


def authors_from(names: Sequence[str]) -> tuple[Author, ...]:
    """Authors in order, each name once."""
    authors: dict[str, Author] = {}
    for display in names:
        name = facet_name(display) if "," in display else display
        if name not in authors:
            authors[name] = Author(name, display)
    return tuple(authors.values())


def derive_title(body: str) -> str:
    """The first sentence of a body, cut at a word, at most `LONGEST_TITLE` characters."""
    text = body.strip().split("\n", 1)[0]
    end = _SENTENCE_END.search(text)
    sentence = " ".join(text[: end.end() if end else len(text)].split())
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    cut = sentence[:LONGEST_TITLE].rsplit(" ", 1)[0]
    return cut[: LONGEST_TITLE - 1].rstrip(" ,;:–—-") + "…"


def _shape(value: Any) -> str:
    names: dict[type, str] = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise RecordError(f'"{key}" must be text, not {_shape(value)}')


def _strings(record: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts; one text is split on ";", as in CSV."""
    value = record.get(key)
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, (list, tuple)):
        raise RecordError(f'"{key}" must be a list of texts, not {_shape(value)}')
    if not (_SCALARS.issuperset(map(type, value)) or all(isinstance(item, (str, int, float)) for item in value)):
        raise RecordError(f'"{key}" must hold texts only')
    return [text for item in value if (text := _one_line(str(item)))]


def _one_line(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():  # most of them, quickly
        return text
    return " ".join(clean(text).split())


def _authors(record: Mapping[str, Any]) -> tuple[Author, ...]:
    return authors_from(_strings(record, "authors"))


def _id(record: Mapping[str, Any]) -> str:
    text = _text(record, "id").strip()
    if len(text) > LONGEST_ID or not text.isprintable():
        raise RecordError(f'"id" must be at most {LONGEST_ID} printable characters')
    return text


def _kind(record: Mapping[str, Any], notes: Notes) -> str:
    kind = _text(record, "kind").strip() or "publication"
    if kind not in KINDS:
        notes.append(f'kind "{kind[:40]}" is neither article nor publication; taken as publication')
        return "publication"
    return kind


def _date(record: Mapping[str, Any], notes: Notes) -> str | None:
    text = _text(record, "date").strip()
    date = parse_date(text) if text else None
    if text and date is None:
        notes.append(f'date "{text[:40]}" is not a date of the calendar; left empty')
    return date


def _type(record: Mapping[str, Any], types: Sequence[str], notes: Notes) -> str | None:
    text = " ".join(_text(record, "type").split())
    if not text or not types:
        return text or None
    listed = {fold(name): name for name in types}.get(fold(text))
    if listed is None:
        notes.append(f'type "{text[:40]}" is not in the archive\'s list of types; left empty')
    return listed


def _related(record: Mapping[str, Any], source: str, types: Sequence[str], notes: Notes) -> tuple[Link, ...]:
    value = record.get("related")
    if value is None:
        return ()
    if isinstance(value, str):
        value = [part for part in value.split(";") if part.strip()]
    if not isinstance(value, (list, tuple)):
        raise RecordError(f'"related" must be a list, not {_shape(value)}')
    links: dict[tuple[str, ...], Link] = {}
    for item in value:
        try:
            link = _link(item, source, types, notes)
            links.setdefault(link.keys, link)
        except RecordError as error:
            notes.append(f"a related entry was left out: {error}")
    return tuple(links.values())


def _link(item: Any, source: str, types: Sequence[str], notes: Notes) -> Link:
    if isinstance(item, Mapping) and not (item.get("title") or item.get("body")):
        item = item.get("id") or item.get("url") or item  # a reference may be written as a record
    if isinstance(item, Mapping):
        target = from_record(item, source, types, notes, detect=False)
        if target.related:
            notes.append(f'the links of a related entry are not kept: "{target.title[:60]}"')
        return Link(record=msgspec.structs.replace(target, related=(), stub=True))
    if isinstance(item, (str, int)) and not isinstance(item, bool) and str(item).strip():
        return Link(ref=clean(str(item)).strip()[:2048])
    raise RecordError(f"it is {_shape(item)}, neither an id, a URL nor a record")


def _clean_value(value: Any) -> Any:
    cleaners: dict[type, Callable[[Any], Any]] = {
        str: clean,
        list: lambda items: [_clean_value(item) for item in items],
        dict: lambda pairs: {clean(str(key)): _clean_value(item) for key, item in pairs.items()},
    }
    cleaner = cleaners.get(type(value))
    return cleaner(value) if cleaner else value
