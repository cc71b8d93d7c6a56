"""The commands of `python -m vectorstore`: look into a store and keep it in order."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from vectorstore import Store, StoreError, reindex
from vectorstore.listing import as_dict, as_line, as_page, as_report

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
Folder = Annotated[Path, typer.Option("--store", help="The folder of the store.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_articles(store: Folder, as_json: Json = False) -> None:
    """List the newest version of every article."""
    with Store.open(store, index=False) as opened:
        for article in opened.articles():
            tell(as_dict(article) if as_json else as_line(article))


@app.command()
def show(article_id: str, store: Folder, as_json: Json = False) -> None:
    """Show one article, older versions included."""
    with Store.open(store, index=False) as opened:
        article = opened.article(article_id)
    tell({**as_dict(article), "text": article.text} if as_json else as_page(article))


@app.command()
def remove(article_id: str, store: Folder, as_json: Json = False) -> None:
    """Remove an article with all its versions."""
    with Store.open(store, index=False) as opened:
        opened.remove(article_id)
    tell({"removed": article_id} if as_json else f"removed {article_id}")


@app.command()
def verify(store: Folder, as_json: Json = False) -> None:
    """Check everything; exit code 1 if something is wrong."""
    with Store.open(store, index=False) as opened:
        report = opened.verify()
    tell(asdict(report) if as_json else as_report(report))
    if report.problems:
        raise StoreError(f"{store}: {len(report.problems)} problems; restore a backup or ingest into a new folder")


@app.command("reindex")
def embed_again(store: Folder, as_json: Json = False) -> None:
    """Embed every passage anew with the encoder that is set."""
    passages = reindex(store)
    tell({"passages": passages} if as_json else f"embedded {passages} passages")


@app.command()
def backup(path: Path, store: Folder, as_json: Json = False) -> None:
    """Write a copy of the store into a new folder."""
    with Store.open(store, index=False) as opened:
        opened.backup(path)
    tell({"backup": str(path)} if as_json else f"copied to {path}")


def tell(what: dict[str, Any] | str) -> None:
    """Print one JSON line or plain text."""
    typer.echo(what if isinstance(what, str) else json.dumps(what, ensure_ascii=False))
