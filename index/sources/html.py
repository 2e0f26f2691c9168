"""An HTML page: one article with the facts it states, its main text, and its links to related publications."""

from __future__ import annotations

import logging
import re
from pathlib import PurePath
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from index.document import Notes
from index.folding import fold
from index.report import EXCERPT
from index.settings import Settings
from index.sources.encoding import bom_encoding, decode_page
from index.sources.facts import join, read_facts
from index.sources.found import Place, Stream, accept
from index.sources.main_text import main_text

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEAD = 4096
"""Bytes in which a page names its encoding."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_WESTERN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
_THINGS = "publications?|content|articles?|reading|items|links|analysis|research|posts|stories|documents|reports"
_RELATED = re.compile(
    rf"(?:related|featured|further)(?: (?:{_THINGS}))?|(?:a lire aussi|publications? (?:liees|associees))"
)
_DEEPEST = 2_000
"""Levels of nested elements that a page may have."""

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def read_html(data: bytes, source: str, settings: Settings) -> Stream:
    """The article of an HTML page."""
    text, notes = decode_html(data)
    place = Place(source, None, text[:EXCERPT])
    try:
        record = parse_html(text, notes)
    except (
        etree.LxmlError,
        ValueError,
        RecursionError,
        AssertionError,
        TypeError,
        AttributeError,
        LookupError,
    ) as error:
        yield place.reject(f"not readable as HTML: {error or type(error).__name__}")
        return
    if record is None:
        yield place.reject(
            f"not readable as HTML: {PurePath(source).name} holds no element, or too many inside each other"
        )
        return
    yield accept(record, place, settings.types, notes)


def decode_html(data: bytes) -> tuple[str, list[str]]:
    """The text of a page: a byte order mark decides, then the encoding it names if that holds, then its bytes."""
    named = _CHARSET.search(data[:_HEAD])
    name = named[1].decode("ascii").lower() if named else ""
    if bom_encoding(data) or not name or name.startswith("utf"):
        return decode_page(data)
    try:
        return data.decode("windows-1252" if name in _WESTERN else name), []
    except (LookupError, UnicodeError):
        text, notes = decode_page(data)
        return text, [*notes, f'the page says that its encoding is "{name}", which it is not']


def parse_html(text: str, notes: Notes) -> dict[str, Any] | None:
    """A page as a record mapping, or None when there is no page."""
    tree = parse_tree(text)
    if tree is None:
        return None
    facts = read_facts(tree, notes)
    related = related_links(tree, facts.get("url", ""), notes)
    body = main_text(tree, [facts.get("title", ""), *facts.get("authors", ())])
    record = {"kind": "article"} | facts | ({"related": related} if related else {})
    return record | ({"body": body} if body else {})


def parse_tree(text: str) -> HtmlElement | None:
    """The element tree of a page or fragment."""
    text = _DECLARATION.sub("", text.replace("\0", ""))
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    return tree if _depth_within(tree, _DEEPEST) else None


def _depth_within(tree: HtmlElement, most: int) -> bool:
    """Whether no element is nested deeper than `most`."""
    level = [tree]
    for _ in range(most):
        level = [child for element in level for child in element]
        if not level:
            return True
    return False


def related_links(tree: HtmlElement, url: str, notes: Notes) -> list[str]:
    """The addresses below a heading such as "Related Publications": the first link of each item, in their order."""
    found: dict[str, None] = {}
    for heading in tree.xpath(
        "//body//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::p or self::div]"
    ):
        if heading.find(".//p") is None and heading.find(".//div") is None and _is_related(heading):
            found |= dict.fromkeys(_below(heading))
    links: dict[str, None] = {}
    for href in found:
        address = join(url, href)
        if address and address.partition("#")[0] != url.partition("#")[0]:
            links[address] = None
        elif not address and not href.startswith(("#", "mailto:", "javascript:")):
            notes.append(f'a related link leads nowhere: "{href[:80]}"')
    return list(links)


def _is_related(heading: HtmlElement) -> bool:
    return len(heading) <= 2 and bool(_RELATED.fullmatch(fold(" ".join(heading.text_content()[:200].split()))))


def _below(heading: HtmlElement) -> list[str]:
    """The links of the part that a heading stands over: its next siblings up to another heading, or those of the
    element around it."""
    for start in (heading, heading.getparent()):
        hrefs: list[str] = []
        for sibling in start.itersiblings() if start is not None else ():
            if sibling.tag == heading.tag and str(heading.tag).startswith("h"):
                break
            hrefs += _first_links(sibling)
        if hrefs:
            return hrefs
    return []


def _first_links(element: HtmlElement) -> list[str]:
    items = element.xpath("descendant-or-self::article | descendant-or-self::li[not(.//li)]")
    if items:
        firsts = (item.xpath("descendant::a/@href") for item in items)
        return [str(hrefs[0]) for hrefs in firsts if hrefs]
    return [str(href) for href in element.xpath("descendant-or-self::a/@href")]
