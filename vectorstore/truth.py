"""The truth about a store: articles, versions, passages and embeddings, each article written in one transaction."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from ingest.article import Article, Dated, Passage
from ingest.load import Loaded
from vectorstore import origins, schema
from vectorstore.errors import StoreError
from vectorstore.rows import Embedded, article_values, passage_values, to_article, to_passage

Change = Literal["added", "updated", "unchanged"]

# A commit needs its pages twice (file and write-ahead log); below this a nearly full disk is refused beforehand.
LEAST_FREE_BYTES = 20_000_000


class Truth:
    """One open store file. Every method may be called from any thread; writers wait for each other."""

    def __init__(self, folder: Path, *, digest: str) -> None:
        """Open the store in `folder`, which `schema.check` has accepted, for embeddings of the encoder `digest`."""
        self.folder = folder
        self._digest = digest
        self._readers, self._writers = threading.RLock(), threading.RLock()
        self._reader, self._writer = schema.connect(folder), schema.connect(folder)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose reads see one state of the store.

        Raises:
            StoreError: if the file is damaged or cannot be read.
        """
        with self._readers, schema.explained(self.folder):
            self._reader.execute("BEGIN")
            try:
                self._check_encoder(self._reader)
                yield self._reader
            finally:
                self._reader.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose writes are all on disk when the block ends, or none.

        Raises:
            StoreError: if the disk is full, the store read-only, damaged, or busy for more than five seconds.
        """
        with self._writers, schema.explained(self.folder):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                self._check_encoder(self._writer)
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def version(self) -> int:
        """Return a number that changes whenever anybody commits to the store."""
        with self._readers, schema.explained(self.folder):
            return int(self._reader.execute("PRAGMA data_version").fetchone()[0])

    def put(self, loaded: Loaded, embedded: Sequence[Embedded]) -> Change:
        """Store one article with its passages as `embedded`; durable on return.

        A version that is older than the stored one by its own dates is kept for citation and not searched.
        """
        article = loaded.article
        self.check_space(len(loaded.raw) + sum(e.passage.nbytes + e.sentences.nbytes for e in embedded))
        with self.writing() as connection:
            if _is_settled(connection, article):
                return "unchanged"
            known = _select(connection, "story_id = ? AND newest", article.story_id)
            values = article_values(loaded)
            if known and _is_older(article, known[0]):
                _insert(connection, "articles", {**values, "newest": 0})
                return "updated"
            for older in known:
                _supersede(connection, older.article_id)
            revived = connection.execute("UPDATE articles SET newest = 1 WHERE article_id = ?", [article.article_id])
            if not revived.rowcount:
                _insert(connection, "articles", values)
            for passage, vectors in zip(loaded.passages, embedded, strict=True):
                _insert(connection, "passages", passage_values(passage, article.title, embedded=vectors))
            origins.link(connection, article.article_id, signature=loaded.signature)
            return "updated" if known else "added"

    def remove(self, article_id: str) -> None:
        """Remove the story of `article_id`, all its versions.

        Raises:
            StoreError: if there is no such article.
        """
        story = self.article(article_id).story_id
        with self.writing() as connection:
            for version in _select(connection, "story_id = ?", story):
                near = origins.unlink(connection, version.article_id)
                connection.execute("DELETE FROM articles WHERE article_id = ?", [version.article_id])
                origins.regroup(connection, near)

    def settled(self, articles: Iterable[Article]) -> frozenset[str]:
        """Return the ids of those `articles` that `put` would leave unchanged."""
        with self.reading() as connection:
            return frozenset(a.article_id for a in articles if _is_settled(connection, a))

    def known(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """Return the stored ones of `article_ids`, older versions included."""
        with self.reading() as connection:
            found = _select(connection, "article_id IN (SELECT value FROM json_each(?))",
                            json.dumps(list(article_ids)))
        return {article.article_id: article for article in found}

    def article(self, article_id: str) -> Article:
        """Return one article, older versions included.

        Raises:
            StoreError: if there is no such article.
        """
        found = self.known([article_id])
        if article_id not in found:
            raise StoreError(f"no article {article_id!r} in {self.folder}; see: "
                             f"python -m vectorstore list --store {self.folder}")
        return found[article_id]

    def articles(self) -> tuple[Article, ...]:
        """Return the newest version of every story, sorted by outlet, publish day, title and id."""
        with self.reading() as connection:
            return tuple(_select(connection, "newest ORDER BY outlet_key, first_day, title, article_id"))

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the searched passages of an article in reading order; none for an older version."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM passages WHERE article_id = ? ORDER BY row_id", [article_id])
            return tuple(to_passage(row) for row in rows)

    def backup(self, target: Path) -> None:
        """Write a copy of the store into the new folder `target`, while others read and write.

        Raises:
            StoreError: if `target` exists or cannot be written, or what was copied is damaged.
        """
        try:
            target.mkdir(parents=True)
        except OSError as error:
            raise StoreError(f"cannot back up to {target}: {error.strerror}; name a new folder") from error
        with (schema.explained(target), closing(schema.connect(target)) as copy,
              closing(schema.connect(self.folder)) as own):
            own.backup(copy)
            if (found := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise StoreError(f"{self.folder} is damaged, and so is its copy in {target}: {found}; "
                                 "restore an earlier backup")

    def close(self) -> None:
        """Close the file."""
        with self._writers, self._readers:
            self._reader.close()
            self._writer.close()

    def _check_encoder(self, connection: sqlite3.Connection) -> None:
        # Another process may have embedded everything anew; vectors of two encoders must never meet.
        if schema.read_meta(connection)["digest"] != self._digest:
            raise StoreError(f"{self.folder} was embedded anew with another encoder while it was open; start again")

    def check_space(self, size: int) -> None:
        """Check that `size` bytes more can be written, before anything is.

        Raises:
            StoreError: if the disk is nearly full.
        """
        free, needed = shutil.disk_usage(self.folder).free, LEAST_FREE_BYTES + 3 * size
        if free < needed:
            raise StoreError(f"{self.folder}: {free // 1_000_000} MB free on the disk, {needed // 1_000_000} MB "
                             "needed; free some space and run it again")


def _select(connection: sqlite3.Connection, where: str, *values: object) -> list[Article]:
    return [to_article(row) for row in connection.execute(f"SELECT * FROM articles WHERE {where}", values)]  # noqa: S608


def _insert(connection: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    places = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", values)  # noqa: S608


def _supersede(connection: sqlite3.Connection, article_id: str) -> None:
    connection.execute("UPDATE articles SET newest = 0 WHERE article_id = ?", [article_id])
    connection.execute("DELETE FROM passages WHERE article_id = ?", [article_id])
    origins.regroup(connection, origins.unlink(connection, article_id))


def _is_settled(connection: sqlite3.Connection, article: Article) -> bool:
    """Whether this version is stored as it should be: as the newest, or superseded for good.

    A file that is changed back makes its earlier version the newest again; another file that still holds the earlier
    version of the same story (two saved copies of one page) does not.
    """
    if not _select(connection, "article_id = ?", article.article_id):
        return False
    newest = _select(connection, "story_id = ? AND newest", article.story_id)
    if not newest or newest[0].article_id == article.article_id:
        return True
    return newest[0].source != article.source or _is_older(article, newest[0])


def _is_older(article: Article, stored: Article) -> bool:
    # Without two known dates the version that arrives later is the newer one.
    mine, theirs = _last_change(article), _last_change(stored)
    common = min(len(mine), len(theirs))
    return mine[:common] < theirs[:common]


def _last_change(article: Article) -> str:
    def known(dated: Dated | None) -> str:
        return dated.value if dated and dated.earliest() else ""

    return known(article.updated) or known(article.published)
