"""Records put and deleted that are in no generation yet, and how they are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Literal

from index.document import Document

By = Literal["keys", "links"]


class Changes:
    """The last change of each id: the record that was put, or None for a deletion."""

    def __init__(self) -> None:
        self._of: dict[str, Document | None] = {}
        self._ids: dict[By, dict[str, tuple[str, ...]]] = {"keys": {}, "links": {}}

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._of

    @property
    def by_id(self) -> Mapping[str, Document | None]:
        """Every change, in the order in which they came."""
        return self._of

    @property
    def documents(self) -> list[Document]:
        """The records that were put."""
        return [document for document in self._of.values() if document is not None]

    def put(self, document: Document) -> None:
        """Add a record."""
        self.forget(document.id)
        self._of[document.id] = document
        self._add("keys", document.keys, document.id)
        for link in document.related:
            self._add("links", link.keys, document.id)

    def delete(self, doc_id: str) -> None:
        """Add a deletion."""
        self.forget(doc_id)
        self._of[doc_id] = None

    def forget(self, doc_id: str) -> None:
        """Be without a change of an id."""
        document = self._of.pop(doc_id, None)
        if document is not None:
            self._remove("keys", document.keys, doc_id)
            for link in document.related:
                self._remove("links", link.keys, doc_id)

    def update(self, later: Changes) -> None:
        """Take over changes that were made after these."""
        for doc_id, document in later.by_id.items():
            if document is None:
                self.delete(doc_id)
            else:
                self.put(document)

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether a record was put under any of these keys, or with a link to any."""
        return not (self._ids["keys"].keys().isdisjoint(keys) and self._ids["links"].keys().isdisjoint(keys))

    @property
    def keys(self) -> Iterator[str]:
        """All keys of the records that were put, and of their links."""
        return chain(self._ids["keys"], self._ids["links"])

    def find(self, by: By, keys: Iterable[str]) -> list[Document]:
        """The records that were put under any of these keys, or with a link to any."""
        index = self._ids[by]
        ids = {doc_id for key in keys for doc_id in index.get(key, ())}
        return [document for doc_id in ids if (document := self._of[doc_id]) is not None]

    def _add(self, by: By, keys: Iterable[str], doc_id: str) -> None:
        index = self._ids[by]
        for key in keys:
            ids = index.get(key, ())
            if doc_id not in ids:
                index[key] = (*ids, doc_id)

    def _remove(self, by: By, keys: Iterable[str], doc_id: str) -> None:
        index = self._ids[by]
        for key in keys:
            index[key] = tuple(other for other in index[key] if other != doc_id)
