"""The verdict on a statement: what it says must stand in what it cites."""

import pytest
from invented_articles import make_loaded

from rag.answer import Citation, Verdict
from rag.parse import Parser
from rag.verify import verify

PARSER = Parser()
TEXT = (
    "Some 400 people left Harrowmere on Tuesday, the fire brigade said. Mayor Ilva Brandt did not close the bridge. "
    "“We will rebuild every house,” she told the council."
)


def cite(fragment: str) -> tuple[Citation, ...]:
    article = make_loaded(TEXT, outlet="The Fjord Gazette").article
    from ingest.article import Span

    start = article.text.index(fragment)
    return (Citation.of(article, Span(start, start + len(fragment))),)


FIRST = "Some 400 people left Harrowmere on Tuesday, the fire brigade said."
SECOND = "Mayor Ilva Brandt did not close the bridge."
THIRD = "“We will rebuild every house,” she told the council."


@pytest.mark.parametrize(
    ("statement", "quote", "verdict"),
    [
        (FIRST, FIRST, Verdict.SUPPORTED),
        ("Some 400 people left Harrowmere", FIRST, Verdict.SUPPORTED),
        ("The fire brigade said 400 people left Harrowmere on Tuesday.", FIRST, Verdict.SUPPORTED),
        ("According to The Fjord Gazette, some 400 people left Harrowmere.", FIRST, Verdict.SUPPORTED),
        ("Some 450 people left Harrowmere on Tuesday.", FIRST, Verdict.UNSUPPORTED),
        ("Some 400 people left Harrowmere on Wednesday.", FIRST, Verdict.UNSUPPORTED),
        ("Some 400 people left Lunden on Tuesday.", FIRST, Verdict.UNSUPPORTED),
        ("Mayor Ilva Brandt did close the bridge.", SECOND, Verdict.CONTRADICTED),
        ("“We will rebuild every street,” she told the council.", THIRD, Verdict.UNSUPPORTED),
        ("She promised the council “we will rebuild every house”.", THIRD, Verdict.SUPPORTED),
        ("The weather stayed dry and farmers were pleased.", FIRST, Verdict.UNSUPPORTED),
    ],
)
def test_figures_names_days_quoted_words_and_negation_must_be_found(
    statement: str, quote: str, verdict: Verdict
) -> None:
    assert verify(statement, cite(quote), PARSER) is verdict


def test_a_statement_without_a_citation_is_unsupported() -> None:
    assert verify(FIRST, (), PARSER) is Verdict.UNSUPPORTED
