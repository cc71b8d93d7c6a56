"""One retrieved passage."""

from dataclasses import dataclass

from ingest.article import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    `score` is the fused one, higher is better, ties broken by passage id; `rank` counts from 1; `cosine` is the
    cosine similarity of question and passage, -1 to 1, known for every hit however it was found, and
    `sentence_cosines` that of each of its sentences, in order; both on the shipped model's scale (see `Likeness`).
    """

    passage: Passage
    score: float
    rank: int
    cosine: float
    sentence_cosines: tuple[float, ...]
