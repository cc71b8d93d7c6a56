"""Versions stay citable and comparable, and what a store holds can be listed and taken elsewhere."""

import datetime as dt
import json
from pathlib import Path

import pytest
from invented_articles import INVENTED, make_loaded

from vectorstore import Corrections, Store, StoreError, difference

FLOOD, COAST, TAX = (item.article for item in INVENTED)


def add_versions(store: Store) -> list[str]:
    """Give the flood a newer version and then one that is older than both; return all ids, oldest first."""
    newer = make_loaded("Some 712 people left Harrowmere.", story=FLOOD.story_id, day="2031-05-06")
    oldest = make_loaded("First reports spoke of 90 people.", story=FLOOD.story_id, day="2031-05-03")
    list(store.add([newer, oldest]))
    return [oldest.article.article_id, FLOOD.article_id, newer.article.article_id]


def test_versions_are_listed_oldest_first_by_their_own_dates(store: Store) -> None:
    expected = add_versions(store)
    for article_id in expected:
        assert [version.article_id for version in store.versions(article_id)] == expected
    assert store.versions(TAX.article_id) == (TAX,)
    with pytest.raises(StoreError, match="no article 'nobody'"):
        store.versions("nobody")


def test_the_raw_bytes_come_back(store: Store) -> None:
    assert store.raw(FLOOD.article_id) == INVENTED[0].raw


def test_a_list_needs_no_text_and_counts_versions(store: Store) -> None:
    add_versions(store)
    assert [(item.outlet, item.versions) for item in store.listed()] == [
        ("Coast Courier", 1), ("Lunden Post", 1), ("The Fjord Gazette", 3)]
    assert [item.article_id for item in store.listed()] == [article.article_id for article in store.articles()]


@pytest.mark.parametrize(("filters", "expected"), [
    ({"outlets": ["lunden post"]}, [TAX]), ({"since": dt.date(2031, 5, 5)}, [COAST]),
    ({"until": dt.date(2031, 5, 4)}, [FLOOD]), ({"language": "de"}, []), ({"language": "en"}, [COAST, TAX, FLOOD])])
def test_a_list_is_filtered_as_a_search_is(store: Store, filters: dict[str, object], expected: list[object]) -> None:
    assert [item.article_id for item in store.listed(**filters)] == [article.article_id for article in expected]


def test_a_difference_tells_each_sentence_once_in_reading_order() -> None:
    old = make_loaded("Some 400 people left. The bridge is shut.\nNobody was hurt.").article
    new = make_loaded("Some 712 people left. The bridge is shut.\nA ferry helps.\nNobody was hurt.").article
    pieces = difference(old, new)
    assert [(piece.kind, piece.text, piece.starts_block) for piece in pieces] == [
        ("removed", "Some 400 people left.", True), ("added", "Some 712 people left.", True),
        ("same", "The bridge is shut.", False), ("added", "A ferry helps.", True), ("same", "Nobody was hurt.", True)]
    for piece in pieces:
        assert piece.span.of(old.text if piece.kind == "removed" else new.text) == piece.text


def test_an_export_holds_every_newest_version_as_corrected(store: Store, tmp_path: Path) -> None:
    newest = add_versions(store)[-1]
    store.correct(newest, Corrections(updated="2031-05-06T08:00+02:00"))
    assert store.export(tmp_path / "all.jsonl") == 3
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines] == [COAST.title, TAX.title, "Invented"]
    assert lines[2] == {"source": f"{newest}.txt", "url": None, "title": "Invented", "outlet": "The Fjord Gazette",
                        "authors": ["Ada Quill"], "published": "2031-05-06", "updated": "2031-05-06T08:00+02:00",
                        "language": "en", "text": "Some 712 people left Harrowmere."}


def test_an_export_that_cannot_be_written_leaves_what_was_there(store: Store, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").write_text("kept")
    for target in (tmp_path / "missing" / "all.jsonl", tmp_path / "folder"):
        with pytest.raises(StoreError, match="cannot export to"):
            store.export(target)
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["kept"]
    assert not list(tmp_path.glob(".*"))
