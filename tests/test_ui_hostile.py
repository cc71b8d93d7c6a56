"""Outside text never becomes markup, whatever it says and wherever on the page it stands."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import html
from ui_newsroom import BRANDT, COURIER_650, COURIER_BRIDGE, GAZETTE, GAZETTE_400, TAX, as_listed, evacuated, silent

from ingest.article import Article, Block, BlockKind, Dated, Precision, Span
from rag.answer import Abstention, Citation, Disagreement, DisagreementKind, Position, Statement, Verdict
from rag.events import Finished
from ui.changes import render_changes
from ui.conversation import Turn
from ui.correcting import Correcting
from ui.frame import render_conversations, render_settings, render_welcome
from ui.limits import Limits, in_words, render_limits
from ui.markup import is_web_address
from ui.notebook import Kept
from ui.reader import Known, render_article
from ui.render import render_follow_ups, render_turn
from ui.shelf import Report, Shelved, render_problem, render_report, render_shelf
from vectorstore import Outcome

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//", '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)', "' autofocus onfocus='x", "</bdi><script>x</script>",
    "</p></section><h1>Owned</h1>", "</textarea><script>x</script>", "<!--", "-->", "<![CDATA[x",
    "<iframe src=//evil.example>", "<object data=x>", "<embed src=x>", "<base href=//evil.example>",
    "<link rel=stylesheet href=x>", "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input type=submit>", "<math><mtext></mtext></math>",
    "<style>*{background:url(//evil.example)}</style>", "<div style=background:url(//evil.example)>",
    "<video poster=x>", "<audio src=//evil.example autoplay>", "<input type=image src=//evil.example>",
    "<table background=//evil.example>", "<picture><source srcset=//evil.example></picture>",
    "<a href=javascript:alert(1)>x</a>", "<details open ontoggle=x>",
    "<noscript><p title='</noscript><img src=x onerror=x>'>", "<template><script>x</script></template>",
    "<x onclick=x>", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>x</script>", "vbscript:x", "//evil.example/x", "file:///etc/passwd",
    "https://evil.example/?q=<script>", "http://evil.example/\" onclick=\"x", "![x](http://evil.example/leak)",
    "[x](javascript:alert(1))", "[x]: http://evil.example", "**bold** _it_ `code`", "# heading", "> quote",
    "| a | b |\n|---|---|", "- [ ] task", "```html\n<b>x</b>\n```", "$$\\href{javascript:x}{y}$$", "\\(x\\)",
    "\\[\\unicode{x}\\]", "$x^2$", "${alert(1)}", "{{constructor.constructor('x')()}}", "{{{value}}}",
    "{% raw %}", "`${document.cookie}`", "@children", "&lt;script&gt;", "&#60;img&#62;", "&amp;amp;",
    "%3Cscript%3E", "\u202egnp.exe", "\u2066\u202eevil\u2069", "\u200f\u200e\u061c", "a\x00b", "a\x1bb\x08",
    "\ud800", "\U000e0041\U000e0042", "\ufeff<b>", "＜script＞", "<ſcript>x</ſcript>", "<a\nhref=x\n>",
    "<b" * 200, "x" * 3000, "پاسخ <b>", "שלום\"<i>",
)
HARMLESS = "plain words"
TODAY = dt.date(2031, 5, 9)

TAGS = {
    "a", "article", "bdi", "blockquote", "button", "caption", "code", "dd", "del", "details", "div", "dl", "dt",
    "figcaption", "figure", "form", "h2", "h3", "header", "input", "ins", "label", "li", "mark", "ol", "p", "pre", "s",
    "section", "span", "summary", "table", "tbody", "td", "textarea", "th", "thead", "tr", "ul",
}
ATTRIBUTES = {
    "aria-current", "aria-label", "aria-pressed", "autocomplete", "checked", "class", "dir", "hidden", "href", "lang",
    "maxlength", "name", "open", "placeholder", "rel", "role", "rows", "scope", "spellcheck", "style", "tabindex",
    "target", "title", "type", "value",
    *(f"data-{name}" for name in "again article ask back changes cite confirm copy edit form good here kept kind limit "
                                 "name next nonce of on open order place remove rename step theme turn was".split()),
}
# The one style that we write: where a dot of a plot stands.
STYLE = re.compile(r"--along:\d\.\d{3};--up:\d\.\d{3}")


def citation(text: str, *, field: str) -> Citation:
    """A citation with `text` in one of its fields, as a hostile article would give it."""
    if field in {"quote", "speaker"}:
        return replace(GAZETTE_400, **{field: text})
    source = replace(GAZETTE_400.source, outlet="", title="", source="file.txt")
    if field == "outlet":
        source = replace(source, outlet=text, title="Title")
    elif field == "title":
        source = replace(source, title=text)
    else:
        source = replace(source, **{field: text})
    return replace(GAZETTE_400, source=source)


def report_of(*outcomes: Outcome) -> Report:
    return Report().with_outcomes(outcomes)


def answered(**changes: object) -> str:
    answer = replace(evacuated("How many?", "How many left?"), **changes)  # type: ignore[arg-type]
    return render_turn(Turn("How many?").after(Finished(answer)), number=0, today=TODAY)


def said(text: str, verdict: Verdict = Verdict.SUPPORTED) -> tuple[Statement, ...]:
    return Statement("A first one.", (BRANDT,), Verdict.SUPPORTED), Statement(text, (GAZETTE_400,), verdict)


def cited(field: str) -> Callable[[str], str]:
    return lambda text: answered(
        statements=(Statement("It is so.", (citation(text, field=field),), Verdict.SUPPORTED),), disagreements=())


def differing(**field: str) -> str:
    about = field.get("about", "people")
    position = Position(field.get("value", "400"), field.get("speaker", "the county"), (GAZETTE_400, COURIER_BRIDGE))
    return answered(disagreements=(Disagreement(about, DisagreementKind.SUPERSEDED, (
        position, Position("no figure", None, (COURIER_650,)))),))


def abstained(reason: str, quote: str = "Quote.") -> str:
    answer = replace(silent("When?", "When?"), abstention=Abstention(reason, (replace(TAX, quote=quote),)))
    return render_turn(Turn("When?").after(Finished(answer)), number=0, today=TODAY)


def article(**changes: object) -> str:
    return render_article(replace(GAZETTE, **changes), cited=GAZETTE_400.span)  # type: ignore[arg-type]


def uncited(url: str) -> str:
    return render_article(replace(GAZETTE, url=url))


def block(kind: BlockKind) -> Callable[[str], str]:
    def render(text: str) -> str:
        whole = Span(0, len(text))
        return render_article(replace(GAZETTE, text=text, blocks=(Block(kind, whole, "en"),)), cited=whole)

    return render


def shelved(**changes: object) -> str:
    changed = replace(GAZETTE, **changes)  # type: ignore[arg-type]
    return render_shelf([Shelved(as_listed(changed), 3, 1, 2)], total=1, matching=1)


def own(name: str) -> Callable[[str], str]:
    return lambda text: render_article(GAZETTE, known=Known(replace(GAZETTE, **{name: text})))


def correcting(**typed: str) -> str:
    return render_article(GAZETTE, done=Correcting(typed, "no"))


def versions(**changes: object) -> str:
    other = replace(GAZETTE, **{"article_id": "older", **changes})  # type: ignore[arg-type]
    return render_article(GAZETTE, known=Known(GAZETTE, [GAZETTE, other]))


def written(text: str, **changes: object) -> Article:
    blocks = (Block(BlockKind.PARAGRAPH, Span(0, len(text)), "en"),)
    return replace(GAZETTE, text=text, blocks=blocks, **changes)  # type: ignore[arg-type]


def by(author: str) -> str:
    article = replace(GAZETTE, authors=(author,))
    whole = Turn("How many?", articles={GAZETTE.article_id: article}).after(Finished(evacuated("Q", "Q")))
    return render_turn(whole, number=0, today=TODAY)


def plotted(outlet: str) -> str:
    later = replace(COURIER_650, source=replace(COURIER_650.source, outlet=outlet))
    positions = Position("400", None, (GAZETTE_400,)), Position("650", None, (later,))
    return answered(disagreements=(Disagreement("people", DisagreementKind.SUPERSEDED, positions),))


SINKS: dict[str, Callable[[str], str]] = {
    "question": lambda text: render_turn(Turn(text), number=0, today=TODAY),
    "problem": lambda text: render_turn(Turn("How many?", problem=text), number=0, today=TODAY),
    "standalone": lambda text: render_turn(Turn("Q", standalone=f"so {text}"), number=0, today=TODAY),
    "statement": lambda text: answered(statements=said(text)),
    "unsupported statement": lambda text: answered(statements=said(text, Verdict.UNSUPPORTED)),
    "written by": lambda text: answered(written_by=text),
    "quote": cited("quote"), "quoted speaker": cited("speaker"), "outlet": cited("outlet"), "title": cited("title"),
    "source": cited("source"), "published": cited("published"),
    "about": lambda text: differing(about=text), "value": lambda text: differing(value=text),
    "position's speaker": lambda text: differing(speaker=text),
    "reason": abstained, "nearest": lambda text: abstained("Why.", quote=text),
    "article title": lambda text: article(title=text), "article outlet": lambda text: article(outlet=text),
    "authors": lambda text: article(authors=("Ada", text)),
    "article id": lambda text: article(article_id=text) + text_of(text),
    "evidence": lambda text: article(published=Dated("2031", Precision.YEAR, text)) + text_of(text),
    "offset": lambda text: article(published=Dated("2031", Precision.YEAR, "2031", text)),
    "date value": lambda text: article(updated=Dated(text, Precision.YEAR, "2031")),
    "language": lambda text: article(blocks=(Block(BlockKind.PARAGRAPH, Span(0, 9), text),)) + text_of(text),
    **{f"{kind} block": block(kind) for kind in BlockKind},
    "shelf title": lambda text: shelved(title=text), "shelf source": lambda text: shelved(title="", source=text),
    "shelf outlet": lambda text: shelved(outlet=text), "shelf language": lambda text: shelved(language=text),
    "shelf id": lambda text: shelved(article_id=text) + text_of(text),
    "outlet to tick": lambda text: render_shelf([], total=1, matching=0, outlets=[text]),
    "limited to": lambda text: render_limits(in_words(Limits(outlets=(text,)), {})),
    "ticked title": lambda text: render_limits(in_words(Limits(articles=("a",)), {"a": text})),
    "turn limited to": lambda text: render_turn(Turn("Q", limited=text), number=0, today=TODAY),
    "copy's outlet": lambda text: render_article(GAZETTE, known=Known(GAZETTE, copies=[replace(GAZETTE, outlet=text)])),
    "copy's id": lambda text: render_article(
        GAZETTE, known=Known(GAZETTE, copies=[replace(GAZETTE, article_id=text)])) + text_of(text),
    **{f"its own {name}": own(name) for name in ("title", "outlet", "language")},
    "its own authors": lambda text: render_article(GAZETTE, known=Known(replace(GAZETTE, authors=(text,)))),
    "its own evidence": lambda text: render_article(
        GAZETTE, known=Known(replace(GAZETTE, published=Dated("2031", Precision.YEAR, text)))),
    "typed title": lambda text: correcting(title=text) + text_of(text),
    "typed author": lambda text: correcting(authors=text),
    "correction's problem": lambda text: render_article(GAZETTE, done=Correcting(problem=text)),
    "place": lambda text: render_article(GAZETTE, place=text) + text_of(text),
    "version's id": lambda text: versions(article_id=text) + text_of(text),
    "version's date": lambda text: versions(updated=Dated(text, Precision.YEAR, "2031")),
    "added and removed": lambda text: render_changes(written("One.", title="t"), written(text, title="u"), number=2)
    + render_changes(written(text, title="t"), written("One.", title="u"), number=2),
    "unchanged": lambda text: render_changes(written(text), written(text), number=2),
    "changed title": lambda text: render_changes(
        written("One.", title=text), written("One.", title=f"t{text}"), number=2),
    "author in a tip": lambda text: by(text),
    "follow-up": lambda text: render_follow_ups([text], number=0),
    "conversation title": lambda text: render_conversations([Kept("n", text, "2031-05-04T10:00")], is_open="n"),
    "conversation name": lambda text: (
        render_conversations([Kept(text, "t", "2031-05-04T18:42")], is_open="") + text_of(text)),
    "model": lambda text: render_settings(text) + text_of(text),
    "model's problem": lambda text: render_settings("", problem=text),
    "model in use": lambda text: render_settings("", told=text),
    "plotted outlet": lambda text: plotted(text),
    "report source": lambda text: render_report(report_of(Outcome(text, "failed", "why", None))),
    "report reason": lambda text: render_report(report_of(Outcome("a.html", "skipped", text, None))),
    "report title": lambda text: render_report(
        report_of(Outcome("a", "added", "", replace(GAZETTE, title=text)))),
    "report reading": lambda text: render_report(Report(reading=text)),
    "report problem": lambda text: render_report(Report(problem=text)),
    "example": lambda text: render_welcome((text,)),
    "one-line problem": render_problem,
}


def text_of(text: str) -> str:
    """For sinks that show their text in an attribute only."""
    return render_welcome((text,))


def parsed(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="main")


def skeleton(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(element.tag, tuple(sorted(element.keys()))) for element in parsed(markup).iter()]


def as_shown(text: str) -> str:
    """Control characters and lone surrogates are shown as a sign that something stood there."""
    return " ".join(re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text).split())


@pytest.mark.parametrize("sink", SINKS)
def test_outside_text_adds_no_element_and_no_attribute(sink: str) -> None:
    expected = skeleton(SINKS[sink](HARMLESS))
    for payload in PAYLOADS:
        markup = SINKS[sink](payload)
        assert skeleton(markup) == expected, payload
        assert as_shown(payload) in " ".join(parsed(markup).text_content().split()), payload


@pytest.mark.parametrize("sink", SINKS)
def test_only_known_elements_and_attributes_are_written(sink: str) -> None:
    for payload in (HARMLESS, *PAYLOADS):
        for element in parsed(SINKS[sink](payload)).iterdescendants():
            assert element.tag in TAGS
            assert set(element.keys()) <= ATTRIBUTES
            assert STYLE.fullmatch(element.get("style", "--along:0.000;--up:0.000"))


@pytest.mark.parametrize("sink", SINKS)
def test_what_is_rendered_can_be_sent_and_starts_no_template_or_formula(sink: str) -> None:
    for payload in PAYLOADS:
        markup = SINKS[sink](payload)
        assert not set("`${}\\\x00") & set(markup.encode("utf-8").decode())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_absolute_web_addresses_become_links_and_they_carry_no_referrer(payload: str) -> None:
    links = parsed(uncited(payload)).findall(".//a")
    assert [link.get("href") for link in links] == ([payload] * 2 if is_web_address(payload) else [])
    assert all(link.get("href").startswith(("http://", "https://")) for link in links)
    assert all(set(link.get("rel").split()) == {"noopener", "noreferrer", "nofollow"} for link in links)


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", " javascript:alert(1)", "//evil.example", "http:/one.example", "https://", "ftp://a.example",
    "https://a.example/\u202eexe", "https://a.example/a b", "http://[", "mailto:a@b.example", "data:text/html,x", ""])
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert not is_web_address(url)


def test_there_are_payloads_enough() -> None:
    assert len(set(PAYLOADS)) >= 60
    assert len(SINKS) >= 30
