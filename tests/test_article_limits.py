"""A question can be limited to named articles, and one open store serves an offline writer and a model at once."""

from pathlib import Path

import pytest
from invented_articles import INVENTED
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from rag import Assistant, ModelError
from rag.events import Finished
from vectorstore import Store
from vectorstore.encoder import Encoder

FJORD, COAST, LUNDEN = (loaded.article.article_id for loaded in INVENTED)


def test_only_named_articles_are_searched_by_words_and_by_meaning(store: Store) -> None:
    everywhere = {hit.passage.article_id for hit in store.search("people left Harrowmere")}
    assert {FJORD, COAST} <= everywhere
    for limit in ((COAST,), (FJORD, LUNDEN)):
        found = {hit.passage.article_id for hit in store.search("people left Harrowmere", articles=limit)}
        assert found == set(limit)
    assert store.search("people left Harrowmere", articles=("nowhere",)) == ()
    assert store.search("people left Harrowmere", articles=(COAST,), outlets=("Lunden Post",)) == ()


def test_an_answer_limited_to_an_article_cites_no_other(tmp_path: Path, encoder: Encoder) -> None:
    with Store.open(tmp_path / "store", create=True, encoder=encoder) as made:
        list(made.add(INVENTED))
    with Assistant.open(tmp_path / "store", index=False) as assistant:
        for article in (FJORD, COAST):
            *_, last = assistant.stream("How many people left Harrowmere?", articles=(article,))
            assert isinstance(last, Finished)
            assert {c.source.article_id for c in last.answer.citations()} == {article}
            assert last.answer.abstention is None


def test_another_writer_on_the_open_store_leaves_the_first_as_it_is(tmp_path: Path, encoder: Encoder) -> None:
    with Store.open(tmp_path / "store", create=True, encoder=encoder) as made:
        list(made.add(INVENTED))
    with Assistant.open(tmp_path / "store", index=False) as assistant:
        other = assistant.using(FakeListChatModel(responses=["Some 400 people left Harrowmere on Tuesday. [1]"]))
        question = "How many people left Harrowmere?"
        assert other.answer(question).written_by == "FakeListChatModel"
        assert assistant.answer(question).written_by == "offline"
        with pytest.raises(ModelError):
            assistant.using("no-provider-of-that-name:x")
