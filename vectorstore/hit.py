"""One retrieved passage."""

from dataclasses import dataclass

from ingest.article import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    `score` is the fused one, higher is better, ties broken by passage id; `rank` counts from 1; `cosine` is the
    cosine similarity of question and passage, -1 to 1, known for every hit however it was found.
    """

    passage: Passage
    score: float
    rank: int
    cosine: float
