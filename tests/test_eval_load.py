"""Many clients at once: no answer fails, and what is counted is what happened."""

from pathlib import Path

import pytest
from chroma_server import free_port

from eval.load import Load, run
from ingest.read import read
from vectorstore import Store

SAMPLES = Path(__file__).parent.parent / "samples"


def test_an_error_or_memory_that_grows_after_the_warm_up_is_no_good_load() -> None:
    flat = Load(seconds=[0.1], memory=[500, 900, 1000, 1010, 1020, 1030])
    assert flat.is_good
    assert not Load(seconds=[0.1], memory=[500, 900, 1000, 1010, 1100, 1200]).is_good
    flat.errors["HTTP Error 503"] += 1
    assert not flat.is_good
    assert not Load(memory=[1.0, 1.0]).is_good


@pytest.mark.full
def test_no_answer_fails_while_32_clients_ask_at_once(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", create=True, index=False) as store:
        list(store.add(read([SAMPLES])))
    asked = ["How many people were on board the Kestrel?", "Who owns the ferry?", "When did it sink?"]
    load = run(asked, tmp_path / "store", clients=32, seconds=15, port=free_port())
    assert (len(load.seconds) > 32, dict(load.errors)) == (True, {})
