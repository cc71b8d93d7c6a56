"""The embedding model is the expected one, the same on every engine, and quiet."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vectorstore import EncoderError, SettingsError, choice, weights
from vectorstore.acceptance import LEAST_COSINE, PROBES
from vectorstore.choice import converted, fastest_engine
from vectorstore.encoder import Encoder, open_encoder
from vectorstore.engine import BATCH, Engine, OpenVinoEngine, TorchEngine, in_batches
from vectorstore.model_folder import shipped_model
from vectorstore.prompts import Prompts
from vectorstore.settings import load_settings


@pytest.fixture(scope="module")
def reference() -> Engine:
    """torch in float32."""
    return TorchEngine(weights.shipped_weights())


@pytest.fixture
def copied_weights(tmp_path: Path) -> Path:
    """A copy of the shipped model that a test may spoil."""
    return Path(shutil.copytree(weights.shipped_weights(), tmp_path / "model"))


def test_vectors_have_length_one_and_keep_the_order_of_the_texts(encoder: Encoder, reference: Engine) -> None:
    texts = [*PROBES, "short", " ".join(["A sentence far beyond what the model reads."] * 60)]
    rows = encoder.encode(texts)
    assert rows.shape == (len(texts), encoder.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=0.01)
    assert np.sum(rows * reference.encode(texts), axis=1).min() > LEAST_COSINE


def test_texts_of_like_length_are_read_together_and_the_last_batch_is_of_the_shortest() -> None:
    lengths = [*range(2 * BATCH), BATCH // 2]
    batches: list[list[int]] = []

    def read(batch: list[int]) -> list[str]:
        batches.append([lengths[index] for index in batch])
        return [f"text {index}" for index in batch]

    assert in_batches(lengths, read) == [f"text {index}" for index in range(2 * BATCH + 1)]
    assert [length for batch in batches for length in batch] == sorted(lengths, reverse=True)
    assert [len(batch) for batch in batches] == [BATCH, BATCH, 1]


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_langchain_gets_the_same_vectors(encoder: Encoder) -> None:
    assert encoder.embed_query("Who closed the tunnel?") == encoder.encode(["Who closed the tunnel?"])[0].tolist()


def test_the_converted_weights_agree_with_torch(encoder: Encoder, reference: Engine) -> None:
    encoder.encode(["makes sure that the weights are converted"])
    engine = OpenVinoEngine(converted(load_settings().cache, shipped_model()), precision="f32")
    assert float(np.mean(np.sum(engine.encode(PROBES) * reference.encode(PROBES), axis=1))) > 0.9999


@pytest.mark.parametrize("spoil", ["model.bin", "record"])
def test_a_broken_cache_is_rebuilt(encoder: Encoder, tmp_path: Path, spoil: str,
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    encoder.encode(["makes sure that the cache is filled"])
    own, cache = load_settings().cache, tmp_path / "cache"
    model = converted(cache, shipped_model())
    shutil.copytree(converted(own, shipped_model()), model)
    for record in own.glob("engine-*.json"):
        shutil.copy(record, cache)
    paths = list(cache.glob("engine-*.json")) if spoil == "record" else [model / spoil]
    for path in paths:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    engine = fastest_engine(cache, shipped_model(), Prompts())
    assert np.sum(engine.encode(["A bridge."]) * encoder.encode(["A bridge."])) > LEAST_COSINE
    monkeypatch.setattr(choice, "_measure", None)  # what was repaired is remembered
    fastest_engine(cache, shipped_model(), Prompts())


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert isinstance(fastest_engine(tmp_path / "file" / "cache", shipped_model(), Prompts()), TorchEngine)


def test_without_openvino_it_is_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert isinstance(fastest_engine(tmp_path, shipped_model(), Prompts()), TorchEngine)


@pytest.mark.parametrize("name", weights.MANIFEST)
def test_a_changed_file_of_the_model_is_refused(copied_weights: Path, name: str) -> None:
    path = copied_weights / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(EncoderError, match=r"has sha256 .* expected .*; reinstall it"):
        weights.verify(copied_weights, weights.MANIFEST)


def test_a_missing_or_added_file_of_the_model_is_refused(copied_weights: Path) -> None:
    (copied_weights / "modeling.py").write_text("print('mine')")
    with pytest.raises(EncoderError, match=r"unexpected file modeling\.py"):
        weights.verify(copied_weights, weights.MANIFEST)
    (copied_weights / "modeling.py").rename(copied_weights.parent / "modeling.py")
    (copied_weights / "vocab.txt").unlink()
    with pytest.raises(EncoderError, match=r"missing file vocab\.txt"):
        weights.verify(copied_weights, weights.MANIFEST)


def test_a_model_folder_that_names_foreign_code_is_refused_and_not_run(copied_weights: Path,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    modules = copied_weights / "modules.json"
    modules.write_text(modules.read_text().replace("sentence_transformers.models.Pooling", "intruder.Pooling"))
    (copied_weights / "intruder.py").write_text(f"open({str(copied_weights / 'ran')!r}, 'w')")
    monkeypatch.setenv("DATELINE_EMBEDDER", str(copied_weights))
    with pytest.raises(EncoderError, match=r"foreign module 'intruder\.Pooling'"):
        open_encoder.__wrapped__()
    assert not (copied_weights / "ran").exists()


def test_another_model_is_a_setting_with_its_own_digest(copied_weights: Path, encoder: Encoder,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    pooling = copied_weights / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text() + " ")
    monkeypatch.setenv("DATELINE_EMBEDDER", str(copied_weights))
    other = open_encoder.__wrapped__()
    assert other.digest != encoder.digest
    assert np.sum(other.encode(["A bridge."]) * encoder.encode(["A bridge."])) > LEAST_COSINE


@pytest.mark.parametrize("name", ["nobody/no-such-model", "not a hub id", "/no/such/folder"])
def test_a_model_that_is_not_here_is_one_clear_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_EMBEDDER", name)
    with pytest.raises(EncoderError, match="neither a folder nor a model in the local hub cache") as caught:
        open_encoder.__wrapped__()
    assert "\n" not in str(caught.value)


def test_a_mistyped_setting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_EMBEDER", "x")
    with pytest.raises(SettingsError, match="unknown setting DATELINE_EMBEDER: known are DATELINE_CACHE"):
        load_settings()


def test_nothing_is_written_into_the_home_folder_but_the_cache(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | {
        "HOME": str(tmp_path / "home"), "DATELINE_CACHE": str(tmp_path / "cache")}
    (tmp_path / "home").mkdir()
    code = "from vectorstore.encoder import open_encoder; open_encoder().encode(['A bridge.'])"
    for _ in range(2):  # measured first, remembered then
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list((tmp_path / "home").iterdir()) == []
    assert list((tmp_path / "cache").glob("engine-*.json")) != []
