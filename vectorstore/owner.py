"""The Chroma index as its one owner keeps it: it follows the truth in the background and is rebuilt when in doubt."""

import logging
import secrets
import threading
import time
from dataclasses import dataclass, replace
from typing import IO

import numpy as np
from numpy.typing import NDArray

from vectorstore.chroma import BATCH, BUILD_BATCH, Generation, IndexFaultError, Place
from vectorstore.engine import Vectors
from vectorstore.errors import StoreError
from vectorstore.exact import NO_ROWS, ExactIndex, Near, best, count_rows, load_vectors, row_ids
from vectorstore.mark import Mark, read_mark, write_mark
from vectorstore.truth import Truth

logger = logging.getLogger(__name__)

POLL_SECONDS, RETRY_SECONDS = 0.5, 5.0
# What Chroma cannot do three times (a full disk, a broken installation) is not tried again by this process.
MOST_FAULTS = 3
# How long `close` waits for a call of Chroma; replaying a great index takes longer and is left behind.
CLOSE_SECONDS = 5.0
# New rows are searched exactly until they are one in this many of those in the graph: a great graph is then written
# seldom, and a kill seldom costs it. One in a hundred of a million is searched in 2 ms.
TAIL_SHARE = 100
# A graph of more rows than this is worth a wait while it is read from disk; a smaller store is searched at once.
WAITED_FOR, WAIT_SECONDS = 100_000, 30.0
# Up to so many rows (8 MB) exact search takes at most .5 ms, Chroma 1.2 to 2.8; the graph is kept for when there are
# more (see decision 20).
SMALL = 5_000


class StaleError(IndexFaultError):
    """A generation does not hold what it should."""


@dataclass(slots=True)
class _Opened:
    """An open generation: which rows it holds, ascending, and up to which row id it is searched."""

    generation: Generation
    mark: Mark
    held: NDArray[np.int64]
    high_water: int = 0
    faulty: bool = False

    @property
    def top(self) -> int:
        """The greatest row id in the graph: rows go in by their ids, so what is stored above it waits."""
        return int(self.held[-1]) if len(self.held) else 0


class OwnedIndex:
    """Chroma for the rows up to the high-water mark, exact search for those above: complete at every moment."""

    def __init__(self, truth: Truth, exact: ExactIndex, *, digest: str, place: Place, lock: IO[bytes]) -> None:
        """Start following `truth`, the graph kept at `place`; `lock` holds the folder STORE/index for this process
        until `close`."""
        self._truth, self._exact, self._digest, self._place, self._lock = truth, exact, digest, place, lock
        self._folder = truth.folder / "index"
        self._opened: _Opened | None = None
        self._followed, self._faults = -1, 0
        self._is_trusted, self._is_lost = True, False
        self._tried = threading.Event()
        known = read_mark(self._folder)
        self._patience = WAIT_SECONDS if known and known.clean and known.high_water > WAITED_FOR else 0.0
        self._wake, self._stop = threading.Event(), threading.Event()
        self._follower = threading.Thread(target=self._follow, name="dateline-index", daemon=True)
        self._follower.start()

    def search(self, vector: Vectors, k: int) -> tuple[Near, ...]:
        """Return the at most `k` rows of the whole store nearest to `vector`, best first."""
        self._tried.wait(self._patience)
        opened = self._opened
        high_water = opened.high_water if opened and not opened.faulty else 0
        if opened is None or high_water == 0 or len(opened.held) <= SMALL:
            return self._exact.search(vector, k)
        try:
            indexed = opened.generation.search(vector, k, rows=len(opened.held))
        except IndexFaultError:
            opened.faulty = True
            self._wake.set()
            return self._exact.search(vector, k)
        return best(k, indexed, self._exact.search(vector, k, above=high_water))

    def settle(self, seconds: float) -> bool:
        """Wait until the index holds all that is stored; False if it does not within `seconds`."""
        deadline = time.monotonic() + seconds
        while self._followed != self._truth.version():
            if time.monotonic() > deadline or self._faults >= MOST_FAULTS:
                return False
            self._wake.set()
            time.sleep(0.02)
        return True

    def close(self) -> None:
        """Close Chroma and mark its folder clean, unless it is busy or broken: then the next owner rebuilds it."""
        self._stop.set()
        self._wake.set()
        self._follower.join(CLOSE_SECONDS)
        if self._follower.is_alive():
            return  # The lock stays with this process for as long as it may still write.
        opened, self._opened = self._opened, None
        if opened and not opened.faulty:
            self._close_clean(opened)
        self._lock.close()

    def _close_clean(self, opened: _Opened) -> None:
        try:
            opened.generation.close()
            self._mark(opened, clean=True)
        except (IndexFaultError, OSError) as error:
            logger.warning("the index in %s was not closed in order: %s", self._folder, error)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._keep_up()
                self._is_lost = False
            except StaleError as error:
                self._give_up(error)
            except (IndexFaultError, OSError) as error:
                self._lose(error) if self._place.is_lasting else self._give_up(error)
            except StoreError as error:
                logger.warning("the index waits: %s", error)
            self._tried.set()
            self._wake.wait(RETRY_SECONDS if self._is_lost else POLL_SECONDS)
            self._wake.clear()

    def _lose(self, error: Exception) -> None:
        """Leave a server that does not answer for a while; what it holds may still be good."""
        if not self._is_lost:
            logger.warning("the Chroma server at %s: %s; searching exactly meanwhile", self._place.label, error)
        if self._opened:
            self._opened.generation.abandon()
        self._opened, self._followed, self._is_lost = None, -1, True

    def _give_up(self, error: Exception) -> None:
        logger.warning("the index in %s is thrown away and rebuilt: %s", self._folder, error)
        if self._opened:
            self._opened.generation.abandon()
        self._opened, self._followed, self._is_trusted = None, -1, False
        self._faults += 1

    def _keep_up(self) -> None:
        if self._faults >= MOST_FAULTS:
            return
        if self._opened is None:
            self._opened = self._reopen() or self._begin()
        if self._opened.faulty:
            raise IndexFaultError("a search failed")
        version = self._truth.version()
        self._tried.set()
        if version != self._followed and self._catch_up(self._opened):
            self._followed, self._is_trusted = version, True

    def _reopen(self) -> _Opened | None:
        """Take the generation of an earlier process, if it was left in order and fits the truth."""
        mark = read_mark(self._folder) if self._is_trusted else None
        if mark is None or (mark.encoder, mark.chromadb) != (self._digest, self._place.label):
            return None
        if not (mark.clean or self._place.is_lasting) or not self._place.has(mark.generation):
            return None
        generation = self._place.open(mark.generation)
        generation.settle(mark.high_water)
        opened = _Opened(generation, mark, generation.ids(), mark.high_water)
        with self._truth.apart() as connection:
            alive = row_ids(connection)
        missing = np.setdiff1d(alive[alive <= mark.high_water], opened.held, assume_unique=True)
        if len(missing):
            generation.abandon()
            raise StaleError(f"{len(missing)} rows are missing")
        if len(opened.held):
            self._mark(opened, clean=False)  # what it replays it may also write to its files
            generation.warm()
            self._mark(opened, clean=True)
        return opened

    def _begin(self) -> _Opened:
        """Begin an empty generation under a new name: Chroma keeps a folder it once opened in its process's memory."""
        old = read_mark(self._folder)
        mark = Mark(secrets.token_hex(8), self._digest, self._place.label, high_water=0, clean=False)
        with self._truth.apart() as connection:
            rows = count_rows(connection)
        write_mark(self._folder, mark)
        self._place.drop(old)
        return _Opened(self._place.open(mark.generation, rows=rows), mark, NO_ROWS)

    def _catch_up(self, opened: _Opened) -> bool:
        """Bring the generation to the state of the truth, but for a short tail; False if stopped on the way."""
        gone, waiting = self._changes(opened)
        if not len(gone) + waiting:
            return True
        if (len(gone) + waiting) * TAIL_SHARE <= len(opened.held):
            return True
        self._mark(opened, clean=False)
        opened.generation.delete(gone.tolist())
        opened.held = np.setdiff1d(opened.held, gone, assume_unique=True)
        while not self._stop.is_set():
            if not self._index_next(opened):
                # Only now: a search beside a long build would wait for each of its batches, exact search does not.
                opened.high_water = int(opened.held[-1]) if len(opened.held) else 0
                opened.generation.settle(len(opened.held))
                self._mark(opened, clean=True)
                return True
        return False

    def _changes(self, opened: _Opened) -> tuple[NDArray[np.int64], int]:
        """Return the ids of the rows that were removed from the truth, and how many new ones wait for the graph."""
        with self._truth.apart() as connection:
            count = count_rows(connection)
            waiting = count_rows(connection, above=opened.top) if opened.top else count
            if count - waiting == len(opened.held):
                return NO_ROWS, waiting
            return np.setdiff1d(opened.held, row_ids(connection), assume_unique=True), waiting

    def _index_next(self, opened: _Opened) -> bool:
        """Take the next rows into the graph; False where there are none."""
        # Nobody searches a graph that is being built, so its batches may be large.
        size = BATCH if opened.high_water else BUILD_BATCH
        with self._truth.apart() as connection:
            rows = load_vectors(connection, "row_id > ? ORDER BY row_id LIMIT ?", opened.top, size)
        if not len(rows.ids):
            return False
        opened.generation.upsert(rows.ids.tolist(), rows.vectors)
        opened.held = np.concatenate([opened.held, rows.ids])
        return True

    def _mark(self, opened: _Opened, *, clean: bool) -> None:
        if (opened.mark.clean, opened.mark.high_water) != (clean, opened.high_water):
            opened.mark = replace(opened.mark, clean=clean, high_water=opened.high_water)
            write_mark(self._folder, opened.mark)
