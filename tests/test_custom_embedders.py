"""Other people's embedding models: whatever their pooling, tokens, width and prompts, what they index is right."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from invented_articles import INVENTED
from small_models import cls_model, multilingual_model, narrow_model

from vectorstore import EncoderError, Store, StoreError, reindex
from vectorstore.acceptance import LEAST_COSINE
from vectorstore.choice import converted, fastest_engine
from vectorstore.encoder import Encoder, open_encoder
from vectorstore.encoder_options import named_encoder
from vectorstore.engine import OpenVinoEngine, TorchEngine
from vectorstore.likeness import PAIRS, RELATED, UNRELATED, spread
from vectorstore.model_folder import find_model
from vectorstore.prompts import Prompts, prompts_of
from vectorstore.weights import NAME

TEXTS = ["The bridge over the Talmer is open.", "Die Brücke über die Talmer ist wieder offen, sagte der Bürgermeister.",
         "Water.", " ".join(["Some 340 people were moved to safety before midnight."] * 40)]
QUESTION = "How many people were evacuated?"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder) -> None:
    """What is remembered of these models stays in the test; the shipped one is loaded before."""
    encoder.encode(["A bridge."])
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    open_encoder.cache_clear()


@pytest.fixture(scope="module")
def by_first_token(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that pools by its first token and carries prompts."""
    return cls_model(tmp_path_factory.mktemp("models") / "cls", prompts={"query": "ask: ", "document": "read: "})


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An XLM-R."""
    return multilingual_model(tmp_path_factory.mktemp("models") / "xlmr")


@pytest.mark.parametrize(("make", "pooling"), [(cls_model, "cls"), (multilingual_model, "mean")])
def test_the_converted_model_gives_the_vectors_of_sentence_transformers(
        tmp_path: Path, make: Callable[[Path], Path], pooling: str) -> None:
    model = find_model(str(make(tmp_path / "model")))
    assert model.pooling == pooling
    reference = TorchEngine(model.place, pooling=model.pooling)
    fastest_engine(tmp_path / "cache", model, Prompts())
    engine = OpenVinoEngine(converted(tmp_path / "cache", model), precision="f32", pooling=model.pooling)
    expected = reference.encode(TEXTS, prompt="passage: ")
    assert engine.encode(TEXTS, prompt="passage: ") == pytest.approx(expected, abs=1e-4)
    assert np.linalg.norm(expected, axis=1) == pytest.approx(1, abs=1e-4)
    assert (engine.reads_parts, reference.reads_parts) == (pooling == "mean", pooling == "mean")
    if engine.reads_parts:
        parts = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in TEXTS]
        for mine, theirs in zip(engine.encode_parts(TEXTS, parts, prompt="passage: "),
                                reference.encode_parts(TEXTS, parts, prompt="passage: "), strict=True):
            assert mine == pytest.approx(theirs, abs=1e-4)


def test_prompts_are_the_models_own_else_its_familys_else_the_given_ones(by_first_token: Path) -> None:
    bge = "Represent this sentence for searching relevant passages: "
    named = {"intfloat/multilingual-e5-small": Prompts("query: ", "passage: "), "BAAI/bge-small-en-v1.5": Prompts(bge),
             "BAAI/bge-m3": Prompts(), NAME: Prompts(), "models/e5-base": Prompts("query: ", "passage: ")}
    assert {name: prompts_of(name, {"query": "", "document": ""}) for name in named} == named
    assert prompts_of("e5-mine", {"query": "q ", "passage": "p "}) == Prompts("q ", "p ")
    encoder = open_encoder(str(by_first_token))
    assert encoder.prompts == Prompts("ask: ", "read: ")
    assert encoder.encode_question(QUESTION) == pytest.approx(encoder.encode([f"ask: {QUESTION}"])[0], abs=1e-5)
    passage, sentence = encoder.encode_parts(["It rose. Then it fell."], [[(0, 8)]])[0]
    assert passage == pytest.approx(encoder.encode(["read: It rose. Then it fell."])[0], abs=1e-5)
    assert sentence == pytest.approx(encoder.encode(["read: It rose."])[0], abs=1e-5)
    given = open_encoder(str(by_first_token), query_prompt="", passage_prompt="text: ")
    assert (given.prompts, given.digest == encoder.digest) == (Prompts("", "text: "), False)


def test_a_store_keeps_its_model_and_opens_with_it_and_no_other(by_first_token: Path, multilingual: Path,
                                                               tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "store", create=True, encoder=open_encoder(str(by_first_token)), index=False) as store:
        assert [outcome.status for outcome in store.add(INVENTED)] == ["added"] * 3
        found = store.search(QUESTION)
    with Store.open(tmp_path / "store", index=False) as again:
        assert (again.encoder.name, again.encoder.dimension, again.encoder.pooling) == ("cls", 32, "cls")
        assert again.encoder.prompts == Prompts("ask: ", "read: ")
        assert [hit.passage for hit in again.search(QUESTION)] == [hit.passage for hit in found]
        assert again.verify().problems == ()
    for other in (str(multilingual), NAME):
        monkeypatch.setenv("DATELINE_EMBEDDER", other)
        open_encoder.cache_clear()
        with pytest.raises(StoreError, match=rf"embedded with cls .* python -m vectorstore reindex --store .* "
                                             rf"--embedder {other}$"):
            Store.open(tmp_path / "store", index=False)
    monkeypatch.delenv("DATELINE_EMBEDDER")
    prompted = named_encoder(tmp_path / "store", None, "q: ", None)
    assert prompted
    assert (prompted.name, prompted.prompts) == ("cls", Prompts("q: ", "read: "))  # the store's model, not the shipped
    assert named_encoder(tmp_path / "store", None, None, None) is None
    assert reindex(tmp_path / "store", open_encoder(str(multilingual))) == 6
    with Store.open(tmp_path / "store", index=False) as changed:
        assert (changed.encoder.name, changed.encoder.dimension, changed.verify().problems) == ("xlmr", 24, ())


def test_a_store_whose_model_is_gone_says_what_to_do(multilingual: Path, tmp_path: Path) -> None:
    moved = multilingual.rename(tmp_path / "moved")
    with Store.open(tmp_path / "store", create=True, encoder=open_encoder(str(moved)), index=False):
        pass
    moved.rename(multilingual)
    open_encoder.cache_clear()
    with pytest.raises(StoreError, match=rf"embedded with moved .*DATELINE_EMBEDDER.*reindex --store .* {NAME}$"):
        Store.open(tmp_path / "store", index=False)


def test_an_open_store_goes_on_while_and_after_another_process_changes_the_model(store: Store, tmp_path: Path,
                                                                                multilingual: Path) -> None:
    with Store.open(tmp_path / "store") as page, ThreadPoolExecutor(3) as readers:
        assert page.settle(100)
        found = {hit.passage for hit in page.search(QUESTION)}
        is_over = threading.Event()

        def read() -> None:
            while not is_over.is_set():
                assert {hit.passage for hit in page.search(QUESTION)} == found

        reading = [readers.submit(read) for _ in range(3)]
        try:
            assert reindex(tmp_path / "store", open_encoder(str(multilingual))) == 6
            assert {article.article_id for article in page.articles()} == {passage.article_id for passage in found}
            read_on = page.search(QUESTION)
            assert page.settle(100)
        finally:
            is_over.set()
        assert [each.result() for each in reading] == [None] * 3
        assert {hit.passage for hit in read_on} == found
        assert (page.encoder.name, page.verify().problems) == ("xlmr", ())


KILLED = """
import sys, time
from vectorstore import reindex, reindexing
from vectorstore.encoder import Encoder, open_encoder
reindexing.BATCH, embed = 2, Encoder.encode_parts
def slowly(self, texts, parts):
    rows = embed(self, texts, parts)
    print("embedded", flush=True)
    time.sleep(0.3)
    return rows
Encoder.encode_parts = slowly
reindex(sys.argv[1], open_encoder(sys.argv[2]))
"""


@pytest.mark.full
def test_a_reindex_that_is_killed_has_changed_nothing(store: Store, tmp_path: Path, multilingual: Path) -> None:
    before = [(hit.passage, hit.cosine) for hit in store.search(QUESTION)]
    command = [sys.executable, "-c", KILLED, str(tmp_path / "store"), str(multilingual)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["embedded\n"] * 2
        process.send_signal(signal.SIGKILL)
    with Store.open(tmp_path / "store", index=False) as again:
        assert [(hit.passage, hit.cosine) for hit in again.search(QUESTION)] == before
        assert (again.encoder.name, again.verify().problems) == (NAME, ())


def test_cosines_of_another_model_come_on_the_shipped_models_scale(tmp_path: Path, encoder: Encoder,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)  # nothing to convert for a few texts
    questions, sentences = zip(*PAIRS, strict=True)
    assert spread(encoder.encode(questions), encoder.encode(sentences)) == pytest.approx((RELATED, UNRELATED), abs=0.01)
    narrow = open_encoder(str(narrow_model(tmp_path / "narrow", shift=0.4)))
    near = spread(narrow.encode(questions), narrow.encode(sentences))
    assert min(near) > 0.6
    assert [narrow.likeness(cosine) for cosine in near] == pytest.approx([RELATED, UNRELATED], abs=0.001)


def test_a_command_that_names_a_model_that_is_not_here_says_so_at_once(store: Store, tmp_path: Path) -> None:
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "vectorstore", "reindex", "--store", tmp_path / "store", "--embedder",
                           "nobody/no-such-model"], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: embedder 'nobody/no-such-model' is neither a folder nor a model in ")
    assert done.stderr.count("\n") == 1
    assert time.monotonic() - started < 60  # a busy machine imports for seconds; a request to a hub retries for minutes


def test_a_model_that_cannot_be_loaded_is_one_line(multilingual: Path, tmp_path: Path) -> None:
    weights = multilingual / "model.safetensors"
    whole = weights.read_bytes()
    try:
        weights.write_bytes(whole[:1000])
        with pytest.raises(EncoderError, match=r"^the embedding model xlmr cannot be loaded from .*$"):
            open_encoder(str(multilingual)).encode(["A bridge."])
    finally:
        weights.write_bytes(whole)


def test_the_faster_engine_is_not_taken_where_it_is_not_faithful(multilingual: Path, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenVinoEngine, "_run", lambda self, *given: _turned(run(self, *given)))
    assert isinstance(fastest_engine(tmp_path / "cache", find_model(str(multilingual)), Prompts()), TorchEngine)


run = OpenVinoEngine._run


def _turned(hidden: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(size=hidden.shape) * (1 - LEAST_COSINE) * 500
    return (hidden + noise).astype(np.float32)
