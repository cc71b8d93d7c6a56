"""The one renderer of the conversation: a turn becomes HTML, every outside string in it escaped and isolated."""

import datetime as dt
import re
from collections.abc import Sequence

from rag.answer import Abstention, Answer, Citation, Source, Statement, Verdict, count_origins
from rag.events import Retrieved
from ui.citing import Chips, publisher, reports
from ui.conversation import Conversation, Turn
from ui.differ import is_told_by_table, render_disagreement
from ui.markup import DOT, date_in_words, escape, isolate
from ui.shelf import render_problem
from ui.takeaway import plain_text

FLAGS = {
    Verdict.UNSUPPORTED: "Not supported by what it cites",
    Verdict.CONTRADICTED: "Contradicted by what it cites",
}
# Words by which an outlet says that it does not vouch for something.
HEDGED = re.compile(r"\b(?:reportedly|allegedly|alleged|unconfirmed|rumou?red|purported(?:ly)?|apparently"
                    r"|(?:not|n.t) (?:be |been )?(?:independently )?(?:verif|confirm)\w+)\b", re.I)
# A report this much older than the newest one cited beside it may be overtaken.
DAYS_TO_BE_OLD = 7


def render_conversation(turns: Conversation, *, today: dt.date) -> str:
    """Return all of `turns`, oldest first; "" for none."""
    return "".join(render_turn(turn, number=number, today=today) for number, turn in enumerate(turns))


def render_turn(turn: Turn, *, number: int, today: dt.date) -> str:
    """Return the question and what is known of its answer; `number` is the turn's place in the conversation, `today`
    what the ages of reports are counted from."""
    chips = Chips(turn, number, today)
    over = " over" if turn.is_over else ""
    return (f'<section class="turn{over}" data-turn="{number}"><h2 class="asked">{isolate(turn.question)}</h2>'
            f"{_limited(turn)}{_read_as(turn, number)}{_reply(turn, chips, number)}</section>")


def render_follow_ups(questions: Sequence[str], *, number: int) -> str:
    """Return questions to ask next, each a button that names its place; "" for none."""
    items = "".join(f'<li><button type="button" data-on="submit" data-next="{place}" data-turn="{number}">'
                    f"{isolate(question)}</button></li>" for place, question in enumerate(questions))
    return f'<div class="next"><h3 class="label">Ask next</h3><ul class="examples">{items}</ul></div>' if items else ""


def _limited(turn: Turn) -> str:
    return f'<p class="read-as">Asked only of: {isolate(turn.limited)}</p>' if turn.limited else ""


def _read_as(turn: Turn, number: int) -> str:
    if not turn.standalone or turn.standalone.split() == turn.question.split():
        return ""
    edit = f' <button type="button" class="act" data-edit="{number}">Edit</button>' if turn.is_over else ""
    return f'<p class="read-as">Read as: {isolate(turn.standalone, css_class="standalone")}{edit}</p>'


def _reply(turn: Turn, chips: Chips, number: int) -> str:
    if turn.answer:
        return f"{_answer(turn.answer, turn, chips)}{_acts(turn, turn.answer, number)}"
    said = "".join(_statement(s, None, chips, lead=place == 0) for place, s in enumerate(turn.statements))
    again = f'<button type="button" class="act" data-on="submit" data-again="{number}">Ask again</button>'
    if turn.is_stopped:
        return f'{said}<p class="pending">Stopped. {again}</p>'
    if turn.problem:
        return f'{said}{render_problem(turn.problem)}<p class="acts">{again}</p>'
    return (f'{said}<p class="pending" role="status">{_progress(turn.found)} <span class="clock"></span> '
            '<button type="button" class="act" data-on="stop">Stop</button></p>')


def _answer(answer: Answer, turn: Turn, chips: Chips) -> str:
    first = answer.statements[:1]
    told = bool(first) and is_told_by_table(first[0], answer)
    statements = [_statement(s, answer, chips, lead=place == 0) for place, s in enumerate(answer.statements)
                  if not (told and place == 0)]
    questions = (answer.question, answer.standalone_question)
    differ = [render_disagreement(d, chips, questions=questions, leads=told and place == 0)
              for place, d in enumerate(answer.disagreements)]
    abstention = _abstention(answer.abstention, chips) if answer.abstention else ""
    parts = [*differ[:1], *statements, *differ[1:]] if told else [*statements, *differ]
    return f"{abstention}{''.join(parts)}{_sources(turn, chips)}"


def _statement(statement: Statement, answer: Answer | None, chips: Chips, *, lead: bool) -> str:
    text, note = isolate(statement.text), ""
    if statement.verdict is not Verdict.SUPPORTED:
        text, note = f"<s>{text}</s>", f' <span class="flag">{FLAGS[statement.verdict]}</span>'
    elif answer:
        marks = _marks(statement, answer)
        note = f' <span class="note">{DOT.join(marks)}</span>' if marks else ""
    css_class = "lead" if lead and statement.verdict is Verdict.SUPPORTED else "says"
    return f'<p class="{css_class}">{text}{chips.all(statement.citations)}{note}</p>'


def _marks(statement: Statement, answer: Answer) -> list[str]:
    """What is exceptional about a supported statement: hedged, older than the rest, told by several reports."""
    marks = []
    if any(HEDGED.search(c.quote) for c in statement.citations):
        marks.append("hedged by the outlet")
    if days := _days_older(statement, answer):
        marks.append(f"{days} days older than the newest report cited")
    if count_origins(statement.citations) > 1 and not _takes_sides(statement, answer):
        marks.append(reports(statement.citations))
    return marks


def _days_older(statement: Statement, answer: Answer) -> int:
    """By how many days all that a statement cites is older than the newest report cited, 0 where it is not old; where
    most of an answer is, that is no exception."""
    newest = max(filter(None, map(_day, answer.citations())), default=None)
    ages = {s: _age(s, newest) for s in answer.statements} if newest else {}
    old = [s for s, days in ages.items() if days >= DAYS_TO_BE_OLD]
    return ages[statement] if statement in old and 2 * len(old) < len(answer.statements) else 0


def _age(statement: Statement, newest: dt.date) -> int:
    """How many days before `newest` the last of a statement's reports appeared, 0 where one is of unknown day."""
    days = [_day(c) for c in statement.citations]
    known = [day for day in days if day]
    return (newest - max(known)).days if known and len(known) == len(days) else 0


def _day(citation: Citation) -> dt.date | None:
    try:
        return dt.date.fromisoformat((citation.source.published or "")[:10])
    except ValueError:
        return None


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


def _abstention(abstention: Abstention, chips: Chips) -> str:
    quotes = "".join(
        f"<li><blockquote>{isolate(c.quote)}{chips.one(c)}</blockquote>"
        f'<p class="from">{isolate(publisher(c.source))}{DOT}{date_in_words(c.source.published)}</p></li>'
        for c in abstention.nearest)
    nearest = f'<h3 class="label">What comes nearest</h3><ul class="nearest">{quotes}</ul>' if quotes else ""
    return (f'<div class="abstained"><p class="lead">The articles do not say.</p>'
            f'<p class="reason">{isolate(abstention.reason)}</p>{nearest}</div>')


def _sources(turn: Turn, chips: Chips) -> str:
    """The articles cited by statements and positions, each with the numbers of its citations."""
    cited: dict[str, list[Citation]] = {}
    for citation in turn.citations():
        cited.setdefault(citation.source.article_id, []).append(citation)
    if turn.answer is None or turn.answer.abstention:
        return ""
    items = "".join(f"<li>{chips.all(c)} {_source(c[0].source)}</li>" for c in cited.values())
    origins = count_origins(tuple(turn.citations()))
    single = ('<p class="single">These articles carry one and the same report.</p>'
              if origins == 1 and len(cited) > 1 else "")
    return f'<ul class="sources" aria-label="Sources">{items}</ul>{single}'


def _source(source: Source) -> str:
    title = f"{DOT}{isolate(source.title)}" if source.outlet and source.title else ""
    return f'{isolate(publisher(source), css_class="outlet")}{DOT}{date_in_words(source.published)}{title}'


def _acts(turn: Turn, answer: Answer, number: int) -> str:
    """What can be done with an answer; what it costs the eye is one quiet line."""
    copied = escape(plain_text(turn))
    pressed = {True: ("true", "false"), False: ("false", "true"), None: ("false", "false")}[turn.thumb]
    saves = "".join(f'<button type="button" data-on="download" data-form="{form}" data-turn="{number}">{name}</button>'
                    for form, name in (("markdown", "Markdown"), ("html", "HTML"), ("json", "JSON")))
    return (
        f'<div class="acts"><span class="foot">{_foot(answer)}</span>'
        f'<button type="button" class="act" data-copy="{copied}">Copy</button>'
        f'<button type="button" class="act" data-on="submit" data-again="{number}">Ask again</button>'
        f'<button type="button" class="act" data-edit="{number}">Edit question</button>'
        f'<details class="save"><summary class="act">Save</summary><span class="menu">{saves}</span></details>'
        f'<span class="thumbs" role="group" aria-label="Is this answer right?"><span class="foot">Right?</span>'
        f'<button type="button" class="act" data-on="like" data-good="1" data-turn="{number}" '
        f'aria-pressed="{pressed[0]}">Yes</button>'
        f'<button type="button" class="act" data-on="like" data-good="0" data-turn="{number}" '
        f'aria-pressed="{pressed[1]}">No</button></span></div>')


def _foot(answer: Answer) -> str:
    total = answer.timings_ms.get("total")
    words = [] if answer.written_by == "offline" else [f"Written by {isolate(answer.written_by)}"]
    if total is not None:
        words.append(f"{total / 1000:.1f} s" if total >= 100 else f"{total:.0f} ms")
    return DOT.join(words)
