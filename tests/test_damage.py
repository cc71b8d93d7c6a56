"""Damage to the file of a store is found by `verify` or refused in one line: never a crash, never in silence."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from generated_articles import write_articles
from invented_articles import INVENTED

from ingest import read
from vectorstore import Store, StoreError, reindex
from vectorstore.encoder import Encoder

BYTES = 64


def is_noticed(folder: Path, encoder: Encoder) -> bool:
    try:
        with Store.open(folder, encoder=encoder, index=False) as store:
            return bool(store.verify().problems)
    except StoreError as error:
        return "\n" not in str(error) and "; " in str(error)


def contents(folder: Path) -> list[list[Any]]:
    with closing(sqlite3.connect(folder / "store.sqlite")) as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                for table in ("meta", "articles", "passages", "bands", "copies")]


@pytest.mark.parametrize("times", [8, pytest.param(100, marks=pytest.mark.full)])
def test_no_damaged_page_goes_unnoticed(tmp_path: Path, encoder: Encoder, times: int) -> None:
    write_articles(tmp_path / "articles", range(12))
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add(read([tmp_path / "articles"])))
    sound, expected = (tmp_path / "store" / "store.sqlite").read_bytes(), contents(tmp_path / "store")
    noticed = 0
    for seed in range(times):
        chance, damaged = random.Random(seed), bytearray(sound)
        start = chance.randrange(len(damaged) - BYTES)
        for place in range(start, start + BYTES):
            damaged[place] ^= 1 << chance.randrange(8)
        copy = tmp_path / f"copy{seed}"
        copy.mkdir()
        (copy / "store.sqlite").write_bytes(damaged)
        if is_noticed(copy, encoder):
            noticed += 1
        else:  # an unused part of a page
            assert contents(copy) == expected, f"seed {seed}"
    assert noticed > times / 2


def test_a_damaged_row_is_one_clear_line_to_whoever_reads_it(store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store" / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE articles SET authors = '[oops'")
    for read_it in (store.articles, store.listed, lambda: store.export(tmp_path / "all.jsonl")):
        with pytest.raises(StoreError, match="is damaged in the store; see what to do with: python -m vectorstore"):
            read_it()
    flood = INVENTED[0].article
    assert store.verify().problems[0].remedy == (
        f"run: python -m vectorstore remove {flood.article_id} --store {tmp_path / 'store'}, "
        f"then ingest {flood.source} again")
    for article in (item.article for item in INVENTED):  # the remedy works on what it is for
        store.remove(article.article_id)
    list(store.add(INVENTED))
    assert store.verify().problems == ()


def test_reindex_repairs_the_word_index(store: Store, tmp_path: Path, encoder: Encoder) -> None:
    with closing(sqlite3.connect(tmp_path / "store" / "store.sqlite")) as connection, connection:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    assert {problem.remedy for problem in store.verify().problems} == {
        f"run: python -m vectorstore reindex --store {tmp_path / 'store'}"}
    reindex(tmp_path / "store", encoder)
    assert store.verify().problems == ()
