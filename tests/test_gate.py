"""The gate: on the sample articles no figure falls below its floor."""

from pathlib import Path

import pytest

from eval.events import prepare
from eval.gate import read_floors, shortfalls
from eval.matching import fold
from eval.metrics import Shown
from eval.questions import read_questions
from eval.run import Results, ask, sum_up
from ingest.read import read
from rag import Assistant
from rag.plain_text import as_text
from vectorstore import Store

README = Path(__file__).parent.parent / "README.md"
SAMPLES = Path(__file__).parent.parent / "samples"
QUESTIONS = SAMPLES.parent / "eval" / "questions" / "samples.jsonl"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    store = tmp_path_factory.mktemp("gate") / "samples.store"
    with Store.open(store, create=True, index=False) as created:
        outcomes = tuple(created.add(read([SAMPLES])))
    assert [o for o in outcomes if o.status == "failed"] == []
    with Assistant.open(store) as opened:
        yield opened


@pytest.fixture(scope="module", params=["tune", "measure"])
def results(request, assistant) -> Results:
    return sum_up(tuple(ask(assistant, read_questions(QUESTIONS, split=request.param))), peer={})


def test_the_answer_that_the_readme_shows_is_what_is_answered(assistant):
    shown = README.read_text(encoding="utf-8").partition('$ python -m rag ask "')[2]
    question, _, printed = shown.partition('"')
    answer = "".join(line.strip() for line in as_text(assistant.answer(question)).splitlines())
    assert answer == "".join(line.strip() for line in printed.partition("\n\n`--json`")[0].splitlines()[1:])


def test_every_floor_is_reached(results):
    short = shortfalls(results.figures, read_floors())
    failures = [f"{s.case.id}: {s.error or ', '.join(s.missed)}" for s in results.scored if s.missed]
    assert not short, "\n".join([*map(str, short), "what was missed:", *failures])


def test_every_quote_of_a_plain_text_sample_stands_in_the_file_itself(results):
    citations = [c for s in results.scored for c in Shown.of(s.answer).citations if c.source.source.endswith(".txt")]
    files = {path.name: fold(path.read_text("utf-8")) for path in SAMPLES.glob("*.txt")}
    assert citations
    assert [c for c in citations if fold(c.quote) not in files[Path(c.source.source).name]] == []


def test_every_question_belongs_to_a_split():
    assert [case.id for case in read_questions(QUESTIONS) if case.split is None] == []


def test_every_gold_fragment_stands_in_its_sample_article(assistant):
    texts = {Path(article.source).name: fold(article.text) for article in assistant.store.articles()}
    gold = {(case.id, fragment.file, fragment.quote) for case in read_questions(QUESTIONS)
            for fragment in case.evidence}
    assert {g for g in gold if fold(g[2]) not in texts.get(g[1], "")} == set()


@pytest.mark.full
def test_every_floor_of_the_measured_events_is_reached(tmp_path):
    events = SAMPLES.parent / "eval" / "events"
    scored = []
    for event in prepare([str(events / "measure")], tmp_path):
        with Assistant.open(event.store, index=False) as opened:
            scored.extend(ask(opened, read_questions(event.questions)))
    short = shortfalls(sum_up(scored, peer={}).figures, read_floors(events / "floors.json"))
    assert not short, "\n".join(map(str, short))
