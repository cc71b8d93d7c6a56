"""Put retrieved passages in a better order: optional, by a model that reads the question and a passage together."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from rag.select import Articles
from vectorstore import EncoderError, Hit
from vectorstore.model_folder import find_folder
from vectorstore.settings import hush, load_settings
from vectorstore.weights import check_modules

# Of the passages that search brings, the best half goes on: the sentences of the rest are not considered.
KEPT_SHARE = 0.5


class Reranker(Protocol):
    """Orders hits anew."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Return those of `hits` that may answer, best first, ranks from 1; higher scores are better."""
        ...


class CrossReranker:
    """A sentence-transformers `CrossEncoder`; loads at first use, safe between threads."""

    def __init__(self, name: str, articles: Articles) -> None:
        """Find the model `name`, a folder or the id of a model in the local hub cache; nothing is fetched.

        Raises:
            EncoderError: if there is none, or it asks for foreign code.
        """
        self.name, self._articles = name, articles
        self._folder = find_folder(name, what="reranker")
        if (self._folder / "modules.json").exists():
            check_modules(self._folder)
        self._model: Any = None
        self._lock = threading.Lock()

    def rerank(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Return the better half of `hits`, as the model scores them beside the question, ties by passage id.

        Raises:
            EncoderError: if the model cannot be loaded, or gives more than one score a pair.
        """
        if not hits:
            return ()
        scored = [replace(hit, score=score) for hit, score in zip(hits, self._scores(question, hits), strict=True)]
        scored.sort(key=lambda hit: (-hit.score, hit.passage.passage_id))
        kept = scored[: max(1, round(len(scored) * KEPT_SHARE))]
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, start=1))

    def _scores(self, question: str, hits: Sequence[Hit]) -> list[float]:
        titles = [self._articles.article(hit.passage.article_id).title for hit in hits]
        pairs = [(question, f"{title}\n{hit.passage.text}") for title, hit in zip(titles, hits, strict=True)]
        with self._lock:
            scores = self._loaded().predict(pairs, show_progress_bar=False)  # sorts by length itself
        if getattr(scores, "ndim", 1) != 1:
            raise EncoderError(f"the reranker {self.name} gives {scores.shape[1]} scores a passage, expected one; name "
                               "a CrossEncoder that scores relevance")
        return [float(score) for score in scores]

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self.name, str(self._folder))
        return self._model


def _load(name: str, folder: str) -> Any:
    hush()
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    if threads := load_settings().threads:
        torch.set_num_threads(threads)
    try:
        return CrossEncoder(folder, device="cpu", trust_remote_code=False, local_files_only=True,
                            model_kwargs={"dtype": "float32"})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EncoderError(f"the reranker {name} cannot be loaded from {folder}: {reason}") from error
