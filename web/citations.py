"""How to cite a record: BibTeX, RIS, CSL-JSON and a plain sentence.

A name is one text here, as the archive has it; it is never split into given and family names, which nobody could do
right for all. Formats: BibTeX as in btxdoc; RIS as in the 2011 tag list of Research Information Systems; CSL-JSON 1.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.document import Document
from index.folding import fold
from web.hit_views import date_text
from web.urls import host_of, safe_link

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A record to cite; `page` is the absolute address of its page here, for one that has no address of its own."""

    document: Document
    page: str

    @property
    def url(self) -> str:
        """Where the text is to be read."""
        return safe_link(self.document.url) or self.page

    @property
    def authors(self) -> list[str]:
        """The names, without degrees."""
        return [_line(author.name) for author in self.document.authors]

    @property
    def key(self) -> str:
        """A short name for the record: last word of the first author, year, first long word of the title."""
        year = (self.document.date or "")[:4]
        title = next((word for word in _words(self.document.title) if len(word) > 3), "record")
        author = (_words(self.authors[0]) or [""])[-1] if self.authors else ""
        return f"{author}{year}{title}"


def bibtex(source: Source) -> str:
    """One `@misc` entry."""
    document = source.document
    date = (document.date or "").split("-")
    # a comma, or the word that parts names, would make several of one name
    names = " and ".join(f"{{{_latex(name)}}}" for name in source.authors)
    fields = {
        "title": f"{{{_latex(document.title)}}}",
        "author": names,
        "year": date[0],
        "month": str(int(date[1])) if len(date) > 1 else "",
        "day": str(int(date[2])) if len(date) > 2 else "",
        "type": _latex(document.type or ""),
        "keywords": _latex(", ".join(document.topics)),
        "language": _latex(document.language or ""),
        "url": re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", source.url),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{source.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(source: Source) -> str:
    """One reference, its lines ended as the format demands."""
    document = source.document
    parts = [*(document.date or "").split("-"), "", ""][:3]
    rows = [
        ("TY", "GEN"),
        ("TI", document.title),
        *(("AU", name) for name in source.authors),
        ("PY", parts[0]),
        ("DA", "/".join((*parts, "")) if document.date else ""),
        ("M3", document.type or ""),
        ("AB", document.summary),
        *(("KW", topic) for topic in document.topics),
        ("LA", document.language or ""),
        ("UR", source.url),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(source: Source) -> str:
    """A list of one item."""
    document = source.document
    item: dict[str, object] = {
        "id": document.id,
        "type": "article" if document.kind == "article" else "document",
        "title": _line(document.title),
        "author": [{"literal": name} for name in source.authors],
        "genre": document.type,
        "abstract": _line(document.summary),
        "keyword": ", ".join(document.topics),
        "language": document.language,
        "URL": source.url,
    }
    if document.date:
        item["issued"] = {"date-parts": [[int(part) for part in document.date.split("-")]]}
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def plain(source: Source) -> str:
    """One sentence as for a footnote."""
    document = source.document
    facts = [document.type or "", host_of(source.url), date_text(document.date) if document.date else ""]
    authors = ", ".join(source.authors)
    title = _line(document.title)
    stop = "" if title[-1:] in "?!.…" else "."
    tail = ", ".join(filter(None, facts))
    return " ".join(filter(None, (f"{authors}." if authors else "", f"“{title}{stop}”", f"{tail}.", source.url))) + "\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A way to cite: what readers call it, the file it makes, and what makes it."""

    label: str
    media: str
    extension: str
    write: Callable[[Source], str]


FORMATS = {
    "text": Format("Plain text", "text/plain", "txt", plain),
    "bibtex": Format("BibTeX", "application/x-bibtex", "bib", bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", "ris", ris),
    "csl": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", "json", csl_json),
}


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in _line(text))
