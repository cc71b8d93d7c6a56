"""`python -m ui`: serve the reading desk on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag import Assistant, ModelError
from ui.app import ANSWERS_AT_ONCE, MOST_WAITING, Serving
from ui.logins import Logins, LoginsError
from ui.notebook import FILE
from ui.serve import ServeError, serve
from vectorstore import StoreError, schema
from vectorstore.log import start_logging
from vectorstore.settings import hush

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def ui(
    store: Annotated[Path, typer.Option(help="The folder of the store.")],
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The first port to try.")] = 7860,
    auth: Annotated[Path | None, typer.Option(help="A file of logins, name:password a line; a host that other machines "
                                                   "reach needs one.")] = None,
    allow_host: Annotated[list[str], typer.Option(help="A name under which browsers reach the page.")] = [],  # noqa: B006 - typer reads the default only
    root_path: Annotated[str, typer.Option(help="The path below which a proxy serves the page, as /desk.")] = "",
    model: Annotated[str | None, typer.Option(help="Who writes the answers, provider:name; none offline.")] = None,
    chroma: Annotated[str | None, typer.Option(help="A Chroma server that keeps the dense index, as "
                                                    "http://127.0.0.1:8000; see docs/scale.md first.")] = None,
    answers_at_once: Annotated[int, typer.Option(min=1, help="Questions answered together.")] = ANSWERS_AT_ONCE,
    waiting: Annotated[int, typer.Option(min=1, help="Questions that may wait; one more is refused.")] = MOST_WAITING,
) -> None:
    """Ask the articles of a store in a browser, until Ctrl-C."""
    schema.check(store)
    serving = Serving(tuple(allow_host), Logins.read(auth) if auth else None, root_path.rstrip("/"), answers_at_once,
                      waiting)
    serve(lambda: Assistant.open(store, model=model, chroma=chroma), notes=store / FILE, host=host, port=port,
          serving=serving, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    hush()
    try:
        start_logging()
        app()
    except (StoreError, ServeError, LoginsError, ModelError) as error:
        sys.exit(f"error: {error}")
