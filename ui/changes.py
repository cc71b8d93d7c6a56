"""What changed between two versions of a story: every sentence marked that only one of them has."""

from collections.abc import Iterator

from ingest.article import Article, Block, BlockKind
from ui.markup import escape, isolate
from ui.reader import LABELS, TAGS, render_bar
from ui.versions import version_day
from vectorstore import Piece, difference

_MARKS = {"added": "ins", "removed": "del"}


def render_changes(old: Article, new: Article, *, number: int) -> str:
    """Return the difference of two versions, `new` the one of this `number`, counted from 1."""
    pieces = difference(old, new)
    added, removed = (sum(piece.kind == kind for piece in pieces) for kind in ("added", "removed"))
    counted = f"{_counted(added)} added, {removed} removed" if added or removed else "No sentence was changed"
    ways = "".join(
        f'<button type="button" class="to" data-article="{escape(version.article_id)}">Version {at}, '
        f"{version_day(version)}</button>" for at, version in ((number, new), (number - 1, old)))
    return (f'<article class="article changes" data-open="{escape(new.article_id)}">'
            f'{render_bar(added + removed, of="changes")}<header><p class="outlet">What changed in version {number}</p>'
            f'{_title(old, new)}<p>{counted}.</p><p class="ways">{ways}</p></header>'
            f'{"".join(_blocks(pieces, old, new))}</article>')


def _counted(number: int) -> str:
    return f"{number} sentence{'' if number == 1 else 's'}"


def _title(old: Article, new: Article) -> str:
    """The title where it is no part of the text, which shows its own changes."""
    if new.blocks and new.blocks[0].kind is BlockKind.HEADLINE:
        return ""
    if old.title == new.title:
        return f"<h2>{isolate(new.title or new.source)}</h2>"
    return f'<h2>{_marked("removed", old.title)} {_marked("added", new.title)}</h2>'


def _blocks(pieces: tuple[Piece, ...], old: Article, new: Article) -> Iterator[str]:
    """Yield each paragraph, heading or caption with its sentences; one begins where a piece begins it."""
    sentences: list[str] = []
    block: Block | None = None
    for piece in pieces:
        if block and piece.starts_block:
            yield _block(block, sentences)
            sentences = []
        if not sentences:
            blocks = (old if piece.kind == "removed" else new).blocks
            block = next(b for b in blocks if b.span.holds(piece.span))
        sentences.append(isolate(piece.text) if piece.kind == "same" else _marked(piece.kind, piece.text))
    if block:
        yield _block(block, sentences)


def _block(block: Block, sentences: list[str]) -> str:
    tag, language = TAGS[block.kind], f' lang="{escape(block.language)}"' if block.language else ""
    text = LABELS.get(block.kind, "") + " ".join(sentences)
    return f'<{tag} class="{block.kind.value}" dir="auto"{language}>{text}</{tag}>'


def _marked(kind: str, text: str) -> str:
    tag = _MARKS[kind]
    return f'<{tag}><span class="sr">{kind}: </span><mark>{isolate(text)}</mark></{tag}>'
