"""What readers keep: conversations that outlive a reload, and what they thought of answers. One SQLite file."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from ui.conversation import Conversation, Turn
from ui.keeping import from_dict, to_dict

FILE = "notebook.sqlite"
LONGEST_TITLE = 80
MOST_LISTED = 200

TABLES = """
CREATE TABLE IF NOT EXISTS conversations (
    reader TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, changed TEXT NOT NULL,
    PRIMARY KEY (reader, name)
) STRICT;
CREATE TABLE IF NOT EXISTS turns (
    reader TEXT NOT NULL, name TEXT NOT NULL, place INTEGER NOT NULL, turn TEXT NOT NULL,
    PRIMARY KEY (reader, name, place),
    FOREIGN KEY (reader, name) REFERENCES conversations ON DELETE CASCADE
) STRICT;
CREATE TABLE IF NOT EXISTS thumbs (
    at TEXT NOT NULL, reader TEXT NOT NULL, good INTEGER NOT NULL, reason TEXT NOT NULL, turn TEXT NOT NULL,
    PRIMARY KEY (reader, turn)
) STRICT;
"""


class NotebookError(Exception):
    """What a reader keeps cannot be read or written; the message is one line."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One conversation in the list: its name for us, its title for the reader, when it changed (UTC, ISO 8601)."""

    name: str
    title: str
    changed: str


class Notebook:
    """The notebook in one file; every method may be called from any thread. Each names whose notes it means."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        self._connection: sqlite3.Connection | None = None

    def keep(self, reader: str, name: str, turns: Conversation) -> None:
        """Keep `turns` as the whole of a conversation; a new one is titled with its first question."""
        with self._open() as db:
            db.execute("INSERT INTO conversations VALUES (?, ?, ?, ?) "
                       "ON CONFLICT DO UPDATE SET changed = excluded.changed",
                       [reader, name, _title(turns[0].question), _now()])
            db.execute("DELETE FROM turns WHERE reader = ? AND name = ? AND place >= ?", [reader, name, len(turns)])
            db.executemany("INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)", [
                [reader, name, place, _json(turn)] for place, turn in enumerate(turns)])

    def conversation(self, reader: str, name: str) -> Conversation:
        """Return a kept conversation; () if there is none of that name."""
        with self._open() as db:
            rows = db.execute("SELECT turn FROM turns WHERE reader = ? AND name = ? ORDER BY place", [reader, name])
            return tuple(from_dict(json.loads(row[0])) for row in rows)

    def listed(self, reader: str) -> Sequence[Kept]:
        """Return a reader's conversations, the last changed first, at most 200."""
        with self._open() as db:
            rows = db.execute("SELECT name, title, changed FROM conversations WHERE reader = ? "
                              "ORDER BY changed DESC, rowid DESC LIMIT ?", [reader, MOST_LISTED])
            return [Kept(*row) for row in rows]

    def rename(self, reader: str, name: str, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing."""
        if _title(title):
            with self._open() as db:
                db.execute("UPDATE conversations SET title = ? WHERE reader = ? AND name = ?",
                           [_title(title), reader, name])

    def delete(self, reader: str, name: str) -> None:
        """Forget a conversation."""
        with self._open() as db:
            db.execute("DELETE FROM conversations WHERE reader = ? AND name = ?", [reader, name])

    def note_thumb(self, reader: str, turn: Turn, *, good: bool, reason: str) -> None:
        """Note what a reader thinks of an answer, with the answer itself: it says what to improve."""
        with self._open() as db:
            db.execute("INSERT OR REPLACE INTO thumbs VALUES (?, ?, ?, ?, ?)",
                       [_now(), reader, good, reason, _json(replace(turn, thumb=None))])

    def times_cited(self) -> dict[str, int]:
        """Return in how many kept answers each article is cited, by article id; what was only nearest is not."""
        with self._open() as db:
            return dict(db.execute(
                "SELECT value ->> 'article_id', count(*) FROM turns, json_each(turn, '$.answer.sources') "
                "WHERE NOT turn ->> '$.answer.abstained' GROUP BY 1").fetchall())

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give the file, made at first need; what is written is on disk when the block ends.

        Raises:
            NotebookError: for every error of SQLite, and for notes that are not ours.
        """
        try:
            with self._lock, self._connected() as db:
                yield db
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            raise NotebookError(f"{self._path}: {error}; conversations and notes cannot be kept there") from error

    def _connected(self) -> sqlite3.Connection:
        if not self._connection:
            self._connection = sqlite3.connect(self._path, check_same_thread=False, timeout=5.0)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.executescript(TABLES)
        return self._connection


def _now() -> str:
    # SQLite's clock has milliseconds only: two conversations can change within one.
    return dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def _title(text: str) -> str:
    return " ".join(text.encode(errors="replace").decode().split())[:LONGEST_TITLE]


def _json(turn: Turn) -> str:
    return json.dumps(to_dict(turn), ensure_ascii=True)
