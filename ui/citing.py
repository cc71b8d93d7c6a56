"""The numbered chips of one turn, and what a chip shows before it is clicked."""

import datetime as dt
from collections.abc import Mapping, Sequence

from ingest.article import Span
from rag.answer import Citation, Source, count_origins
from ui.conversation import Turn
from ui.markup import DOT, age_in_words, date_in_words, escape, isolate


class Chips:
    """Writes the chips of one turn; a chip names its turn and number only, never an offset."""

    def __init__(self, turn: Turn, number: int, today: dt.date) -> None:
        self._turn, self._articles, self._today = number, turn.articles, today
        self.numbers: Mapping[tuple[str, Span], int] = {
            (c.source.article_id, c.span): n for n, c in enumerate(turn.citations(), start=1)}

    def number(self, citation: Citation) -> int:
        """Return the citation's number in its answer."""
        return self.numbers[citation.source.article_id, citation.span]

    def one(self, citation: Citation) -> str:
        """Return the chip of one citation."""
        number = self.number(citation)
        label = f"Citation {number}: {publisher(citation.source)}"
        return (f'<span class="cite"><button type="button" class="chip" data-cite="{self._turn}.{number}" '
                f'aria-label="{escape(label)}">{number}</button>{self._tip(citation)}</span>')

    def all(self, citations: Sequence[Citation]) -> str:
        """Return the chips of several, each number once."""
        return "".join(self.one(c) for c in {self.number(c): c for c in citations}.values())

    def _tip(self, citation: Citation) -> str:
        source = citation.source
        said = f'<span class="tip-said">{isolate(citation.speaker)}</span>' if citation.speaker else ""
        age = age_in_words(source.published, self._today)
        parts = [isolate(publisher(source)), self._authors(source), date_in_words(source.published), age]
        return (f'<span class="tip" role="tooltip"><span class="tip-quote">{isolate(citation.quote)}</span>{said}'
                f'<span class="tip-from">{DOT.join(filter(None, parts))}</span></span>')

    def _authors(self, source: Source) -> str:
        article = self._articles.get(source.article_id)
        return isolate(", ".join(article.authors)) if article and article.authors else ""


def reports(citations: tuple[Citation, ...]) -> str:
    """Say how many reports `citations` are of: copies of one are one, and one outlet's own confirm nothing."""
    articles, origins = len({c.source.article_id for c in citations}), count_origins(citations)
    if origins > 1:
        is_one = len({publisher(c.source) for c in citations}) == 1
        return f"{origins} reports of one outlet" if is_one else f"{origins} independent reports"
    return f"{articles} articles of one origin" if articles > 1 else "1 report"


def publisher(source: Source) -> str:
    """Return the outlet, where it is unknown the title, and where that is too the name it was ingested under."""
    return source.outlet or source.title or source.source
