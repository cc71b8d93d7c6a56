"""A small invented newsroom and an assistant with set answers, for tests of the page."""

from collections.abc import Iterable, Iterator, Sequence

from invented_articles import make_loaded

from ingest.article import Article, Span
from ingest.load import Loaded, NotLoaded
from rag.answer import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisagreementKind,
    Position,
    Statement,
    Verdict,
)
from rag.events import Event, Finished, Retrieved, Understood, Verified
from rag.question import AnswerType, Question
from vectorstore import Outcome, StoreError

GAZETTE = make_loaded(
    "The river Ardle rose two metres in one night and the lower town of Harrowmere stood under water by morning.\n"
    "Some 400 people left their homes before dawn, the fire brigade said. Nobody was hurt.\n"
    "The Mill Bridge will stay closed until its piers have been inspected, the council said on Tuesday.\n"
    "“We carried my grandmother out through the window,” said Nel Okafor, who lives on Wharf Lane.",
    outlet="The Fjord Gazette", title="Flood empties lower Harrowmere", day="2031-05-04").article
COURIER = make_loaded(
    "About 650 people were moved out of Harrowmere by boat and lorry, the county said. Most stayed with relatives.\n"
    "The Mill Bridge is closed. Engineers expect to inspect it within the week.\n"
    "Mayor Ilva Brandt denied that the warning had come too late.",
    outlet="Coast Courier", title="Hundreds moved out of Harrowmere", day="2031-05-05").article
POST = make_loaded(
    "The warning came too late, said Tomas Rell of the residents’ league.\n"
    "The Lunden parliament postponed its vote on the harbour tax. No new day was named.",
    outlet="Lunden Post", title="Residents angry over late flood warning", day=None).article
ARTICLES = (COURIER, GAZETTE, POST)


def cite(article: Article, sentence: str, *, speaker: str | None = None) -> Citation:
    """Cite a stretch of an invented article, which must hold it."""
    start = article.text.index(sentence)
    return Citation.of(article, Span(start, start + len(sentence)), speaker=speaker)


GAZETTE_400 = cite(GAZETTE, "Some 400 people left their homes before dawn, the fire brigade said.",
                   speaker="the fire brigade")
COURIER_650 = cite(COURIER, "About 650 people were moved out of Harrowmere by boat and lorry, the county said.",
                   speaker="the county")
GAZETTE_BRIDGE = cite(GAZETTE, "The Mill Bridge will stay closed until its piers have been inspected, the council said "
                               "on Tuesday.")
COURIER_BRIDGE = cite(COURIER, "The Mill Bridge is closed.")
BRANDT = cite(COURIER, "Mayor Ilva Brandt denied that the warning had come too late.", speaker="Ilva Brandt")
RELL = cite(POST, "The warning came too late, said Tomas Rell of the residents’ league.", speaker="Tomas Rell")
TAX = cite(POST, "The Lunden parliament postponed its vote on the harbour tax.")


def evacuated(question: str, standalone: str) -> Answer:
    """An answer with every kind of part: a lead, support, exceptions and disagreements."""
    supported = Verdict.SUPPORTED
    return Answer(
        question=question, standalone_question=standalone, written_by="offline", abstention=None,
        statements=(
            Statement("The sources differ: some 400 people left Harrowmere (The Fjord Gazette, citing the fire "
                      "brigade) or about 650 (Coast Courier, citing the county).", (GAZETTE_400, COURIER_650),
                      supported),
            Statement("The Mill Bridge is closed for an inspection.", (GAZETTE_BRIDGE, COURIER_BRIDGE),
                      supported),
            Statement("Most stayed with relatives.", (cite(COURIER, "Most stayed with relatives."),), supported),
            Statement("Twelve people were hurt.", (cite(GAZETTE, "Nobody was hurt."),), Verdict.CONTRADICTED),
            Statement("The bridge reopens in June.", (COURIER_BRIDGE,), Verdict.UNSUPPORTED)),
        disagreements=(
            Disagreement("people who left Harrowmere", DisagreementKind.FIGURES, (
                Position("some 400", "the fire brigade", (GAZETTE_400,)),
                Position("about 650", "the county", (COURIER_650,)))),
            Disagreement("whether the warning came too late", DisagreementKind.CLAIM_DENIAL, (
                Position("the warning came too late", "Tomas Rell", (RELL,)),
                Position("denied", "Ilva Brandt", (BRANDT,))))),
        timings_ms={"retrieve": 12.0, "total": 143.2})


def silent(question: str, standalone: str) -> Answer:
    """An answer that abstains."""
    reason = "No sentence in the articles names a day for the vote."
    return Answer(question, standalone, "offline", (), (), Abstention(reason, (TAX, COURIER_BRIDGE)), {"total": 96.0})


class SetStore:
    """Keeps articles in memory."""

    def __init__(self) -> None:
        self.kept = {article.article_id: article for article in ARTICLES}

    def articles(self) -> tuple[Article, ...]:
        return tuple(self.kept.values())

    def add(self, items: Iterable[Loaded | NotLoaded]) -> Iterator[Outcome]:
        for item in items:
            if isinstance(item, NotLoaded):
                yield Outcome(item.source, item.status, item.reason, None)
            else:
                self.kept[item.article.article_id] = item.article
                yield Outcome(item.article.source, "added", "", item.article)


class SetAssistant:
    """Answers "when" questions with an abstention and all others with figures that differ."""

    def __init__(self) -> None:
        self.store = SetStore()
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def stream(self, question: str, *, history: Sequence[str] = ()) -> Iterator[Event]:
        self.asked.append((question, tuple(history)))
        standalone = f"{question.rstrip('?')} in Harrowmere?" if history else question
        yield Understood(Question(text=question, standalone=standalone, answer_type=AnswerType.NUMBER))
        yield Retrieved(passages=12, articles=3)
        answer = (silent if question.startswith("When") else evacuated)(question, standalone)
        for statement in answer.statements:
            yield Verified(statement)
        yield Finished(answer)

    def article(self, article_id: str) -> Article:
        if article_id not in self.store.kept:
            raise StoreError(f"there is no article {article_id}")
        return self.store.kept[article_id]

    def warm_up(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        """There is nothing to close."""


if __name__ == "__main__":
    from ui.serve import serve

    serve(SetAssistant, host="127.0.0.1", port=7900, say=lambda line: print(line, flush=True))
