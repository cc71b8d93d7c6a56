"""`python -m eval run` on a real store: what it prints, writes and exits with."""

import json

import pytest
from typer.testing import CliRunner

from eval.commands import app

ANSWERABLE = {"id": "brigade", "kind": "fact", "question": "Who said the bridge would stay closed?",
              "answers": ["fire brigade"], "split": "tune",
              "evidence": [{"file": ".txt", "quote": "The fire brigade said the bridge would stay closed"}]}
UNANSWERABLE = {"id": "cost", "kind": "unanswerable", "question": "What does an opera ticket cost?", "answers": [],
                "evidence": [], "split": "measure"}


@pytest.fixture
def run(store, tmp_path):
    questions = tmp_path / "set.jsonl"
    questions.write_text(f"{json.dumps(ANSWERABLE)}\n{json.dumps(UNANSWERABLE)}\n", "utf-8")

    def invoke(*extra, asked=questions, folder=tmp_path / "store"):
        return CliRunner().invoke(app, ["run", str(asked), "--store", str(folder), "--out", str(tmp_path / "out"),
                                        *extra])
    return invoke


def test_a_run_prints_the_figures_and_writes_three_files(run, tmp_path):
    done = run("--peer")
    assert (done.exit_code, done.stderr) == (0, "")
    assert all(word in done.stdout for word in ("evidence_hit", "retrieval_hit@4", "plain peer"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "answers.jsonl", "metrics.json", "report.html"]
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    assert metrics["figures"]["retrieval_hit@10"] == {"value": 1.0, "count": 1}
    assert metrics["peer"]["retrieval_hit@4"] == {"value": 1.0, "count": 1}


def test_only_the_wanted_split_is_asked(run, tmp_path):
    assert run("--split", "measure").exit_code == 0
    [line] = (tmp_path / "out" / "answers.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["id"] == "cost"


def test_a_figure_below_its_floor_exits_with_one_and_names_it(run, tmp_path):
    (tmp_path / "floors.json").write_text('{"no_error": 1.0, "speaker": 0.5}', "utf-8")
    done = run("--floors", str(tmp_path / "floors.json"))
    assert done.exit_code == 1
    assert done.stderr == f"speaker: floor 0.500, found nothing counted; see {tmp_path / 'out' / 'report.html'}\n"


def test_a_crashed_question_exits_with_one_after_the_others_are_answered(run, tmp_path):
    too_long = ANSWERABLE | {"id": "long", "question": "Who? " * 500}
    (tmp_path / "crash.jsonl").write_text(f"{json.dumps(too_long)}\n{json.dumps(UNANSWERABLE)}\n", "utf-8")
    done = run(asked=tmp_path / "crash.jsonl")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("no_error: floor 1.000, found 0.500")
    assert len((tmp_path / "out" / "answers.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_missing_question_set_or_store_is_one_line(run, tmp_path):
    for done, said in ((run(asked=tmp_path / "none.jsonl"), "none.jsonl: cannot read the question set"),
                       (run(folder=tmp_path / "nowhere"), "nowhere holds no store")):
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert said in done.stderr


def test_results_that_cannot_be_written_are_refused_before_anything_is_asked(run, tmp_path):
    (tmp_path / "out").write_text("a file", "utf-8")
    done = run()
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "out: cannot write the results: File exists; name another folder with --out" in done.stderr


@pytest.mark.parametrize("extra", [("--split", "other"), ("--unknown",)])
def test_wrong_usage_exits_with_two(run, extra):
    assert run(*extra).exit_code == 2
