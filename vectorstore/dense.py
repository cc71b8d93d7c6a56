"""The border to the dense index, and who searches how: the owner of Chroma's folder with it, all others exactly."""

import fcntl
from pathlib import Path
from typing import IO, Protocol

from vectorstore.engine import Vectors
from vectorstore.exact import ExactIndex, Near
from vectorstore.owner import OwnedIndex
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


def open_index(truth: Truth, *, digest: str, own: bool) -> DenseIndex:
    """Return the index of this process: with `own` the Chroma one, unless another process keeps it already."""
    exact = ExactIndex(truth)
    lock = take(truth.folder / "index") if own else None
    return OwnedIndex(truth, exact, digest=digest, lock=lock) if lock else ExactOnly(exact)


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
