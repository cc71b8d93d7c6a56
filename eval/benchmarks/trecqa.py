"""TrecQA (Wang et al. 2007), clean test: questions with both right and wrong newswire sentences."""

import csv
from collections import defaultdict
from pathlib import Path

from eval.benchmarks.ranking import Candidates
from eval.reader_windows import join_tokens


def read_trecqa(data: Path) -> list[Candidates]:
    """Return the questions of `trecqa_wang/test.csv` that have right and wrong candidates ("clean")."""
    rows: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    with (data / "trecqa_wang" / "test.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["qtext"]].append((join_tokens(row["atext"].split(" "))[0], row["label"] == "1"))
    made = [
        Candidates(join_tokens(question.split(" "))[0], tuple(s for s, _ in found), tuple(right for _, right in found))
        for question, found in rows.items()
    ]
    return [asked for asked in made if any(asked.right) and not all(asked.right)]
