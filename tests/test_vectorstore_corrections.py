"""What a reader corrects is what everybody sees, for every version of the story, until it is taken back."""

from pathlib import Path

import pytest
from invented_articles import INVENTED, make_loaded

from ingest.article import Article, Dated, Precision
from vectorstore import Corrections, Store, StoreError
from vectorstore.encoder import Encoder

FLOOD, COAST, TAX = (item.article for item in INVENTED)
ALL = Corrections(title="Brennick empties", outlet="Velmora Star", authors=("Ilse Marr", "Tom Vane"),
                  published="3 May 2031", updated="2031-05-04T18:42+02:00", language="de")


def described(article: Article) -> tuple[object, ...]:
    return (article.title, article.outlet, article.authors, article.published, article.updated, article.language)


CORRECTED = ("Brennick empties", "Velmora Star", ("Ilse Marr", "Tom Vane"),
             Dated("2031-05-03", Precision.DAY, "corrected by the reader: 3 May 2031"),
             Dated("2031-05-04T18:42", Precision.INSTANT, "corrected by the reader: 2031-05-04T18:42+02:00", "+02:00"),
             "de")


def test_every_reading_sees_what_was_corrected_and_the_article_keeps_what_it_said(store: Store) -> None:
    assert described(store.correct(FLOOD.article_id, ALL)) == CORRECTED
    assert described(store.article(FLOOD.article_id)) == CORRECTED
    assert described(next(a for a in store.articles() if a.article_id == FLOOD.article_id)) == CORRECTED
    assert described(next(a for a in store.listed() if a.article_id == FLOOD.article_id)) == CORRECTED
    assert store.outlets() == ("Coast Courier", "Lunden Post", "Velmora Star")
    assert {passage.language for passage in store.passages(FLOOD.article_id)} == {"de"}
    assert store.uncorrected(FLOOD.article_id) == FLOOD
    assert store.article(FLOOD.article_id).text == FLOOD.text
    assert store.verify().problems == ()


def test_search_filters_and_words_go_by_what_was_corrected(store: Store) -> None:
    store.correct(FLOOD.article_id, ALL)
    by_outlet = store.search("people", k=50, outlets=["velmora star"])
    by_word = store.search("Brennick", k=2)
    assert {hit.passage.article_id for hit in (*by_outlet, *by_word)} == {FLOOD.article_id}
    with pytest.raises(StoreError, match="no article of the outlet"):
        store.search("people", outlets=[FLOOD.outlet])
    vector = store.encoder.encode([f"Brennick empties\n{by_word[0].passage.text}"])[0]
    asked = store.encoder.encode(["Brennick"])[0]
    assert by_word[0].cosine == pytest.approx(float(vector @ asked), abs=0.01)


def test_a_correction_survives_the_same_article_again_and_new_versions_of_it(tmp_path: Path, encoder: Encoder) -> None:
    first, second, third = (make_loaded(f"{count} boats sank off Harrowmere.", story="boats", source="boats.txt",
                                        outlet=outlet) for count, outlet in
                            (("Twelve", ""), ("Fifteen", "Velmora Star"), ("Twenty", "")))
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([first]))
        store.correct(first.article.article_id, Corrections(outlet="Velmora Star", title="Boats of Brennick"))
        told = [outcome for item in (first, second, third) for outcome in store.add([item])]
        hits = store.search("Brennick", outlets=["Velmora Star"])
        assert [outcome.status for outcome in told] == ["unchanged", "updated", "updated"]
        assert {(o.article.outlet, o.article.title) for o in told} == {("Velmora Star", "Boats of Brennick")}
        assert [hit.passage for hit in hits] == list(third.passages)
        assert store.uncorrected(third.article.article_id) == third.article


def test_what_is_taken_back_is_as_if_it_had_never_been(store: Store) -> None:
    before = (store.articles(), store.passages(FLOOD.article_id), store.outlets(),
              [hit.passage for hit in store.search("Who thanked the volunteers of Harrowmere?", k=50)])
    store.correct(FLOOD.article_id, ALL)
    store.correct(FLOOD.article_id, Corrections(language="fr"))
    assert store.uncorrect(FLOOD.article_id) == FLOOD
    assert (store.articles(), store.passages(FLOOD.article_id), store.outlets(),
            [hit.passage for hit in store.search("Who thanked the volunteers of Harrowmere?", k=50)]) == before


def test_a_second_correction_leaves_the_first_and_unknown_is_a_value(store: Store) -> None:
    store.correct(FLOOD.article_id, Corrections(outlet="Velmora Star"))
    again = store.correct(FLOOD.article_id, Corrections(published="unknown", authors=()))
    assert (again.outlet, again.published, again.authors) == ("Velmora Star", None, ())
    assert store.correct(FLOOD.article_id, Corrections(outlet="unknown")).outlet == ""


def test_a_version_is_newer_or_older_by_its_own_dates_not_by_corrected_ones(store: Store) -> None:
    store.correct(FLOOD.article_id, Corrections(published="1 May 2031"))
    older = make_loaded("First reports spoke of 90 people.", story=FLOOD.story_id, day="2031-05-03")
    list(store.add([older]))
    assert FLOOD.article_id in {article.article_id for article in store.articles()}


def test_the_corrected_date_decides_which_copy_is_the_origin(tmp_path: Path, encoder: Encoder) -> None:
    from test_vectorstore_store import reprints

    wire, courier, post = reprints()
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as store:
        list(store.add([wire, courier, post]))
        store.correct(courier.article.article_id, Corrections(published="2031-05-30"))
        found = [article.outlet for article in store.origin(post.article.article_id)]
        assert {article.origin_id for article in store.articles()} == {courier.article.article_id}
    assert found == ["Coast Courier", "Wire Nord", "Lunden Post"]


@pytest.mark.parametrize(("wrong", "message"), [
    (Corrections(), "nothing to correct"), (Corrections(published="soon"), "no date that can be read"),
    (Corrections(published="2031-13"), "no date that can be read"),
    (Corrections(updated="4/5/2031"), "no date that can be read"),
    (Corrections(language="English"), "no code of ISO 639"), (Corrections(title="\udcff"), "no text may hold")])
def test_what_cannot_be_meant_is_refused_in_one_line_and_changes_nothing(store: Store, wrong: Corrections,
                                                                         message: str) -> None:
    with pytest.raises(StoreError, match=message) as raised:
        store.correct(FLOOD.article_id, wrong)
    assert "\n" not in str(raised.value)
    assert store.article(FLOOD.article_id) == FLOOD
    with pytest.raises(StoreError, match="no article 'nobody'"):
        store.correct("nobody", ALL)
