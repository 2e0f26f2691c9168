"""Style sheets and scripts under the address of a build, and the websites that may read them and the API."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from web.assets import FOLDER

HOME, STRANGER = "https://www.institute.example", "https://stranger.example"


def test_a_file_of_this_build_is_kept_and_of_another_is_not(client: FlaskClient) -> None:
    address = re.findall(r'href="(/static/[^"]+dossier\.css)"', client.get("/").get_data(as_text=True))[0]
    with client.get(address) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
        assert "max-age=31536000" in kept.headers["Cache-Control"]
    with client.get("/static/other/dossier.css") as fresh:
        assert "immutable" not in fresh.headers["Cache-Control"]
        assert "max-age=0" in fresh.headers["Cache-Control"] or "no-cache" in fresh.headers["Cache-Control"]
    assert client.get("/static/other/../app.py").status_code == 404
    assert client.get("/static/other/none.js").status_code == 404


def test_modules_import_their_neighbours_by_relative_addresses() -> None:
    for path in FOLDER.glob("*.js"):
        for name in re.findall(r'(?:from|import) "([^"]+)"', path.read_text(encoding="utf-8")):
            assert name.startswith("./"), path.name
            assert (FOLDER / name).exists(), path.name


def test_the_component_has_an_address_that_stays(client: FlaskClient) -> None:
    response = client.get("/dossier-search.js")
    assert response.status_code == 302
    assert re.fullmatch(r"/static/\w+/dossier-search\.js", response.headers["Location"])


@pytest.mark.parametrize("url", ["/api/v1/suggest?q=wat", "/static/x/dossier.css"])
def test_only_listed_websites_may_read(make_client: Callable[..., FlaskClient], url: str) -> None:
    def allowed(origins: tuple[str, ...], origin: str) -> str | None:
        with make_client(origins=origins).get(url, headers={"Origin": origin}) as response:
            assert bool(origins) == ("Origin" in response.headers.get("Vary", ""))
            assert "Access-Control-Allow-Credentials" not in response.headers
            return response.headers.get("Access-Control-Allow-Origin")

    assert allowed((HOME,), HOME) == HOME
    assert allowed(("*",), STRANGER) == STRANGER
    assert allowed((HOME,), STRANGER) is None
    assert allowed((), HOME) is None


@pytest.mark.parametrize("url", ["/", "/search?q=river", "/document/report-1", "/metrics"])
def test_pages_are_for_no_other_website(make_client: Callable[..., FlaskClient], url: str) -> None:
    response = make_client(origins=("*",)).get(url, headers={"Origin": HOME})
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
