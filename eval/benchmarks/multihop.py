"""MultiHop-RAG (Tang and Yang 2024), a sample: the facts of several articles that one question takes together."""

import datetime as dt
import json
from pathlib import Path

from eval.benchmarks.pieces import Piece, Sought


def read_multihop(data: Path) -> tuple[list[Piece], list[Sought]]:
    """Return the facts of `multihop_rag_500`, with outlet, title and day, and the questions that have facts."""
    folder = data / "multihop_rag_500"
    rows = [json.loads(line) for line in (folder / "facts_corpus.jsonl").read_text("utf-8").splitlines()]
    place = {row["fact"]: number for number, row in enumerate(rows)}
    asked = {row["id"]: row["question"] for row in json.loads((folder / "queries.json").read_text("utf-8"))["queries"]}
    gold = json.loads((folder / "ground_truth.json").read_text("utf-8"))
    pieces = [Piece(row["fact"], row["title"], row["source"], dt.date.fromisoformat(row["published_at"][:10]))
              for row in rows]
    return pieces, [Sought(asked[name], tuple({place[e["fact"]] for e in row["evidence_list"]}))
                    for name, row in gold.items() if row["evidence_list"]]
