"""Reranking: off unless it is named, a real CrossEncoder where it is, and one clear line where it cannot be had."""

from pathlib import Path

import numpy as np
import pytest
from small_models import cross_encoder

from eval.reranking import helps
from eval.summary import Figure
from rag import Assistant
from rag.events import Retrieved
from rag.rerank import CrossReranker
from vectorstore import EncoderError, Store
from vectorstore.settings import load_settings

QUESTION = "How many people were evacuated?"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CrossEncoder of random weights."""
    return cross_encoder(tmp_path_factory.mktemp("models") / "cross")


def test_the_better_half_of_the_hits_goes_on_as_the_model_orders_them(model: Path, store: Store) -> None:
    from sentence_transformers import CrossEncoder

    hits = store.search(QUESTION, k=6)
    pairs = [(QUESTION, f"{store.article(h.passage.article_id).title}\n{h.passage.text}") for h in hits]
    scores = CrossEncoder(str(model), device="cpu", local_files_only=True).predict(pairs)
    best = [hits[n].passage for n in np.argsort(-scores)[:3]]
    found = CrossReranker(str(model), store).rerank(QUESTION, hits)
    assert [hit.passage for hit in found] == best
    assert [hit.rank for hit in found] == [1, 2, 3]
    assert [hit.score for hit in found] == pytest.approx(sorted(scores, reverse=True)[:3], abs=1e-4)
    assert CrossReranker(str(model), store).rerank(QUESTION, ()) == ()


def test_it_is_used_where_it_is_named_or_set_and_nowhere_else(model: Path, store: Store, tmp_path: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    def passages(reranker: str | None) -> int:
        with Assistant.open(tmp_path / "store", index=False, reranker=reranker) as assistant:
            return next(e.passages for e in assistant.stream(QUESTION) if isinstance(e, Retrieved))

    assert load_settings().reranker is None
    assert (passages(None), passages(str(model))) == (6, 3)
    monkeypatch.setenv("DATELINE_RERANKER", str(model))
    assert (passages(None), passages("")) == (3, 6)


def test_a_reranker_that_is_not_here_is_one_line(store: Store, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"^reranker 'nobody/nothing' is neither a folder .*DATELINE_RERANKER$"):
        Assistant.open(tmp_path / "store", index=False, reranker="nobody/nothing")


def test_a_folder_that_holds_no_reranker_is_one_line(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match=r"^the reranker .* cannot be loaded from .*$"):
        CrossReranker(str(tmp_path / "empty"), store).rerank(QUESTION, store.search(QUESTION))


@pytest.mark.parametrize(("hit", "declined", "helping"), [(0.9, 0.8, True), (0.8, 0.8, False), (0.9, 0.7, False)])
def test_it_helps_where_more_is_found_and_nothing_else_is_lost(hit: float, declined: float, helping: bool) -> None:
    before = {"evidence_hit": Figure(0.8, 100), "abstain_right": Figure(0.8, 50)}
    after = {"evidence_hit": Figure(hit, 100), "abstain_right": Figure(declined, 50)}
    assert helps(before, after) == helping
