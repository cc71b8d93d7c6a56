"""What keeps a great store quick changes nothing of what is found."""

import datetime as dt
import json
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from invented_articles import INVENTED, make_loaded

from ingest.load import Loaded
from vectorstore import Store
from vectorstore.catalogue import each
from vectorstore.chroma import Generation
from vectorstore.dense import ExactOnly
from vectorstore.encoder import Encoder
from vectorstore.exact import ExactIndex
from vectorstore.lexical import _count, search_words, search_words_among
from vectorstore.truth import Truth
from vectorstore.warming import ROWS, WORDS, Warming

ASKED = "Street 31 of Harrowmere"


def numbered(count: int) -> list[Loaded]:
    return [make_loaded(f"Street {n} of Harrowmere counted {n * 7} households.", title=f"Street {n}",
                        outlet=f"Paper {n % 5}", day=f"2031-05-{n % 28 + 1:02}") for n in range(count)]


@pytest.fixture(autouse=True)
def no_store_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are searched exactly; here the graph is to be asked."""
    monkeypatch.setattr("vectorstore.owner.SMALL", 0)


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    """The folder of a store of sixty articles, without an index."""
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add(numbered(60)))
    return tmp_path / "store"


def state(folder: Path) -> dict[str, object]:
    return json.loads((folder / "index" / "state.json").read_text())


def test_a_few_new_rows_leave_a_great_index_alone_and_are_found_all_the_same(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.owner.TAIL_SHARE", 10)
    with Store.open(folder, encoder=encoder) as store:
        assert store.settle(60)
        before = state(folder)
        assert (before["clean"], before["high_water"]) == (True, 60)  # a kill from here on costs nothing
        list(store.add(INVENTED))  # six rows, a tenth of sixty
        assert store.settle(60)
        assert state(folder) == before
        assert {hit.passage.article_id for hit in store.search("How many people left Harrowmere?", k=3)} & {
            item.article.article_id for item in INVENTED}
        list(store.add([make_loaded("The ferry Kestrel sank.", title="Ferry")]))
        assert store.settle(60)
        assert state(folder)["high_water"] == 67


def test_a_small_store_is_searched_exactly_and_the_graph_kept_for_when_it_is_not(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    found = Generation.search
    monkeypatch.setattr(Generation, "search", lambda self, vector, k, *, rows: asked.append(rows) or found(
        self, vector, k, rows=rows))
    monkeypatch.setattr("vectorstore.owner.SMALL", 60)
    with Store.open(folder, encoder=encoder) as store:
        assert store.settle(60)
        with Store.open(folder, encoder=encoder, index=False) as exact:
            assert store.search(ASKED, k=10) == exact.search(ASKED, k=10)
        assert (asked, state(folder)["high_water"]) == ([], 60)
        list(store.add(INVENTED))
        assert store.settle(60)
        store.search(ASKED, k=10)
        assert asked == [66]


def test_an_opened_store_is_read_once_for_the_file_cache_of_one_too_great_for_it_the_words_only(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.warming.AT_ONCE", 25)
    truth = Truth(folder, digest=encoder.digest)
    read: list[str] = []
    apart = truth.apart

    @contextmanager
    def traced() -> Iterator[sqlite3.Connection]:
        with apart() as connection:
            connection.set_trace_callback(read.append)
            yield connection

    monkeypatch.setattr(truth, "apart", traced)
    for share, tables in ((0.0, {*WORDS}), (0.5, {*WORDS, *ROWS})):
        monkeypatch.setattr("vectorstore.warming.MOST_OF_MEMORY", share)
        assert Warming(truth, ExactOnly(ExactIndex(truth))).wait(60)
        assert {found[1] for found in map(re.compile(r"AS value FROM (\w+)").search, read) if found} == tables
    passages = [found[1] for found in map(re.compile(r"FROM passages WHERE rowid > (\d+)").search, read) if found]
    assert passages == ["0", "25", "50", "60"]
    truth.close()


def test_a_built_index_is_read_from_its_files_not_made_again(folder: Path, encoder: Encoder,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.chroma.LEAST_WRITTEN", 20)
    with Store.open(folder, encoder=encoder) as store:
        assert store.settle(60)
        found = store.search(ASKED, k=10)
    before = state(folder)
    graph = next((folder / "index").glob("*/*/data_level0.bin"))
    assert graph.stat().st_size > 60 * 4 * encoder.dimension
    with Store.open(folder, encoder=encoder) as store:
        assert store.settle(60)
        assert store.search(ASKED, k=10) == found
    assert state(folder) == before


def test_a_graph_is_searched_as_broadly_as_its_size_asks_for(folder: Path, encoder: Encoder,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.chroma.BREADTH", 10)
    monkeypatch.setattr("vectorstore.chroma.BROAD_FROM", 10)
    breadths, asked, calls = [], [], []
    for name in ("settle", "ids"):  # what is set after anything was read does not hold before the next opening
        own = getattr(Generation, name)
        monkeypatch.setattr(Generation, name, lambda *args, name=name, own=own: calls.append(name) or own(*args))
    for broader in (0.5, 1.0):  # as it is made, and as it is opened again
        monkeypatch.setattr("vectorstore.chroma.BROADER", broader)
        with Store.open(folder, encoder=encoder) as store:
            assert store.settle(60)
            generation = store._index._opened.generation
            breadths.append(generation._collection.configuration["hnsw"]["ef_search"])
            found = generation._query
            monkeypatch.setattr(generation, "_query", lambda vector, k, seconds, found=found:
                                asked.append(k) or found(vector, k, seconds))
            store._index.search(encoder.encode_question(ASKED), 5)
            monkeypatch.setattr("vectorstore.chroma.BROADER", 1.9)  # as if it had grown since
            store._index.search(encoder.encode_question(ASKED), 5)
    assert breadths == [24, 60]
    assert asked == [5, 300, 5, 300]
    assert calls == ["settle", "settle", "ids"]  # when it was made; when it was opened again


def test_a_graph_of_many_rows_is_made_with_more_care_and_keeps_what_it_was_made_with(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.chroma.BROAD_FROM", 15)
    monkeypatch.setattr("vectorstore.chroma.BROADER", 1.0)
    monkeypatch.setattr("vectorstore.chroma.CAREFUL_BROADER", 0.5)
    seen = []
    for careful_from in (61, 60, 61):  # made with little, made anew with more, opened again
        monkeypatch.setattr("vectorstore.chroma.CAREFUL_FROM", careful_from)
        if careful_from == 60:
            shutil.rmtree(folder / "index")
        with Store.open(folder, encoder=encoder) as store:
            assert store.settle(60)
            hnsw = store._index._opened.generation._collection.configuration["hnsw"]
            seen.append((hnsw["ef_construction"], hnsw["ef_search"]))
    assert seen == [(100, 1200), (400, 600), (400, 600)]


@pytest.mark.parametrize("index_cost", [0, 5, 10**9])  # never exactly, as it is, always
def test_filters_find_what_exact_search_finds_however_much_they_leave(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, index_cost: int) -> None:
    monkeypatch.setattr("vectorstore.search.INDEX_COST", index_cost)
    monkeypatch.setattr("vectorstore.search.LEAST_CANDIDATES", 4)
    monkeypatch.setattr("vectorstore.search.MORE", 1.0)  # so that few are allowed of what is near
    monkeypatch.setattr("vectorstore.search.MOST_FACTOR", 2)
    day = dt.date(2031, 5, 9)
    with Store.open(folder, encoder=encoder) as store, Store.open(folder, encoder=encoder, index=False) as exact:
        assert store.settle(60)
        for limits in ({"since": day, "until": day}, {"outlets": ["paper 3"]}, {"until": day}, {"languages": ["en"]},
                       {"articles": [numbered(8)[7].article.article_id]}):
            assert store.search(ASKED, k=2, **limits) == exact.search(ASKED, k=2, **limits)
        assert store.search(ASKED, languages=["fr"]) == ()
        assert {store.article(hit.passage.article_id).outlet for hit in store.search(ASKED, outlets=["paper 3"])} == {
            "Paper 3"}


def test_the_index_is_asked_for_as_many_rows_as_the_share_that_a_filter_leaves_calls_for(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.search.INDEX_COST", 0)
    monkeypatch.setattr("vectorstore.search.LEAST_CANDIDATES", 4)
    asked: list[int] = []
    with Store.open(folder, encoder=encoder, index=False) as store:
        found = store._index.search
        monkeypatch.setattr(store._index, "search", lambda vector, k: asked.append(k) or found(vector, k))
        store.search(ASKED, k=1)
        store.search(ASKED, k=1, outlets=["paper 3"])  # a fifth of them, and half as many again
        store.search(ASKED, k=1, outlets=["paper 3", "paper 4"])
    assert asked == [4, 30, 15]


def test_a_filter_is_looked_up_among_the_articles_not_all_passages(folder: Path, encoder: Encoder) -> None:
    said: list[str] = []
    with Store.open(folder, encoder=encoder, index=False) as store:
        store._truth._reader.set_trace_callback(said.append)
        store.search(ASKED, since=dt.date(2031, 5, 9), until=dt.date(2031, 5, 9))
        store._truth._reader.set_trace_callback(None)
        lookups = [sql for sql in said if "first_day >=" in sql]
        plans = [tuple(row)[3] for sql in lookups for row in store._truth._reader.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert plans == ["SCAN articles USING COVERING INDEX articles_limits"] * 2 + [
                     "SEARCH passages USING COVERING INDEX passages_article (article_id=?)"]


def test_words_among_some_rows_score_as_among_all_without_those_too_common_to_count(
        folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    question, some = "Which households of Harrowmere counted 217 on street 31?", list(range(20, 40))
    with Store.open(folder, encoder=encoder, index=False) as store, store._truth.reading() as connection:
        everywhere = search_words(connection, question, 60, where="", values=())
        among = search_words_among(connection, question, 60, row_ids=some)
        monkeypatch.setattr("vectorstore.lexical.MOST_WEIGHED", 5)
        rare = search_words_among(connection, question, 60, row_ids=some)
        common = search_words_among(connection, "households Harrowmere", 60, row_ids=some)
    assert among == pytest.approx({row: score for row, score in everywhere.items() if row in some})
    assert [*rare] == [32]  # of street 31, the only one there that holds a rare word
    assert {*common} == {*some}


def test_common_words_rank_what_the_rare_ones_find(folder: Path, encoder: Encoder,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    question = "Which households of Harrowmere counted 217 on street 31?"
    with Store.open(folder, encoder=encoder, index=False) as store, store._truth.reading() as connection:
        everything = search_words(connection, question, 60, where="", values=())
        monkeypatch.setattr("vectorstore.lexical.MOST_MATCHES", 5)
        bounded = search_words(connection, question, 60, where="", values=())
        common = search_words(connection, "households Harrowmere", 60, where="", values=())
    assert len(everything) == 60
    assert len(bounded) == 1  # only street 31 holds the rare words
    assert next(iter(bounded.items())) == pytest.approx(next(iter(everything.items())))
    assert len(common) == 60  # where every word is common, all of them must be there


def marked(count: int) -> list[Loaded]:
    """Articles that all tell of Harrowmere, every second one of a ferry, every third one of a tram."""
    told = ["".join((" ferry" * (n % 2 == 0), " tram" * (n % 3 == 0))) for n in range(count)]
    return [make_loaded(f"Page {n} of Harrowmere{more}.", title=f"Page {n}") for n, more in enumerate(told)]


def test_a_common_word_is_counted_by_how_close_the_first_and_the_last_that_hold_it_stand(
        tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.lexical.MOST_MATCHES", 5)
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([*marked(60), *numbered(40)]))
        with store._truth.reading() as connection:
            counts = [_count(connection, word) for word in ("harrowmere", "ferry", "tram", "17", "gondola")]
    assert counts == [100, 30, 20, 2, 0]


def test_where_no_word_is_rare_the_rarest_finds_and_those_too_common_to_weigh_find_nothing(
        tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.lexical.MOST_MATCHES", 5)
    monkeypatch.setattr("vectorstore.lexical.MOST_WEIGHED", 40)
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add(marked(60)))
        with store._truth.reading() as connection:
            found = search_words(connection, "The ferry or the tram of Harrowmere?", 60, where="", values=())
            pair = search_words(connection, "The tram of Harrowmere?", 60, where="", values=())
    assert {*found} == {n + 1 for n in range(60) if n % 6 == 0}  # a tram and a ferry
    assert {*pair} == {n + 1 for n in range(60) if n % 3 == 0}


def test_exact_search_by_blocks_follows_additions_and_removals(folder: Path, encoder: Encoder,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.exact.BLOCK", 7)
    with Store.open(folder, encoder=encoder, index=False) as store:
        store.search(ASKED)
        list(store.add(INVENTED))
        for item in numbered(60)[20:40]:
            store.remove(item.article.article_id)
        found = store.search(ASKED, k=50)
        blocks = store._index._exact._blocks
    with Store.open(folder, encoder=encoder, index=False) as fresh:
        assert fresh.search(ASKED, k=50) == found
    assert sum(len(block.ids) for block in blocks) == 46
    assert max(len(block.ids) for block in blocks) <= 7


def test_a_reader_never_waits_for_a_writer_nor_a_writer_for_a_reader(folder: Path, encoder: Encoder) -> None:
    with Store.open(folder, encoder=encoder, index=False) as store, \
            Store.open(folder, encoder=encoder, index=False) as other:
        store.search(ASKED), other.search(ASKED)
        reading = each(store._truth)
        next(reading)  # a long read, left open
        begun = time.monotonic()
        list(other.add(INVENTED))
        written = time.monotonic() - begun
        held, done = threading.Event(), threading.Event()

        def write() -> None:
            with other._truth.writing():
                held.set()
                done.wait(20)

        writer = threading.Thread(target=write)
        writer.start()
        held.wait(20)
        begun = time.monotonic()
        assert store.search(ASKED)
        searched = time.monotonic() - begun
        done.set()
        writer.join()
        assert len([*reading]) == 59  # as the store was when it began
    assert max(written, searched) < 4  # SQLite would give up after five seconds


def test_a_report_and_its_copies_take_a_quarter_while_others_have_something_to_say(tmp_path: Path,
                                                                                   encoder: Encoder) -> None:
    signature = (*range(128), 200)
    copies = [make_loaded(f"The bridge of Brennick stays closed until May, the council said.\nCopy {n}.",
                          title="Bridge", outlet=f"Paper {n}", signature=signature) for n in range(12)]
    others = [make_loaded(f"Reader {n} asks when the bridge of Brennick opens.", title="Bridge", outlet=f"Post {n}")
              for n in range(12)]
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([*copies, *others]))
        origins = [store.article(hit.passage.article_id).origin_id
                   for hit in store.search("When does the bridge of Brennick open?", k=16)]
    assert max(origins.count(origin) for origin in origins) == 4
