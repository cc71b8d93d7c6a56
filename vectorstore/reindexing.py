"""Embed a whole store, or some of it, anew with the encoder that is set now."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from vectorstore import schema
from vectorstore.adding import embed
from vectorstore.encoder import Encoder
from vectorstore.rows import to_blob, to_half_blob, to_passage
from vectorstore.stored_encoder import set_encoder
from vectorstore.truth import Truth

BATCH = 256


def reindex(folder: Path | str, encoder: Encoder | None = None) -> int:
    """Embed every passage of the store with `encoder`, all or nothing, and return how many; None: with the one that is
    set, else with the store's own.

    Readers see the old embeddings until the end; other writers are refused meanwhile. Every row gets a new id, so
    that a running page's index drops the old ones.

    Raises:
        StoreError: if there is no store, or it cannot be written.
    """
    folder = Path(folder)
    meta = schema.check(folder)
    encoder = encoder or set_encoder(folder, meta)
    with closing(Truth(folder, digest=meta["digest"])) as truth:
        truth.check_space((folder / schema.FILE).stat().st_size)
        with truth.writing() as connection:
            # First the word index, which refuses what follows if it is damaged.
            connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
            old = [row[0] for row in connection.execute("SELECT row_id FROM passages ORDER BY row_id")]
            for start in range(0, len(old), BATCH):
                embed_again(connection, encoder, old[start : start + BATCH])
            schema.write_meta(connection, **encoder.meta())
    return len(old)


def embed_again(connection: sqlite3.Connection, encoder: Encoder, row_ids: list[int], *,
                title: str | None = None) -> None:
    """Replace rows of `passages` by newly embedded ones with new ids, under another title where one is given."""
    chosen = json.dumps(row_ids)
    rows = [{**dict(row), **({} if title is None else {"title": title})} for row in connection.execute(
        "SELECT * FROM passages WHERE row_id IN (SELECT value FROM json_each(?)) ORDER BY row_id", [chosen])]
    embedded = embed(encoder, [(row["title"], to_passage(row)) for row in rows])
    connection.execute("DELETE FROM passages WHERE row_id IN (SELECT value FROM json_each(?))", [chosen])
    for row, vectors in zip(rows, embedded, strict=True):
        row |= {"embedding": to_blob(vectors.passage), "sentence_embeddings": to_half_blob(vectors.sentences)}
        del row["row_id"]
        schema.insert(connection, "passages", row)
