"""The one renderer of the conversation: a turn becomes HTML, every outside string in it escaped and isolated."""

from collections.abc import Callable, Mapping, Sequence

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
    count_origins,
)
from rag.events import Retrieved
from ui.conversation import Conversation, Turn
from ui.markup import date_in_words, escape, isolate
from ui.shelf import render_problem

KINDS = {
    DisagreementKind.FIGURES: "The sources differ",
    DisagreementKind.CLAIM_DENIAL: "Claimed and denied",
    DisagreementKind.SUPERSEDED: "Later figure replaces earlier",
}
FLAGS = {
    Verdict.UNSUPPORTED: "Not supported by what it cites",
    Verdict.CONTRADICTED: "Contradicted by what it cites",
}


def render_conversation(turns: Conversation) -> str:
    """Return all of `turns`, oldest first; "" for none."""
    return "".join(render_turn(turn, number=number) for number, turn in enumerate(turns))


def render_turn(turn: Turn, *, number: int) -> str:
    """Return the question and what is known of its answer; `number` is the turn's place in the conversation."""
    chips = _Chips(turn, number)
    return (f'<section class="turn" data-turn="{number}"><h2 class="asked">{isolate(turn.question)}</h2>'
            f"{_read_as(turn)}{_reply(turn, chips)}</section>")


class _Chips:
    """Writes the numbered chips of one turn; a chip names its turn and number only, never an offset."""

    def __init__(self, turn: Turn, number: int) -> None:
        self._turn = number
        self.numbers: Mapping[tuple[str, Span], int] = {
            (c.source.article_id, c.span): n for n, c in enumerate(turn.citations(), start=1)}

    def number(self, citation: Citation) -> int:
        return self.numbers[citation.source.article_id, citation.span]

    def one(self, citation: Citation) -> str:
        number = self.number(citation)
        label = f"Citation {number}: {publisher(citation.source)}"
        return (f'<span class="cite"><button type="button" class="chip" data-cite="{self._turn}.{number}" '
                f'aria-label="{escape(label)}">{number}</button>{_tip(citation)}</span>')

    def all(self, citations: Sequence[Citation]) -> str:
        return "".join(self.one(c) for c in {self.number(c): c for c in citations}.values())


def publisher(source: Source) -> str:
    """Return the outlet, where it is unknown the title, and where that is too the name it was ingested under."""
    return source.outlet or source.title or source.source


def _tip(citation: Citation) -> str:
    source = citation.source
    said = f'<span class="tip-said">{isolate(citation.speaker)}</span>' if citation.speaker else ""
    return (f'<span class="tip" role="tooltip"><span class="tip-quote">{isolate(citation.quote)}</span>{said}'
            f'<span class="tip-from">{isolate(publisher(source))} · {date_in_words(source.published)}</span></span>')


def _read_as(turn: Turn) -> str:
    if not turn.standalone or turn.standalone.split() == turn.question.split():
        return ""
    return f'<p class="read-as">Read as: {isolate(turn.standalone)}</p>'


def _reply(turn: Turn, chips: _Chips) -> str:
    statements = "".join(_statement(s, turn.answer, chips, lead=place == 0) for place, s in enumerate(turn.statements))
    if turn.problem:
        return f"{statements}{render_problem(turn.problem)}"
    if turn.answer is None:
        return f'{statements}<p class="pending">{_progress(turn.found)}</p>'
    abstention = _abstention(turn.answer.abstention, chips) if turn.answer.abstention else ""
    differ = "".join(_disagreement(d, chips) for d in turn.answer.disagreements)
    return f"{abstention}{statements}{differ}{_sources(turn, chips)}{_foot(turn.answer)}"


def _statement(statement: Statement, answer: Answer | None, chips: _Chips, *, lead: bool) -> str:
    text, note = isolate(statement.text), ""
    if statement.verdict is not Verdict.SUPPORTED:
        text, note = f"<s>{text}</s>", f' <span class="flag">{FLAGS[statement.verdict]}</span>'
    elif answer and (origins := count_origins(statement.citations)) > 1 and not _takes_sides(statement, answer):
        note = f' <span class="note">{origins} independent reports</span>'
    css_class = "lead" if lead and statement.verdict is Verdict.SUPPORTED else "says"
    return f'<p class="{css_class}">{text}{chips.all(statement.citations)}{note}</p>'


def _takes_sides(statement: Statement, answer: Answer) -> bool:
    """Tell whether the statement cites two sides of a disagreement: then its reports are not one report confirmed."""
    cited = set(statement.citations)
    return any(sum(not cited.isdisjoint(p.citations) for p in d.positions) > 1 for d in answer.disagreements)


def _progress(found: Retrieved | None) -> str:
    if found is None:
        return "Searching the articles…"
    return f"Reading {_count(found.passages, 'passage')} from {_count(found.articles, 'article')}…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _abstention(abstention: Abstention, chips: _Chips) -> str:
    quotes = "".join(
        f"<li><blockquote>{isolate(c.quote)}{chips.one(c)}</blockquote>"
        f'<p class="from">{isolate(publisher(c.source))} · {date_in_words(c.source.published)}</p></li>'
        for c in abstention.nearest)
    nearest = f'<h3 class="label">What comes nearest</h3><ul class="nearest">{quotes}</ul>' if quotes else ""
    return (f'<div class="abstained"><p class="lead">The articles do not say.</p>'
            f'<p class="reason">{isolate(abstention.reason)}</p>{nearest}</div>')


def _disagreement(disagreement: Disagreement, chips: _Chips) -> str:
    positions = disagreement.positions
    rows = (
        _row("Value", positions, lambda p: isolate(p.value, css_class="value")),
        _row("Who says so", positions, lambda p: isolate(p.speaker) if p.speaker else '<span class="none">–</span>'),
        _row("Outlet", positions, lambda p: _lines(p, chips, lambda c: isolate(publisher(c.source)))),
        _row("Date", positions, lambda p: _lines(p, chips, lambda c: date_in_words(c.source.published))),
        _row("Quote", positions, lambda p: "".join(
            f'<span class="quote">{isolate(c.quote)}{chips.one(c)}</span>' for c in p.citations)),
    )
    return (f'<section class="differ"><h3 class="label">{KINDS[disagreement.kind]}</h3>'
            f'<table><caption>{isolate(disagreement.about)}</caption><tbody>{"".join(rows)}</tbody></table></section>')


def _row(label: str, positions: Sequence[Position], cell: Callable[[Position], str]) -> str:
    cells = "".join(f"<td>{cell(p)}</td>" for p in positions)
    return f'<tr><th scope="row">{label}</th>{cells}</tr>'


def _lines(position: Position, chips: _Chips, line: Callable[[Citation], str]) -> str:
    """One line a citation; where there are several, each starts with its number."""
    several = len(position.citations) > 1
    return "".join(
        '<span class="line">' + (f'<span class="n">{chips.number(c)}</span> ' if several else "") + f"{line(c)}</span>"
        for c in position.citations)


def _sources(turn: Turn, chips: _Chips) -> str:
    """The articles cited by statements and positions, each with the numbers of its citations."""
    cited: dict[str, list[Citation]] = {}
    for citation in turn.citations():
        cited.setdefault(citation.source.article_id, []).append(citation)
    if turn.answer is None or turn.answer.abstention:
        return ""
    items = "".join(f"<li>{chips.all(c)} {_source(c[0].source)}</li>" for c in cited.values())
    return f'<ul class="sources" aria-label="Sources">{items}</ul>'


def _source(source: Source) -> str:
    title = f" · {isolate(source.title)}" if source.outlet and source.title else ""
    return f'{isolate(publisher(source), css_class="outlet")} · {date_in_words(source.published)}{title}'


def _foot(answer: Answer) -> str:
    total = answer.timings_ms.get("total")
    words = [] if answer.written_by == "offline" else [f"Written by {isolate(answer.written_by)}"]
    if total is not None:
        words.append(f"{total / 1000:.1f} s" if total >= 100 else f"{total:.0f} ms")
    return f'<p class="foot">{" · ".join(words)}</p>' if words else ""
