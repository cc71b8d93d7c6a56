"""Turn a draft into an article with offsets, names, passages and signature."""

from collections.abc import Sequence
from itertools import accumulate

from ingest.article import Article, Block, BlockKind, Dated, Span, digest
from ingest.draft import Draft, Part
from ingest.language import article_language, block_language, script
from ingest.load import Loaded
from ingest.passages import cut
from ingest.reprints import signature_of

_BETWEEN = "\n\n"


def assemble(draft: Draft, *, source: str, place: str, raw: bytes) -> Loaded:
    """Return the article that `draft` is, ready to store.

    `place` tells versions of one story from other stories where the page declares no address; only its digest is kept.
    """
    text = _BETWEEN.join(part.text for part in draft.parts)
    story = "\n".join(part.text for part in draft.parts if part.kind is BlockKind.PARAGRAPH)
    language = article_language(story, declared=draft.language)
    blocks = _blocks(draft.parts, language=language, writing=script(story))
    dated = [_written(draft.published), _written(draft.updated)]
    article_id = digest("article", text, draft.title, draft.outlet, *draft.authors, *dated, draft.url or "")
    article = Article(
        article_id=article_id, story_id=digest("story", draft.url or place), origin_id=article_id, source=source,
        url=draft.url, title=draft.title, outlet=draft.outlet, authors=draft.authors,
        published=draft.published, updated=draft.updated,
        language=language, text=text, blocks=blocks, section=draft.section, genre=draft.genre, agency=draft.agency)
    return Loaded(article, cut(article), raw, signature_of(article))


def _blocks(parts: Sequence[Part], *, language: str, writing: str) -> tuple[Block, ...]:
    starts = accumulate((len(part.text) + len(_BETWEEN) for part in parts), initial=0)
    return tuple(
        Block(part.kind, Span(start, start + len(part.text)),
              block_language(part.text, of_article=language, script_of_article=writing))
        for part, start in zip(parts, starts, strict=False))


def _written(date: Dated | None) -> str:
    return f"{date.value}{date.utc_offset or ''}" if date else ""
