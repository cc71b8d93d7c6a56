"""The embedding model as the rest of the product sees it: texts in, normalised vectors out."""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore import weights
from vectorstore.choice import fastest_engine
from vectorstore.engine import Engine, Parts, Vectors
from vectorstore.errors import EncoderError
from vectorstore.likeness import PAIRS, Likeness
from vectorstore.model_folder import ModelFolder, find_model, shipped_model
from vectorstore.places import remember
from vectorstore.prompts import Prompts
from vectorstore.settings import load_settings


class Encoder(Embeddings):
    """One embedding model; `name` and `digest` say which, whatever engine runs it. Loads on first use; thread-safe."""

    def __init__(self, name: str, digest: str, *, load: Callable[[], Engine], dimension: int | None = None,
                 prompts: Prompts = Prompts(), pooling: str = "mean", likeness: Likeness | None = Likeness()) -> None:  # noqa: B008 - frozen
        """Describe a model; `load` is called once, when the first text is encoded.

        `dimension` (floats a vector) and `likeness` are measured at first need where they are None.
        """
        self.name, self.digest, self.prompts, self.pooling = name, digest, prompts, pooling
        self._dimension, self._likeness = dimension, likeness
        self._load = load
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """How many floats a vector has."""
        if self._dimension is None:
            self._dimension = int(self._loaded().encode(["How long is a vector?"]).shape[1])
        return self._dimension

    @property
    def likeness(self) -> Likeness:
        """What brings this model's cosines to the shipped model's scale."""
        if self._likeness is None:
            questions, sentences = zip(*PAIRS, strict=True)
            self._likeness = Likeness.of(self.encode(questions, prompt=self.prompts.query),
                                         self.encode(sentences, prompt=self.prompts.passage))
        return self._likeness

    def meta(self) -> dict[str, str]:
        """Return what a store keeps of its encoder."""
        return {"encoder": self.name, "digest": self.digest, "dimension": str(self.dimension), "pooling": self.pooling,
                "query_prompt": self.prompts.query, "passage_prompt": self.prompts.passage,
                "likeness": f"{self.likeness.slope!r} {self.likeness.offset!r}"}

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return the vectors of `texts`, shape (len(texts), dimension), each of length 1, in the given order; each is
        read after `prompt`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._loaded().encode(texts, prompt=prompt)

    def encode_question(self, text: str) -> Vectors:
        """Return the vector of one question, read after the prompt for questions; shape (dimension,)."""
        return np.asarray(self.encode([text], prompt=self.prompts.query)[0], dtype=np.float32)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return for each passage one vector of the whole and one of each of its `parts`, read after the prompt for
        passages: as they stand there where the engine can tell (see `Engine.encode_parts`), else each by itself."""
        engine = self._loaded()
        return (engine.encode_parts(texts, parts, prompt=self.prompts.passage) if engine.reads_parts
                else self._each_apart(texts, parts))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages as lists, for LangChain."""
        return [[float(value) for value in row] for row in self.encode(texts, prompt=self.prompts.passage)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one question as a list, for LangChain."""
        return [float(value) for value in self.encode_question(text)]

    def _each_apart(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        told = [[text, *(text[start:end] for start, end in own)] for text, own in zip(texts, parts, strict=True)]
        rows = self.encode([text for several in told for text in several], prompt=self.prompts.passage)
        ends = np.cumsum([len(several) for several in told])
        return [rows[end - len(several) : end] for several, end in zip(told, ends, strict=True)]

    def _loaded(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self._load()
            return self._engine


@cache
def shipped_encoder() -> Encoder:
    """Return the shipped encoder, loaded once: the scale of every threshold, and what a store has by default."""
    return Encoder(weights.NAME, weights.weights_digest(weights.MANIFEST), dimension=384,
                   load=lambda: fastest_engine(load_settings().cache, shipped_model(), Prompts()))


@cache
def open_encoder(name: str | None = None, *, query_prompt: str | None = None,
                 passage_prompt: str | None = None) -> Encoder:
    """Return the encoder to embed with: the model `name` (hub id or folder), else the one that the settings name, else
    the shipped one. Its prompts are the given ones, else those of the settings, of the model, of its family.

    Raises:
        EncoderError: if there is no such model, or its files are not as expected.
        SettingsError: if a setting does not fit.
    """
    settings = load_settings()
    name = name or settings.embedder or weights.NAME
    query = settings.embedder_query_prompt if query_prompt is None else query_prompt
    passage = settings.embedder_passage_prompt if passage_prompt is None else passage_prompt
    if name == weights.NAME and not query and not passage:
        return shipped_encoder()
    model = shipped_model() if name == weights.NAME else find_model(name)
    own = model.prompts()
    encoder = encoder_of(model, Prompts(own.query if query is None else query,
                                        own.passage if passage is None else passage))
    remember(encoder.digest, str(model.place) if Path(name).expanduser().is_dir() else name)
    return encoder


def encoder_of(model: ModelFolder, prompts: Prompts, *, dimension: int | None = None,
               likeness: Likeness | None = None) -> Encoder:
    """Return the encoder of another model, read with `prompts`. Other prompts make other vectors: the digest tells."""
    told = {"files": model.digest, "query": prompts.query, "passage": prompts.passage}
    digest = model.digest if prompts == Prompts() else weights.weights_digest(told)
    return Encoder(model.name, digest, load=lambda: _load(model, prompts), dimension=dimension, prompts=prompts,
                   pooling=model.pooling, likeness=likeness)


def _load(model: ModelFolder, prompts: Prompts) -> Engine:
    from safetensors import SafetensorError

    try:
        engine = fastest_engine(load_settings().cache, model, prompts)
        engine.encode(["A model that loads may still not run."])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ImportError, RuntimeError,
            SafetensorError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EncoderError(f"the embedding model {model.name} cannot be loaded from {model.place}: {reason}") from error
    return engine
