"""The dense index on a Chroma server: the same evidence, kept by one process, searched by all, never needed."""

import gc
import json
import logging
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from chroma_server import free_port, serving, start
from invented_articles import INVENTED, make_loaded
from pydantic import SecretStr

from ingest.read import read
from vectorstore import SettingsError, Store
from vectorstore.encoder import Encoder
from vectorstore.server import Server, SharedIndex
from vectorstore.settings import Settings

# chromadb's client leaves its connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

@pytest.fixture(autouse=True)
def connections_are_collected_here() -> Iterator[None]:
    yield
    gc.collect()  # else they are in a later test, which has done nothing


@pytest.fixture(autouse=True)
def no_store_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are searched exactly; here the graph is to be asked."""
    monkeypatch.setattr("vectorstore.owner.SMALL", 0)


SAMPLES = Path(__file__).parent.parent / "samples"
QUESTIONS = SAMPLES.parent / "eval" / "questions" / "samples.jsonl"
ASKED = "How many people left Harrowmere?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as found:
        yield found


def first_records(address: str) -> dict[str, dict[str, object]]:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    port = int(address.rpartition(":")[2])
    client = chromadb.HttpClient("127.0.0.1", port, settings=ChromaSettings(anonymized_telemetry=False))
    first = {found.name: found.peek(1) for found in client.list_collections()}
    client.close()
    return first


def test_the_server_brings_the_same_hits_and_holds_ids_and_vectors_only(tmp_path: Path, encoder: Encoder,
                                                                        address: str) -> None:
    store = tmp_path / "store"
    with Store.open(store, create=True, encoder=encoder, index=False) as made:
        assert "added" in {told.status for told in made.add(read([SAMPLES]))}
        passages = sum(len(made.passages(article.article_id)) for article in made.articles())
    asked = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()[::4]]
    with Store.open(store, encoder=encoder) as embedded:
        assert embedded.settle(60)
        expected = [embedded.search(question) for question in asked]
    with Store.open(store, encoder=encoder, chroma=address) as served:
        assert served.settle(60)
        assert served._index._opened.high_water == passages
        assert [served.search(question) for question in asked] == expected
        with Store.open(store, encoder=encoder, chroma=address) as other:
            assert isinstance(other._index, SharedIndex)
            assert [other.search(question) for question in asked] == expected
            assert other._index._opened is not None
        kept = first_records(address)[f"dateline-{served._index._opened.mark.generation}"]
    assert (kept["ids"], kept["documents"], kept["metadatas"], kept["uris"]) == (["1"], [None], [None], None)


def test_what_a_server_holds_is_used_again_and_made_anew_when_it_is_gone(tmp_path: Path, encoder: Encoder,
                                                                         address: str) -> None:
    with Store.open(tmp_path / "store", create=True, encoder=encoder, chroma=address) as store:
        list(store.add(INVENTED))
        assert store.settle(60)
        first = store._index._opened.mark.generation
    with Store.open(tmp_path / "store", encoder=encoder, chroma=address) as store:
        assert store.settle(60)
        assert store._index._opened.mark.generation == first
        store._index._opened.generation._client.delete_collection(f"dateline-{first}")
    with Store.open(tmp_path / "store", encoder=encoder, chroma=address) as store:
        assert store.settle(60)
        assert store._index._opened.mark.generation != first
        assert len(store.search(ASKED)) == 6


def test_a_server_that_goes_down_costs_one_line_and_no_answer(tmp_path: Path, encoder: Encoder,
                                                              caplog: pytest.LogCaptureFixture,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.owner.RETRY_SECONDS", 0.5)
    port = free_port()
    process = start(tmp_path / "server", port)
    with Store.open(tmp_path / "store", create=True, encoder=encoder, chroma=f"http://127.0.0.1:{port}") as store:
        list(store.add(INVENTED))
        assert store.settle(60)
        expected = store.search(ASKED)
        process.kill()
        process.wait(10)
        with caplog.at_level(logging.WARNING, "vectorstore.owner"):
            assert store.search(ASKED) == expected
            time.sleep(2)
            assert store.search(ASKED) == expected
        assert sum("searching exactly meanwhile" in line for line in caplog.messages) == 1
        process = start(tmp_path / "server", port)
        list(store.add([make_loaded("Ostrel Line lost a ferry.", title="Ferry")]))
        assert store.settle(60)
        assert store._index._opened.high_water == 7
    process.kill()
    process.wait(10)


def test_no_server_at_all_is_one_line_and_exact_search(tmp_path: Path, encoder: Encoder,
                                                       caplog: pytest.LogCaptureFixture) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with caplog.at_level(logging.WARNING, "vectorstore.owner"), \
            Store.open(tmp_path / "store", create=True, encoder=encoder, chroma=address) as store:
        list(store.add(INVENTED))
        assert len(store.search(ASKED)) == 6
        assert not store.settle(1)
    assert [line for line in caplog.messages if address in line] == [
        f"the Chroma server at {address}: Chroma reported an error; searching exactly meanwhile"]


def test_the_token_goes_with_every_request() -> None:
    seen: list[str | None] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Authorization"])
            self.send_error(401)

        def log_message(self, *_: object) -> None:
            pass

    proxy = HTTPServer(("127.0.0.1", 0), Proxy)
    Thread(target=proxy.serve_forever, daemon=True).start()
    server = Server(f"http://127.0.0.1:{proxy.server_port}", Settings(chroma_token=SecretStr("velmora")))
    with pytest.raises(Exception, match=r".+"):
        server._connect()
    proxy.shutdown()
    proxy.server_close()
    assert set(seen) == {"Bearer velmora"}


@pytest.mark.parametrize("wrong", ["chroma.example.org", "ftp://chroma.example.org", "http://h/path", ""])
def test_what_is_no_address_of_a_server_is_said(wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"expected one like http://127\.0\.0\.1:8000"):
        Server(wrong, Settings())


def test_a_token_never_goes_over_a_network_in_clear() -> None:
    with pytest.raises(SettingsError, match="in clear; use https"):
        Server("http://chroma.example.org", Settings(chroma_token=SecretStr("velmora")))


def test_a_server_that_others_may_reach_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "vectorstore.server"):
        Server("https://chroma.example.org", Settings())
        Server("http://127.0.0.1:8000", Settings())
    assert len(caplog.messages) == 1
    assert "CVE-2026-45829" in caplog.messages[0]
