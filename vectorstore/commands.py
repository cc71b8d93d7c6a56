"""The commands of `python -m vectorstore`: look into a store and keep it in order."""

import datetime as dt
import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.article import Article, Span
from vectorstore import Corrections, Store, StoreError, difference, reindex
from vectorstore.encoder_options import Embedder, PassagePrompt, QueryPrompt, named_encoder
from vectorstore.listing import as_dict, as_difference, as_line, as_page, as_report, as_trace, as_traced, corrected

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
Folder = Annotated[Path, typer.Option("--store", help="The folder of the store.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


@app.command("list")
def list_articles(store: Folder, outlet: Annotated[list[str], typer.Option(help="Only this outlet.")] = [],  # noqa: B006
                  since: Day = None, until: Day = None,
                  language: Annotated[str | None, typer.Option(help="Only this language, as ISO 639.")] = None,
                  as_json: Json = False) -> None:
    """List the newest version of every article."""
    with Store.open(store, index=False) as opened:
        for article in opened.listed(outlets=outlet, since=since and since.date(), until=until and until.date(),
                                     language=language):
            tell({**as_dict(article), "versions": article.versions} if as_json else as_line(article))


@app.command()
def show(article_id: str, store: Folder,
         diff: Annotated[bool, typer.Option("--diff", help="Only what changed since the version before.")] = False,
         raw: Annotated[bool, typer.Option("--raw", help="Only the bytes that it was read from.")] = False,
         as_json: Json = False) -> None:
    """Show one article, older versions included."""
    with Store.open(store, index=False) as opened:
        article, versions = opened.article(article_id), opened.versions(article_id)
        if raw:
            write_raw(opened.raw(article_id), article_id)
        elif diff:
            pieces = difference(before(article, versions), article)
            tell({"pieces": [asdict(piece) for piece in pieces]} if as_json else as_difference(pieces))
        else:
            own = opened.uncorrected(article_id)
            tell({**as_dict(article), "itself_says": corrected(article, own),
                  "versions": [version.article_id for version in versions], "text": article.text}
                 if as_json else as_page(article, own, versions))


@app.command()
def trace(article_id: str, store: Folder,
          span: Annotated[str | None, typer.Option(metavar="START-END", help="Only this part of its text.")] = None,
          as_json: Json = False) -> None:
    """Show where an article's paragraphs, or one span of its text, stand in what it was read from."""
    with Store.open(store, index=False) as opened:
        article, raw = opened.article(article_id), opened.raw_map(article_id)
    spans = [read_span(span, article)] if span else [block.span for block in article.blocks]
    for line in (as_traced(article, raw, given) for given in spans):
        tell(line if as_json else as_trace(line))


@app.command()
def correct(article_id: str, store: Folder, title: str | None = None,
            outlet: Annotated[str | None, typer.Option(help="The outlet; \"unknown\" for none.")] = None,
            author: Annotated[list[str], typer.Option(help="An author; several times for several.")] = [],  # noqa: B006
            published: Annotated[str | None, typer.Option(help="A date; \"unknown\" for none.")] = None,
            updated: Annotated[str | None, typer.Option(help="A date; \"unknown\" for none.")] = None,
            language: Annotated[str | None, typer.Option(help="A code of ISO 639, such as en.")] = None,
            undo: Annotated[bool, typer.Option("--undo", help="Take all corrections back.")] = False,
            as_json: Json = False) -> None:
    """Set right what is known of an article, for all its versions and those to come."""
    given = Corrections(title=title, outlet=outlet, authors=tuple(author) or None, published=published, updated=updated,
                        language=language)
    if undo and given != Corrections():
        raise typer.BadParameter("--undo takes all corrections back and goes with no other option")
    with Store.open(store, index=False) as opened:
        article = opened.uncorrect(article_id) if undo else opened.correct(article_id, given)
        own, versions = opened.uncorrected(article_id), opened.versions(article_id)
    tell({**as_dict(article), "itself_says": corrected(article, own)} if as_json
         else as_page(article, own, versions).partition("\n\n")[0])


@app.command()
def remove(article_id: str, store: Folder, as_json: Json = False) -> None:
    """Remove an article with all its versions."""
    with Store.open(store, index=False) as opened:
        opened.remove(article_id)
    tell({"removed": article_id} if as_json else f"removed {article_id}")


@app.command()
def export(path: Path, store: Folder, as_json: Json = False) -> None:
    """Write the newest version of every article to a file of JSON Lines."""
    with Store.open(store, index=False) as opened:
        count = opened.export(path)
    tell({"export": str(path), "articles": count} if as_json else f"wrote {count} articles to {path}")


@app.command()
def verify(store: Folder, as_json: Json = False) -> None:
    """Check everything and say what to do about each problem; exit code 1 if something is wrong."""
    with Store.open(store, index=False) as opened:
        report = opened.verify()
    tell(asdict(report) if as_json else as_report(report))
    if report.problems:
        raise StoreError(f"{store}: {len(report.problems)} problems; what to do about each is said above")


@app.command("reindex")
def embed_again(store: Folder, embedder: Embedder = None, query_prompt: QueryPrompt = None,
                passage_prompt: PassagePrompt = None, as_json: Json = False) -> None:
    """Make the word index anew and embed every passage, with the model that is named or set, else with its own."""
    passages = reindex(store, named_encoder(store, embedder, query_prompt, passage_prompt))
    tell({"passages": passages} if as_json else f"embedded {passages} passages")


@app.command()
def backup(path: Path, store: Folder, as_json: Json = False) -> None:
    """Write a copy of the store into a new folder."""
    with Store.open(store, index=False) as opened:
        opened.backup(path)
    tell({"backup": str(path)} if as_json else f"copied to {path}")


def before(article: Article, versions: tuple[Article, ...]) -> Article:
    """Return the version before `article`.

    Raises:
        StoreError: if it is the first.
    """
    place = [version.article_id for version in versions].index(article.article_id)
    if place == 0:
        raise StoreError(f"{article.article_id} is the first version of its story; none stands before it")
    return versions[place - 1]


def read_span(text: str, article: Article) -> Span:
    """Return the span that `text` names ("120-245").

    Raises:
        BadParameter: if it names none of the article's.
    """
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", text)
    if not match or not int(match[1]) < int(match[2]) <= len(article.text):
        raise typer.BadParameter(f"{text!r} is no span: expected START-END such as 0-80, at most {len(article.text)}")
    return Span(int(match[1]), int(match[2]))


def write_raw(raw: bytes, article_id: str) -> None:
    """Write bytes to standard output as they are.

    Raises:
        StoreError: if that is a terminal, which the bytes of a stranger could steer.
    """
    if sys.stdout.isatty():
        raise StoreError(f"raw bytes may hold control codes; write them to a file: ... show {article_id} --raw > FILE")
    sys.stdout.buffer.write(raw)


def tell(what: dict[str, Any] | str) -> None:
    """Print one JSON line or plain text; what could steer a terminal is written as JSON escapes it."""
    typer.echo(what if isinstance(what, str) else STEERING.sub(
        lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(what, ensure_ascii=False)))
