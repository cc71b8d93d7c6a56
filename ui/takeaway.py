"""An answer or a conversation to take away: as Markdown, HTML or JSON, each citation a footnote; when it was asked, of
which articles and with which limits."""

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer import Answer, Citation, Position, Statement, Verdict
from ui.citing import publisher
from ui.conversation import Conversation, Turn
from ui.differ import KINDS, speakers
from ui.keeping import to_dict
from ui.markup import escape, is_web_address, plain_date, zone

# What Markdown could take for its own: outside text makes no link, image, heading or code in it either.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#!|~$&]|:(?=//)|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
STYLE = "body{max-width:42rem;margin:3rem auto;padding:0 1rem;font:1.0625rem/1.6 Georgia,serif}footer,.made{color:#555}"


@dataclass(frozen=True, slots=True)
class TakeAway:
    """One file to take away; `kind` is its media type."""

    name: str
    kind: str
    text: str


def take_away(turns: Conversation, form: str, *, taken: dt.datetime) -> TakeAway | None:
    """Return `turns`, `taken` away at that time, in `form` ("markdown", "html" or "json"); None for another form or no
    answers."""
    answered = [turn for turn in turns if turn.answer]
    if form not in FORMS or not answered:
        return None
    ending, kind, write = FORMS[form]
    return TakeAway(f"{_file_name(answered[0].question)}.{ending}", kind, write(answered, taken))


def _file_name(question: str) -> str:
    letters = question.casefold().encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:48].strip("-") or "dateline"


def plain_text(turn: Turn) -> str:
    """Return one answer as it is pasted into an article or a mail, the quotes below it."""
    answer = turn.answer
    if answer is None:
        return ""
    numbers = answer.numbers()
    said = [f"{_marked(s)}{_refs(s.citations, answer)}" for s in answer.statements]
    if answer.abstention:
        said = [f"The articles do not say. {answer.abstention.reason}"]
    notes = [f"[{n}] {_credit(c)}: “{c.quote}”" for n, c in _notes(answer)] if numbers else []
    return "\n".join([turn.question, "", *said, "", *notes]).strip()


def _marked(statement: Statement) -> str:
    return statement.text if statement.verdict is Verdict.SUPPORTED else f"({statement.verdict}: {statement.text})"


def _refs(citations: Sequence[Citation], answer: Answer) -> str:
    numbers = answer.numbers()
    return " " + "".join(f"[{n}]" for n in dict.fromkeys(numbers[c.source.article_id, c.span] for c in citations))


def _notes(answer: Answer) -> list[tuple[int, Citation]]:
    distinct = {(c.source.article_id, c.span): c for c in reversed(list(answer.citations()))}
    return sorted(((n, distinct[key]) for key, n in answer.numbers().items()), key=lambda note: note[0])


def _credit(citation: Citation) -> str:
    source = citation.source
    title = f", “{source.title}”" if source.outlet and source.title else ""
    return f"{publisher(source)}{title}, {plain_date(source.published)}"


def _made(turn: Turn) -> list[str]:
    """When a turn was asked, of what, and which articles its answer cites."""
    answer = turn.answer
    assert answer, "only answers are taken away"
    when = f" on {_moment(turn.asked)}" if turn.asked else ""
    read_as = f" Read as: {answer.standalone_question}" if answer.standalone_question != turn.question else ""
    lines = [f"Asked{when} of {f'these only: {turn.limited}' if turn.limited else 'all articles at hand'}.{read_as}"]
    cited = dict.fromkeys(map(_credit, turn.citations()))
    if cited and not answer.abstention:
        lines.append(f"Rests on {len(cited)} article{'' if len(cited) == 1 else 's'}: {'; '.join(cited)}.")
    return lines


def _taken(taken: dt.datetime) -> str:
    return f"Taken from Dateline on {_moment(taken.isoformat(timespec='minutes'))}."


def _moment(value: str) -> str:
    """A time with its distance from UTC, in words."""
    return f"{plain_date(value[:16])} {zone(value[16:])}"


def _side(position: Position) -> str:
    named = speakers(position)
    return f", {'says' if len(named) == 1 else 'say'} {' and '.join(named)}" if named else ""


def _markdown(turns: Sequence[Turn], taken: dt.datetime) -> str:
    lines = [line for place, turn in enumerate(turns, start=1) for line in _markdown_turn(turn, f"{place}-")]
    return "\n".join([*lines, "---", "", _md(_taken(taken)), ""])


def _markdown_turn(turn: Turn, prefix: str) -> list[str]:
    answer = turn.answer
    assert answer, "only answers are taken away"
    numbers = answer.numbers()

    def refs(citations: Sequence[Citation]) -> str:
        found = dict.fromkeys(numbers[c.source.article_id, c.span] for c in citations)
        return "".join(f"[^{prefix}{n}]" for n in found)

    lines = [f"## {_md(turn.question)}", "", *(part for line in _made(turn) for part in (f"*{_md(line)}*", ""))]
    if answer.abstention:
        nearest = f" Nearest: {refs(answer.abstention.nearest)}" if answer.abstention.nearest else ""
        lines += [f"**The articles do not say.** {_md(answer.abstention.reason)}{nearest}", ""]
    for statement in answer.statements:
        lines += [f"{_md(_marked(statement))}{refs(statement.citations)}", ""]
    for differ in answer.disagreements:
        lines += [f"**{KINDS[differ.kind]}:** {_md(differ.about)}", ""]
        lines += [f"- {_md(p.value)}{_md(_side(p))}{refs(p.citations)}" for p in differ.positions] + [""]
    notes = [f"[^{prefix}{n}]: {_md(_credit(c))}: “{_md(c.quote)}”{_address(c)}" for n, c in _notes(answer)]
    return [*lines, *notes, ""]


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))


def _address(citation: Citation) -> str:
    url = citation.source.url
    return f" <{url}>" if url and is_web_address(url) and not set("<>") & set(url) else ""


def _html(turns: Sequence[Turn], taken: dt.datetime) -> str:
    body = "".join(_html_turn(turn, f"{n}-") for n, turn in enumerate(turns, start=1))
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(turns[0].question)}</title>'
            f'<style>{STYLE}</style></head><body>{body}<hr><p class="made">{escape(_taken(taken))}</p></body></html>\n')


def _html_turn(turn: Turn, prefix: str) -> str:
    answer = turn.answer
    assert answer, "only answers are taken away"
    numbers = answer.numbers()

    def refs(citations: Sequence[Citation]) -> str:
        found = dict.fromkeys(numbers[c.source.article_id, c.span] for c in citations)
        return "".join(f'<sup><a href="#n{prefix}{n}">[{n}]</a></sup>' for n in found)

    said = "".join(f"<p>{escape(_marked(s))}{refs(s.citations)}</p>" for s in answer.statements)
    if answer.abstention:
        nearest = f" Nearest: {refs(answer.abstention.nearest)}" if answer.abstention.nearest else ""
        said = (f"<p><strong>The articles do not say.</strong> {escape(answer.abstention.reason)}"
                f"{nearest}</p>{said}")
    differ = "".join(
        f"<h3>{KINDS[d.kind]}: {escape(d.about)}</h3><ul>" + "".join(
            f"<li><strong>{escape(p.value)}</strong>{escape(_side(p))}"
            f"{refs(p.citations)}</li>" for p in d.positions) + "</ul>" for d in answer.disagreements)
    notes = "".join(f'<li id="n{prefix}{n}" value="{n}">{_html_note(c)}</li>' for n, c in _notes(answer))
    made = "".join(f'<p class="made">{escape(line)}</p>' for line in _made(turn))
    return f"<section><h2>{escape(turn.question)}</h2>{made}{said}{differ}<footer><ol>{notes}</ol></footer></section>"


def _html_note(citation: Citation) -> str:
    url = citation.source.url
    where = escape(_credit(citation))
    if url and is_web_address(url):
        where = f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{where}</a>'
    return f"{where}: “{escape(citation.quote)}”"


def _json(turns: Sequence[Turn], taken: dt.datetime) -> str:
    """The answer of the contract, and beside it when it was asked and taken, and what it was limited to."""
    answers = [{**to_dict(turn)["answer"], "asked": turn.asked or None, "limited_to": turn.limited or None,
                "taken": taken.isoformat(timespec="minutes")} for turn in turns]
    return json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=2) + "\n"


Writer = Callable[[Sequence[Turn], dt.datetime], str]
FORMS: dict[str, tuple[str, str, Writer]] = {
    "markdown": ("md", "text/markdown", _markdown),
    "html": ("html", "text/html", _html),
    "json": ("json", "application/json", _json),
}
