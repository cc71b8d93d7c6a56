"""Short ways to make the articles, answers and cases that the evaluation's tests score by hand."""

from typing import Any

from eval.questions import Case, Evidence
from ingest.article import Article, Span
from rag.answer import Abstention, Answer, Citation, Disagreement, DisagreementKind, Position, Statement, Verdict

HARBOUR = "Fire crews moved 400 people from the old harbour on Monday. Nobody was hurt, Mayor Ilva Torrek said."
MARKET = "The blaze in the old harbour forced 650 residents out. A cause is not known."


def article(name: str, text: str) -> Article:
    """Make an article ingested from the file `name`; its id is the name without the ending."""
    identity = name.removesuffix(".txt")
    return Article(identity, identity, identity, name, None, f"Title of {identity}", f"{identity}.example", (), None,
                   None, "en", text, ())


ONE = article("one.txt", HARBOUR)
TWO = article("two.txt", MARKET)


def cite(source: Article, quote: str, *, speaker: str | None = None) -> Citation:
    """Cite the first place where `quote` stands in `source`."""
    start = source.text.index(quote)
    return Citation.of(source, Span(start, start + len(quote)), speaker=speaker)


def say(text: str, *citations: Citation, verdict: Verdict = Verdict.SUPPORTED, speaker: str | None = None) -> Statement:
    """Make a statement, supported unless told otherwise."""
    return Statement(text, citations, verdict, speaker)


def differ(*positions: Position) -> Disagreement:
    """Make a disagreement on figures."""
    return Disagreement("people moved", DisagreementKind.FIGURES, positions)


def answer(*statements: Statement, disagreements: tuple[Disagreement, ...] = (), **timings: float) -> Answer:
    """Make an answer; one without a supported statement abstains."""
    supported = any(s.verdict is Verdict.SUPPORTED for s in statements)
    return Answer("?", "?", "offline", statements, disagreements, None if supported else Abstention("not said", ()),
                  {"retrieve": 1.0, "total": 2.0} | timings)


def gold(source: Article, quote: str) -> Evidence:
    """Name `quote` of `source` as gold."""
    return Evidence(source.source, quote)


def case(*evidence: Evidence, kind: str = "fact", answers: tuple[str, ...] = ("400",), **fields: Any) -> Case:
    """Make a case; without evidence it is unanswerable."""
    return Case(**{"id": "c1", "kind": kind, "question": "How many were moved?", "answers": answers,
                   "evidence": evidence} | fields)
