"""The types of an answer hold what they promise."""

import pytest
from invented_articles import make_loaded

from ingest.article import Span
from rag.answer import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisagreementKind,
    Position,
    Source,
    Statement,
    Verdict,
)

ARTICLE = make_loaded("Some 400 people left Harrowmere on Tuesday.").article


def answer(*statements: Statement, abstention: Abstention | None = None) -> Answer:
    return Answer("Q?", "Q?", "offline", statements, (), abstention, {})


def test_a_quote_is_the_slice_of_the_article() -> None:
    assert Citation.of(ARTICLE, Span(5, 15)).quote == ARTICLE.text[5:15] == "400 people"


def test_a_citation_cannot_reach_beyond_the_text() -> None:
    with pytest.raises(ValueError, match="characters"):
        Citation.of(ARTICLE, Span(40, 1 + len(ARTICLE.text)))


def test_supported_needs_a_citation() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Statement("Something.", (), Verdict.SUPPORTED)


def test_an_answer_abstains_exactly_when_nothing_is_supported() -> None:
    supported = Statement("Some 400 people left.", (Citation.of(ARTICLE, Span(0, 10)),), Verdict.SUPPORTED)
    with pytest.raises(ValueError, match="exactly when"):
        answer(supported, abstention=Abstention("why", ()))
    with pytest.raises(ValueError, match="exactly when"):
        answer(Statement("Martians.", (), Verdict.UNSUPPORTED))


def test_a_disagreement_has_two_sides() -> None:
    with pytest.raises(ValueError, match="two positions"):
        Disagreement("Q?", DisagreementKind.FIGURES, (Position("400", None, ()),))


def test_numbers_count_distinct_places_in_order_of_appearance() -> None:
    first, second = Citation.of(ARTICLE, Span(0, 8)), Citation.of(ARTICLE, Span(9, 15))
    made = answer(Statement("a", (second, first), Verdict.SUPPORTED), Statement("b", (second,), Verdict.SUPPORTED))
    numbers = [[c["number"] for c in s["citations"]] for s in made.to_dict()["statements"]]
    assert numbers == [[1, 2], [1]]


@pytest.mark.parametrize(("published", "day"), [
    ("2031-05-04T18:42", "4 May 2031"), ("2031-05-04", "4 May 2031"), ("2031-05", "May 2031"), ("2031", "2031"),
    ("--05-04", "4 May"), (None, ""),
])  # fmt: skip
def test_a_publish_day_is_told_as_far_as_it_is_known(published: str | None, day: str) -> None:
    assert Source("a", "a", "a.txt", "", "", None, published).day == day
