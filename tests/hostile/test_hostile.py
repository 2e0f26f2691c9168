"""What was made by hand and 1,000 strings from the seed, sent to a small archive: all answered, and never by an error.

`make hostile` sends ten times as many to a larger archive, and looks at the clock.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient

from index.settings import Settings
from tests.hostile.probe import EVERY, OTHERS, SEARCH, hostile_settings, send, target
from tests.hostile.records import common_words, synthetic_records, write_archive
from tests.hostile.server import raw_targets
from tests.hostile.strings import hand_made, some_strings
from tests.randoms import SEED
from web import create_app

RECORDS = 400
STRINGS = 1_000
RNG = Random(SEED)
MADE = synthetic_records(RNG, RECORDS)
WORDS = common_words(MADE, 1000)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An application that lets every exception through."""
    settings = hostile_settings(tmp_path_factory.mktemp("hostile") / "index")
    write_archive(settings, MADE, Random(SEED))
    app = create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.error_handler_spec[None][None].pop(Exception)
    return app.test_client()


def test_every_string_made_by_hand_is_answered_wherever_it_is_typed(client: FlaskClient) -> None:
    answers = send(client, hand_made(WORDS), 10)
    assert len(answers) > 300
    assert {answer.path for answer in answers} == {SEARCH, *OTHERS}
    assert not [answer for answer in answers if answer.status != 200]


def test_every_string_from_the_seed_is_answered(client: FlaskClient) -> None:
    answers = send(client, some_strings(Random(SEED), STRINGS, WORDS), EVERY)
    assert len(answers) == STRINGS * (EVERY + len(OTHERS)) // EVERY
    assert not [answer for answer in answers if answer.status != 200]


def test_the_seed_decides_the_strings() -> None:
    assert (
        some_strings(Random(1), 50, WORDS) == some_strings(Random(1), 50, WORDS) != some_strings(Random(2), 50, WORDS)
    )


def test_the_list_has_what_it_should() -> None:
    made = hand_made(WORDS)
    assert len(set(made)) == len(made) > 200
    assert {b"~9", b"word~9", b"*e*", b"?*?*?*", b"NOT OR x", b"[a TO z]", b"\0", b"(" * 2000, b'"' * 501} <= set(made)
    assert max(map(len, made)) >= 100_000
    assert any(len(text.split()) == 5_000 for text in made)


def test_a_line_that_is_too_long_is_refused(tmp_path: Path) -> None:
    usual = create_app(Settings(index=tmp_path)).test_client()
    assert usual.get(target(SEARCH, b"x" * 100_000)).status_code == 414


def test_targets_for_a_socket_hold_no_line_end() -> None:
    targets = raw_targets(hand_made(WORDS), 500)
    assert len(targets) > 200
    assert any(b"\xff" in line for line in targets)
    assert not [line for line in targets if b"\r" in line or b"\n" in line]


def test_many_words_are_marked_in_a_long_text(client: FlaskClient) -> None:
    text = " ".join(WORDS[:500])
    answer = client.get(target(SEARCH, text.encode())).get_json()
    assert answer["hits"]
    assert all("<mark>" in hit["snippet"] for hit in answer["hits"])
