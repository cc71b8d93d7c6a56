"""The article view: one article with the cited sentences marked, where it comes from, and what else carries it."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ingest.article import Article, Block, BlockKind, Dated, Span
from ui.markup import date_in_words, escape, isolate, link

_TAGS = {BlockKind.HEADLINE: "h2", BlockKind.HEADING: "h3", BlockKind.PARAGRAPH: "p", BlockKind.CAPTION: "p",
         BlockKind.POST: "blockquote"}
_LABELS = {BlockKind.CAPTION: '<span class="label">Caption</span> ', BlockKind.POST: '<span class="label">Post</span> '}


def render_article(article: Article, *, cited: Span | None = None, also: Sequence[Span] = (),
                   copies: Sequence[Article] = ()) -> str:
    """Return the article, the span `cited` marked and the spans `also`, cited in the same answer, marked lighter;
    `copies` are other articles that carry the same report."""
    marks = _Marks(cited, tuple(also))
    headline, rest = article.blocks[:1], article.blocks[1:]
    if not headline or headline[0].kind is not BlockKind.HEADLINE:
        headline, rest = (), article.blocks
    title = "".join(_block(b, article, marks) for b in headline) or f"<h2>{isolate(_title(article))}</h2>"
    body = "".join(_block(b, article, marks) for b in rest)
    outlet = isolate(article.outlet or "Outlet unknown")
    return (f'<article class="article" data-open="{escape(article.article_id)}">{_bar(marks)}'
            f'<header><p class="outlet">{outlet}</p>{title}{_meta(article, cited)}</header>{body}'
            f"{_about(article, copies)}</article>")


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


def _bar(marks: _Marks) -> str:
    """The way back, and from one cited sentence to the next where there are several."""
    steps = ('<span class="steps"><span class="place" role="status"></span>'
             '<button type="button" data-step="-1" aria-label="Previous cited sentence">↑</button>'
             '<button type="button" data-step="1" aria-label="Next cited sentence">↓</button></span>')
    several = steps if len(marks.spans) > 1 else ""
    return f'<div class="bar"><button type="button" class="back" data-back="1">All articles</button>{several}</div>'


def _block(block: Block, article: Article, marks: _Marks) -> str:
    tag = _TAGS[block.kind]
    language = f' lang="{escape(block.language)}"' if block.language else ""
    text = "".join(_stretch(kind, span.of(article.text)) for kind, span in marks.stretches(block.span))
    return f'<{tag} class="{block.kind.value}" dir="auto"{language}>{_LABELS.get(block.kind, "")}{text}</{tag}>'


def _stretch(kind: str, text: str) -> str:
    return f'<mark class="{kind}">{escape(text)}</mark>' if kind else escape(text)


def _title(article: Article) -> str:
    return article.title or article.source


def _meta(article: Article, cited: Span | None) -> str:
    authors = f'<p class="authors">{isolate(", ".join(article.authors))}</p>' if article.authors else ""
    updated = f' · updated {_date(article.updated)}' if article.updated else ""
    words = "Open the original at this sentence" if cited else "Open the original"
    sentence = cited.of(article.text) if cited else ""
    url = f'<p class="original">{link(article.url, sentence=sentence, words=words)}</p>' if article.url else ""
    return f'{authors}<p class="dates">{_date(article.published)}{updated}</p>{url}'


def _date(dated: Dated | None) -> str:
    if dated is None:
        return "date unknown"
    offset = f" UTC{escape(dated.utc_offset)}" if dated.utc_offset else ""
    evidence = escape(f"Given as: {dated.evidence}")
    return f'<span class="dated" title="{evidence}">{date_in_words(dated.value)}{offset}</span>'


def _about(article: Article, copies: Sequence[Article]) -> str:
    """What is known of the article, and by what words it says so."""
    rows = [("Outlet", isolate(article.outlet or "unknown")), ("Title", isolate(article.title or "unknown")),
            ("By", isolate(", ".join(article.authors) or "unknown")), ("Published", _evidence(article.published)),
            ("Updated", _evidence(article.updated) if article.updated else ""),
            ("Language", isolate(article.language or "unknown")), ("Read from", isolate(article.source)),
            ("Address", link(article.url) if article.url else ""), ("Same report in", _copies(copies))]
    items = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<details class="known"><summary>About this article</summary><dl>{items}</dl></details>'


def _evidence(dated: Dated | None) -> str:
    if dated is None:
        return "unknown"
    return f'{date_in_words(dated.value)}<span class="evidence">given as {isolate(dated.evidence)}</span>'


def _copies(copies: Sequence[Article]) -> str:
    return "".join(
        f'<button type="button" class="copy" data-article="{escape(copy.article_id)}">'
        f"{isolate(copy.outlet or _title(copy))} · "
        f"{date_in_words(copy.published.value if copy.published else None)}</button>" for copy in copies)
