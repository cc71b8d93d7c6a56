"""SelQA (Jurczyk et al. 2016), answer sentence selection, test: the sentences of one section of an article."""

import json
from pathlib import Path

from eval.benchmarks.ranking import Candidates


def read_selqa(data: Path) -> list[Candidates]:
    """Return the questions of `selqa/ass_test.json` that have right and wrong candidates."""
    made = [
        Candidates(row["question"], tuple(row["candidates"]),
                   tuple(n in row["answers"] for n in range(len(row["candidates"]))), row["article"])
        for row in json.loads((data / "selqa" / "ass_test.json").read_text(encoding="utf-8"))
    ]  # fmt: skip
    return [asked for asked in made if any(asked.right) and not all(asked.right)]
