"""`python -m ui`: serve the reading desk on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag import Assistant
from ui.notebook import FILE
from ui.serve import ServeError, serve
from vectorstore import StoreError, schema
from vectorstore.settings import hush

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def ui(store: Annotated[Path, typer.Option("--store", help="The folder of the store.")],
       host: Annotated[str, typer.Option("--host", help="The address to serve on.")] = "127.0.0.1",
       port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="The first port to try.")] = 7860) -> None:
    """Ask the articles of a store in a browser, until Ctrl-C."""
    schema.check(store)
    serve(lambda: Assistant.open(store), notes=store / FILE, host=host, port=port, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    hush()
    try:
        app()
    except (StoreError, ServeError) as error:
        sys.exit(f"error: {error}")
