"""The border to the dense index, and who searches how: the owner of Chroma's folder with it, all others exactly."""

import fcntl
from pathlib import Path
from typing import IO, Protocol

from vectorstore.chroma import Folder, Place
from vectorstore.engine import Vectors
from vectorstore.exact import ExactIndex, Near
from vectorstore.owner import OwnedIndex
from vectorstore.server import Server, SharedIndex
from vectorstore.settings import load_settings
from vectorstore.truth import Truth


class DenseIndex(Protocol):
    """Finds rows of `passages` by embedding. What it returns may be removed meanwhile; the caller joins it back."""

    def search(self, vector: Vectors, k: int) -> tuple[Near, ...]:
        """Return the at most `k` rows of the whole store nearest to `vector`, best first."""
        ...

    def settle(self, seconds: float) -> bool:
        """Wait until the index holds all that is stored; False if it does not within `seconds`."""
        ...

    def close(self) -> None:
        """Let go of files and threads."""
        ...


class ExactOnly:
    """The dense index of a process that does not own Chroma's folder: every row, exactly."""

    def __init__(self, exact: ExactIndex) -> None:
        """Search `exact` and nothing else."""
        self._exact = exact

    def search(self, vector: Vectors, k: int) -> tuple[Near, ...]:
        """Return the at most `k` rows of the whole store nearest to `vector`, best first."""
        return self._exact.search(vector, k)

    def settle(self, seconds: float) -> bool:
        """Return at once: exact search is always complete."""
        return True

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""


def open_index(truth: Truth, *, digest: str, own: bool, place: Place) -> DenseIndex:
    """Return the index of this process: with `own` it keeps the one at `place`, unless another process does already.

    What one keeps on a server, all search.
    """
    exact = ExactIndex(truth)
    lock = take(truth.folder / "index") if own else None
    if lock:
        return OwnedIndex(truth, exact, digest=digest, place=place, lock=lock)
    return SharedIndex(truth, exact, digest=digest, server=place) if isinstance(place, Server) else ExactOnly(exact)


def open_place(folder: Path, address: str | None) -> Place:
    """Return where the graph is kept: on the Chroma server at `address` (None: the one that is set), else in `folder`.

    Raises:
        SettingsError: if a setting does not fit.
    """
    settings = load_settings()
    chosen = address or settings.chroma
    return Server(chosen, settings) if chosen else Folder(folder)


def take(folder: Path) -> IO[bytes] | None:
    """Lock `folder` for this process; None if another one has it or it cannot be written."""
    try:
        folder.mkdir(exist_ok=True)
        lock = (folder / "lock").open("wb")
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock
