"""`python -m ingest`: read articles and keep them in a store."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest import read
from ingest.read import expected
from ingest.report import is_kept, printed, shown, summary, totals
from vectorstore import Store, StoreError
from vectorstore.encoder_options import Embedder, PassagePrompt, QueryPrompt, named_encoder
from vectorstore.log import start_logging
from vectorstore.settings import hush

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def ingest(paths: Annotated[list[str], typer.Argument(help="Files, folders, addresses of pages or feeds.")],
           store: Annotated[Path, typer.Option("--store", help="The folder of the store; made if missing.")],
           column: Annotated[list[str], typer.Option(help="FIELD=COLUMN of an export, where it is not found.")] = [],  # noqa: B006
           embedder: Embedder = None, query_prompt: QueryPrompt = None, passage_prompt: PassagePrompt = None,
           as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """Keep articles in a store. Exit code 0 if anything was kept or was there already."""
    columns = dict(pair.partition("=")[::2] for pair in column)
    # Without Chroma: whoever opens the store next brings its index up to date, and memory stays flat.
    encoder = named_encoder(store, embedder, query_prompt, passage_prompt)
    with Store.open(store, create=True, index=False, encoder=encoder) as opened:
        outcomes = opened.add(read(paths, columns=columns))
        outcomes = printed(outcomes) if as_json else shown(outcomes, total=expected(paths))
        told = [replace(outcome, article=None) for outcome in outcomes]
    counts = totals(told)
    print(json.dumps({"totals": counts})) if as_json else Console().print(summary(told))
    if not is_kept(counts):
        raise StoreError(f"nothing was kept of {len(told)} inputs; the reasons are above")


if __name__ == "__main__":
    hush()
    try:
        start_logging()
        app()
    except StoreError as error:
        sys.exit(f"error: {error}")
