"""`/openapi.json` is true: to the routes, to the parameters, and to what generated requests get."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as hypothesis_seed
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from index.settings import Settings
from search import PARAMETERS
from web import create_app
from web.asked import SUBMITTED
from web.openapi import document, operations
from web.openapi_schemas import SCHEMAS, parameter_schemas

API = ("search", "facet", "suggest", "document", "related", "relatedToDraft", "feed", "health", "readiness")
EXAMPLES = 20


def test_every_route_is_documented_and_every_documented_route_exists(app: Flask) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).replace("{key}", "{id}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "assets.asset"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(operation.path, operation.method) for operation in operations(Settings())}
    assert routes == documented


def test_the_document_is_served_as_it_is_assembled(client: FlaskClient, archive: Settings) -> None:
    served = client.get("/openapi.json").get_json()
    assert served == document(archive)
    assert served["openapi"] == "3.1.0"


def test_every_search_parameter_is_documented_with_a_schema() -> None:
    described = document(Settings())["paths"]["/api/v1/search"]["get"]["parameters"]
    of_query = [parameter for parameter in described if parameter["in"] == "query"]
    assert [(parameter["name"], parameter["description"]) for parameter in of_query] == list(PARAMETERS)
    assert [parameter["name"] for parameter in described if parameter["in"] == "header"] == [SUBMITTED]
    assert list(parameter_schemas(1, 1, 1)) == [name for name, _ in PARAMETERS]
    pages = document(Settings())["paths"]["/search"]["get"]["parameters"]
    assert pages == described


def test_names_are_used_once_and_references_lead_somewhere() -> None:
    text = repr(document(Settings()))
    names = re.findall(r"#/components/schemas/(\w+)", text)
    assert set(names) <= set(SCHEMAS)
    ids = [operation.name for operation in operations(Settings())]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("url", "schema"),
    [
        ("/api/v1/search?q=river&explain=1", "SearchResult"),
        ("/api/v1/search?q=rivr", "SearchResult"),
        ("/api/v1/facets/author", "FacetPage"),
        ("/api/v1/suggest?q=wat", "Suggestions"),
        ("/api/v1/documents/linking", "Document"),
        ("/api/v1/documents/linking/related", "Related"),
        ("/api/v1/search?page=x", "Error"),
        ("/healthz", "Health"),
        ("/readyz", "Readiness"),
    ],
)
def test_an_answer_fits_its_schema(client: FlaskClient, url: str, schema: str) -> None:
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}})
    validator.validate(client.get(url).get_json())


def test_a_wrong_answer_does_not_fit() -> None:
    validator = Draft202012Validator({"$ref": "#/components/schemas/Error", "components": {"schemas": SCHEMAS}})
    assert not validator.is_valid({"error": {"code": "x", "message": "y"}})


@pytest.mark.parametrize("name", API)
def test_generated_requests_get_what_the_document_says(archive: Settings, name: str) -> None:
    """Requests that fit the document and requests that break it: every status, header and body is a documented one.

    Which of them are refused is left to the tests of the API: no schema can say that `from` lies before `to` or that
    page x size has a limit, and to a query string a list of one number is the same as a text.
    """
    schema = schemathesis.openapi.from_wsgi("/openapi.json", create_app(archive))
    operation = schema.find_operation_by_id(name)

    @hypothesis_seed(20_261_122)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | _broken(operation))
    def check(case: Any) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance, negative_data_rejection])

    check()


def _broken(operation: Any) -> Any:
    return operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
