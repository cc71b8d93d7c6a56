"""The embedding model as the rest of the product sees it: texts in, normalised vectors out."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore import weights
from vectorstore.choice import fastest_engine
from vectorstore.engine import Engine, Parts, TorchEngine, Vectors
from vectorstore.errors import EncoderError
from vectorstore.settings import load_settings

# Sorted by length, batches of 16 to 64 differ by less than 5 % on two cores; 32 keeps a waiting question short.
BATCH = 16


class Encoder(Embeddings):
    """One embedding model; `name` and `digest` say which, whatever engine runs it. Loads on first use; thread-safe."""

    def __init__(self, name: str, digest: str, *, dimension: int, load: Callable[[], Engine]) -> None:
        """Describe a model of `dimension` floats; `load` is called once, when the first text is encoded."""
        self.name = name
        self.digest = digest
        self.dimension = dimension
        self._load = load
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`, shape (len(texts), dimension), each of length 1, in the given order."""
        engine = self._loaded()
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in _batches(texts):
            rows[batch] = engine.encode([texts[index] for index in batch])
        return rows

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return for each text one vector of the whole and one of each of its `parts`; see `Engine.encode_parts`."""
        engine = self._loaded()
        rows: dict[int, Vectors] = {}
        for batch in _batches(texts):
            found = engine.encode_parts([texts[index] for index in batch], [parts[index] for index in batch])
            rows.update(zip(batch, found, strict=True))
        return [rows[index] for index in range(len(texts))]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return `encode` as lists, for LangChain."""
        return [[float(value) for value in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one question as a list, for LangChain."""
        return self.embed_documents([text])[0]

    def _loaded(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self._load()
            return self._engine


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield indices of texts of about one length together: padding costs."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


@cache
def open_encoder() -> Encoder:
    """Return the encoder that the settings name: the shipped one, or another model on this machine.

    Raises:
        EncoderError: if its files are missing or not as expected.
        SettingsError: if a setting does not fit.
    """
    settings = load_settings()
    if settings.embedder:
        return _other_encoder(settings.embedder)
    digest = weights.weights_digest(weights.MANIFEST)
    return Encoder(weights.NAME, digest, dimension=384, load=lambda: fastest_engine(settings.cache))


def _other_encoder(name: str) -> Encoder:
    folder = _local_folder(name)
    weights.check_modules(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digest = weights.weights_digest({path.relative_to(folder).as_posix(): weights.file_digest(path) for path in files})
    try:
        engine = TorchEngine(str(folder))
        dimension = engine.encode(["How long is a vector?"]).shape[1]
    except (OSError, ValueError, KeyError, RuntimeError, json.JSONDecodeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EncoderError(f"DATELINE_EMBEDDER={name!r} cannot be loaded from {folder}: {reason}") from error
    return Encoder(Path(name).name if Path(name).is_dir() else name, digest, dimension=dimension, load=lambda: engine)


def _local_folder(name: str) -> Path:
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        raise EncoderError(f"DATELINE_EMBEDDER={name!r} is neither a folder nor a model in the local hub cache; "
                           f"fetch it first (hf download {name}) or unset DATELINE_EMBEDDER") from None
