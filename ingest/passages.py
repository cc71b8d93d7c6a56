"""Cut an article into passages: one to three whole sentences of one block."""

from collections.abc import Iterator

from ingest.article import Article, Block, BlockKind, Passage, Span, digest
from ingest.sentences import split

MOST_SENTENCES = 3
# The encoder reads 256 tokens, the title included; 60 words of news text are about 80 tokens.
MOST_WORDS = 60
_SEARCHED = (BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.POST)


def cut(article: Article) -> tuple[Passage, ...]:
    """Return the passages of `article` in reading order; headline and headings give none."""
    return tuple(_passage(article, block, group)
                 for block in article.blocks if block.kind in _SEARCHED
                 for group in _groups(article, block))


def _groups(article: Article, block: Block) -> Iterator[tuple[Span, ...]]:
    """Yield the block's sentences in groups, each as long as the limits allow."""
    group: list[Span] = []
    words = 0
    for sentence in _sentences(article, block):
        count = len(sentence.of(article.text).split())
        if group and (len(group) == MOST_SENTENCES or words + count > MOST_WORDS):
            yield tuple(group)
            group, words = [], 0
        group.append(sentence)
        words += count
    if group:
        yield tuple(group)


def _sentences(article: Article, block: Block) -> Iterator[Span]:
    start = block.span.start
    for span in split(block.span.of(article.text), language=block.language):
        yield Span(start + span.start, start + span.end)


def _passage(article: Article, block: Block, sentences: tuple[Span, ...]) -> Passage:
    span = Span(sentences[0].start, sentences[-1].end)
    passage_id = digest(article.article_id, str(span.start), str(span.end))
    return Passage(passage_id, article.article_id, block.kind, block.language, span, sentences, span.of(article.text))
