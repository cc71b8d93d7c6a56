"""`python -m ui`: where it serves, what it refuses, and how soon it is there."""

import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from browser import NEWSROOM, page_command, serving
from conftest import Built
from ui_newsroom import SetAssistant

from ui.serve import ServeError, is_loopback, listen, serve
from vectorstore import Store

# An empty page of Gradio, as its first example shows it, without its calls home.
EMPTY_PAGE = """
import gradio
gradio.ChatInterface(lambda message, history: message, analytics_enabled=False).launch(server_port={port}, quiet=True)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "ui", *arguments], capture_output=True, text=True, timeout=60)


def test_a_missing_store_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    told = run("--store", str(tmp_path / "nowhere"))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (f"error: {tmp_path}/nowhere holds no store; make one with: python -m ingest ARTICLES "
                           f"--store {tmp_path}/nowhere\n")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example"])
def test_a_host_that_others_can_reach_is_refused_without_logins(host: str, tmp_path: Path) -> None:
    with pytest.raises(ServeError, match=f"^{host} can be reached from other machines: name a file of logins"):
        serve(SetAssistant, notes=tmp_path / "notes.sqlite", host=host, port=7900, say=print)


@pytest.mark.full
def test_the_refusal_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    Store.open(tmp_path / "store", create=True).close()
    told = run("--store", str(tmp_path / "store"), "--host", "0.0.0.0")
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_hosts_are_known(host: str) -> None:
    assert is_loopback(host)


def test_a_taken_port_gives_the_next_free_one() -> None:
    with listen("127.0.0.1", 7950) as first, listen("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_no_free_port_is_said() -> None:
    with socket.create_server(("127.0.0.1", 65_535)), pytest.raises(ServeError, match="no free port from 65535"):
        listen("127.0.0.1", 65_535)


@pytest.mark.full
def test_the_address_is_printed_when_it_serves_and_an_interrupt_ends_it_cleanly() -> None:
    with serving(NEWSROOM) as at, urllib.request.urlopen(at, timeout=20) as answer:
        assert answer.status == 200


def test_neither_models_nor_their_libraries_are_loaded_before_the_page_is_up(built: Built) -> None:
    heavy = {"torch", "spacy", "chromadb", "transformers", "sentence_transformers", "openvino"}
    assert heavy & built.loaded == set()


@pytest.mark.full
def test_the_first_page_is_there_within_1_4_times_an_empty_page_of_gradio(tmp_path: Path) -> None:
    Store.open(tmp_path / "store", create=True).close()
    ours, empty = [], []
    for attempt in range(3):
        port = 7960 + 2 * attempt
        empty.append(seconds_to_first_page([sys.executable, "-c", EMPTY_PAGE.format(port=port)], port))
        ours.append(seconds_to_first_page([*page_command(tmp_path / "store")[:-1], str(port + 1)], port + 1))
    print(f"seconds to the first page: ours {ours}, an empty one {empty}")
    assert statistics.median(ours) <= 1.4 * statistics.median(empty), (ours, empty)


def seconds_to_first_page(command: list[str], port: int) -> float:
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - begun < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                    answer.read()
                return time.monotonic() - begun
            except OSError:
                time.sleep(0.02)
    finally:
        process.terminate()
        process.wait()
    raise AssertionError(f"nothing at port {port}: {command}")
