"""The command line of the write side: what each kind of input gets, as the README's table says."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from index import leaves
from index.cli import cli
from index.console import EXIT_STATUS
from index.errors import Error
from index.folder import IndexFolder
from index.settings import Settings
from search import open_engine
from search.plan import Plan
from tests.conftest import shared
from tests.faults import Faults

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command on the test's index."""

    def invoke(command: str, *arguments: str | Path, **options: Any) -> Result:
        return CliRunner().invoke(cli, [command, *map(str, arguments), "--index", str(folder)], **options)

    return invoke


def records(tmp_path: Path, *lines: str, name: str = "records.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def total(folder: Path) -> int:
    """How many records a fresh reader finds."""
    return open_engine(Settings(index=folder)).snapshot().generation.documents


def titles(folder: Path) -> dict[str, str]:
    """The title of every record that a fresh reader finds, by id."""
    matches = open_engine(Settings(index=folder)).snapshot().search(Plan(limit=100)).matches
    return {match.document.id: match.document.title for match in matches}


GOOD = '{"id": "a", "title": "Alpha"}'


@pytest.mark.shared
def test_the_real_page_adds_four(run: Run, folder: Path) -> None:
    result = run("add", shared("data/pages/putin-playbook-ukraine.txt"), "--json")
    report = json.loads(result.output)
    assert (report["added"], report["rejected"], result.exit_code) == (4, 0, 0)
    assert total(folder) == 4


def test_a_second_run_adds_nothing_and_says_so(run: Run, tmp_path: Path) -> None:
    path = records(tmp_path, GOOD)
    assert run("add", path).exit_code == 0
    again = run("add", path)
    assert again.exit_code == 0
    assert "0 added" in again.output
    assert "1 unchanged" in again.output
    assert "nothing changed" in again.output


def test_a_changed_record_is_replaced(run: Run, tmp_path: Path, folder: Path) -> None:
    run("add", records(tmp_path, GOOD))
    report = json.loads(run("add", records(tmp_path, '{"id": "a", "title": "Beta"}'), "--json").output)
    assert (report["added"], report["replaced"]) == (0, 1)
    assert open_engine(Settings(index=folder)).snapshot().get("a").title == "Beta"


def test_broken_lines_are_named_and_kept_and_the_others_go_in(run: Run, tmp_path: Path, folder: Path) -> None:
    path = records(tmp_path, GOOD, '{"id": "b", "title": ', '{"id": "c"}', '{"title": "D", "date": "2023-02-30"}')
    result = run("add", path, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert (report["added"], report["rejected"]) == (2, 2)
    assert [(row["line"], row["id"]) for row in report["rejections"]] == [(2, None), (3, "c")]
    assert all(row["source"] == str(path) and row["reason"] for row in report["rejections"])
    assert "2023-02-30" in report["remarks"][0]["message"]
    kept = [json.loads(line) for line in Path(report["report"]).read_text(encoding="utf-8").splitlines()]
    assert [row["excerpt"] for row in kept if row["rejected"]] == ['{"id": "b", "title": ', '{"id": "c"}']
    assert total(folder) == 2


def test_a_huge_line_is_rejected_and_reading_goes_on(
    run: Run, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOSSIER_RECORD_BYTES", "10000")
    huge = json.dumps({"id": "huge", "title": "T", "body": "x" * 100_000})
    result = run("add", records(tmp_path, huge, GOOD), "--json")
    report = json.loads(result.output)
    assert (report["added"], report["rejected"], result.exit_code) == (1, 1, 1)
    assert "DOSSIER_RECORD_BYTES" in report["rejections"][0]["reason"]


def test_a_binary_file_is_rejected(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "picture.jsonl"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    result = run("add", path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["rejected"] == 1


def test_a_missing_file_stops_before_anything_is_written(run: Run, tmp_path: Path, folder: Path) -> None:
    result = run("add", records(tmp_path, GOOD), tmp_path / "nowhere.jsonl")
    assert result.exit_code == 66
    assert "nowhere.jsonl" in result.output
    assert not folder.exists()


def test_two_different_records_of_one_identity_in_one_run(run: Run, tmp_path: Path, folder: Path) -> None:
    path = records(
        tmp_path,
        '{"title": "Weekly update", "date": "2024-03", "summary": "one"}',
        '{"title": "Weekly  Update!", "date": "2024-03", "summary": "two"}',
    )
    report = json.loads(run("add", path, "--json").output)
    assert (report["added"], report["rejected"]) == (1, 1)
    assert "same identity" in report["rejections"][0]["reason"]
    assert total(folder) == 1


def test_a_locked_index(run: Run, tmp_path: Path, folder: Path) -> None:
    path = records(tmp_path, GOOD)
    with IndexFolder(folder).lock(wait=0):
        command = [sys.executable, "-m", "index", "add", str(path), "--index", str(folder), "--wait", "0"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 75
    assert "Another process is writing" in done.stderr
    assert "--wait" in done.stderr
    assert run("add", path).exit_code == 0


def test_the_process_ends_with_its_status_and_all_that_it_has_to_say(tmp_path: Path, folder: Path) -> None:
    path = records(tmp_path, GOOD, "broken")
    outcomes = [
        subprocess.run(
            [sys.executable, "-m", "index", *arguments, "--index", str(folder), "--json"],
            capture_output=True,
            text=True,
            timeout=60,
        )
        for arguments in (["add", str(path)], ["status"])
    ]
    assert [done.returncode for done in outcomes] == [1, 0]
    assert [json.loads(done.stdout).get("rejected") for done in outcomes] == [1, None]


def test_the_process_ends_well_without_anybody_to_tell(run: Run, tmp_path: Path, folder: Path) -> None:
    run("add", records(tmp_path, GOOD))
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "index", "status", "--index", str(folder)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_version_is_refused_and_rebuilt(run: Run, tmp_path: Path, folder: Path) -> None:
    path = records(tmp_path, GOOD)
    run("add", path)
    (folder / "current" / "dossier.json").write_text('{"version": "0.9"}')
    for command in (run("add", path), run("status"), run("check")):
        assert command.exit_code == 65
        assert "rebuild" in command.output
    assert run("rebuild", path).exit_code == 0
    assert total(folder) == 1


def test_a_damaged_index_is_named_and_rebuilt(run: Run, tmp_path: Path, folder: Path) -> None:
    path = records(tmp_path, GOOD)
    run("add", path)
    for toc in (folder / "current").resolve().glob("*.toc"):
        toc.write_bytes(b"\x00" * 20)
    status = run("status")
    assert status.exit_code == 65
    assert "damaged" in status.output
    assert run("rebuild", path).exit_code == 0

    assert total(folder) == 1


def test_damage_in_the_middle_of_a_segment_is_named_when_it_is_read(run: Run, tmp_path: Path, folder: Path) -> None:
    run("add", records(tmp_path, GOOD))
    (segment,) = (folder / "current").resolve().glob("*.docs")
    whole = segment.read_bytes()
    at = whole.index(b"\x28\xb5\x2f\xfd")  # where the compressed record begins
    segment.write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
    with pytest.raises(Error) as reading:
        open_engine(Settings(index=folder)).snapshot().get("a")
    assert reading.value.code == "index_damaged"
    assert run("add", records(tmp_path, '{"id": "a", "title": "Changed"}', name="changed.jsonl")).exit_code == 65
    assert run("check").exit_code == 65


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "x.seg"), "no_permission"),
        (OSError(errno.EMFILE, "Too many open files"), "io_error"),
        (FileNotFoundError(errno.ENOENT, "No such file", "x.seg"), "index_damaged"),
    ],
)
def test_only_damage_is_called_damage(
    run: Run, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    run("add", records(tmp_path, GOOD))

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(leaves, "open_segment", refuse)
    assert run("status").exit_code == EXIT_STATUS[code]


def test_a_rebuild_that_takes_nothing_in_keeps_the_old_index(run: Run, tmp_path: Path, folder: Path) -> None:
    run("add", records(tmp_path, GOOD))
    result = run("rebuild", records(tmp_path, "not json", name="other.jsonl"))
    assert result.exit_code == 66
    assert "the old index stays" in result.output
    assert total(folder) == 1


def test_generations_rise_over_rebuilds(run: Run, tmp_path: Path) -> None:
    path = records(tmp_path, GOOD)
    first = json.loads(run("add", path, "--json").output)["generation"]
    second = json.loads(run("rebuild", path, "--json").output)["generation"]
    run("add", records(tmp_path, '{"id": "b", "title": "B"}', name="more.jsonl"))
    third = json.loads(run("status", "--json").output)["generation"]
    assert first < second < third


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def test_a_failing_disk_keeps_the_last_commit_and_frees_the_lock(
    run: Run, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """Every creation, write, sync and rename of a run fails once."""
    run("add", records(tmp_path, GOOD))
    failed = []
    for at in range(1, 200):
        more = records(tmp_path, f'{{"id": "b", "title": "Beta {at}"}}', name="more.jsonl")
        before = titles(folder)
        with monkeypatch.context() as patch:
            faults = Faults(patch, at, error)
            result = run("add", more)
        if faults.failed is None:
            break
        failed.append(faults.failed)
        after = titles(folder)
        if result.exit_code == 0:
            assert after["b"] == f"Beta {at}", faults.failed
        else:
            assert result.exit_code == 74, faults.failed
            said = {errno.ENOSPC: "no space left", errno.EIO: "input/output error"}
            assert said[error] in result.output.lower()
            assert after in (before, before | {"b": f"Beta {at}"})
        assert run("add", more).exit_code == 0
        assert titles(folder)["b"] == f"Beta {at}"
        assert run("check").exit_code == 0
    else:
        raise AssertionError("the disk never stopped failing")
    assert {what.split()[0] for what in failed} == {"create", "write", "fsync", "replace"}
    store = (folder / "current").resolve()
    segments = json.loads(run("status", "--json").output)["segments"]
    assert len(list(store.glob("*.terms"))) == len(list(store.glob("*.docs"))) == segments, "orphans"


def test_no_permission(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    path = records(tmp_path, GOOD)
    monkeypatch.setattr(Path, "mkdir", refuse)
    result = run("add", path)
    assert result.exit_code == 77
    assert "permission denied" in result.output


def test_removing(run: Run, tmp_path: Path, folder: Path) -> None:
    page = json.dumps({"id": "page", "kind": "article", "title": "P", "related": [{"title": "Stub", "date": "2024"}]})
    run("add", records(tmp_path, page, GOOD))
    assert total(folder) == 3
    result = run("remove", "page", "nothing", "--json")
    report = json.loads(result.output)
    assert (report["removed"], report["rejected"], result.exit_code) == (2, 1, 1)
    assert total(folder) == 1


def test_removing_without_an_index(run: Run) -> None:
    result = run("remove", "a")
    assert result.exit_code == 66
    assert "There is no index" in result.output


def test_standard_input(run: Run, folder: Path) -> None:
    assert run("add", "-", input=GOOD + "\n").exit_code == 0
    assert total(folder) == 1


def test_wrong_use(run: Run) -> None:
    assert run("add").exit_code == 2
    assert run("add", "x", "--wait", "soon").exit_code == 2


def test_acronyms_are_listed_as_lines_of_a_file_and_broken_lines_are_named(
    run: Run, tmp_path: Path, folder: Path
) -> None:
    text = "The European Union (EU) and the African Union (AU)."
    lines = [json.dumps({"id": str(number), "title": "T", "body": text}) for number in range(3)]
    run("add", records(tmp_path, *lines, '{"id": "x", "title": "X", "body": "The Arctic Council Forum (ACF)."}'))
    assert run("acronyms", "--least", "3").output.splitlines() == [
        "AU = African Union  # 3 records",
        "EU = European Union  # 3 records",
    ]
    listed = json.loads(run("acronyms", "--json").output)["acronyms"]
    assert listed[-1] == {"short": "ACF", "long": "Arctic Council Forum", "records": 1}
    (folder / "synonyms.txt").write_text(run("acronyms").output + "broken\n", encoding="utf-8")
    status = json.loads(run("status", "--json").output)
    assert (status["acronyms"], status["synonyms"]) == (2, 3)
    assert status["synonym_problems"] == ['synonyms.txt:4: no "=" between names']
    assert "synonyms.txt:4" in run("status").output


def test_status_and_check_read_everything(run: Run, tmp_path: Path) -> None:
    run("add", records(tmp_path, GOOD, '{"id": "b", "kind": "article", "body": "Beta beta."}'))
    status = json.loads(run("status", "--json").output)
    assert (status["records"], status["articles"], status["publications"], status["stubs"]) == (2, 1, 1, 0)
    checked = json.loads(run("check", "--json").output)
    assert checked["records"] == 2
    assert checked["postings"] >= checked["terms"] > 0
