"""The main text of an HTML page: its paragraphs, without menus, lists of links, forms and notices.

trafilatura finds the text. It judges an element by the words in its class, and so takes whole articles for furniture
when a stylesheet calls them "with-sidebars" or "commentary"; before it looks, an element that holds prose loses its
class. Where it finds little or nothing of the prose there is, the paragraphs are read in their order instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import trafilatura
from lxml.html import HtmlElement

from index.dates import parse_date
from index.folding import clean, fold_words

PROSE_WORDS = 15
"""Words outside of links from which a paragraph is prose."""
_HOLDS_PROSE = 30
_LEAST_SHARE = 0.6
"""Share of the page's prose that trafilatura must have found to be believed."""

_FURNITURE = (
    "//script | //style | //noscript | //template | //nav | //form | //button | //svg | //iframe | //head"
    " | //footer[not(ancestor::article or ancestor::blockquote)] | //*[@role='navigation' or @role='dialog']"
    " | //*[contains(@class, 'cookie') or contains(@id, 'cookie') or contains(@class, 'consent-')]"
    " | //*[contains(@class, 'sr-only') or contains(@class, 'visually-hidden') or contains(@class, 'screen-reader')]"
)
_BLOCKS = ("p", "li", "blockquote", "pre", "td", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "div")
_CONTAINERS = ("div", "section", "aside", "main", "article", "ul", "ol", "details", "body", "header")
_NOTICE = re.compile(
    r"^(?:©|copyright\b|all rights reserved|last updated|site map|subscribe|sign up|we are supported by)"
    r"|^(?:the )?(?:\w+ ){1,5}(?:is committed to|is a non-?profit|takes no institutional)"
    r"|© ?(?:\d{4}|[A-Z])|all rights reserved\.?$|\| ?site map\b",
    re.IGNORECASE,
)
"""How the last lines of a page begin or end that are about the site and not of the text."""
_NAMED = ("class", "id", "about", "style", "role", "hidden", "aria-hidden")
_WORD = re.compile(r"[a-z]{4}")
"""A word behind a link, not the ending of the linked one."""


def main_text(tree: HtmlElement, known: Sequence[str] = ()) -> str:
    """The paragraphs of the page, parted by blank lines. The tree is changed.

    Left out are the lines above the text that repeat a fact (`known`: title, authors; or a date), and what the
    publisher says about itself below it.
    """
    for element in tree.xpath(_FURNITURE):
        if element.getparent() is not None:
            element.drop_tree()
    _unwrap_layout(tree)
    _part_links(tree)
    _flatten_headings(tree)
    counts = _words_of_prose(tree)
    for element, words in counts.items():
        if words >= _HOLDS_PROSE and element.tag in _CONTAINERS:
            _unname(element)
    prose = counts.get(tree, 0)
    paragraphs = list(_extracted(tree))
    if sum(len(text.split()) for text in paragraphs) < _LEAST_SHARE * prose or not paragraphs:
        paragraphs = list(_plain(tree))
    return "\n\n".join(_without_repeats(paragraphs, {fold_words(text) for text in known}))


def _without_repeats(paragraphs: list[str], known: set[str]) -> list[str]:
    start, end = 0, len(paragraphs)
    while start < end and (fold_words(paragraphs[start]) in known or parse_date(paragraphs[start])):
        start += 1
    while end > start and _NOTICE.search(paragraphs[end - 1]):
        end -= 1
    return paragraphs[start:end]


def _unwrap_layout(tree: HtmlElement) -> None:
    """Turn tables that only place the text on the page into plain elements."""
    for table in tree.xpath("//table[.//td[count(p) > 1]]"):
        for element in table.xpath("descendant-or-self::*[self::table or self::tbody or self::tr or self::td]"):
            element.tag = "div"


def _part_links(tree: HtmlElement) -> None:
    """Part a link from the words around it where the editor forgot the space: "aimed at<a>collecting</a>"."""
    for link in tree.iter("a"):
        before, parent = link.getprevious(), link.getparent()
        text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
        if text[-1:].isalpha() and (link.text or "")[:1].isalpha():
            link.text = f" {link.text}"
        if link.tail and _WORD.match(link.tail) and link.text_content()[-1:].isalpha():
            link.tail = f" {link.tail}"


def _flatten_headings(tree: HtmlElement) -> None:
    """Make the headings of prose plain paragraphs: trafilatura loses many of them, as it does those with anchors."""
    for heading in tree.xpath("//h2 | //h3 | //h4 | //h5 | //h6"):
        after = heading.getnext()
        if (
            after is not None
            and after.tag in ("p", "ul", "ol", "blockquote", "div")
            and _own_words(after) >= PROSE_WORDS
        ):
            text, tail = " ".join(heading.text_content().split()), heading.tail
            heading.clear()
            heading.tag, heading.text, heading.tail = "p", text, tail


def _own_words(element: HtmlElement) -> int:
    """Words of an element outside of links."""
    linked = sum(len(link.text_content().split()) for link in element.iter("a"))
    return len(element.text_content().split()) - linked


def _words_of_prose(tree: HtmlElement) -> dict[HtmlElement, int]:
    """How many words of prose each element holds."""
    counts: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p", "li", "blockquote"):
        words = _own_words(paragraph)
        if words >= PROSE_WORDS:
            for element in (paragraph, *paragraph.iterancestors()):
                counts[element] = counts.get(element, 0) + words
    return counts


def _unname(element: HtmlElement) -> None:
    for name in _NAMED:
        element.attrib.pop(name, None)
    if element.tag in ("aside", "details"):
        element.tag = "div"


def _extracted(tree: HtmlElement) -> Iterator[str]:
    found = trafilatura.extract(tree, fast=True, favor_recall=True, include_comments=False, with_metadata=False)
    for line in (found or "").split("\n"):
        text = _tidy(line)
        if text:
            yield text


def _plain(tree: HtmlElement) -> Iterator[str]:
    """The texts of the innermost blocks of the article, else of the page."""
    parts = tree.xpath("//article") or tree.xpath("//main") or [tree]
    for part in parts[:1]:
        for block in part.iter(*_BLOCKS):
            if next(block.iterdescendants(*_BLOCKS), None) is None and (text := _tidy(block.text_content())):
                yield text


def _tidy(line: str) -> str:
    return " ".join(clean(line).split())
