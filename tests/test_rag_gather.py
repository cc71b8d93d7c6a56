"""Questions for several things are answered from several reports."""

from collections.abc import Sequence
from pathlib import Path

from invented_articles import make_loaded

from rag import Answer, Assistant
from rag.gather import act_of
from rag.signals import Family, Signals
from rag.write import Extractive
from vectorstore import Store
from vectorstore.encoder import Encoder

TEXTS = (
    "The Osterby mill burned for hours.\n“The brigade came too late,” said Mara Velt, who leads the union.",
    "The mill at Osterby is a ruin.\nTom Hale of the opposition accused the county of ignoring two warnings.",
    "Osterby has no mill any more.\n“Nobody should have been inside,” said Rosa Lind, a former inspector.",
)


def answered(folder: Path, encoder: Encoder, texts: Sequence[str], question: str) -> Answer:
    """The answer from articles of these texts, each of an outlet of its own."""
    loaded = [make_loaded(text, outlet=f"Outlet {n}", title=f"The mill fire, {n}") for n, text in enumerate(texts)]
    with Store.open(folder / "store", create=True, encoder=encoder, index=False) as store:
        assert [o.status for o in store.add(loaded)] == ["added"] * len(loaded)
        return Assistant(store, Extractive(encoder)).answer(question)


def test_what_critics_say_is_told_from_each_report_that_quotes_one(tmp_path: Path, encoder: Encoder) -> None:
    answer = answered(tmp_path, encoder, TEXTS, "What do critics say about the mill fire?")
    lead = answer.statements[0]
    assert lead.text.startswith("From several reports: ")
    assert {c.source.outlet for c in lead.citations} == {"Outlet 0", "Outlet 1", "Outlet 2"}
    assert {"Mara Velt", "Tom Hale", "Rosa Lind"} <= {c.speaker for c in answer.citations()}
    assert not answer.disagreements


def test_how_one_body_reacted_is_told_in_nobody_elses_words(tmp_path: Path, encoder: Encoder) -> None:
    council = "The Osterby mill burned.\nThe County Council said it was ashamed of the mill fire and would pay for it."
    union = "Osterby has no mill.\n“The County Council reacted too late to the mill fire,” said Mara Velt of the union."
    answer = answered(tmp_path, encoder, (council, union), "How did the County Council react to the mill fire?")
    assert {c.speaker for c in answer.citations()} == {"County Council"}


def test_of_two_bodies_asked_together_both_are_heard(tmp_path: Path, encoder: Encoder) -> None:
    council = "The Osterby mill burned.\nThe council said it was ashamed of the mill fire and would pay for it."
    union = "Osterby has no mill.\nThe union said the mill fire was a scandal and demanded an inquiry."
    answer = answered(tmp_path, encoder, (council, union), "How did the council and the union react to the fire?")
    assert {"council", "union"} <= {c.speaker for c in answer.citations()}


def test_the_opening_of_a_story_speaks_against_it_of_several_things_alone() -> None:
    opening, later = Signals(opening=1.0), Signals()
    assert opening.score(Family.SEVERAL) < later.score(Family.SEVERAL)
    assert opening.score(Family.ONE_THING) == later.score(Family.ONE_THING)


def test_the_kind_of_telling_is_known_by_the_words_of_the_question() -> None:
    critics, measures = act_of("What do critics say?"), act_of("Which measures were taken?")
    assert critics is not None
    assert measures is not None
    assert (critics.is_spoken, measures.is_spoken) == (True, False)
    assert act_of("What is in the report?") is None
