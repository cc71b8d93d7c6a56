"""How inputs become stored articles: embedded in batches, each durable before its outcome is told."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from ingest.article import Article, Passage
from ingest.load import Loaded, NotLoaded
from vectorstore.encoder import Encoder
from vectorstore.rows import Embedded
from vectorstore.truth import Change, Truth

logger = logging.getLogger(__name__)

EVENT = "ingest"

# How many passages are embedded at once: few at first, so that the reader works on meanwhile and the first
# acknowledgement comes soon, then twice as many each time. 256 take about a second on two cores without bfloat16;
# sorted by length, their padding is 14 % of the text, that of 128 is 19 %, of 2,500 8 %.
FIRST_PASSAGES, MOST_PASSAGES = 32, 256


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input; `article` is None exactly when it was skipped or failed."""

    source: str
    status: Literal["added", "updated", "unchanged", "skipped", "failed"]
    reason: str
    article: Article | None


def add(truth: Truth, encoder: Encoder, items: Iterable[Loaded | NotLoaded]) -> Iterator[Outcome]:
    """Yield the outcome of each item in order, each only after it is on disk.

    Raises:
        StoreError: if the store cannot be written; what was yielded before is kept.
    """
    for batch in _batches(map(_checked, items)):
        for outcome in _add_batch(truth, encoder, batch):
            article_id = outcome.article.article_id if outcome.article else None
            logger.info(EVENT, extra={"told": {"status": outcome.status, "article_id": article_id}})
            yield outcome


def embed(encoder: Encoder, titled: Sequence[tuple[str, Passage]]) -> list[Embedded]:
    """Return the embeddings of passages, each given with its article's title: of the title and the whole text, and of
    every sentence as it reads there, by which a question finds the sentences worth reading."""
    heads = [f"{title}\n" if title else "" for title, _ in titled]
    texts = [head + passage.text for head, (_, passage) in zip(heads, titled, strict=True)]
    parts = [[(len(head) + s.start - passage.span.start, len(head) + s.end - passage.span.start)
              for s in passage.sentences] for head, (_, passage) in zip(heads, titled, strict=True)]
    return [Embedded(rows[0], rows[1:]) for rows in encoder.encode_parts(texts, parts)]


def _checked(item: Loaded | NotLoaded) -> Loaded | NotLoaded:
    if isinstance(item, NotLoaded):
        return item
    article = item.article
    try:
        "".join((article.text, article.title, article.source, article.outlet, *article.authors)).encode()
    except UnicodeEncodeError:  # one such character would fail the whole batch
        return NotLoaded(article.source.encode(errors="replace").decode(), "failed", "holds a lone surrogate")
    return item


def _batches(items: Iterable[Loaded | NotLoaded]) -> Iterator[list[Loaded | NotLoaded]]:
    batch: list[Loaded | NotLoaded] = []
    size, enough = 0, FIRST_PASSAGES
    for item in items:
        batch.append(item)
        size += len(item.passages) if isinstance(item, Loaded) else 0
        if size >= enough:
            yield batch
            batch, size, enough = [], 0, min(2 * enough, MOST_PASSAGES)
    if batch:
        yield batch


def _add_batch(truth: Truth, encoder: Encoder, batch: list[Loaded | NotLoaded]) -> Iterator[Outcome]:
    embedded = _embed_new(truth, encoder, [item for item in batch if isinstance(item, Loaded)])
    for item in batch:
        if isinstance(item, NotLoaded):
            yield Outcome(item.source, item.status, item.reason, None)
        else:
            yield _put(truth, item, embedded)


def _embed_new(truth: Truth, encoder: Encoder, items: Iterable[Loaded]) -> dict[str, list[Embedded]]:
    """Return the embeddings of the articles that are to be stored, one a passage."""
    unique = {item.article.article_id: item for item in items}
    settled = truth.settled(item.article for item in unique.values())
    fresh = {article_id: item for article_id, item in unique.items() if article_id not in settled}
    shown = truth.shown(item.article for item in fresh.values())
    rows = iter(embed(encoder, [(shown[article_id].title, p) for article_id, item in fresh.items()
                                for p in item.passages]))
    return {article_id: list(islice(rows, len(item.passages))) for article_id, item in fresh.items()}


def _put(truth: Truth, item: Loaded, embedded: dict[str, list[Embedded]]) -> Outcome:
    article = item.article
    change = truth.put(item, embedded[article.article_id]) if article.article_id in embedded else "unchanged"
    stored = truth.article(article.article_id)
    return Outcome(article.source, change, _reason(change, article, stored), stored)


def _reason(change: Change, article: Article, stored: Article) -> str:
    if change == "unchanged":
        return "already stored" if stored.source == article.source else f"same text as {stored.source}"[:200]
    return ""
