"""Whichever write to the disk fails, tears or finds no room, what was acknowledged is there and the rest follows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from faults import KINDS, LIBRARY, built


def seen(library: Path, *options: str) -> dict[str, object]:
    command = [sys.executable, str(Path(__file__).with_name("faults.py")), *options]
    environment = {**os.environ, LIBRARY: str(library), "LD_PRELOAD": str(library)}
    done = subprocess.run(command, check=False, text=True, env=environment, capture_output=True)
    assert done.stdout, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(("aim", "kind", "step"), [
    ("store", "fail", 40), *(pytest.param(aim, kind, step, marks=pytest.mark.full)
                             for aim, step in (("store", 1), ("index", 10)) for kind in KINDS)])
@pytest.mark.timeout(3600)
def test_no_failing_write_loses_or_breaks_anything(tmp_path: Path, aim: str, kind: str, step: int) -> None:
    if sys.platform != "linux" or (library := built(tmp_path)) is None:
        pytest.skip("needs Linux and a C compiler")
    found = seen(library, "--aim", aim, "--kind", kind, "--step", str(step))
    assert found["problems"] == []
    assert isinstance(found["points"], int)
    assert found["points"] > 150 / step
