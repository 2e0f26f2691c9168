"""The structured data of an HTML page (JSON-LD, schema.org): its nodes, and those that speak of the article.

A page may hold several scripts, each a node, a list of nodes or a `@graph`; a node may name another by its `@id`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = Mapping[str, Any]

_ARTICLE = re.compile(
    r"(?:\w*Article|Report|\w*BlogPosting|PodcastEpisode|RadioEpisode|Episode|Book|Chapter|Thesis|PublicationIssue"
    r"|InterviewArticle|Event|CreativeWork|AudioObject)"
)
_PAGE = re.compile(r"(?:\w*Page)")
_SITE = ("WebSite", "Organization", "NewsMediaOrganization", "ResearchOrganization", "NGO")
_DEEPEST = 40
BROKEN = "a block of structured data (JSON-LD) could not be read and was passed over"


@dataclass(frozen=True, slots=True)
class StructuredData:
    """The nodes of a page: `article` those about the article (best first), `site` the names of the site."""

    article: tuple[Node, ...] = ()
    site: tuple[str, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)
    broken: int = 0

    @classmethod
    def of(cls, scripts: Sequence[str]) -> StructuredData:
        """Read the scripts of a page; those that are no JSON are counted in `broken`."""
        nodes: list[Node] = []
        broken = 0
        for script in scripts:
            try:
                nodes += _nodes(json.loads(_bare(script), strict=False), 0)
            except (ValueError, RecursionError):
                broken += 1
        by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1}
        articles = [node for node in nodes if _is(node, _ARTICLE)] + [node for node in nodes if _is(node, _PAGE)]
        sites = [node.get("name") for node in nodes if any(kind in _SITE for kind in types_of(node))]
        publishers = [by_id.get(str(item.get("@id")), item).get("name") for item in _publishers(articles)]
        return cls(tuple(articles), tuple(text_of(name) for name in (*sites, *publishers) if name), by_id, broken)

    def values(self, *keys: str) -> Iterator[Any]:
        """The values of keys, node by node and in a node key by key; never None."""
        for node in self.article:
            for key in keys:
                if node.get(key) is not None:
                    yield node[key]

    def names(self, value: Any) -> list[str]:
        """The names that an author, or another thing that has a name, may be written as: text, node, id, list."""
        if isinstance(value, str):
            return [text_of(value)]
        if isinstance(value, Sequence):
            return [name for item in value for name in (self.names(item) if not isinstance(item, list) else [])]
        if isinstance(value, Mapping):
            node = value if "name" in value else self.by_id.get(str(value.get("@id")), value)
            name = node.get("name") or " ".join(str(node.get(key) or "") for key in ("givenName", "familyName"))
            return [text_of(item) for item in (name if isinstance(name, list) else [name])]
        return []


def types_of(node: Node) -> list[str]:
    """The types of a node, without the address of the vocabulary."""
    value = node.get("@type")
    return [str(item).rsplit("/", 1)[-1] for item in (value if isinstance(value, list) else [value]) if item]


def text_of(value: Any) -> str:
    """A value as text, entities resolved; empty when it is no text."""
    if isinstance(value, Mapping):
        value = value.get("@value")
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _bare(script: str) -> str:
    """A script without the comment marks that old pages put around it."""
    return re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", script).strip().rstrip(";")


def _nodes(value: Any, depth: int) -> list[Node]:
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [node for item in value for node in _nodes(item, depth + 1)]
    if not isinstance(value, dict):
        return []
    inner = [node for key in ("@graph", "mainEntity") for node in _nodes(value.get(key), depth + 1)]
    return ([value] if "@type" in value else []) + inner


def _is(node: Node, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(kind) for kind in types_of(node))


def _publishers(nodes: Sequence[Node]) -> Iterator[Node]:
    return (node["publisher"] for node in nodes if isinstance(node.get("publisher"), Mapping))
