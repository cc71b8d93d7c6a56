"""The SQLite file that is the truth: its tables, how it is opened, and what is refused at the door."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from vectorstore.errors import StoreError
from vectorstore.rows import checksum

VERSION = 1
FILE = "store.sqlite"
BUSY_SECONDS = 5.0
# Of each connection, at most, in kB: the upper pages of the tables of a million passages fit in. With SQLite's own
# 2,000 a lookup in such a store takes twice as long.
CACHE = 16_000
MOST_CHARACTERS = 200
HINTS = {
    "locked": "another process is writing, try again",
    "full": "free some space and run it again",
    "readonly": "the store can be read here but not changed, check the permissions of its folder",
    "unable to open": "the folder cannot be written, check its permissions",
    "decode": "restore a backup",
    "no such column": "an unfinished version of dateline made it, ingest into a new folder",
    "no column": "an unfinished version of dateline made it, ingest into a new folder",
    "disk I/O error": "the disk may be full, over quota or faulty; free some space and run it again",
    "no such table": "no store was made there to the end, make it with: python -m ingest",
    "not a database": "restore a backup",
    "malformed": "restore a backup",
}

# `newest` marks the version of a story that is searched; only that one has passages. Row ids are AUTOINCREMENT:
# never reused, so an index that still holds a removed row can never show another one in its place. `said` holds what
# the article itself says in the columns that a reader corrected. The long columns stand last: SQLite reads a row up to
# the last column that is asked for, and a list of articles needs no text. `checksum` is of what is written once: SQLite
# notices a damaged page, not a damaged number in it.
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE articles (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL UNIQUE, story_id TEXT NOT NULL, origin_id TEXT NOT NULL,
    source TEXT NOT NULL, url TEXT, title TEXT NOT NULL, outlet TEXT NOT NULL, authors TEXT NOT NULL,
    published TEXT, updated TEXT, language TEXT NOT NULL, said TEXT NOT NULL,
    section TEXT NOT NULL, genre TEXT NOT NULL, agency TEXT NOT NULL,
    outlet_key TEXT NOT NULL, first_day TEXT, last_day TEXT, newest INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    text TEXT NOT NULL, blocks TEXT NOT NULL, signature TEXT NOT NULL, raw BLOB NOT NULL
) STRICT;
CREATE INDEX articles_story ON articles (story_id);
CREATE TABLE passages (
    row_id INTEGER PRIMARY KEY AUTOINCREMENT,
    passage_id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    kind TEXT NOT NULL, language TEXT NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    sentences TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    embedding BLOB NOT NULL, sentence_embeddings BLOB NOT NULL, checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_article ON passages (article_id);
CREATE TABLE bands (
    band TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_article ON bands (article_id);
CREATE TABLE copies (
    article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_other ON copies (other_id);
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content='passages', content_rowid='row_id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER words_in AFTER INSERT ON passages BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.row_id, new.title, new.text);
END;
CREATE TRIGGER words_out AFTER DELETE ON passages BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.row_id, old.title, old.text);
END;
"""

# What a filter asks of an article, without its text: a scan of the table reads a page an article.
LATER = """
CREATE INDEX IF NOT EXISTS articles_limits ON articles (
    outlet_key, first_day, last_day, language, article_id, newest, outlet
);
"""


def create(folder: Path, encoder: Callable[[], Mapping[str, str]]) -> None:
    """Make an empty store in `folder`, unless one is there; `encoder` tells of whose embeddings, where one is made.

    Raises:
        StoreError: if the folder holds something else or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file; --store wants a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / FILE).exists() and not _is_ours(folder):
        raise StoreError(f"{folder} is not empty and holds no store; name a new or empty folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder {folder}: {error.strerror}; name another one") from error
    with explained(folder), closing(connect(folder)) as connection:
        if not _is_made(connection):
            _create_tables(connection, encoder())


def connect(folder: Path) -> sqlite3.Connection:
    """Open the file as every process must: WAL, every commit on disk, five seconds of patience with a writer.

    Where it cannot be written it is opened for reading.
    """
    place = (folder / FILE).absolute().as_uri() + _mode(folder)
    connection = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    connection.row_factory = sqlite3.Row
    if is_writable(folder):
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    return connection


def is_writable(folder: Path) -> bool:
    """Tell whether this process may change the store in `folder`, or make one there."""
    file = folder / FILE
    return os.access(folder, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def check(folder: Path) -> dict[str, str]:
    """Check that `folder` holds a store that this version reads, and return its `meta`.

    Raises:
        StoreError: if there is none, it is damaged, or a newer version wrote it.
    """
    if not (folder / FILE).is_file():
        what = "is a file, a store is a folder" if folder.is_file() else "holds no store"
        raise StoreError(f"{folder} {what}; make one with: python -m ingest ARTICLES --store {folder}")
    with explained(folder), closing(connect(folder)) as connection:
        meta = read_meta(connection)
    if meta["schema"] != str(VERSION):
        raise StoreError(f"{folder} has schema {meta['schema']}, this version reads schema {VERSION}; upgrade dateline")
    return meta


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what SQLite reports into one line that says what to do.

    Raises:
        StoreError: for every error of SQLite.
    """
    try:
        yield
    except sqlite3.Error as error:
        hint = next((hint for word, hint in HINTS.items() if word in str(error)),
                    f"check it with: python -m vectorstore verify --store {folder}")
        what = str(error).partition("\n")[0][:MOST_CHARACTERS]  # it may quote what it could not decode
        raise StoreError(f"{folder / FILE}: {what}; {hint}") from error


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the schema version and what is kept of the encoder (see `Encoder.meta`)."""
    return {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM meta")}


def insert(connection: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """Write a row of `articles` or `passages`, with its checksum, in the current transaction."""
    summed = {**values, "checksum": checksum(values)}
    places = ", ".join(f":{name}" for name in summed)
    connection.execute(f"INSERT INTO {table} ({', '.join(summed)}) VALUES ({places})", summed)  # noqa: S608


def write_meta(connection: sqlite3.Connection, **values: str) -> None:
    """Set entries of `meta` in the current transaction."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _mode(folder: Path) -> str:
    """Return how to open the file, as SQLite's URI writes it."""
    if is_writable(folder):
        return ""
    # WAL needs a file of shared memory beside it, which a folder that is only read cannot get. Without a log the file
    # is complete; with one, another user's process has it open, or was killed, and its shared memory is there as well.
    log = folder / f"{FILE}-wal"
    return "?mode=ro" if log.exists() and log.stat().st_size else "?immutable=1"


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal to WAL. SQLite has no patience of its own here: of two that make a store at once one fails."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(.01)


def _is_ours(folder: Path) -> bool:
    # A kill during creation may leave SQLite's own side files and nothing else.
    return all(path.name.startswith(FILE) for path in folder.iterdir())


def _is_made(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is not None


def _create_tables(connection: sqlite3.Connection, encoder: Mapping[str, str]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if not _is_made(connection):
        for statement in _statements(TABLES):
            connection.execute(statement)
        write_meta(connection, schema=str(VERSION), **encoder)
    for statement in _statements(LATER):
        connection.execute(statement)
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    # Not executescript: it commits the open transaction first, and a kill could leave half a schema.
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
