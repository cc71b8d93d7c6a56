"""Search is complete at every moment, whatever becomes of the Chroma index."""

import datetime as dt
import json
import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from invented_articles import INVENTED, make_loaded

from ingest.load import Loaded
from vectorstore import Store
from vectorstore.chroma import Folder, Generation
from vectorstore.dense import ExactOnly
from vectorstore.encoder import Encoder
from vectorstore.verify import Problem, Report

QUESTION = "How many people left Harrowmere?"


class Panic(BaseException):
    """What a panic in Rust looks like from Python."""


def numbered(count: int) -> list[Loaded]:
    return [make_loaded(f"Street {n} of Harrowmere counted {n * 7} households.", title=f"Street {n}",
                        outlet=f"Paper {n % 5}", day=f"2031-05-{n % 28 + 1:02}") for n in range(count)]


@pytest.fixture(autouse=True)
def no_store_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are searched exactly; here the graph is to be asked."""
    monkeypatch.setattr("vectorstore.owner.SMALL", 0)


@pytest.fixture
def indexed(tmp_path: Path, encoder: Encoder) -> Path:
    """The folder of a closed store with a clean index of 40 articles."""
    with Store.open(tmp_path / "store", create=True, encoder=encoder) as store:
        list(store.add(numbered(40)))
        assert store.settle(60)
    return tmp_path / "store"


def found(store: Store) -> list[str]:
    return [hit.passage.passage_id for hit in store.search("Street 31 of Harrowmere", k=8)]


def searched_exactly(folder: Path, encoder: Encoder) -> list[str]:
    with Store.open(folder, encoder=encoder, index=False) as store:
        return found(store)


def state(folder: Path) -> dict[str, object]:
    return json.loads((folder / "index" / "state.json").read_text())


def test_a_clean_index_is_used_again(indexed: Path, encoder: Encoder) -> None:
    before = state(indexed)
    assert before["clean"] is True
    with Store.open(indexed, encoder=encoder) as store:
        assert store.settle(60)
        assert found(store) == searched_exactly(indexed, encoder)
    assert state(indexed) == before


def test_without_index_chroma_is_never_touched(tmp_path: Path, encoder: Encoder) -> None:
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add(INVENTED))
        assert store.search(QUESTION)
    assert not (tmp_path / "store" / "index").exists()


def spoil(folder: Path, how: str) -> None:
    index = folder / "index"
    database = next(index.glob("*/chroma.sqlite3"))
    if how == "state is no JSON":
        (index / "state.json").write_text("{")
    elif how == "not closed in order":
        (index / "state.json").write_text(json.dumps({**state(folder), "clean": False}))
    elif how == "another Chroma":
        (index / "state.json").write_text(json.dumps({**state(folder), "chromadb": "0.6.3"}))
    elif how == "generation removed":
        shutil.rmtree(database.parent)
    elif how == "vectors removed":
        database.unlink()
    elif how == "database truncated":
        database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    elif how == "database is junk":
        database.write_bytes(b"junk" * 5000)


@pytest.mark.parametrize("how", ["state is no JSON", "not closed in order", "another Chroma", "generation removed",
                                 "vectors removed", "database truncated", "database is junk"])
def test_a_damaged_index_is_rebuilt_and_no_question_fails(indexed: Path, encoder: Encoder, how: str) -> None:
    before, expected = state(indexed), searched_exactly(indexed, encoder)
    spoil(indexed, how)
    with Store.open(indexed, encoder=encoder) as store:
        assert found(store) == expected
        assert store.settle(60)
        assert found(store) == expected
    after = state(indexed)
    assert after["generation"] != before["generation"]
    assert (after["high_water"], after["clean"]) == (40, True)


def test_verify_says_how_the_index_is_and_what_to_do_about_it(indexed: Path, encoder: Encoder) -> None:
    def verified() -> Report:
        with Store.open(indexed, encoder=encoder, index=False) as store:
            return store.verify()

    assert (verified().index, verified().problems) == ("40 passages", ())
    with Store.open(indexed, encoder=encoder) as owner:
        assert owner.verify().index == "not looked at, a process has it open or the folder cannot be written"
    generation = Folder(indexed / "index").open(str(state(indexed)["generation"]))
    generation.delete([7])
    generation.upsert([8], np.ones((1, 384), dtype=np.float32))
    generation.close()
    remedy = f"delete the folder {indexed / 'index'}; it is made anew from the store"
    assert verified().problems == (Problem("index: of 40 passages 1 are missing and 0 differ", remedy),)
    generation = Folder(indexed / "index").open(str(state(indexed)["generation"]))
    generation.upsert([7], np.ones((1, 384), dtype=np.float32))
    generation.close()
    assert verified().problems == (Problem("index: of 40 passages 0 are missing and 2 differ", remedy),)
    spoil(indexed, "not closed in order")
    assert (verified().index, verified().problems) == ("out of date, the next page makes it anew", ())
    shutil.rmtree(indexed / "index")
    assert (verified().index, verified().problems) == ("none yet, the next page makes it", ())


def test_an_index_that_lost_rows_is_rebuilt(indexed: Path, encoder: Encoder) -> None:
    before = state(indexed)
    generation = Folder(indexed / "index").open(str(before["generation"]))
    generation.delete([7])
    generation.close()
    with Store.open(indexed, encoder=encoder) as store:
        assert store.settle(60)
    assert state(indexed)["generation"] != before["generation"]


# Chroma's Rust part panics with what is no Exception: it ends a thread of the pool, and pytest sees that.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("fault", [ValueError, Panic, None])
def test_a_failing_chroma_fails_no_question_and_is_rebuilt(
        indexed: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException] | None) -> None:
    def query(**_: object) -> None:
        if fault:
            raise fault("the index is gone")
        time.sleep(3)

    monkeypatch.setattr("vectorstore.chroma.QUERY_SECONDS", 0.3)
    with Store.open(indexed, encoder=encoder) as store:
        assert store.settle(60)
        expected, broken = found(store), store._index._opened
        broken.generation._collection = type("Broken", (), {"query": staticmethod(query)})
        assert found(store) == expected
        deadline = time.monotonic() + 20
        while store._index._opened in (None, broken) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert store.settle(60)
        assert store._index._opened is not broken
        assert found(store) == expected


def test_rows_above_the_high_water_mark_are_found_before_chroma_has_them(indexed: Path, encoder: Encoder,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(indexed, encoder=encoder) as store:
        assert store.settle(60)
        monkeypatch.setattr(Generation, "upsert", lambda *_: time.sleep(60))
        list(store.add(INVENTED))
        assert store.search(QUESTION)[0].passage.article_id in {item.article.article_id for item in INVENTED}
        assert store._index._opened.high_water == 40


def test_only_one_store_keeps_the_index_and_the_other_still_finds_everything(indexed: Path, encoder: Encoder) -> None:
    with Store.open(indexed, encoder=encoder) as owner, Store.open(indexed, encoder=encoder) as other:
        assert owner.settle(60)
        list(other.add(INVENTED))
        assert owner.search(QUESTION) == other.search(QUESTION)
        owner.remove(INVENTED[0].article.article_id)
        assert owner.search(QUESTION) == other.search(QUESTION)
        assert owner.settle(60)
        assert owner.search(QUESTION) == other.search(QUESTION)
        assert isinstance(other._index, ExactOnly)


def test_a_narrow_filter_finds_what_is_far_from_the_question(tmp_path: Path, encoder: Encoder) -> None:
    rare = make_loaded("Cheese prices rose again in the hill farms.", title="Cheese", outlet="Hill Farmer")
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([*numbered(120), rare]))
        hits = store.search("Street 31 of Harrowmere", outlets=["hill farmer"])
        assert [hit.passage for hit in hits] == list(rare.passages)
        day = store.search("Street 31 of Harrowmere", k=50, since=dt.date(2031, 5, 9), until=dt.date(2031, 5, 9))
        assert len(day) == 4  # the streets 8, 36, 64 and 92


def test_scores_fall_ranks_count_and_every_cosine_is_exact(indexed: Path, encoder: Encoder) -> None:
    with Store.open(indexed, encoder=encoder) as store:
        hits = store.search("Street 31 of Harrowmere", k=8)
        vector = encoder.encode(["Street 31 of Harrowmere"])[0]
        titles = [store.article(hit.passage.article_id).title for hit in hits]
    assert [hit.rank for hit in hits] == list(range(1, 9))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    texts = [f"{title}\n{hit.passage.text}" for title, hit in zip(titles, hits, strict=True)]
    # Batches of other lengths change the last bits of an engine's vectors.
    assert [hit.cosine for hit in hits] == pytest.approx(list(encoder.encode(texts) @ vector), abs=0.01)


def test_no_outlet_takes_more_than_half_while_others_have_something_to_say(tmp_path: Path, encoder: Encoder) -> None:
    loud = [make_loaded(f"Bridge report {n}: the bridge stays closed.", title="Bridge", outlet="Loud Daily")
            for n in range(12)]
    quiet = [make_loaded(f"Reader {n} asks when the bridge opens.", title="Bridge", outlet="Quiet Weekly")
             for n in range(6)]
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([*loud, *quiet]))
        outlets = [store.article(hit.passage.article_id).outlet for hit in store.search("bridge report closed", k=10)]
        alone = store.search("bridge report closed", k=10, outlets=["Loud Daily"])
    assert (outlets.count("Loud Daily"), outlets.count("Quiet Weekly")) == (5, 5)
    assert len(alone) == 10


@pytest.mark.parametrize("question", ['"', "title:bridge OR *", "NEAR(a b)", "' ; DROP TABLE passages; --", "???",
                                      "x" * 2000, "the and of", "AND OR NOT", "{bridge} ^text", "\x00", "🙂 مرحبا"])
def test_no_question_is_read_as_query_syntax(store: Store, question: str) -> None:
    assert len(store.search(question, k=4)) == 4


def test_many_threads_search_while_one_adds(indexed: Path, encoder: Encoder) -> None:
    faults: list[str] = []

    def ask(store: Store) -> None:
        for _ in range(15):
            if len(store.search("Street 31 of Harrowmere", k=5)) != 5:
                faults.append("a question lost hits")

    with Store.open(indexed, encoder=encoder) as store:
        threads = [threading.Thread(target=ask, args=(store,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        assert {told.status for told in store.add(INVENTED)} == {"added"}
        for thread in threads:
            thread.join()
        assert store.settle(60)
    assert faults == []


class StoreModel(RuleBasedStateMachine):
    """Add, update, remove, close and search a store against a dictionary and exact search with numpy."""

    encoder: Encoder
    folder: Path
    stories = Bundle("stories")

    @initialize()
    def open(self) -> None:
        self.model: dict[str, Loaded] = {}
        self.count = 0
        self.place = self.folder / str(time.monotonic_ns())
        self.store = Store.open(self.place, create=True, encoder=self.encoder)

    @rule(target=stories)
    def add(self) -> str:
        self.count += 1
        item = make_loaded(f"Valley {self.count} reports {self.count * 13} sheep.\nNobody was hurt.", title="Sheep",
                           outlet=f"Paper {self.count}")
        assert [told.status for told in self.store.add([item])] == ["added"]
        self.model[item.article.story_id] = item
        return item.article.story_id

    @rule(story=stories)
    def update(self, story: str) -> None:
        if story not in self.model:
            return
        self.count += 1
        item = make_loaded(f"Valley corrected: {self.count} goats.", title="Goats", story=story)
        assert [told.status for told in self.store.add([item])] == ["updated"]
        self.model[story] = item

    @rule(story=stories)
    def remove(self, story: str) -> None:
        if story in self.model:
            self.store.remove(self.model.pop(story).article.article_id)

    @rule(index=st.booleans())
    def reopen(self, index: bool) -> None:
        self.store.close()
        self.store = Store.open(self.place, encoder=self.encoder, index=index)

    @rule()
    def settle(self) -> None:
        assert self.store.settle(60)

    @invariant()
    def the_dense_index_equals_exact_search(self) -> None:
        if not hasattr(self, "store"):
            return
        passages = [(item.article.title, p) for item in self.model.values() for p in item.passages]
        assert {a.article_id for a in self.store.articles()} == {i.article.article_id for i in self.model.values()}
        hits = self.store.search("How many goats?", k=200)
        assert {hit.passage for hit in hits} == {passage for _, passage in passages}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert self.store.verify().problems == ()
            self.store.close()


def test_any_sequence_of_changes_leaves_what_a_dictionary_would_hold(tmp_path: Path, encoder: Encoder) -> None:
    model = type("Model", (StoreModel,), {"encoder": encoder, "folder": tmp_path})
    model.TestCase.settings = settings(max_examples=12, stateful_step_count=10, deadline=None,
                                       suppress_health_check=list(HealthCheck))
    model.TestCase().runTest()
