"""One generation of the Chroma index: ids and vectors in a collection of their own, every call bounded in time."""

import logging
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.engine import Vectors
from vectorstore.exact import Near
from vectorstore.huge_pages import use_huge_pages
from vectorstore.mark import Mark
from vectorstore.settings import hush

logger = logging.getLogger(__name__)
T = TypeVar("T")

COLLECTION = "passages"
# How many rows each is bound to in the graph, and how many are looked at for it when it is bound: a great graph is made
# with more care. Of a million rows 48 and 400 take 45 to 80 processor minutes, and a search finds .999 of the 10
# nearest, as many as of 10,000; 48 and 200 take 21 minutes and find .996, 32 and 100 take 13 and find .985.
NEIGHBORS, CONSTRUCTION = 32, 100
CAREFUL_NEIGHBORS, CAREFUL, CAREFUL_FROM = 48, 400, 200_000
# How many rows a search looks at, by the size of the graph: 300 up to 20,000 rows, 790 in 100,000, and in a million
# 1,000 where it was made with care, else 3,100 (see decision 11).
BREADTH, BROAD_FROM, BROADER, CAREFUL_BROADER = 300, 20_000, 0.6, 0.308
# Chroma takes 5,461 records a call, but a search waits while a call writes: about 0.1 s for a batch, and 2 s for one of
# a graph that nobody searches yet.
BATCH, BUILD_BATCH = 100, 2000
# The graph's files are written when this share of it is new: each time costs as much as reading all of it, and what is
# newer is replayed when it is opened. A kill while they are written makes the collection unusable: see `Mark`.
LEAST_WRITTEN, BUILT_SHARE, KEPT_SHARE = 10_000, 10, 100

# Longer than a search ever takes on a busy machine: what does not answer by then is thrown away and built anew.
QUERY_SECONDS = 10.0
# Opening replays what is newer than the files: a second for 1,000.
BUILD_SECONDS = 300.0


class IndexFaultError(Exception):
    """Chroma failed or did not answer in time; the generation is to be thrown away."""


class Generation:
    """An open collection of Chroma, in a folder or on a server."""

    def __init__(self, connect: Callable[[], Any], *, name: str = COLLECTION, rows: int = 0, is_alone: bool) -> None:
        """Open the collection `name` of the client that `connect` gives, or make it for about so many rows.

        `is_alone`: no other process has the graph in its memory.

        Raises:
            IndexFaultError: if Chroma cannot open it.
        """
        self._pool = ThreadPool(4)
        try:
            self._client = self._bounded(connect, BUILD_SECONDS)
            self._collection = self._bounded(lambda: _collection(self._client, name, rows), BUILD_SECONDS)
        except IndexFaultError:
            self._pool.close()
            raise
        self._is_alone = is_alone
        self._construction = int(self._collection.configuration["hnsw"]["ef_construction"])
        self._breadth = self._configured()

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all records, ascending."""
        records = self._bounded(lambda: self._collection.get(include=[]), BUILD_SECONDS)
        return np.sort(np.array(records["ids"], dtype=np.int64))

    def vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of records, by id."""
        vectors: dict[int, Vectors] = {}
        for start in range(0, len(ids), BUILD_BATCH):
            found = self._bounded(partial(self._collection.get, ids=_names(ids[start : start + BUILD_BATCH]),
                                          include=["embeddings"]), BUILD_SECONDS)
            vectors.update(zip(map(int, found["ids"]), found["embeddings"], strict=True))
        return vectors

    def upsert(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Write at most `BUILD_BATCH` records and take them into the graph: no question has to wait for that."""
        self._bounded(lambda: self._collection.upsert(ids=_names(ids), embeddings=vectors), BUILD_SECONDS)
        self._query(vectors[0], 1, BUILD_SECONDS)

    def warm(self) -> None:
        """Replay what an earlier process wrote into a graph in memory; takes as long as building it."""
        dimension = len(self._bounded(lambda: self._collection.peek(1), BUILD_SECONDS)["embeddings"][0])
        self._query(np.ones(dimension, dtype=np.float32), 1, BUILD_SECONDS)
        self._breadth = self._configured()
        use_huge_pages()

    def settle(self, rows: int) -> None:
        """Have it written less seldom and searched as broadly as `rows` ask for: at once if nothing was read of it yet,
        else from its next opening on."""
        hnsw: Any = {"sync_threshold": max(LEAST_WRITTEN, rows // KEPT_SHARE),
                     "ef_search": _breadth(rows, self._construction)}
        self._bounded(lambda: self._collection.modify(configuration={"hnsw": hnsw}), BUILD_SECONDS)
        use_huge_pages()

    def delete(self, ids: Sequence[int]) -> None:
        """Remove records, in batches."""
        for start in range(0, len(ids), BATCH):
            self._bounded(partial(self._collection.delete, ids=_names(ids[start : start + BATCH])), BUILD_SECONDS)

    def search(self, vector: Vectors, k: int, *, rows: int = 0) -> tuple[Near, ...]:
        """Return about the `k` nearest records, best first, of about so many `rows`."""
        # Where the graph grew much since it was read into memory, as many are asked for: each costs 5 µs more.
        broad = _breadth(rows, self._construction)
        return self._query(vector, max(k, broad) if broad > 2 * self._breadth else k, QUERY_SECONDS)[:k]

    def drop(self) -> None:
        """Remove the collection from its server."""
        self._bounded(lambda: self._client.delete_collection(self._collection.name), BUILD_SECONDS)
        self.close()

    def close(self) -> None:
        """Close Chroma's files or connections.

        Raises:
            IndexFaultError: if Chroma does not answer in time.
        """
        self._bounded(self._let_go, QUERY_SECONDS)
        self._pool.close()

    def abandon(self) -> None:
        """Leave the generation as it is; calls that hang are left behind."""
        self._pool.apply_async(self._let_go, error_callback=_log)
        self._pool.close()

    def _configured(self) -> int:
        """Return how many rows Chroma looks at whatever is asked for, 0 where that cannot be known."""
        return int(self._collection.configuration["hnsw"]["ef_search"]) if self._is_alone else 0

    def _let_go(self) -> None:
        self._client.close()
        # chromadb 1.5.9 leaves the connections to a server open.
        session = getattr(self._client._server, "_session", None)
        if session is not None:
            session.close()

    def _query(self, vector: Vectors, k: int, seconds: float) -> tuple[Near, ...]:
        found = self._bounded(lambda: self._collection.query(
            query_embeddings=vector[None, :], n_results=k, include=["distances"]), seconds)
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return tuple(Near(int(name), 1.0 - float(distance)) for name, distance in pairs)

    def _bounded(self, call: Callable[[], T], seconds: float) -> T:
        # In a thread of the pool, so that a hanging call can be left behind and whatever it raises (Chroma's Rust
        # part also panics) stays there.
        outcome = self._pool.apply_async(call, error_callback=_log)
        outcome.wait(seconds)
        if not outcome.ready():
            raise IndexFaultError(f"Chroma gave no answer within {seconds:.0f} s")
        if not outcome.successful():
            raise IndexFaultError("Chroma reported an error")
        return outcome.get()


class Folder:
    """Keeps generations in folders below STORE/index, each opened by the owner of the index only."""

    is_lasting = False  # a kill while it is written spoils it

    def __init__(self, folder: Path) -> None:
        """Keep them below `folder`."""
        self._folder = folder
        self.label = chroma_version()

    def has(self, name: str) -> bool:
        """Tell whether there is a generation of that name."""
        return (self._folder / name / "chroma.sqlite3").is_file()

    def open(self, name: str, *, rows: int = 0) -> Generation:
        """Open a generation, or make it for about so many rows.

        Raises:
            IndexFaultError: if Chroma cannot open it.
        """
        return Generation(lambda: _embedded(self._folder / name), rows=rows, is_alone=True)

    def drop(self, mark: Mark | None) -> None:
        """Remove the generation that `mark` names, and whatever else was left behind."""
        for path in self._folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)


class Place(Protocol):
    """Where generations are kept. `label` says where and by what; another one's generation is not used."""

    is_lasting: bool

    @property
    def label(self) -> str: ...

    def has(self, name: str) -> bool: ...

    def open(self, name: str, *, rows: int = 0) -> Generation: ...

    def drop(self, mark: Mark | None) -> None: ...


def chroma_version() -> str:
    """Return the version of Chroma that would open a folder; another one may not read it."""
    return version("chromadb")


def _embedded(folder: Path) -> Any:
    hush()
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _collection(client: Any, name: str, rows: int) -> Any:
    is_great = rows >= CAREFUL_FROM
    neighbors, construction = (CAREFUL_NEIGHBORS, CAREFUL) if is_great else (NEIGHBORS, CONSTRUCTION)
    # An existing collection keeps its own configuration, whatever is asked for here.
    return client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": {
        "space": "cosine", "max_neighbors": neighbors, "ef_construction": construction,
        "sync_threshold": max(LEAST_WRITTEN, rows // BUILT_SHARE), "ef_search": _breadth(rows, construction)}})


def _breadth(rows: int, construction: int) -> int:
    return int(BREADTH * max(1.0, rows / BROAD_FROM) ** (CAREFUL_BROADER if construction >= CAREFUL else BROADER))


def _names(ids: Sequence[int]) -> list[str]:
    return [str(row_id) for row_id in ids]


def _log(error: BaseException) -> None:
    logger.warning("Chroma: %s", str(error).partition("\n")[0] or type(error).__name__)
