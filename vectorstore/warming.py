"""What a search reads of the store, read once when it is opened, so that the machine's file cache holds it."""

import os
import threading

from vectorstore import schema
from vectorstore.dense import DenseIndex
from vectorstore.errors import StoreError
from vectorstore.truth import Truth

# Of a store that takes a greater share of the machine's memory only the word index is read, a thirtieth of it: the rest
# would push out what others, and the dense index, need.
MOST_OF_MEMORY = 0.5
AT_ONCE = 20_000  # passages, 80 MB
LOOK_SECONDS = 0.5

# Not the file itself: closing it would take SQLite's locks away from the whole process. Of a passage the last column,
# which is on the last page of its row.
WORDS = {"words_docsize": "length(sz)", "words_data": "length(block)"}
ROWS = {"articles": "newest", "passages": "checksum"}


class Warming:
    """Reads a store in the background; nothing waits for it."""

    def __init__(self, truth: Truth, index: DenseIndex) -> None:
        """Begin to read `truth`, as much of it as the machine's memory holds, when `index` is open: questions wait for
        that."""
        self._truth, self._index, self._stop = truth, index, threading.Event()
        self._thread = threading.Thread(target=self._read, name="dateline-warming", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until all is read; False if it is not within `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Stop reading."""
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        try:
            while not self._index.settle(0.0):
                if self._stop.wait(LOOK_SECONDS):
                    return
            is_held = (self._truth.folder / schema.FILE).stat().st_size <= MOST_OF_MEMORY * memory
            for table, column in (WORDS | ROWS if is_held else WORDS).items():
                self._read_table(table, column)
        except (OSError, StoreError):
            return  # whoever searches is told what is wrong with the store

    def _read_table(self, table: str, column: str) -> None:
        last: int | None = 0
        while last is not None and not self._stop.is_set():
            with self._truth.apart() as connection:
                last = connection.execute(
                    f"SELECT max(id), total(value) FROM (SELECT rowid AS id, {column} AS value FROM {table} "  # noqa: S608
                    "WHERE rowid > ? ORDER BY rowid LIMIT ?)", [last, AT_ONCE]).fetchone()[0]
