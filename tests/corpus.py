"""Seventy hand-written records, in groups that share the first part of their id; what is planted stands beside them.

Every group has words of its own, so that a test about one group meets no record of another.
"""

from __future__ import annotations

from typing import Any

from index.document import Document, from_record


def _doc(doc_id: str, title: str, body: str = "", **more: Any) -> Document:
    return from_record({"id": doc_id, "title": title, "body": body, **more})


# "attack" in four forms; "attaché" is another word; University and universe share a stem
STEMS = (
    _doc("stem-1", "The city attacked at dawn"),
    _doc("stem-2", "Attacks on the port"),
    _doc("stem-3", "A quiet year", "One attack was reported."),
    _doc("stem-4", "The military attaché"),
    _doc("stem-5", "A university in exile"),
    _doc("stem-6", "The universe of signals"),
    _doc("stem-7", "Résumé of the talks", "Café diplomacy in Zürich."),
)

# The vocabulary of the trade; each title has lower-case letters unless it says so
TRADE = (
    _doc("trade-us", "How the US sees Iran"),
    _doc("trade-u.s.", "The U.S. Congress votes"),
    _doc("trade-us-pronoun", "They told us nothing"),
    _doc("trade-us-capitals", "NOTES FROM US DIPLOMATS"),
    _doc("trade-who", "What the WHO wants"),
    _doc("trade-who-pronoun", "Those who stayed behind"),
    _doc("trade-aids", "Living with AIDS in Malawi"),
    _doc("trade-aid", "Food aid for Malawi"),
    _doc("trade-ngo", "What an NGO knows"),
    _doc("trade-ngos", "Letters to NGOs"),
    _doc("trade-ngos-small", "Letters to ngos"),
    _doc("trade-idp", "An IDP tells her story"),
    _doc("trade-idps", "The camps of IDPs"),
    _doc("trade-sar", "A crew of SAR divers"),
    _doc("trade-sars", "How SARS came to Toronto"),
    _doc("trade-sars-plural", "Banks that file SARs"),
    _doc("trade-isis-k", "ISIS-K claims a bombing"),
    _doc("trade-isis", "The remnants of ISIS regroup"),
    _doc("trade-un", "A letter to the U.N. chief"),
    _doc("trade-obrien", "A talk with Sean O’Brien"),
    _doc("trade-obrien-plain", "A talk with Sean OBrien"),
    _doc("trade-covid", "Schools after COVID-19"),
    _doc("trade-covid-joined", "Schools after Covid19"),
    _doc("trade-f16", "Delivering the F-16 to Kyiv"),
    _doc("trade-f16-joined", "Delivering the F16 to Kyiv"),
    _doc("trade-att", "What AT&T told regulators"),
    _doc("trade-rd", "Spending on R&D falls"),
    _doc("trade-putin", "Putin's playbook"),
    _doc("trade-century", "Twenty-first-century deterrence"),
    _doc("trade-number", "More than 1,000 drones"),
)

# Phrases: "nuclear energy", side by side, apart, turned round, across two fields and across two authors
PHRASES = (
    _doc("phrase-1", "Nuclear energy returns"),
    _doc("phrase-2", "Nuclear and solar energy"),
    _doc("phrase-3", "Energy that is nuclear"),
    _doc("phrase-4", "Going nuclear", "Energy is dear."),
    _doc("phrase-5", "The end of the cold war", "To be or not to be neutral."),
    _doc("phrase-6", "War in a cold winter"),
    _doc("phrase-7", "Two authors", authors=["Anna Berg", "Carl Lind"]),
    _doc("phrase-8", "Berg meets Carl", "Anna Berg Carl Lind"),
)

# Words in part: sanction*, and neighbours of "kharkiv" at distance 1 and 2; "harkiv" starts with another letter
EXPANSIONS = (
    _doc("part-1", "Sanctions bite"),
    _doc("part-2", "Sanctioned banks"),
    _doc("part-3", "A sanctuary for cranes"),
    _doc("part-4", "Kharkiv under fire"),
    _doc("part-5", "Kharkov in old maps"),
    _doc("part-6", "Kahrkiv is misspelt", "Also khariv."),
    _doc("part-7", "Harkiv without its first letter"),
    _doc("part-8", "Geopolitics and geoeconomics"),
)

_TWO: dict[str, Any] = {
    "authors": ["Lise Holm", "Asfandyar Mir, Ph.D."],
    "type": "Report",
    "topics": ["Fishing", "Law"],
}

# Facets: eight records about herring, all with a value of each facet but the last
FACETED = (
    _doc("facet-1", "Herring one", date="2021-03-01", **_TWO),
    _doc("facet-2", "Herring two", date="2022", **_TWO),
    _doc("facet-3", "Herring three", date="2022-05", authors=["Lise Holm"], type="Podcast", topics=["Law"]),
    _doc("facet-4", "Herring four", date="2023-01-01", authors=["Ole Vik"], type="Podcast", topics=["Trade"]),
    _doc("facet-5", "Herring five", date="2023-02-01", authors=["Asfandyar Mir"], type="Brief", topics=["Law"]),
    _doc(
        "facet-6",
        "Herring six",
        kind="article",
        date="2023",
        authors=["Ole Vik"],
        type="Report",
        language="da",
    ),
    _doc("facet-7", "Herring seven", kind="article", authors=["Zoë Ångström"], type="Brief", topics=["Trade"]),
    _doc("facet-8", "Herring eight", language="da"),
)

# Dates of every precision around the turn of a year, one leap day, one record without a date
DATED = (
    _doc("date-day", "Calendar of a day", date="2019-12-31"),
    _doc("date-new-year", "Calendar of a new year", date="2020-01-01"),
    _doc("date-month", "Calendar of a month", date="2020-02"),
    _doc("date-leap", "Calendar of a leap day", date="2020-02-29"),
    _doc("date-year", "Calendar of a year", date="2020"),
    _doc("date-none", "Calendar without a date"),
)

# Sorting: the same day twice, punctuation and case and accents in titles, equal titles
SORTED = (
    _doc("sort-b", "“Émigré” ledgers", "ledger", date="2018-06-01"),
    _doc("sort-a", "emigre ledgers", "ledger", date="2018-06-01"),
    _doc("sort-c", "... And ledgers", "ledger", date="2018"),
    _doc("sort-d", "Zebra ledgers", "ledger", date="2018-06"),
    _doc("sort-e", "ledgers", "ledger ledger ledger"),
    _doc("sort-Z", "ledgers", "ledger ledger ledger"),
    _doc("sort-é", "1917 ledgers", "ledger", date="2017-12-31"),
)

_STUB = {"title": "A known stub", "url": "https://example.org/stub?utm_source=mail", "date": "2016"}

# Links: by id, by URL written differently, by a record of a list, to nothing yet
LINKED = (
    _doc(
        "link-article", "Lanterns and their links", kind="article",
        related=["link-target", "http://EXAMPLE.org/page/#top", _STUB, "link-nowhere"],
    ),
    _doc("link-target", "Lantern target", url="https://example.org/target"),
    _doc("link-page", "Lantern page", url="https://example.org/page"),
    _doc("link-other", "Lantern other", related=["link-target"], custom={"desk": ["north", 7]}, language="en"),
)  # fmt: skip

# Without a title: the derived one is shown, and is not searched as a title
UNTITLED = (from_record({"id": "untitled-1", "body": "Walrus counts rose. Nobody knows why."}),)

CORPUS = STEMS + TRADE + PHRASES + EXPANSIONS + FACETED + DATED + SORTED + LINKED + UNTITLED
BY_ID = {document.id: document for document in CORPUS}
