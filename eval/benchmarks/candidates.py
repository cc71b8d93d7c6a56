"""Score given sentences as the product scores retrieved ones, where a benchmark brings its own candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from ingest.article import Article, Block, BlockKind, Passage, Span, digest
from rag.evidence import Evidence
from rag.kinship import Kinship
from rag.parse import Parser
from rag.question import Asked
from rag.reader import SpanReader
from rag.select import Selector
from rag.understand import understand
from vectorstore import Hit
from vectorstore.adding import embed
from vectorstore.encoder import open_encoder


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The one article that the candidates make."""

    only: Article

    def article(self, article_id: str) -> Article:
        return self.only


def score(question: str, sentences: Sequence[str], *, title: str = "") -> list[Evidence]:
    """Return the evidence that each of `sentences`, which stand in this order below `title`, is, in their order."""
    article, spans = _article(title, sentences)
    encoder = open_encoder()
    asked = encoder.encode([question])[0]
    passages = [Passage(str(n), article.article_id, BlockKind.PARAGRAPH, "en", span, (span,), text)
                for n, (span, text) in enumerate(zip(spans, sentences, strict=True))]
    hits = [Hit(passage, 0.0, 1, float(rows.passage @ asked), (float(rows.sentences[0] @ asked),))
            for passage, rows in zip(passages, embed(encoder, [(title, p) for p in passages]), strict=True)]
    parser, count = _parser(), len(sentences)
    selector = Selector(_Shelf(article), parser, SpanReader(), Kinship(encoder), read=count, parsed=count)
    found = selector.select(understand(Asked(question), parser), hits)
    return sorted(found, key=lambda e: e.sentence.span.start)


@cache
def _parser() -> Parser:
    return Parser()


def _article(title: str, sentences: Sequence[str]) -> tuple[Article, list[Span]]:
    ends = list(accumulate(len(s) + 1 for s in sentences))
    spans = [Span(end - len(s) - 1, end - 1) for end, s in zip(ends, sentences, strict=True)]
    text = "\n".join(sentences)
    name = digest(title, text)
    blocks = (Block(BlockKind.PARAGRAPH, Span(0, len(text)), "en"),)
    return Article(name, name, name, "benchmark", None, title, "", (), None, None, "en", text, blocks), spans
