"""Where the sources differ: positions side by side, and a figure that changes over days as a small plot."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.answer import Answer, Citation, Disagreement, DisagreementKind, Position, Statement
from rag.quantity import read_quantities
from ui.citing import Chips, publisher, reports
from ui.markup import DOT, date_in_words, escape, isolate

KINDS = {
    DisagreementKind.FIGURES: "The sources differ",
    DisagreementKind.CLAIM_DENIAL: "Claimed and denied",
    DisagreementKind.SUPERSEDED: "Later figure replaces earlier",
}
# More columns than this leave no room to read a quote in.
MOST_COLUMNS = 3
WORDS_OF_A_CLAUSE = 6


def render_disagreement(disagreement: Disagreement, chips: Chips, *, questions: Sequence[str], leads: bool) -> str:
    """Return the positions side by side; with `leads` the table is the answer itself and its values stand large. What
    it is about is said where it is none of the `questions`, as put and as read."""
    positions = disagreement.positions
    rows = (
        _row("Who says so", positions, _who),
        _row("Outlet", positions, lambda p: _lines((isolate(publisher(c.source)) for c in p.citations), of=p)),
        _row("Date", positions, lambda p: _lines(
            (date_in_words(_shown_date(c, disagreement)) for c in p.citations), of=p)),
        _row("Rests on", positions, lambda position: reports(position.citations)),
        _row("Quote", positions, lambda p: "".join(_quote(c, p, chips) for c in p.citations)),
    )
    last = _last_reported(disagreement)
    values = "".join(f'<th scope="col">{_value(p, stands=p in last)}</th>' for p in positions)
    told = " told" if any(_same_words(disagreement.about, question) for question in questions) else ""
    size = (" leads" if leads else "") + (" many" if len(positions) > MOST_COLUMNS else "")
    return (f'<section class="differ{size}"><h3 class="label">{KINDS[disagreement.kind]}</h3>'
            f'<div class="sides"><table><caption class="about{told}">{isolate(disagreement.about)}</caption>'
            f'<thead><tr><td class="corner"></td>{values}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table></div>{_timeline(disagreement)}</section>')


def speakers(position: Position) -> Sequence[str]:
    """Return all whom the position's sentences quote, each once; a name that is part of a longer one is the same."""
    spelt: dict[frozenset[str], str] = {}
    for name in filter(None, [position.speaker, *(c.speaker for c in position.citations)]):
        spelt.setdefault(frozenset(name.casefold().split()), name)
    return [name for words, name in spelt.items() if not any(words < other for other in spelt)]


def is_told_by_table(statement: Statement, answer: Answer) -> bool:
    """Tell whether the offline writer's statement only lists the positions of a disagreement: the table says it."""
    return answer.written_by == "offline" and any(
        statement.citations == tuple(c for p in d.positions for c in p.citations) for d in answer.disagreements)


def _row(label: str, positions: Sequence[Position], cell: Callable[[Position], str]) -> str:
    cells = "".join(f"<td>{cell(p)}</td>" for p in positions)
    return f'<tr><th scope="row">{label}</th>{cells}</tr>'


def _value(position: Position, *, stands: bool) -> str:
    """The value, smaller where it is a clause; a clause that was cut out of its sentence shows that it goes on."""
    is_clause = len(position.value.split()) >= WORDS_OF_A_CLAUSE
    _, cut, rest = position.citations[0].quote.partition(position.value)
    goes_on = "…" if is_clause and cut and any(map(str.isalnum, rest)) else ""
    css_class = " ".join(["value", *(["clause"] if is_clause else []), *([] if stands else ["earlier"])])
    return isolate(f"{position.value}{goes_on}", css_class=css_class)


def _lines(lines: Iterable[str], *, of: Position) -> str:
    """Each line once; where there are several reports each quote of `of` tells its own too, and "twice" says so."""
    css_class = "line twice" if _has_several(of) else "line"
    return "".join(f'<span class="{css_class}">{line}</span>' for line in dict.fromkeys(lines))


def _who(position: Position) -> str:
    named = "".join(f'<span class="line who">{isolate(name)}</span>' for name in speakers(position))
    return named or '<span class="none">–</span>'


def _has_several(position: Position) -> bool:
    return len({c.source.article_id for c in position.citations}) > 1


def _last_reported(disagreement: Disagreement) -> Sequence[Position]:
    """The positions that stand: where one replaces another the last one reported, else all."""
    positions = disagreement.positions
    days = [max(c.source.published or "" for c in p.citations) for p in positions]
    if disagreement.kind is not DisagreementKind.SUPERSEDED or not all(days):
        return positions
    return [p for p, day in zip(positions, days, strict=True) if day == max(days)]


def _shown_date(citation: Citation, disagreement: Disagreement) -> str | None:
    """The day; with its hour only where reports followed each other."""
    published = citation.source.published
    return published if disagreement.kind is DisagreementKind.SUPERSEDED or not published else published[:10]


def _quote(citation: Citation, position: Position, chips: Chips) -> str:
    day = (citation.source.published or "")[:10]
    source = f"{isolate(publisher(citation.source))}{DOT}{date_in_words(day)}"
    origin = f'<span class="from">{source}</span>' if _has_several(position) else ""
    return f'<span class="quote">{isolate(citation.quote)}{chips.one(citation)}{origin}</span>'


def _same_words(one: str, other: str) -> bool:
    return one.casefold().strip(" ?.").split() == other.casefold().strip(" ?.").split()


@dataclass(frozen=True, slots=True)
class _Point:
    day: dt.date
    value: float
    label: str
    outlets: str


def _timeline(disagreement: Disagreement) -> str:
    """A plot of what was reported when, where the values, each one number, were first told on different days."""
    points = sorted(filter(None, (_point(p, c) for p in disagreement.positions for c in p.citations)),
                    key=lambda p: (p.day, p.value))
    first_told = {p.value: p.day for p in reversed(points)}
    if len(set(first_told.values())) < 2:  # they differ from the first day on: no change over days
        return ""
    first, last = points[0].day, points[-1].day
    low, high = min(p.value for p in points), max(p.value for p in points)
    dots = "".join(
        _dot([*same], (day - first).days / (last - first).days, (value - low) / (high - low))
        for (day, value), same in groupby(points, key=lambda p: (p.day, p.value)))
    return (f'<figure class="timeline"><figcaption class="label">Reported when</figcaption><ol>{dots}</ol>'
            f'<p class="days"><span>{date_in_words(first.isoformat())}</span>'
            f"<span>{date_in_words(last.isoformat())}</span></p></figure>")


def _point(position: Position, citation: Citation) -> _Point | None:
    numbers = read_quantities(position.value)
    published = (citation.source.published or "")[:10]
    if len(numbers) != 1 or len(published) != len("2031-05-04"):
        return None
    value = numbers[0].low if numbers[0].high == float("inf") else (numbers[0].low + numbers[0].high) / 2
    try:
        day = dt.date.fromisoformat(published)
    except ValueError:
        return None
    return _Point(day, value, position.value, publisher(citation.source))


def _dot(points: Sequence[_Point], along: float, up: float) -> str:
    label = points[0].label
    told = f"{date_in_words(points[0].day.isoformat())}: {label}, {', '.join(dict.fromkeys(p.outlets for p in points))}"
    side = "end" if along > 0.5 else "start"
    return (f'<li class="{side}" style="--along:{along:.3f};--up:{up:.3f}" title="{escape(told)}">'
            f'{isolate(label)}<span class="sr"> {escape(told)}</span></li>')
