"""Settings: one table, read once from the environment."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from index.errors import Error
from index.settings import Settings, settings_table, variable


def test_defaults_without_an_environment() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings().index == Path("var/index")
    assert Settings().engine == "whoosh"


READ = [
    ("index", "/data/archive", Path("/data/archive")),
    ("engine", "http://localhost:9200", "http://localhost:9200"),
    ("wait", "2.5", 2.5),
    ("wait", "0", 0.0),
    ("rate_limit", "60", 60),
    ("cache", "0", False),
    ("cache", "1", True),
    ("types", "Report; Podcast;; ", ("Report", "Podcast")),
    ("types", " ; ", ()),
]


@pytest.mark.parametrize(("name", "text", "value"), READ)
def test_a_variable_is_read_as_the_type_of_its_setting(name: str, text: str, value: object) -> None:
    settings = Settings.from_env({variable(name): text, "DOSSIER_UNKNOWN": "x", "OTHER": "y"})
    assert getattr(settings, name) == value
    assert type(getattr(settings, name)) is type(getattr(Settings(), name))


def test_an_empty_variable_is_unset() -> None:
    assert Settings.from_env({"DOSSIER_WAIT": "", "DOSSIER_INDEX": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("wait", text) for text in ("soon", "-1", "nan", "inf", "-inf", "1e999")),
        *(("rate_limit", text) for text in ("1.5", "-5", "x", "0x10")),
        *(("cache", text) for text in ("yes", "2", "true", " ")),
    ],
)
def test_a_value_that_cannot_be_read_is_an_error(name: str, text: str) -> None:
    with pytest.raises(Error) as error:
        Settings.from_env({variable(name): text})
    assert error.value.code == "invalid_parameter"
    assert variable(name) in error.value.message
    assert "unset" in error.value.hint


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSSIER_SITE_NAME", "Archive")
    assert Settings.from_env().site_name == "Archive"


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().wait = 1.0  # type: ignore[misc]


def test_the_table_has_a_row_for_each_setting() -> None:
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(fields(Settings))
    for row, item in zip(rows, fields(Settings), strict=True):
        assert row.startswith(f"| `{variable(item.name)}` |")
        assert item.metadata["help"] in row
        assert row.count("|") == 4
