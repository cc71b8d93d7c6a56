"""How near two nouns are in meaning: "homes" and "houses" can be counted as one, "homes" and "guests" cannot."""

from collections.abc import Iterable
from threading import Lock

from langchain_core.embeddings import Embeddings

# Cosine of two plurals in MiniLM: of 35 pairs that can stand for each other most lie above the first, of 32 that
# cannot most below the second.
SAME_KIND, OTHER_KIND = 0.55, 0.4
KEPT_NOUNS = 20_000


class Kinship:
    """Compares nouns by the encoder's vectors, which it keeps."""

    def __init__(self, encoder: Embeddings) -> None:
        self._encoder = encoder
        self._vectors: dict[str, list[float]] = {}
        self._lock = Lock()

    def nearest(self, noun: str, others: Iterable[str]) -> float:
        """Return the cosine of `noun` to the nearest of `others` (lemmas), 0 where there are none."""
        others = tuple(others)
        with self._lock:
            if len(self._vectors) > KEPT_NOUNS:
                self._vectors.clear()
            new = [n for n in dict.fromkeys((noun, *others)) if n not in self._vectors]
            if new:
                self._vectors.update(zip(new, self._encoder.embed_documents([f"{n}s" for n in new]), strict=True))
            asked = self._vectors[noun]
            return max((sum(a * b for a, b in zip(asked, self._vectors[o], strict=True)) for o in others), default=0.0)
