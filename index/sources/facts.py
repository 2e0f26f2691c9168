"""The facts that an HTML page states about its article.

Each fact has its witnesses in an order of trust: structured data, then OpenGraph and `article:` properties, then other
meta tags, then what the page shows. A witness whose word is impossible (a 30th of February, an author "admin") is
passed over for the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from index.dates import parse_date
from index.document import Notes
from index.folding import clean, fold
from index.sources.json_ld import BROKEN, StructuredData, text_of, types_of

TYPES = tuple(
    "Podcast|Question and Answer|Congressional Testimony|Testimony|Op-ed|Special Report|Peace Brief|Policy Brief"
    "|Peaceworks|Discussion Paper|Working Paper|Fact Sheet|In the Field|Interview|Speech|Transcript|Report|Blog"
    "|Blog Post|Book|Event|Analysis and Commentary|Analysis|Commentary|Article".split("|")
)
"""Words that say what kind of publication a page is, the most telling first."""

_SCHEMA_TYPES = {
    "PodcastEpisode": "Podcast",
    "Report": "Report",
    "BlogPosting": "Blog",
    "OpinionNewsArticle": "Op-ed",
    "AnalysisNewsArticle": "Analysis",
    "Book": "Book",
    "Event": "Event",
}
_AUTHOR_TAGS = (
    "citation_author article:author author dc.creator dcterms.creator dc.creator.personalname parsely-author byl"
).split()
_DATE_TAGS = (
    "article:published_time og:article:published_time og:published_time datepublished citation_publication_date"
    " citation_date citation_online_date dc.date.issued dcterms.issued dc.date dcterms.date dcterms.created"
    " dc.date.created parsely-pub-date sailthru.date publish_date publication_date pubdate date"
).split()
_NO_AUTHORS = frozenset(
    "admin administrator editor webmaster root user guest author anonymous unknown none null".split()
)
_TIME = re.compile(r"[\s,T]+(?:at\s+)?\d{1,2}[:.h]\d{2}.*$", re.DOTALL)
_TOPIC_PAGE = re.compile(r"/topics?/[^/]+", re.IGNORECASE)
_LONGEST_NAME = 150
_DATELINE_REACH = 60
"""Texts below the headline in which a date that stands alone is taken for the date of the article."""


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page with what its head says, by name in lower case."""

    tree: HtmlElement
    data: StructuredData
    meta: dict[str, list[str]]

    @classmethod
    def of(cls, tree: HtmlElement) -> Page:
        """Read the head of a page."""
        scripts = [script.text_content() for script in tree.iter("script") if "ld+json" in (script.get("type") or "")]
        meta: dict[str, list[str]] = {}
        for tag in tree.iter("meta"):
            name = tag.get("property") or tag.get("name") or tag.get("itemprop")
            content = " ".join(clean(tag.get("content") or "").split())
            if name and content:
                meta.setdefault(name.strip().lower(), []).append(content)
        return cls(tree, StructuredData.of(scripts), meta)

    def said(self, *names: str) -> Iterator[str]:
        """The contents of meta tags, in the order of the names."""
        return (content for name in names for content in self.meta.get(name, ()))

    def shown(self, path: str) -> Iterator[str]:
        """The texts of elements or attributes of the page."""
        for found in self.tree.xpath(path):
            text = found if isinstance(found, str) else found.text_content()
            if text.strip():
                yield " ".join(clean(text).split())


def read_facts(tree: HtmlElement, notes: Notes) -> dict[str, Any]:
    """The facts of a page as a record mapping; only those that were found."""
    page = Page.of(tree)
    notes.extend([BROKEN] * bool(page.data.broken))
    kind, topics = _type(page), _topics(page)
    facts: dict[str, Any] = {
        "title": _title(page),
        "authors": _authors(page),
        "date": _date(page),
        "type": kind,
        "topics": [topic for topic in topics if topic != kind],
        "summary": next(_summaries(page), ""),
        "url": page_url(page),
        "language": _language(page),
    }
    return {key: value for key, value in facts.items() if value}


def _title(page: Page) -> str:
    sites = {fold(name): name for name in (*page.data.site, *page.said("og:site_name", "application-name"))}
    stated = (text_of(value) for value in page.data.values("headline", "name"))
    candidates = chain(
        stated,
        page.said("og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "title", "twitter:title"),
        page.shown("//article//h1[not(ancestor::nav)] | //main//h1"),
        page.shown("//h1[not(ancestor::header[not(ancestor::article)])]"),
        page.shown("//head/title | /html/title"),
    )
    titles = (_without_site(title, sites) for title in candidates)
    return next((title for title in titles if title and fold(title) not in sites), "")


def _without_site(title: str, sites: dict[str, str]) -> str:
    """A title without the name of the site behind (or before) a bar or dash."""
    head, mark, tail = re.sub(r"\s+[–—·:»-]\s+", " | ", title[::-1], count=1)[::-1].rpartition(" | ")
    if mark and fold(tail) in sites:
        return head.strip() if title.startswith(head) else title[: len(head)].strip()
    return title.partition(" | ")[0] if " | " in title and not sites else title


def _authors(page: Page) -> list[str]:
    witnesses: Iterable[Iterable[str]] = chain(
        (page.data.names(value) for value in page.data.values("author", "creator")),
        (page.said(name) for name in _AUTHOR_TAGS),
        (page.shown('//*[@itemprop="author"]//*[@itemprop="name"]'), page.shown('//*[@itemprop="author"]')),
        (page.shown('//a[@rel="author"]'),),
    )
    for names in witnesses:
        valid = [name for written in names for part in written.split(";") if (name := _name(part))]
        if valid:
            return valid
    return []


def _name(text: str) -> str:
    """A name as it may stand in a record, or nothing when it cannot be one."""
    name = re.sub(r"^by:?\s+", "", " ".join(text.split()), flags=re.IGNORECASE).strip(" ,|")
    address = "@" in name or "://" in name or name.lower().startswith(("www.", "/"))
    possible = 1 < len(name) <= _LONGEST_NAME and any(char.isalpha() for char in name)
    return name if possible and not address and fold(name) not in _NO_AUTHORS else ""


def _date(page: Page) -> str:
    """The first possible date; an impossible one only if there is no other, so that it is reported."""
    candidates = chain(
        (text_of(value) for value in page.data.values("datePublished", "dateCreated", "startDate")),
        page.said(*_DATE_TAGS),
        page.shown('//*[@itemprop="datePublished"]/@datetime | //*[@itemprop="datePublished"]'),
        page.shown(f"//time[{_OF_ARTICLE}]/@datetime | //time[{_OF_ARTICLE}]"),
        _datelines(page),
    )
    first = ""
    for written in candidates:
        date = parse_date(written) or parse_date(_TIME.sub("", written))
        if date:
            return date
        first = first or written
    return first


_OF_ARTICLE = "not(ancestor::aside or ancestor::nav or ancestor::footer or ancestor::li)"


def _datelines(page: Page) -> Iterator[str]:
    """Dates that stand alone in the first texts below the headline."""
    for headline in page.tree.xpath("(//article//h1 | //main//h1 | //h1)[last()]"):
        for text in headline.xpath("following::text()[normalize-space()][not(ancestor::script or ancestor::style)]")[
            :_DATELINE_REACH
        ]:
            line = " ".join(clean(str(text)).split()).strip(" |·•–—-")
            if not line.isdigit() and parse_date(line):
                yield line


def _type(page: Page) -> str:
    genres = (name for value in page.data.values("genre") for name in page.data.names(value))
    said = page.said("citation_article_type", "dc.type", "dcterms.type", "article:type", "content-type", "type")
    for name in chain(genres, (name for name in said if _known_type(name))):
        if name and "://" not in name and len(name) <= 60:
            return _known_type(name) or name
    labels = [_known_type(label) for label in _keywords(page)]
    stated = next((name for name in TYPES if name in labels), "")
    schema = (_SCHEMA_TYPES.get(kind, "") for node in page.data.article for kind in types_of(node))
    return stated or next((name for name in schema if name), "")


def _known_type(label: str) -> str:
    return _TYPES_FOLDED.get(fold(label), "")


_TYPES_FOLDED = {fold(name): name for name in TYPES}


def _keywords(page: Page) -> list[str]:
    """What the structured data calls keywords; a text of them is parted by ";" or ","."""
    lists: list[str] = []
    for value in page.data.values("keywords"):
        lists += _parts(text_of(value)) if isinstance(value, str) else page.data.names(value)
    return [word for word in lists if word]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";" if ";" in text else ",") if part.strip()]


def _topics(page: Page) -> list[str]:
    """The topics of the first witness that names any, without the words for a type.

    Where the site has pages of its own for topics, a keyword that is none of them (a series, a program) is no topic.
    """
    structured = chain.from_iterable(page.data.names(value) for value in page.data.values("articleSection", "about"))
    parted = "citation_keywords parsely-tags sailthru.tags news_keywords keywords".split()
    witnesses = (
        [*_keywords(page), *structured],
        [*page.said("article:section"), *page.said("article:tag")],
        [*page.said("dc.subject", "dcterms.subject")],
        *([word for text in page.said(name) for word in _parts(text)] for name in parted),
    )
    linked = _linked_topics(page)
    for words in witnesses:
        topics = [word for word in dict.fromkeys(words) if word and not _known_type(word)]
        if topics:
            return [word for word in topics if fold(word) in linked] if linked else topics
    return []


def _linked_topics(page: Page) -> set[str]:
    """The labels, folded, of the links to the site's own topic pages."""
    links = page.tree.xpath("//a[contains(@href, '/topic')]")
    return {fold(" ".join(link.text_content().split())) for link in links if _TOPIC_PAGE.search(link.get("href"))}


def _summaries(page: Page) -> Iterator[str]:
    stated = (text_of(value) for value in page.data.values("description", "abstract"))
    said = page.said("og:description", "description", "dc.description", "dcterms.abstract", "citation_abstract")
    return (text for text in chain(stated, said, page.said("twitter:description")) if text)


def page_url(page: Page) -> str:
    """The canonical address of a page, absolute, or nothing."""
    base = next(page.shown("//base/@href"), "")
    stated = (text_of(value) for value in page.data.values("url", "mainEntityOfPage"))
    canonical = (str(href).strip() for href in page.tree.xpath('//link[@rel="canonical"]/@href'))
    own = list(chain(page.said("og:url"), stated))
    for href in chain(canonical, own):
        for start in ("", base, *own):
            address = join(start, href)
            if address:
                return address
    return ""


def join(base: str, href: str) -> str:
    """A web address made absolute, or nothing when it is none."""
    try:
        address = urljoin(base, href.strip())
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _language(page: Page) -> str:
    """The language without its region: `en-US` is `en`."""
    stated = (text_of(value) for value in page.data.values("inLanguage"))
    for tag in chain(page.shown("/html/@lang | /html/@*[name()='xml:lang']"), page.said("og:locale"), stated):
        match = re.match(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?=[-_]|$)", tag)
        if match:
            return match[0].lower() if len(match[0]) < 4 else match[0]
    return ""
