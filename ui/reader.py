"""The article view: one article with the cited sentences marked, where it comes from, and what else carries it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.article import Article, Block, BlockKind, Dated, Span
from ui.correcting import NOTHING_DONE, Correcting, is_corrected, render_form, render_said
from ui.markup import DOT, date_in_words, escape, isolate, link, zone
from ui.versions import render_standing, render_versions

# How each kind of block is shown, and what stands before it.
TAGS = {BlockKind.HEADLINE: "h2", BlockKind.HEADING: "h3", BlockKind.PARAGRAPH: "p", BlockKind.CAPTION: "p",
         BlockKind.POST: "blockquote"}
LABELS = {BlockKind.CAPTION: '<span class="label">Caption</span> ', BlockKind.POST: '<span class="label">Post</span> '}


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows beside an article as it is shown: what it says itself, whatever was corrected; the versions
    of its story, oldest first; the other articles that carry the same report."""

    own: Article
    versions: Sequence[Article] = ()
    copies: Sequence[Article] = ()


def render_article(article: Article, *, known: Known | None = None, cited: Span | None = None,
                   also: Sequence[Span] = (), place: str = "", done: Correcting = NOTHING_DONE) -> str:
    """Return the article, the span `cited` marked and the spans `also`, cited in the same answer, marked lighter;
    `place` names the citation that it was opened by, `done` what became of correcting it."""
    known, marks = known or Known(article), _Marks(cited, tuple(also))
    headline, rest = article.blocks[:1], article.blocks[1:]
    if not headline or headline[0].kind is not BlockKind.HEADLINE:
        headline, rest = (), article.blocks
    title = "".join(_block(b, article, marks) for b in headline) or f"<h2>{isolate(_title(article))}</h2>"
    body = "".join(_block(b, article, marks) for b in rest)
    outlet = isolate(article.outlet or "Outlet unknown")
    about = _about(article, known, render_form(article, known.own, place=place, done=done), done)
    return (f'<article class="article" data-open="{escape(article.article_id)}">{render_bar(len(marks.spans))}'
            f'<header><p class="outlet">{outlet}</p>{title}{_meta(article, known, cited)}</header>{body}'
            f"{about}{render_versions(article, known.versions)}</article>")


def render_bar(marked: int, *, of: str = "cited") -> str:
    """Return the way back, and from one of the `marked` sentences to the next where there are several; `of` says what
    they are."""
    steps = (f'<span class="steps"><span class="place" role="status" data-of="{of}"></span>'
             '<button type="button" data-step="-1" aria-label="Previous marked sentence">↑</button>'
             '<button type="button" data-step="1" aria-label="Next marked sentence">↓</button></span>')
    several = steps if marked > 1 else ""
    return f'<div class="bar"><button type="button" class="back" data-back="1">All articles</button>{several}</div>'


class _Marks:
    """Tells how each stretch of an article is marked."""

    def __init__(self, cited: Span | None, also: tuple[Span, ...]) -> None:
        self._cited = (cited,) if cited else ()
        self.spans = tuple(dict.fromkeys((*self._cited, *also)))

    def stretches(self, whole: Span) -> Iterator[tuple[str, Span]]:
        """Cut `whole` where the marking changes: "cited", "also" or "", and the stretch; in order, without gaps."""
        edges = sorted({whole.start, whole.end, *(
            edge for s in self.spans for edge in (s.start, s.end) if whole.start < edge < whole.end)})
        pieces = [(self._kind(Span(a, b)), Span(a, b)) for a, b in pairwise(edges)]
        for kind, group in groupby(pieces, key=lambda piece: piece[0]):
            spans = [span for _, span in group]
            yield kind, Span(spans[0].start, spans[-1].end)

    def _kind(self, span: Span) -> str:
        if any(s.holds(span) for s in self._cited):
            return "cited"
        return "also" if any(s.holds(span) for s in self.spans) else ""


def _block(block: Block, article: Article, marks: _Marks) -> str:
    tag = TAGS[block.kind]
    language = f' lang="{escape(block.language)}"' if block.language else ""
    text = "".join(_stretch(kind, span.of(article.text)) for kind, span in marks.stretches(block.span))
    return f'<{tag} class="{block.kind.value}" dir="auto"{language}>{LABELS.get(block.kind, "")}{text}</{tag}>'


def _stretch(kind: str, text: str) -> str:
    return f'<mark class="{kind}">{escape(text)}</mark>' if kind else escape(text)


def _title(article: Article) -> str:
    return article.title or article.source


def _meta(article: Article, known: Known, cited: Span | None) -> str:
    authors = f'<p class="authors">{isolate(", ".join(article.authors))}</p>' if article.authors else ""
    updated = f'{DOT}updated {_date(article, known.own, "updated")}' if article.updated else ""
    words = "Open the original at this sentence" if cited else "Open the original"
    sentence = cited.of(article.text) if cited else ""
    url = f'<p class="original">{link(article.url, sentence=sentence, words=words)}</p>' if article.url else ""
    return (f'{authors}<p class="dates">{_date(article, known.own, "published")}{updated}</p>{url}'
            f"{render_standing(article, known.versions)}")


def _date(article: Article, own: Article, name: str) -> str:
    dated: Dated | None = getattr(article, name)
    if dated is None:
        return "date unknown"
    offset = f" {escape(zone(dated.utc_offset))}" if dated.utc_offset else ""
    evidence = escape(f"{'' if is_corrected(article, own, name) else 'Given as: '}{dated.evidence}")
    return f'<span class="dated" title="{evidence}">{date_in_words(dated.value)}{offset}</span>'


def _about(article: Article, known: Known, form: str, done: Correcting) -> str:
    """What is known of the article, by what words it says so, and the form to set it right."""
    own = known.own
    rows = [("Outlet", isolate(article.outlet or "unknown") + render_said(article, own, "outlet")),
            ("Title", isolate(article.title or "unknown") + render_said(article, own, "title")),
            ("By", isolate(", ".join(article.authors) or "unknown") + render_said(article, own, "authors")),
            ("Published", _evidence(article, own, "published")),
            ("Updated", _evidence(article, own, "updated") if article.updated or own.updated else ""),
            ("Language", isolate(article.language or "unknown") + render_said(article, own, "language")),
            ("Read from", isolate(article.source)), ("Address", link(article.url) if article.url else ""),
            ("Same report in", _copies(known.copies))]
    items = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    told = f'<p class="told" role="status" tabindex="-1" data-here="1">{done.told}</p>' if done.told else ""
    is_open = " open" if done != NOTHING_DONE else ""
    return (f'<details class="known"{is_open}><summary>About this article</summary>{told}<dl>{items}</dl>{form}'
            "</details>")


def _evidence(article: Article, own: Article, name: str) -> str:
    dated: Dated | None = getattr(article, name)
    said = render_said(article, own, name)
    if dated is None:
        return f"unknown{said}"
    by = "" if said else "given as "
    return f'{date_in_words(dated.value)}<span class="evidence">{by}{isolate(dated.evidence)}</span>{said}'


def _copies(copies: Sequence[Article]) -> str:
    return "".join(
        f'<button type="button" class="copy" data-article="{escape(copy.article_id)}">'
        f"{isolate(copy.outlet or _title(copy))}{DOT}"
        f"{date_in_words(copy.published.value if copy.published else None)}</button>" for copy in copies)
