"""Articles of invented outlets, built as `ingest.read` would give them."""

import re

from ingest.article import Article, Block, BlockKind, Dated, Passage, Precision, Span, digest
from ingest.load import Loaded


def make_loaded(text: str, *, outlet: str = "The Fjord Gazette", title: str = "Invented",
                day: str | None = "2031-05-04",
                story: str | None = None, source: str | None = None, signature: tuple[int, ...] = ()) -> Loaded:
    """Build what `ingest.read` gives for `text`: one block a line, one passage a sentence."""
    article_id = digest(outlet, title, text)
    published = Dated(day, Precision.DAY, day) if day else None
    lines = list(re.finditer(r"[^\n]+", text))
    blocks = tuple(Block(BlockKind.PARAGRAPH, Span(line.start(), line.end()), "en") for line in lines)
    article = Article(
        article_id=article_id, story_id=story or article_id, origin_id=article_id,
        source=source or f"{article_id}.txt", url=None, title=title, outlet=outlet, authors=("Ada Quill",),
        published=published, updated=None, language="en", text=text, blocks=blocks)
    spans = [Span(found.start(), found.end()) for found in re.finditer(r"[^\s.][^.\n]*\.?", text)]
    passages = tuple(
        Passage(digest(article_id, str(span.start)), article_id, BlockKind.PARAGRAPH, "en", span, (span,),
                span.of(text))
        for span in spans)
    return Loaded(article, passages, text.encode("utf-8", "surrogatepass"), signature)


INVENTED = (
    make_loaded("Some 400 people left Harrowmere on Tuesday.\nThe fire brigade said the bridge would stay closed.",
                outlet="The Fjord Gazette", title="Flood empties Harrowmere", day="2031-05-04"),
    make_loaded("About 650 people were moved out of Harrowmere.\nMayor Ilva Brandt thanked the volunteers.",
                outlet="Coast Courier", title="Harrowmere evacuated", day="2031-05-05"),
    make_loaded("The Lunden parliament postponed its vote on the harbour tax.\nNo new day was named.",
                outlet="Lunden Post", title="Harbour tax vote postponed", day=None),
)
