"""One reader's conversation: its questions, and of each answer what has come in so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import assert_never

from ingest.article import Article, Span
from rag.answer import Answer, Citation, Statement
from rag.events import Event, Finished, Retrieved, Understood, Verified


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what is known of its answer; `problem` says in one line why there will be none.

    `found` is None until the search is done, `answer` is None until it is finished; `limited` says what it was limited
    to, `asked` when (ISO 8601 with the distance from UTC, "" where it was not kept). `articles` are the cited ones by
    id, as far as the store holds them. `is_stopped`: the reader did not wait for the answer; `thumb`: whether the
    reader found it right, None where nothing was said.
    """

    question: str
    standalone: str = ""
    limited: str = ""
    asked: str = ""
    found: Retrieved | None = None
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    problem: str = ""
    articles: Mapping[str, Article] = field(default_factory=dict)
    is_stopped: bool = False
    thumb: bool | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.answer or self.problem or self.is_stopped)

    def after(self, event: Event) -> "Turn":
        """Return this turn with what `event` tells."""
        match event:
            case Understood(question):
                return replace(self, standalone=question.standalone)
            case Retrieved():
                return replace(self, found=event)
            case Verified(statement):
                return replace(self, statements=(*self.statements, statement))
            case Finished(answer):
                return replace(self, standalone=answer.standalone_question, statements=answer.statements,
                               answer=answer)
            case _:
                assert_never(event)

    def citations(self) -> tuple[Citation, ...]:
        """Return the distinct citations: the one numbered n, as `Answer.numbers` counts, stands at n - 1."""
        distinct: dict[tuple[str, Span], Citation] = {}
        for citation in self._all_citations():
            distinct.setdefault((citation.source.article_id, citation.span), citation)
        return tuple(distinct.values())

    def _all_citations(self) -> Iterator[Citation]:
        if self.answer:
            return self.answer.citations()
        return chain.from_iterable(s.citations for s in self.statements)


Conversation = tuple[Turn, ...]
