"""NAnCo (Laban et al. 2022, Discord Questions): do two outlets' answers to a news question say the same?"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.sameness import sameness
from vectorstore.encoder import open_encoder

Similarity = Callable[[str, list[str]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of answers to one question: how alike each is, and whether people put it into one group."""

    alike: NDArray[np.float64]
    same: NDArray[np.bool_]


def measure_nanco(data: Path) -> dict[str, float]:
    """Return balanced accuracy over all pairs of each way of comparing, every question judged with the threshold that
    is best on the others."""
    questions = json.loads((data / "discord_questions" / "nanco_dataset.json").read_text(encoding="utf-8"))
    ways: dict[str, Similarity] = {"ours": _ours, "MiniLM": _minilm}
    return {name: _leave_one_out([_pairs(row, way) for row in questions]) for name, way in ways.items()}


def _ours(question: str, answers: list[str]) -> NDArray[np.float64]:
    return sameness(question, answers, open_encoder())


def _minilm(question: str, answers: list[str]) -> NDArray[np.float64]:
    rows = open_encoder().encode(answers).astype(np.float64)
    return rows @ rows.T


def _pairs(row: dict[str, object], way: Similarity) -> Pairs:
    answers: list[dict[str, str]] = row["answers"]  # type: ignore[assignment]
    alike = way(str(row["question"]), [a["Answer"] for a in answers])
    both = list(combinations(range(len(answers)), 2))
    groups = [a["cluster_global"] for a in answers]
    return Pairs(np.array([alike[n, m] for n, m in both]), np.array([groups[n] == groups[m] for n, m in both]))


def _leave_one_out(questions: list[Pairs]) -> float:
    judged = []
    for left_out in questions:
        others = _joined(p for p in questions if p is not left_out)
        least = max(np.quantile(others.alike, np.linspace(0.02, 0.98, 97)), key=lambda t: _balanced(others, t))
        judged.append(Pairs(left_out.alike - least, left_out.same))
    return _balanced(_joined(judged), 0.0)


def _joined(parts: Iterable[Pairs]) -> Pairs:
    kept = list(parts)
    return Pairs(np.concatenate([p.alike for p in kept]), np.concatenate([p.same for p in kept]))


def _balanced(pairs: Pairs, least: float) -> float:
    called = pairs.alike >= least
    return float((called[pairs.same].mean() + (~called[~pairs.same]).mean()) / 2)
