"""The whole way of one question, top to bottom."""

from collections.abc import Iterator
from dataclasses import dataclass

from rag.abstain import abstention, reason_to_abstain
from rag.answer import Answer, Statement, Verdict
from rag.clock import Clock
from rag.compare import Comparer
from rag.draft import Drafter
from rag.events import Event, Finished, Retrieved, Understood, Verified
from rag.parse import Parser
from rag.question import Asked
from rag.retrieve import Retriever
from rag.select import Selector
from rag.several import Several
from rag.understand import understand
from rag.verify import verify_parts

UNSUPPORTED = "Nothing that could be written about it is supported by the articles."


@dataclass(frozen=True, slots=True)
class Pipeline:
    """understand -> retrieve -> rerank -> select sentences -> read -> compare -> write -> verify."""

    retriever: Retriever
    parser: Parser
    several: Several
    selector: Selector
    comparer: Comparer
    drafter: Drafter

    def stream(self, asked: Asked) -> Iterator[Event]:
        """Yield what happens while the question is answered; the last event is `Finished`.

        Raises:
            QuestionError: if the question is blank or too long.
        """
        clock = Clock()
        question = understand(asked, self.parser, self.several, self.retriever.outlets())
        clock.lap("understand")
        yield Understood(question)
        clock.skip()

        hits = self.retriever.search(question, asked)
        clock.lap("retrieve")
        hits = self.retriever.rerank(question, hits)
        clock.lap("rerank")
        yield Retrieved(passages=len(hits), articles=len({h.passage.article_id for h in hits}))
        clock.skip()

        shortlist = self.selector.shortlist(question, hits)
        clock.lap("select")
        evidence = self.selector.read_all(question, shortlist)
        clock.lap("read")

        reason = reason_to_abstain(question, evidence)
        disagreements = self.comparer.compare(question, evidence) if reason is None else ()
        clock.lap("compare")

        statements: list[Statement] = []
        written_by = self.drafter.name
        for draft in self.drafter.draft(question, evidence, disagreements) if reason is None else ():
            clock.lap("write")
            written_by = draft.written_by
            verdict = verify_parts(draft.parts or ((draft.text, draft.citations),), self.parser)
            statements.append(Statement(draft.text, draft.citations, verdict, draft.speaker))
            clock.lap("verify")
            yield Verified(statements[-1])
            clock.skip()
        if reason is None and not any(s.verdict is Verdict.SUPPORTED for s in statements):
            reason, disagreements = UNSUPPORTED, ()
        clock.lap("write")

        yield Finished(Answer(
            question=question.text, standalone_question=question.standalone, written_by=written_by,
            statements=tuple(statements), disagreements=disagreements,
            abstention=abstention(reason, evidence) if reason is not None else None, timings_ms=clock.read()))
