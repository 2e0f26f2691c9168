"""Stubs: publications known only from the lists that name them.

A stub is *derived*: it is the merged entries of all records that link to it, as long as no record of its own answers to
any of their keys. So the order in which lists and full records arrive does not matter: after every change the stubs
that it touches are derived anew from what the archive holds. A stub whose last list is gone stays as it is while a
bare link (an id or URL) still leads to it.

The keys of one entry are *aliases* of each other: through them a link finds a record that does not state them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from index.document import Document
from index.writer import Writer

Linkers = Callable[[Iterable[str]], Iterable[Document]]
"""Gives the records with a link to any of some keys."""


def touched_keys(document: Document) -> set[str]:
    """The keys whose stubs may change when this record comes."""
    return {*document.keys, *(key for entry in entries(document) for key in entry.keys)}


def released_keys(document: Document) -> set[str]:
    """The keys whose stubs may change when this record goes: its bare links may have kept one."""
    return {*document.keys, *(key for link in document.related for key in link.keys)}


def entries(document: Document) -> list[Document]:
    """The records that a record's own list gives."""
    return [link.record for link in document.related if link.record is not None]


@dataclass(slots=True)
class StubChanges:
    """How many stubs a settlement added and removed; adopted ones are in neither."""

    added: int = 0
    removed: int = 0


def settle(writer: Writer, touched: Iterable[str], adopted: set[str]) -> StubChanges:
    """Derive every stub under the touched keys anew.

    Args:
        writer: where the records are; gets the changes, uncommitted.
        touched: `touched_keys` of every record that was put, `released_keys` of every one replaced or removed.
        adopted: ids of stubs that a full record has taken the place of: their removal is not counted, but one that
            some list still needs is counted as added.
    """
    changes = StubChanges()
    wanted: dict[str, Document] = {}
    listed: set[str] = set()
    reached, linkers = _reach(writer.linkers, set(touched))
    for group in _publications(reached, linkers):
        keys = {key for entry in group for key in entry.keys}
        listed |= keys
        if all(found.stub for found in writer.find(keys)):
            stub = merge(group)
            wanted[stub.id] = stub
    taken = {key for stub in wanted.values() for key in stub.keys}
    present = {stub.id: stub for stub in writer.stubs(taken | reached)}
    for doc_id in sorted(present.keys() - wanted.keys()):
        if listed.isdisjoint(present[doc_id].keys) and _is_referred_to(writer, present[doc_id]):
            continue
        writer.delete(doc_id)
        changes.removed += doc_id not in adopted
    for doc_id, stub in sorted(wanted.items()):
        changes.added += doc_id not in present or doc_id in adopted
        if doc_id not in present or present[doc_id].content_hash != stub.content_hash:
            writer.put(stub)
    return changes


def _is_referred_to(writer: Writer, stub: Document) -> bool:
    """Whether a bare link leads to a stub, and no record of its own answers to its keys."""
    keys = set(stub.keys)
    links = (link for linker in writer.linkers(keys) for link in linker.related)
    referred = any(link.record is None and not keys.isdisjoint(link.keys) for link in links)
    return referred and all(found.stub for found in writer.find(keys))


def aliases(linkers: Linkers, keys: Iterable[str]) -> set[str]:
    """The keys, and all that list entries give beside any of them."""
    return _reach(linkers, set(keys))[0]


def _reach(linkers: Linkers, keys: set[str]) -> tuple[set[str], dict[str, Document]]:
    """The keys with their aliases, and the records that link to any, by id."""
    gathered: dict[str, Document] = {}
    frontier = keys
    while frontier:
        new = {linker.id: linker for linker in linkers(frontier) if linker.id not in gathered}
        gathered |= new
        named = (entry.keys for linker in gathered.values() for entry in entries(linker))
        reached = {key for names in named if not keys.isdisjoint(names) for key in names}
        frontier = reached - keys
        keys = keys | reached
    return keys, gathered


def _publications(keys: set[str], linkers: dict[str, Document]) -> list[list[Document]]:
    """The list entries of these records that touch any of the keys, grouped into publications by shared keys."""
    group_of: dict[str, list[Document]] = {}
    for entry in (entry for _, linker in sorted(linkers.items()) for entry in entries(linker)):
        if keys & set(entry.keys):
            joined = {id(group): group for key in entry.keys if (group := group_of.get(key)) is not None}
            group = [entry, *(member for other in joined.values() for member in other)]
            group_of |= {key: group for member in group for key in member.keys}
    return list({id(group): group for group in group_of.values()}.values())


def merge(group: list[Document]) -> Document:
    """One stub from the entries of a publication, the same in whatever order they come: of differing values the
    longer, then the greater one; topics of all; an id given by a list before a derived one."""
    ordered = sorted(group, key=lambda entry: (not entry.own_id, entry.url is None, entry.id))
    values = {
        name: max((getattr(entry, name) for entry in group), key=lambda value: (len(value or ""), value or ""))
        for name in ("title", "summary", "body", "date", "type", "url", "language", "authors", "kind")
    }
    topics = tuple(sorted({topic for entry in group for topic in entry.topics}))
    extra = {key: value for entry in reversed(ordered) for key, value in entry.extra.items()}
    topics = ordered[0].topics if len(group) == 1 else topics
    return msgspec.structs.replace(ordered[0], **values, topics=topics, extra=extra, related=(), stub=True)
