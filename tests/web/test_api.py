"""The JSON API: what each endpoint gives, and that it takes any text and refuses every malformed parameter."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search import facet_values, from_query, open_engine, search
from tests.web.conftest import RECORDS

HIT_KEYS = set("id kind title title_derived url type date authors topics score snippet".split())


def get(client: FlaskClient, url: str, status: int = 200) -> Any:
    """The JSON of an address, after its status was checked."""
    response = client.get(url)
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == "application/json"
    return response.get_json()


def test_a_search_gives_every_key_of_its_contract(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=river&size=3")
    assert list(answer) == (
        "query total page size took_ms timings generation hits facets did_you_mean notes offers".split()
    )
    assert (answer["query"], answer["total"], answer["page"], answer["size"]) == ("river", 12, 1, 3)
    assert set(answer["timings"]) == {"search", "facets", "snippets", "suggest"}
    assert [set(hit) for hit in answer["hits"]] == [HIT_KEYS] * 3
    assert all("<mark>" in hit["snippet"] for hit in answer["hits"])
    assert list(answer["facets"]) == ["author", "type", "topic", "year", "language"]
    assert answer["facets"]["language"]["values"] == [{"value": "en", "count": 12, "selected": False}]
    assert answer["facets"]["author"]["values"][0] == {"value": "Mary Glantz", "count": 12, "selected": False}
    assert answer["facets"]["author"]["more"] is False


def test_the_answer_is_that_of_the_read_side(client: FlaskClient, archive: Any) -> None:
    pairs = [("q", "water dam"), ("type", "Report"), ("from", "2015"), ("sort", "oldest"), ("size", "4")]
    request, notes = from_query(pairs, archive)
    expected = search(open_engine(archive), request, archive, notes).as_dict()
    answer = get(client, "/api/v1/search?q=water+dam&type=Report&from=2015&sort=oldest&size=4")
    for key in ("total", "hits", "facets", "did_you_mean", "notes"):
        assert answer[key] == expected[key]


def test_an_empty_query_is_everything_newest_first_without_scores(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?size=100")
    assert answer["total"] == len(RECORDS)
    assert {hit["score"] for hit in answer["hits"]} == {None}
    dates = [hit["date"] for hit in answer["hits"]]
    assert dates[:2] == ["2024-04", "2024-03-04"]
    assert dates[-2:] == [None, None]


def test_explain_gives_a_tree_that_makes_the_score(client: FlaskClient) -> None:
    def value(node: dict[str, Any]) -> float:
        parts = [value(part) for part in node["parts"]]
        if node["op"] == "leaf":
            return float(node["value"])
        product = 1.0
        for part in parts:
            product *= part
        return sum(parts) if node["op"] == "sum" else product

    for hit in get(client, "/api/v1/search?q=river+dam&explain=1")["hits"]:
        assert value(hit["explanation"]) == pytest.approx(hit["score"], abs=1e-6)
    assert "explanation" not in get(client, "/api/v1/search?q=river")["hits"][0]


def test_size_0_gives_counts_only(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=river&size=0")
    assert (answer["total"], answer["hits"]) == (12, [])
    assert answer["facets"]["type"]["values"]


def test_an_unknown_parameter_is_ignored_with_a_note(client: FlaskClient) -> None:
    known = get(client, "/api/v1/search?q=river")
    answer = get(client, "/api/v1/search?q=river&colour=red&%3Cb%3E=1")
    assert [note["code"] for note in answer["notes"]] == ["unknown_parameter"] * 2
    assert "colour" in answer["notes"][0]["message"]
    assert answer["hits"] == known["hits"]
    for url in ("/api/v1/suggest?q=wa", "/api/v1/documents/report-1/related?limit=2", "/api/v1/facets/author?limit=1"):
        assert get(client, url + "&colour=red")["notes"][0]["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    "query",
    [
        "page=x", "page=0", "page=-1", "page=1000000000000", "page=101&size=100", "size=-1", "size=101", "size=1.5",
        "facet_size=101", "from=2024-13", "from=yesterday", "to=2023-02-30", "from=2024&to=2023", "year=20",
        "year=MMXX", "sort=best", "correct=yes", "explain=2", "recency=some", "kind=book", "page=1&page=2", "q=a&q=b",
        "page=%D9%A1", "size=%EF%BC%91",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/feed.atom", "/api/v1/facets/author"])
def test_a_malformed_parameter_is_400(client: FlaskClient, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    if path != "/search":
        error = response.get_json()["error"]
        assert error["code"] == "invalid_parameter"
        assert error["message"].startswith(query.partition("=")[0].split("&")[0]) or "x size" in error["message"]
        assert error["hint"]


def test_paging_ends_at_the_window(client: FlaskClient) -> None:
    assert get(client, "/api/v1/search?page=100&size=100")["hits"] == []
    message = get(client, "/api/v1/search?page=101&size=100", 400)["error"]["message"]
    assert "10,000" in message


QUERIES = [
    '"', "'", '"""', "(" * 2000, ")" * 50, "NOT OR x", "AND", "NOT", "[a TO z]", "{a TO z]", "~9", "word~9", "*", "*e*",
    "?*?*?*", "\0", "a\0b", "\ufffe", "\u202eabc", "+-!", "author:", "author:(", ":::", "^3", "a^", "\\", "%", "\r\n",
    "x" * 4096, "word " * 600, "🙂", "<script>", "' OR 1=1 --", "../../etc/passwd", "${jndi:x}", "date:[2020 TO",
]  # fmt: skip


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/api/v1/suggest", "/feed.atom", "/api/v1/facets/topic"])
def test_any_text_is_answered(client: FlaskClient, path: str, text: str) -> None:
    assert client.get(path, query_string={"q": text}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("raw", ["%ff%fe", "%00", "%C3%28", "%ED%A0%80", "%", "%zz", "%E9"])
@pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/api/v1/suggest"])
def test_broken_utf_8_is_answered(client: FlaskClient, path: str, raw: str) -> None:
    author = f"&author={raw}" if path != "/api/v1/suggest" else ""
    response = client.get(f"{path}?q={raw}{author}", follow_redirects=True)
    assert response.status_code == 200
    response.data.decode("utf-8")


def test_a_facet_is_searched_by_any_word_of_its_values(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/facets/author?contains=mir")
    assert answer == {
        "facet": "author",
        "values": [{"value": "Asfandyar Mir", "count": 6, "selected": False}],
        "total": 1,
        "more": False,
        "notes": [],
    }


def test_a_facet_is_paged_under_the_same_parameters(client: FlaskClient, archive: Any) -> None:
    request, _ = from_query([("q", "river")], archive)
    expected = facet_values(open_engine(archive), request, archive, "year", "", 2, 3).as_dict()
    answer = get(client, "/api/v1/facets/year?q=river&offset=2&limit=3")
    assert answer == expected | {"notes": []}
    assert (len(answer["values"]), answer["total"], answer["more"]) == (3, 12, True)
    assert get(client, "/api/v1/facets/year?limit=0")["values"] == []


@pytest.mark.parametrize("query", ["limit=101", "limit=-1", "limit=x", "offset=-1", "offset=x", "limit=1&limit=2"])
def test_a_malformed_facet_page_is_400(client: FlaskClient, query: str) -> None:
    assert get(client, f"/api/v1/facets/author?{query}", 400)["error"]["code"] == "invalid_parameter"


def test_an_unknown_facet_is_404(client: FlaskClient) -> None:
    assert get(client, "/api/v1/facets/colour", 404)["error"]["code"] == "not_found"


def test_suggestions_have_their_shape_and_limit(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/suggest?q=wat+rep")
    assert answer["query"] == "wat rep"
    assert 0 < len(answer["suggestions"]) <= 8
    first = answer["suggestions"][0]
    assert first["kind"] == "title"
    assert first["id"].startswith("report-")
    assert "<mark>Wat</mark>er" in first["highlight"]
    assert len(get(client, "/api/v1/suggest?q=water&limit=1")["suggestions"]) == 1
    assert get(client, "/api/v1/suggest")["suggestions"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=21", "limit=x", "q=a&q=b"])
def test_a_malformed_suggestion_request_is_400(client: FlaskClient, query: str) -> None:
    assert get(client, f"/api/v1/suggest?{query}", 400)["error"]["code"] == "invalid_parameter"


def test_a_document_has_every_key(client: FlaskClient) -> None:
    document = get(client, "/api/v1/documents/linking")
    assert (document["type"], document["url"], document["summary"], document["language"]) == (None,) * 4
    assert (document["topics"], document["authors"], document["date"]) == ([], [], "2024-04")
    assert document["related"][0] == "report-1"
    assert (document["word_count"], document["sponsors"]) == (412, ["A", "B"])
    derived = get(client, "/api/v1/documents/undated")
    assert (derived["title_derived"], derived["title"]) == (True, "This one has no title of its own.")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record["id"]))
def test_any_id_is_reached_by_its_percent_encoded_path(client: FlaskClient, record: dict[str, Any]) -> None:
    quoted = quote(record["id"], safe="")
    assert get(client, f"/api/v1/documents/{quoted}")["id"] == record["id"]
    assert client.get(f"/document/{quoted}").status_code == 200
    assert "related" in get(client, f"/api/v1/documents/{quoted}/related")


def test_slashes_of_an_id_may_stay(client: FlaskClient) -> None:
    assert get(client, "/api/v1/documents/folder/sub//name")["id"] == "folder/sub//name"


def test_a_last_segment_related_is_always_the_sub_resource(client: FlaskClient) -> None:
    assert "related" in get(client, "/api/v1/documents/folder/sub//name/related")
    assert get(client, "/api/v1/documents/nothing/related", 404)["error"]["code"] == "not_found"
    assert get(client, "/api/v1/documents/related", 404)["error"]["code"] == "not_found"
    assert get(client, "/api/v1/documents/related/related", 404)["error"]["code"] == "not_found"


def test_related_gives_the_editors_links_first_then_computed_ones(client: FlaskClient) -> None:
    related = get(client, "/api/v1/documents/linking/related")["related"]
    assert (related[0]["id"], related[0]["origin"]) == ("report-1", "editor")
    other = get(client, "/api/v1/documents/report-3/related?limit=3")["related"]
    assert len(other) == 3
    assert {item["origin"] for item in other} == {"computed"}
    assert all(set(item) == HIT_KEYS | {"origin", "reasons"} for item in other)
    assert all(item["reasons"] for item in other)


@pytest.mark.parametrize("limit", ["0", "51", "x"])
def test_a_malformed_related_limit_is_400(client: FlaskClient, limit: str) -> None:
    get(client, f"/api/v1/documents/report-1/related?limit={limit}", 400)


def test_a_draft_gets_related_records(client: FlaskClient) -> None:
    response = client.post("/api/v1/related?limit=2", json={"text": "The river rose behind the dam."})
    assert response.status_code == 200
    related = response.get_json()["related"]
    assert len(related) == 2
    assert {item["origin"] for item in related} == {"computed"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{}", "application/json"),
        ('{"title": "x"}', "application/json"),
        ('{"text": 5}', "application/json"),
        ('{"text": null}', "application/json"),
        ('{"text": "x", "title": ["y"]}', "application/json"),
        ("[]", "application/json"),
        ('"text"', "application/json"),
        ("", "application/json"),
        ("{", "application/json"),
        ("[" * 5000, "application/json"),
        ("\xff\xfe", "application/json"),
        ('{"text": "\\ud800"}', "application/json"),
        ('{"text": ""}', "application/json"),
        ('{"text": "river"}', "text/plain"),
        ("text=river", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_of_another_shape_is_422(client: FlaskClient, body: str, content_type: str) -> None:
    response = client.post("/api/v1/related", data=body.encode("latin-1"), content_type=content_type)
    assert response.status_code == 422, response.get_data(as_text=True)
    assert response.get_json()["error"]["code"] == "invalid_body"
    assert response.get_json()["error"]["hint"]


def test_a_draft_over_the_limit_is_413(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(draft_bytes=100)
    exact = '{"text": "' + "r" * 88 + '"}'
    assert len(exact) == 100
    assert client.post("/api/v1/related", data=exact, content_type="application/json").status_code == 200
    for body in (exact + " ", exact * 50):
        response = client.post("/api/v1/related", data=body, content_type="application/json")
        assert response.status_code == 413
        assert response.get_json()["error"]["code"] == "too_large"


def test_a_draft_of_unknown_length_over_the_limit_is_413(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(draft_bytes=100)
    body = b'{"text": "' + b"r" * 200 + b'"}'
    response = client.post(
        "/api/v1/related",
        input_stream=io.BytesIO(body),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413
