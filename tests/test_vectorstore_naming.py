"""A question that names an outlet, or a day in full, is answered from there first."""

from pathlib import Path

import pytest
from invented_articles import make_loaded

from vectorstore import Store
from vectorstore.encoder import Encoder
from vectorstore.naming import named_days, names_outlet


@pytest.mark.parametrize(("question", "outlet", "is_named"), [
    ("What did Radio Velmora report?", "Radio Velmora", True),
    ("What did the Coast Courier's report say?", "The Coast Courier", True),
    ("What did the 'Coast Courier' say?", "Coast Courier | News of the coast", True),
    ("What does the Fjord News article say?", "Fjord News - Health", True),
    ("Who lit the beacon?", "Beacon", False),
    ("Which age was given?", "The Age of Harrowmere", False),
    ("Age of the victims?", "The Age", False),
    ("What did The Age report?", "The Age", True),
    ("What did Coast Couriers carry?", "Coast Courier", False),
    ("What happened?", "", False),
])  # fmt: skip
def test_an_outlet_is_named_by_its_whole_name_with_a_capital(question: str, outlet: str, is_named: bool) -> None:
    assert names_outlet(question, outlet) is is_named


def test_a_day_is_named_with_its_month_and_year() -> None:
    assert named_days("From 2031-05-04 or May 9, 2031 to the 3rd June 2031, not in July 2031 or on 4 August?") == {
        "2031-05-04", "2031-05-09", "2031-06-03"}


def test_an_outlet_that_is_asked_for_may_fill_the_list(tmp_path: Path, encoder: Encoder) -> None:
    items = [make_loaded(f"The bridge at Brennick number {n} was closed.", outlet=outlet, title=f"{outlet} {n}")
             for outlet in ("Loud Daily", "Coast Courier") for n in range(8)]
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add(items))
        found = [store.article(hit.passage.article_id).outlet
                 for hit in store.search("Which bridge was closed, by the Loud Daily's report?", k=8)]
        both = [store.article(hit.passage.article_id).outlet for hit in store.search("Which bridge was closed?", k=8)]
    assert found == ["Loud Daily"] * 8
    assert sorted(both) == ["Coast Courier"] * 4 + ["Loud Daily"] * 4


def test_a_day_that_is_named_comes_first(tmp_path: Path, encoder: Encoder) -> None:
    items = [make_loaded("The council met in Brennick.", outlet=f"Paper {n}", title="Council", day=f"2031-05-{n:02}")
             for n in range(1, 9)]
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add(items))
        first = store.search("Did the council meet, as reported on May 7, 2031?", k=3)[0]
        assert store.article(first.passage.article_id).outlet == "Paper 7"
