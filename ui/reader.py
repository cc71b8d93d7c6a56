"""The article view: one article with the cited sentences marked."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ingest.article import Article, Block, BlockKind, Dated, Span
from ui.markup import date_in_words, escape, isolate, link

_TAGS = {BlockKind.HEADLINE: "h2", BlockKind.HEADING: "h3", BlockKind.PARAGRAPH: "p", BlockKind.CAPTION: "p",
         BlockKind.POST: "blockquote"}
_LABELS = {BlockKind.CAPTION: '<span class="label">Caption</span> ', BlockKind.POST: '<span class="label">Post</span> '}


def render_article(article: Article, *, cited: Span | None = None, also: Sequence[Span] = ()) -> str:
    """Return the article, the span `cited` marked and the spans `also`, cited in the same answer, marked lighter."""
    marks = _Marks(cited, tuple(also))
    headline, rest = article.blocks[:1], article.blocks[1:]
    if not headline or headline[0].kind is not BlockKind.HEADLINE:
        headline, rest = (), article.blocks
    title = "".join(_block(b, article, marks) for b in headline) or f"<h2>{isolate(_title(article))}</h2>"
    body = "".join(_block(b, article, marks) for b in rest)
    outlet = isolate(article.outlet or "Outlet unknown")
    return (f'<article class="article" data-open="{escape(article.article_id)}">{_BACK}'
            f'<header><p class="outlet">{outlet}</p>{title}{_meta(article)}</header>{body}</article>')


_BACK = '<button type="button" class="back" data-back="1">All articles</button>'


class _Marks:
    """Tells how each stretch of an article is marked."""

    def __init__(self, cited: Span | None, also: tuple[Span, ...]) -> None:
        self._cited = (cited,) if cited else ()
        self._spans = (*self._cited, *also)

    def stretches(self, whole: Span) -> Iterator[tuple[str, Span]]:
        """Cut `whole` where the marking changes: "cited", "also" or "", and the stretch; in order, without gaps."""
        edges = sorted({whole.start, whole.end, *(
            edge for s in self._spans for edge in (s.start, s.end) if whole.start < edge < whole.end)})
        pieces = [(self._kind(Span(a, b)), Span(a, b)) for a, b in pairwise(edges)]
        for kind, group in groupby(pieces, key=lambda piece: piece[0]):
            spans = [span for _, span in group]
            yield kind, Span(spans[0].start, spans[-1].end)

    def _kind(self, span: Span) -> str:
        if any(s.holds(span) for s in self._cited):
            return "cited"
        return "also" if any(s.holds(span) for s in self._spans) else ""


def _block(block: Block, article: Article, marks: _Marks) -> str:
    tag = _TAGS[block.kind]
    language = f' lang="{escape(block.language)}"' if block.language else ""
    text = "".join(_stretch(kind, span.of(article.text)) for kind, span in marks.stretches(block.span))
    return f'<{tag} class="{block.kind.value}" dir="auto"{language}>{_LABELS.get(block.kind, "")}{text}</{tag}>'


def _stretch(kind: str, text: str) -> str:
    return f'<mark class="{kind}">{escape(text)}</mark>' if kind else escape(text)


def _title(article: Article) -> str:
    return article.title or article.source


def _meta(article: Article) -> str:
    authors = f'<p class="authors">{isolate(", ".join(article.authors))}</p>' if article.authors else ""
    updated = f' · updated {_date(article.updated)}' if article.updated else ""
    url = f"<p>{link(article.url)}</p>" if article.url else ""
    return f'{authors}<p class="dates">{_date(article.published)}{updated}</p>{url}'


def _date(dated: Dated | None) -> str:
    if dated is None:
        return "date unknown"
    offset = f" UTC{escape(dated.utc_offset)}" if dated.utc_offset else ""
    evidence = escape(f"Given as: {dated.evidence}")
    return f'<span class="dated" title="{evidence}">{date_in_words(dated.value)}{offset}</span>'
