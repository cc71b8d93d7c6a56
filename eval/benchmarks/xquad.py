"""XQuAD, English (Artetxe et al. 2020): which of 240 paragraphs answers each of 1,190 questions."""

import json
from pathlib import Path

from eval.benchmarks.pieces import Piece, Sought


def read_xquad(data: Path) -> tuple[list[Piece], list[Sought]]:
    """Return the paragraphs of `xquad/xquad.en.json`, without their titles, and the questions."""
    articles = json.loads((data / "xquad" / "xquad.en.json").read_text("utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    asked = [Sought(qa["question"], (number,)) for number, paragraph in enumerate(paragraphs)
             for qa in paragraph["qas"]]
    return [Piece(paragraph["context"]) for paragraph in paragraphs], asked
