"""The Chroma index as its one owner keeps it: it follows the truth in the background and is rebuilt when in doubt."""

import json
import logging
import secrets
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import IO

from vectorstore.chroma import BATCH, Generation, IndexFaultError, chroma_version
from vectorstore.engine import Vectors
from vectorstore.errors import StoreError
from vectorstore.exact import ExactIndex, Near, load_vectors
from vectorstore.mark import Mark, read_mark, write_mark
from vectorstore.truth import Truth

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
# What Chroma cannot do three times (a full disk, a broken installation) is not tried again by this process.
MOST_FAULTS = 3
# How long `close` waits for a call of Chroma; replaying a great index takes longer and is left behind.
CLOSE_SECONDS = 5.0


@dataclass(slots=True)
class _Opened:
    """An open generation, what it holds, and up to which row id it holds everything."""

    generation: Generation
    mark: Mark
    held: set[int] = field(default_factory=set)
    high_water: int = 0
    faulty: bool = False


class OwnedIndex:
    """Chroma for the rows up to the high-water mark, exact search for those above: complete at every moment."""

    def __init__(self, truth: Truth, exact: ExactIndex, *, digest: str, lock: IO[bytes]) -> None:
        """Start following `truth`; `lock` holds the folder STORE/index for this process until `close`."""
        self._truth, self._exact, self._digest, self._lock = truth, exact, digest, lock
        self._folder = truth.folder / "index"
        self._opened: _Opened | None = None
        self._followed, self._faults = -1, 0
        self._wake, self._stop = threading.Event(), threading.Event()
        self._follower = threading.Thread(target=self._follow, name="dateline-index", daemon=True)
        self._follower.start()

    def search(self, vector: Vectors, k: int) -> tuple[Near, ...]:
        """Return the at most `k` rows of the whole store nearest to `vector`, best first."""
        opened = self._opened
        high_water = opened.high_water if opened and not opened.faulty else 0
        if opened is None or high_water == 0:
            return self._exact.search(vector, k)
        try:
            indexed = opened.generation.search(vector, k)
        except IndexFaultError:
            opened.faulty = True
            self._wake.set()
            return self._exact.search(vector, k)
        rows = {near.row_id: near for near in (*indexed, *self._exact.search(vector, k, above=high_water))}
        return tuple(sorted(rows.values(), key=lambda near: (-near.cosine, near.row_id))[:k])

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
            if not opened.mark.clean:
                write_mark(self._folder, replace(opened.mark, high_water=opened.high_water, clean=True))
        except (IndexFaultError, OSError) as error:
            logger.warning("the index in %s was not closed in order: %s", self._folder, error)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._keep_up()
            except (IndexFaultError, OSError) as error:
                logger.warning("the index in %s is thrown away and rebuilt: %s", self._folder, error)
                self._give_up()
            except StoreError as error:
                logger.warning("the index waits: %s", error)
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()

    def _give_up(self) -> None:
        if self._opened:
            self._opened.generation.abandon()
        self._opened, self._followed = None, -1
        self._faults += 1

    def _keep_up(self) -> None:
        if self._faults >= MOST_FAULTS:
            return
        if self._opened is None:
            self._opened = self._reopen() or self._begin()
        if self._opened.faulty:
            raise IndexFaultError("a search failed")
        version = self._truth.version()
        if version != self._followed and self._catch_up(self._opened):
            self._followed = version

    def _reopen(self) -> _Opened | None:
        """Take the generation of an earlier process, if it was closed in order and fits the truth."""
        mark = read_mark(self._folder) if self._faults == 0 else None
        if mark is None or not mark.clean or (mark.encoder, mark.chromadb) != (self._digest, chroma_version()):
            return None
        if not (self._folder / mark.generation / "chroma.sqlite3").is_file():
            return None
        generation = Generation(self._folder / mark.generation)
        opened = _Opened(generation, mark, generation.ids(), mark.high_water)
        missing = {row_id for row_id in self._alive() if row_id <= mark.high_water} - opened.held
        if missing:
            generation.abandon()
            raise IndexFaultError(f"{len(missing)} rows are missing")
        if opened.held:
            generation.warm()
        return opened

    def _begin(self) -> _Opened:
        """Begin an empty generation under a new name: Chroma keeps a folder it once opened in its process's memory."""
        mark = Mark(secrets.token_hex(8), self._digest, chroma_version(), high_water=0, clean=False)
        write_mark(self._folder, mark)
        for path in self._folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
        return _Opened(Generation(self._folder / mark.generation), mark)

    def _catch_up(self, opened: _Opened) -> bool:
        """Bring the generation to the state of the truth; False if stopped on the way."""
        alive = self._alive()
        gone = sorted(opened.held.difference(alive))
        new = [row_id for row_id in alive if row_id not in opened.held]
        if (gone or new) and opened.mark.clean:
            opened.mark = replace(opened.mark, clean=False)
            write_mark(self._folder, opened.mark)
        opened.generation.delete(gone)
        opened.held.difference_update(gone)
        for start in range(0, len(new), BATCH):
            if self._stop.is_set():
                return False
            self._index(opened, new[start : start + BATCH])
        # Only now: a search beside a long build would wait for each of its batches, exact search does not.
        opened.high_water = max(alive, default=0)
        return True

    def _index(self, opened: _Opened, row_ids: Sequence[int]) -> None:
        with self._truth.reading() as connection:
            rows = load_vectors(connection, "row_id IN (SELECT value FROM json_each(?))", json.dumps(row_ids))
        if len(rows.ids):
            opened.generation.upsert(rows.ids.tolist(), rows.vectors)
        opened.held.update(rows.ids.tolist())

    def _alive(self) -> list[int]:
        with self._truth.reading() as connection:
            return [row[0] for row in connection.execute("SELECT row_id FROM passages ORDER BY row_id")]
