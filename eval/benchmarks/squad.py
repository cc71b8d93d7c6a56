"""SQuAD 2.0 (Rajpurkar et al. 2018) on articles that the reader was not trained on, each paragraph given."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import roc_auc_score

from eval.benchmarks.candidates import score
from eval.reader_windows import HELD_OUT
from ingest.sentences import split
from rag.answerable import answerable


@dataclass(frozen=True, slots=True)
class SquadFigures:
    """`auroc` of answerable against unanswerable by how sure the assistant is, `reader_auroc` by the reader alone, for
    which such questions are made; `shown`: share of the answerable whose best sentence holds an accepted answer;
    how many questions of each."""

    auroc: float
    reader_auroc: float
    shown: float
    answerable: int
    unanswerable: int


def measure_squad(data: Path) -> SquadFigures:
    """Ask every question of the held-out articles of its own paragraph."""
    sure, read, is_answerable, held = [], [], [], []
    for title, paragraph, question, accepted in _questions(data):
        sentences = [span.of(paragraph) for span in split(paragraph, language="en")]
        scored = score(question, sentences, title=title)
        found = max(scored, key=lambda e: e.score)
        read.append(max(e.signals.reader for e in scored))
        sure.append(answerable(scored))
        is_answerable.append(bool(accepted))
        if accepted:
            held.append(any(answer in found.sentence.text for answer in accepted))
    by_all, by_reader = (roc_auc_score(is_answerable, scores) for scores in (sure, read))
    return SquadFigures(by_all, by_reader, sum(held) / len(held), len(held), len(sure) - len(held))


def _questions(data: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    with (data / "squad_dev" / "squad2_dev.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["title"] in HELD_OUT:
                yield from ((row["title"], row["context"], qa["question"], qa["answers"]) for qa in row["qas"])
