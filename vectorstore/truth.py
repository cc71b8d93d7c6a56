"""The truth about a store: articles, versions, passages and embeddings, each article written in one transaction."""

import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ingest.article import Article, Passage
from ingest.load import Loaded
from vectorstore import origins, schema
from vectorstore.corrections import carried, carried_values, passage_language
from vectorstore.errors import ReembeddedError, StoreError
from vectorstore.rows import Embedded, article_values, passage_values, to_article, to_passage
from vectorstore.versions import is_older, is_settled, newest_row, supersede

Change = Literal["added", "updated", "unchanged"]

# A commit needs its pages twice (file and write-ahead log); below this a nearly full disk is refused beforehand.
LEAST_FREE_BYTES = 20_000_000


class Truth:
    """One open store file. Every method may be called from any thread; writers wait for each other."""

    def __init__(self, folder: Path, *, digest: str) -> None:
        """Open the store in `folder`, which `schema.check` has accepted, for embeddings of the encoder `digest`.

        Raises:
            StoreError: if the file cannot be opened.
        """
        self.folder = folder
        self._digest = digest
        self._readers, self._writers = threading.RLock(), threading.RLock()
        with schema.explained(folder):
            self._reader, self._writer = schema.connect(folder), schema.connect(folder)

    @contextmanager
    def reading(self, *, vectors: bool = True) -> Iterator[sqlite3.Connection]:
        """Give a connection whose reads see one state of the store; who reads no `vectors` may say so.

        Raises:
            StoreError: if the file is damaged or cannot be read, or its vectors are by now another encoder's.
        """
        with self._readers, schema.explained(self.folder):
            self._reader.execute("BEGIN")
            try:
                if vectors:
                    self._check_encoder(self._reader)
                yield self._reader
            finally:
                self._reader.execute("ROLLBACK")

    @contextmanager
    def apart(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own that sees one state of the store: for what reads long, beside other threads.

        Raises:
            StoreError: if the file is damaged or cannot be read.
        """
        with schema.explained(self.folder), closing(schema.connect(self.folder)) as connection:
            connection.execute("BEGIN")
            self._check_encoder(connection)
            yield connection

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

    def meta(self) -> dict[str, str]:
        """Return what is kept of the store's encoder."""
        with self.reading(vectors=False) as connection:
            return schema.read_meta(connection)

    def version(self) -> int:
        """Return a number that changes whenever anybody commits to the store."""
        with self._readers, schema.explained(self.folder):
            return int(self._reader.execute("PRAGMA data_version").fetchone()[0])

    def put(self, loaded: Loaded, embedded: Sequence[Embedded]) -> Change:
        """Store one article with its passages as `embedded`; durable on return.

        A version that is older than the stored one by its own dates is kept for citation and not searched. Corrections
        of the story hold for this version too.
        """
        article = loaded.article
        self.check_space(len(loaded.raw) + sum(e.passage.nbytes + e.sentences.nbytes for e in embedded))
        with self.writing() as connection:
            if is_settled(connection, article):
                return "unchanged"
            known = newest_row(connection, article.story_id)
            values = {**article_values(loaded), **carried_values(article, known)}
            if known and is_older(article, known):
                schema.insert(connection, "articles", {**values, "newest": 0})
                return "updated"
            if known:
                supersede(connection, known["article_id"])
            revived = connection.execute("UPDATE articles SET newest = 1 WHERE article_id = ?", [article.article_id])
            if not revived.rowcount:
                schema.insert(connection, "articles", values)
            shown = carried(article, known)
            for passage, vectors in zip(loaded.passages, embedded, strict=True):
                if shown.language != article.language:
                    passage = replace(passage, language=passage_language(article, shown, passage))
                schema.insert(connection, "passages", passage_values(passage, shown.title, embedded=vectors))
            origins.link(connection, article.article_id, signature=loaded.signature, agency=article.agency)
            return "updated" if known else "added"

    def remove(self, article_id: str) -> None:
        """Remove the story of `article_id`, all its versions.

        Raises:
            StoreError: if there is no such article.
        """
        story = self.story(article_id)
        with self.writing() as connection:
            versions = connection.execute("SELECT article_id FROM articles WHERE story_id = ?", [story]).fetchall()
            for (version,) in versions:
                near = origins.unlink(connection, version)
                connection.execute("DELETE FROM articles WHERE article_id = ?", [version])
                origins.regroup(connection, near)

    def settled(self, articles: Iterable[Article]) -> frozenset[str]:
        """Return the ids of those `articles` that `put` would leave unchanged."""
        with self.reading(vectors=False) as connection:
            return frozenset(a.article_id for a in articles if is_settled(connection, a))

    def shown(self, articles: Iterable[Article]) -> dict[str, Article]:
        """Return each of `articles`, stored or not, with the corrections of its story, by id."""
        with self.reading(vectors=False) as connection:
            return {a.article_id: carried(a, newest_row(connection, a.story_id)) for a in articles}

    def article(self, article_id: str) -> Article:
        """Return one article, older versions included.

        Raises:
            StoreError: if there is no such article.
        """
        return to_article(self.row(article_id))

    def story(self, article_id: str) -> str:
        """Return the story of an article, without reading the article: it may be damaged.

        Raises:
            StoreError: if there is no such article.
        """
        return str(self.row(article_id, "story_id")["story_id"])

    def row(self, article_id: str, columns: str = "*") -> sqlite3.Row:
        """Return the row of an article, older versions included.

        Raises:
            StoreError: if there is no such article.
        """
        with self.reading(vectors=False) as connection:
            row: sqlite3.Row | None = connection.execute(
                f"SELECT {columns} FROM articles WHERE article_id = ?", [article_id]).fetchone()  # noqa: S608
        if row is None:
            raise StoreError(f"no article {article_id!r} in {self.folder}; see: "
                             f"python -m vectorstore list --store {self.folder}")
        return row

    def articles(self) -> tuple[Article, ...]:
        """Return the newest version of every story, sorted by outlet, publish day, title and id."""
        with self.reading(vectors=False) as connection:
            return tuple(_select(connection, "newest ORDER BY outlet_key, first_day, title, article_id"))

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the searched passages of an article in reading order; none for an older version."""
        with self.reading(vectors=False) as connection:
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
            raise ReembeddedError(f"{self.folder} was embedded anew with another encoder meanwhile; try again")

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
