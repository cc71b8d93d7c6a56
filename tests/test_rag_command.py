"""`python -m rag`: JSON and nothing else on standard output, one clear line for each thing that can go wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from invented_articles import INVENTED

from vectorstore import Store
from vectorstore.encoder import Encoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    path = tmp_path_factory.mktemp("command") / "store"
    with Store.open(path, create=True, encoder=encoder, index=False) as store:
        list(store.add(INVENTED))
    return path


def rag(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "rag", *arguments], capture_output=True, text=True, timeout=120)


def test_ask_prints_the_answer_as_json(folder: Path) -> None:
    done = rag("ask", "Who thanked the volunteers?", "--store", str(folder), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["version"] == 1
    assert answer["statements"][0]["citations"][0]["quote"] == "Mayor Ilva Brandt thanked the volunteers."


def test_ask_prints_statements_and_numbered_quotes(folder: Path) -> None:
    done = rag("ask", "Who thanked the volunteers?", "--store", str(folder))
    assert done.stdout.splitlines() == [
        "Mayor Ilva Brandt thanked the volunteers. [1]", "",
        "[1] Coast Courier, 5 May 2031: “Mayor Ilva Brandt thanked the volunteers.”"]  # fmt: skip


@pytest.mark.parametrize(("question", "more", "code", "says"), [
    ("", (), 2, "question is empty"),
    ("x" * 2001, (), 2, "2,001 characters"),
    ("Who?", ("--since", "May 4th"), 2, "expected YYYY-MM-DD"),
    ("Who?", ("--model", "nosuchthing"), 1, "PROVIDER:NAME"),
])  # fmt: skip
def test_a_bad_question_or_option_is_one_line(
    folder: Path, question: str, more: tuple[str, ...], code: int, says: str
) -> None:
    done = rag("ask", question, "--store", str(folder), *more)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_store_is_one_line(tmp_path: Path) -> None:
    done = rag("ask", "Who?", "--store", str(tmp_path / "none"))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "none" in done.stderr


@pytest.mark.parametrize(("content", "says"), [(None, "no such file"), (b"\xff\xfe\xfa", "is not UTF-8")])
def test_a_question_file_that_cannot_be_read_is_one_line(
    folder: Path, tmp_path: Path, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "questions.jsonl").write_bytes(content)
    done = rag("batch", str(tmp_path / "questions.jsonl"), "--store", str(folder))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert says in done.stderr


def test_batch_answers_in_order_and_marks_lines_that_cannot_be_answered(folder: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"id": "a", "question": "Who thanked the volunteers?", "answers": ["Ilva Brandt"]}\n\n'
        'not json\n'
        '{"id": "c", "question": " "}\n'
        '{"id": "d", "question": "And who thanked them there?", "history": ["What happened in Harrowmere?"]}\n'
        '{"id": "e", "question": "Who?", "since": "soon"}\n{"id": "f"}\n[1]\n'
        '{"id": "g", "question": "Who \\ud800 thanked the volunteers?"}\n' + "[" * 100_000 + "\n",
        encoding="utf-8")  # fmt: skip
    done = rag("batch", str(questions), "--store", str(folder))
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(r["id"], "error" in r) for r in results] == [
        ("a", False), (None, True), ("c", True), ("d", False), ("e", True), ("f", True), (None, True), ("g", False),
        (None, True)]  # fmt: skip
    assert all(r["version"] == 1 for r in results)
    assert "Harrowmere" in results[3]["standalone_question"]


def test_the_parser_loads_without_torch_and_hides_it_from_nobody() -> None:
    code = ("import sys; from rag.parse import Parser; Parser().one('It sank.'); "
            "assert 'torch' not in sys.modules; import torch; assert int(torch.ones(2).sum()) == 2")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
