"""A store keeps what it was given, finds it, and says clearly what it cannot do."""

import datetime as dt
import random
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from invented_articles import INVENTED, make_loaded

from ingest.article import Article
from ingest.load import Loaded, NotLoaded
from vectorstore import Store, StoreError, reindex, schema
from vectorstore.encoder import Encoder
from vectorstore.engine import Parts
from vectorstore.retriever import StoreRetriever

FLOOD, COAST, TAX = (item.article for item in INVENTED)


def test_an_article_comes_back_as_it_was_given(store: Store) -> None:
    assert store.article(FLOOD.article_id) == FLOOD
    assert store.passages(FLOOD.article_id) == INVENTED[0].passages
    assert store.articles() == (COAST, TAX, FLOOD)
    assert store.outlets() == ("Coast Courier", "Lunden Post", "The Fjord Gazette")


def test_outcomes_come_in_input_order_and_one_bad_input_stops_nothing(tmp_path: Path, encoder: Encoder) -> None:
    broken = make_loaded("A lone surrogate \ud800 is no text.")
    items = [INVENTED[0], NotLoaded("notes.bin", "skipped", "no text"), broken, INVENTED[0], INVENTED[1]]
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        outcomes = list(store.add(items))
    assert [(told.status, told.article) for told in outcomes] == [
        ("added", FLOOD), ("skipped", None), ("failed", None), ("unchanged", FLOOD), ("added", COAST)]


def test_an_outcome_is_told_only_when_the_article_is_on_disk(tmp_path: Path, encoder: Encoder) -> None:
    folder = tmp_path / "store"
    with Store.open(folder, create=True, encoder=encoder, index=False) as store:
        for told in store.add(INVENTED):
            assert told.article
            with Store.open(folder, encoder=encoder, index=False) as other:
                assert other.article(told.article.article_id) == told.article


def test_only_the_newest_version_is_searched_and_the_older_stays_citable(store: Store) -> None:
    newer = make_loaded("Officials now count 712 people who left Harrowmere.", story=FLOOD.story_id, day="2031-05-06")
    assert [told.status for told in store.add([newer])] == ["updated"]
    assert FLOOD.article_id not in {hit.passage.article_id for hit in store.search("people left Harrowmere", k=50)}
    assert store.article(FLOOD.article_id).text == FLOOD.text
    assert newer.article in store.articles()
    assert FLOOD not in store.articles()


def test_a_version_older_by_its_own_date_does_not_replace_the_newer(store: Store) -> None:
    older = make_loaded("First reports spoke of 90 people.", story=FLOOD.story_id, day="2031-05-03")
    assert [told.status for told in store.add([older])] == ["updated"]
    assert FLOOD in store.articles()
    assert store.passages(older.article.article_id) == ()
    assert store.article(older.article.article_id).text == older.article.text


def test_a_removed_article_is_gone_with_all_its_versions(store: Store) -> None:
    newer = make_loaded("Officials now count 712 people.", story=FLOOD.story_id, day="2031-05-06")
    list(store.add([newer]))
    store.remove(newer.article.article_id)
    assert store.articles() == (COAST, TAX)
    with pytest.raises(StoreError, match="no article"):
        store.article(FLOOD.article_id)


def test_adding_again_in_any_order_changes_nothing_and_embeds_nothing(store: Store, encoder: Encoder,
                                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.articles()
    embedded: list[str] = []
    monkeypatch.setattr(encoder, "encode_parts", lambda texts, parts: embedded.extend(texts) or [])
    items = list(INVENTED)
    random.Random(7).shuffle(items)
    assert [told.status for told in store.add(items)] == ["unchanged"] * 3
    assert (store.articles(), embedded) == (before, [])


def test_the_order_and_the_number_of_ingests_leave_no_trace(tmp_path: Path, encoder: Encoder) -> None:
    def held(store: Store) -> tuple[object, ...]:
        return store.articles(), [store.passages(article.article_id) for article in store.articles()]

    items = [*INVENTED, *reprints()]
    held_by = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(items, len(items))
        with Store.open(tmp_path / f"store{seed}", create=True, encoder=encoder, index=False) as store:
            next(store.add(shuffled))  # whoever asks for no more outcomes leaves it there
            list(store.add([*shuffled, *items]))
            held_by.append(held(store))
    assert held_by == held_by[:1] * 3


def test_a_copied_store_works_elsewhere_and_holds_no_absolute_path(tmp_path: Path, encoder: Encoder) -> None:
    with Store.open(tmp_path / "first", create=True, encoder=encoder) as store:
        list(store.add(INVENTED))
        assert store.settle(60)
    for path in (tmp_path / "first").rglob("*"):
        assert path.is_dir() or str(tmp_path).encode() not in path.read_bytes(), path
    shutil.move(tmp_path / "first", tmp_path / "second")
    with Store.open(tmp_path / "second", encoder=encoder) as moved:
        assert moved.settle(60)
        assert moved.search("Who thanked the volunteers?")[0].passage.article_id == COAST.article_id


def test_a_backup_of_an_open_store_is_a_sound_store(store: Store, tmp_path: Path, encoder: Encoder) -> None:
    store.backup(tmp_path / "copy")
    with Store.open(tmp_path / "copy", encoder=encoder, index=False) as copy:
        assert copy.articles() == store.articles()
        assert copy.verify().problems == ()
    with pytest.raises(StoreError, match="name a new folder"):
        store.backup(tmp_path / "copy")


@pytest.fixture
def other_encoder(encoder: Encoder) -> Encoder:
    """An encoder with another name and digest and other vectors of the same length."""
    class Mirrored(Encoder):
        def encode(self, texts: list[str], *, prompt: str = "") -> np.ndarray:
            return encoder.encode(texts)[:, ::-1]

        def encode_parts(self, texts: list[str], parts: list[Parts]) -> list[np.ndarray]:
            return [rows[:, ::-1] for rows in encoder.encode_parts(texts, parts)]

    return Mirrored("mirrored", "0123456789abcdef", dimension=384, load=lambda: None)


def test_another_encoder_is_refused_with_the_command_that_helps(store: Store, tmp_path: Path,
                                                                other_encoder: Encoder) -> None:
    with pytest.raises(StoreError, match=r"python -m vectorstore reindex --store .*store"):
        Store.open(tmp_path / "store", encoder=other_encoder, index=False)


def test_reindex_embeds_everything_anew_and_a_store_that_was_open_says_if_it_cannot_follow(store: Store, tmp_path: Path,
                                                                        other_encoder: Encoder) -> None:
    found = [hit.passage for hit in store.search("evacuated people")]
    assert reindex(tmp_path / "store", other_encoder) == 6
    with pytest.raises(StoreError, match=r"embedded with mirrored .* not found .*reindex --store .* --embedder"):
        store.search("evacuated people")
    with Store.open(tmp_path / "store", encoder=other_encoder, index=False) as again:
        assert [hit.passage for hit in again.search("evacuated people")] == found
        assert again.verify().problems == ()


def test_what_is_no_store_is_said_so(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "file").write_text("no store")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("no store either")
    (tmp_path / "junk").mkdir()
    (tmp_path / "junk" / "store.sqlite").write_bytes(b"this is no database at all" * 100)
    for name, create, message in (("missing", False, "holds no store"), ("file", False, "is a file"),
                                  ("file", True, "is a file"), ("other", True, "not empty and holds no store"),
                                  ("junk", False, "restore a backup"), ("junk", True, "restore a backup")):
        with pytest.raises(StoreError, match=message):
            Store.open(tmp_path / name, create=create, encoder=encoder)


def test_a_store_of_a_newer_version_is_refused(store: Store, tmp_path: Path, encoder: Encoder) -> None:
    with closing(sqlite3.connect(tmp_path / "store" / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="schema 99, this version reads schema 1"):
        Store.open(tmp_path / "store", encoder=encoder)


def test_a_full_disk_is_one_clear_error_and_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store._truth._writer.execute("PRAGMA max_page_count = 1")  # what SQLite does when the disk gives no more pages
    large = make_loaded("\n".join(f"Household {n} of Harrowmere waits for news." for n in range(400)))
    with pytest.raises(StoreError, match="full; free some space"):
        list(store.add([large]))
    assert store.articles() == (COAST, TAX, FLOOD)
    assert store.verify().problems == ()


def test_a_nearly_full_disk_is_refused_before_writing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 10**12, 1000))
    with pytest.raises(StoreError, match="0 MB free on the disk"):
        list(store.add([make_loaded("One more line.")]))


def test_a_store_locked_by_another_writer_is_a_clear_error(store: Store, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    store._truth._writer.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(tmp_path / "store" / "store.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing, try again"):
            list(store.add([make_loaded("One more line.")]))


@pytest.mark.parametrize("damage", [
    "UPDATE passages SET text = 'forged' WHERE row_id = 1", "UPDATE passages SET embedding = x'00' WHERE row_id = 1",
    "UPDATE passages SET sentence_embeddings = x'0000' WHERE row_id = 1",
    "UPDATE articles SET newest = 0 WHERE seq = 1", "UPDATE articles SET origin_id = 'nobody' WHERE seq = 1"])
def test_verify_finds_damage(store: Store, tmp_path: Path, damage: str) -> None:
    assert store.verify().problems == ()
    with closing(sqlite3.connect(tmp_path / "store" / "store.sqlite")) as connection, connection:
        connection.execute(damage)
    assert store.verify().problems != ()


def test_langchain_documents_carry_exact_offsets(store: Store) -> None:
    documents = StoreRetriever(store=store, k=3).invoke("How many people left Harrowmere?")
    assert len(documents) == 3
    for document in documents:
        text = store.article(document.metadata["article_id"]).text
        assert text[document.metadata["start"] : document.metadata["end"]] == document.page_content


# Reprints: one report printed by three outlets, and an unrelated one.

REPORT = ("Crews worked through the night to close the breach in the western dike near Harrowmere, where the water "
          "rose by two metres within hours. Engineer Tove Almgren said the repair would hold until the autumn tides. "
          "The district asked the government in Lunden for pumps, sandbags and forty more people for the next week.")


def reprints() -> list[Loaded]:
    from dataclasses import replace

    from ingest.reprints import signature_of

    made = [make_loaded(REPORT, outlet="Wire Nord", day="2031-06-01"),
            make_loaded(REPORT + " Read more on our page.", outlet="Coast Courier", day="2031-06-02"),
            make_loaded(REPORT + " This report was shortened.", outlet="Lunden Post", day=None)]
    return [replace(item, signature=signature_of(item.article)) for item in made]


def origins(store: Store) -> dict[str, str]:
    return {article.outlet: article.origin_id for article in store.articles()}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_origin_of_copies_is_the_earliest_whatever_the_order(tmp_path: Path, encoder: Encoder,
                                                                 order: tuple[int, ...]) -> None:
    items = reprints()
    wire = items[0].article.article_id
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([items[index] for index in order]))
        assert origins(store) == {"Wire Nord": wire, "Coast Courier": wire, "Lunden Post": wire}
        store.remove(wire)
        courier = items[1].article.article_id
        assert origins(store) == {"Coast Courier": courier, "Lunden Post": courier}


def test_no_origin_fills_the_list_while_others_have_something_to_say(
    tmp_path: Path, encoder: Encoder
) -> None:
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([*reprints(), *INVENTED]))
        few = store.search("What about the dike near Harrowmere?", k=5)
        all_there_is = store.search("What about the dike near Harrowmere?", k=100)
        origins = [store.article(hit.passage.article_id).origin_id for hit in few]
        passages = sum(len(store.passages(article.article_id)) for article in store.articles())
    assert max(origins.count(origin) for origin in origins) == 3
    assert len(all_there_is) == passages  # the caps hold nothing back where there is room


@pytest.mark.parametrize(("filters", "expected"), [
    ({"outlets": ["COAST courier "]}, (COAST,)),
    ({"since": dt.date(2031, 5, 5)}, (COAST,)),
    ({"until": dt.date(2031, 5, 4)}, (FLOOD,)),
    ({"as_of": dt.date(2031, 5, 4)}, (FLOOD,)),
    ({"since": dt.date(2031, 5, 4), "until": dt.date(2031, 5, 5)}, (FLOOD, COAST))])
def test_filters_are_exact(store: Store, filters: dict[str, object], expected: tuple[Article, ...]) -> None:
    hits = store.search("people Harrowmere vote", k=50, **filters)
    assert {hit.passage.article_id for hit in hits} == {article.article_id for article in expected}


@pytest.mark.parametrize(("name", "named"), [
    ("Cost Currier", "did you mean: Coast Courier"), ("the fjord", "did you mean: The Fjord Gazette"),
    ("Zzz", "known are: Coast Courier, Lunden Post, The Fjord Gazette")])
def test_an_outlet_that_no_article_has_is_said_so_with_the_nearest_ones(store: Store, name: str, named: str) -> None:
    for ask in (lambda: store.search("people", outlets=["Lunden Post", name]), lambda: store.listed(outlets=[name])):
        with pytest.raises(StoreError) as raised:
            ask()
        assert str(raised.value) == f"no article of the outlet {name!r}; {named}"


def test_a_file_that_is_changed_back_is_answered_from_its_first_text_again(tmp_path: Path, encoder: Encoder) -> None:
    first = make_loaded("Twelve boats sank off Harrowmere.", story="boats", source="boats.txt")
    second = make_loaded("Fifteen boats sank off Harrowmere.", story="boats", source="boats.txt")
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        statuses = [outcome.status for item in (first, second, first, first) for outcome in store.add([item])]
        found = [hit.passage.text for hit in store.search("How many boats sank?")]
    assert statuses == ["added", "updated", "updated", "unchanged"]
    assert found == ["Twelve boats sank off Harrowmere."]


def test_two_saved_copies_of_one_page_do_not_take_turns(tmp_path: Path, encoder: Encoder) -> None:
    earlier = make_loaded("Twelve boats sank off Harrowmere.", story="boats", source="monday.html")
    later = make_loaded("Fifteen boats sank off Harrowmere.", story="boats", source="tuesday.html")
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([earlier, later]))
        again = [outcome.status for outcome in store.add([earlier, later])]
    assert again == ["unchanged", "unchanged"]


def test_many_may_make_one_store_at_once(tmp_path: Path) -> None:
    for attempt in range(20):
        barrier = threading.Barrier(6)

        def make(folder: Path = tmp_path / str(attempt), barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            schema.create(folder, dict)
            schema.connect(folder).close()

        with ThreadPoolExecutor(6) as pool:
            for made in [pool.submit(make) for _ in range(6)]:
                made.result()
