"""What changed between two versions of a story, sentence by sentence."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.article import Article, Span
from ingest.sentences import split


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence (or headline): in both texts, only in the old one or only in the new one.

    `span` is where it stands in the new text, for "removed" in the old one; `starts_block` is true where a paragraph,
    heading or caption begins with it.
    """

    kind: Literal["same", "removed", "added"]
    span: Span
    text: str
    starts_block: bool


def difference(old: Article, new: Article) -> tuple[Piece, ...]:
    """Return every sentence of both texts in reading order, what was removed before what stands there instead."""
    before, after = tuple(_sentences(old)), tuple(_sentences(new))
    matcher = difflib.SequenceMatcher(None, [old.text[s.start : s.end] for s, _ in before],
                                      [new.text[s.start : s.end] for s, _ in after], autojunk=False)
    pieces: list[Piece] = []
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            pieces.extend(Piece("removed", span, span.of(old.text), starts) for span, starts in before[first:last])
        kind: Literal["same", "added"] = "same" if tag == "equal" else "added"
        pieces.extend(Piece(kind, span, span.of(new.text), starts) for span, starts in after[start:end])
    return tuple(pieces)


def _sentences(article: Article) -> Iterator[tuple[Span, bool]]:
    for block in article.blocks:
        for place, span in enumerate(split(block.span.of(article.text), language=block.language)):
            yield Span(block.span.start + span.start, block.span.start + span.end), place == 0
