"""RAMDocs (Wang et al. 2025): documents that are right, misinformed or noise, some questions with several answers."""

import json
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.documents import ask_of, shown_by
from eval.matching import holds


@dataclass(frozen=True, slots=True)
class RamdocsFigures:
    """`shown`: share of the gold answers that are shown with a document cited that says so; `gold`: share of what is
    shown that holds a gold answer; `exact`: share of questions with every gold answer shown and no wrong one."""

    shown: float
    gold: float
    exact: float
    questions: int


def measure_ramdocs(data: Path) -> RamdocsFigures:
    """Ask every question of its own documents."""
    found: list[bool] = []
    right: list[bool] = []
    exact: list[bool] = []
    with (data / "ramdocs" / "ramdocs.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        documents = row["documents"]
        shown = shown_by(ask_of(row["question"], [d["text"] for d in documents]))
        saying = {gold: {n for n, d in enumerate(documents) if d["answer"] == gold} for gold in row["gold_answers"]}
        hits = [any(holds(s.text, gold) and s.documents & saying[gold] for s in shown) for gold in row["gold_answers"]]
        found += hits
        right += [any(holds(s.text, gold) for gold in row["gold_answers"]) for s in shown]
        is_wrong = any(holds(s.text, wrong) for s in shown for wrong in row["wrong_answers"])
        exact.append(all(hits) and not is_wrong)
    return RamdocsFigures(sum(found) / len(found), sum(right) / len(right), sum(exact) / len(exact), len(rows))
