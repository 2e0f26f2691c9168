"""A process that is killed at any moment of building, merging or committing loses nothing it has acknowledged.

The child adds records batch after batch and says the number of each commit when it is done. `make torture` kills 200.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.check import check_index
from index.columnar.layout import latent_name, model_name
from index.columnar.toc import read_toc
from index.settings import Settings
from index.whoosh_writer import open_writer
from search import open_engine
from tests.children import ROOT

SEED = 20_261_126
FEW, MANY = 20, 200
BATCH = 40
_CHILD = f"""
import sys
from dataclasses import replace
from pathlib import Path
from index.columnar import policy
from index.document import from_record
from index.settings import Settings
from index.whoosh_writer import open_writer

policy.SMALL = {BATCH} // 2  # so that tiers are merged while there are few records
with open_writer(replace(Settings(), index=Path(sys.argv[1]), wait=5.0)) as writer:
    start = writer.documents
    for batch in range(10_000):
        for number in range(start, start + {BATCH}):
            writer.put(from_record({{"id": f"r{{number}}", "title": f"River {{number}}", "body": "peace " * 50}}))
        if start:
            changed = start // 2
            writer.put(from_record({{"id": f"r{{changed}}", "title": f"River {{changed}}", "body": f"{{batch}}"}}))
        writer.commit()
        start += {BATCH}
        print(start, flush=True)
"""


def killed_after(folder: Path, seconds: float) -> int:
    """How many records the child had acknowledged when it was killed, some time after its first commit."""
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    said = child.stdout.readline()
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([child.stdout], [], [], left)[0]:
            said += os.read(child.stdout.fileno(), 1 << 16)
    child.send_signal(signal.SIGKILL)
    said += child.stdout.read()
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    whole = said[: said.rfind(b"\n") + 1].split()
    return int(whole[-1])


@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path, kills: int) -> None:
    print(f"seed {SEED}")
    draw = random.Random(SEED)
    folder = tmp_path / "index"
    settings = replace(Settings(), index=folder)
    for _ in range(kills):
        acknowledged = killed_after(folder, draw.random() * 0.3)
        snapshot = open_engine(settings).snapshot()
        assert snapshot.generation.documents >= acknowledged
        for number in draw.sample(range(acknowledged), min(acknowledged, 5)):
            assert snapshot.get(f"r{number}").title == f"River {number}"
        assert check_index(settings, lambda: None)["records"] == snapshot.generation.documents
    with open_writer(settings):
        pass
    store = (folder / "current").resolve()
    segments = {path.name.partition(".")[0] for path in store.glob("MAIN_*.*")}
    named = {segment.segment_id() for segment in read_toc(store).segments}
    assert segments == named, "orphans after the sweep"
    [model] = {segment.model for segment in read_toc(store).segments}
    assert {path.name for path in store.glob("*.model")} == {model_name(model)}
    assert {path.name for path in store.glob("*.latent")} == {latent_name(segment, model) for segment in named}
    assert len(list(store.glob("*.toc*"))) == 1
