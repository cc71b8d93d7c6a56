"""The options of the commands that name an embedding model."""

from pathlib import Path
from typing import Annotated

import typer

from vectorstore import schema
from vectorstore.encoder import Encoder, open_encoder
from vectorstore.settings import load_settings
from vectorstore.stored_encoder import own_place

Embedder = Annotated[str | None, typer.Option(help="Hub id or folder of the model to embed with.")]
QueryPrompt = Annotated[str | None, typer.Option(help="What it reads before a question; else as it says itself.")]
PassagePrompt = Annotated[str | None, typer.Option(help="What it reads before a passage.")]


def named_encoder(store: Path, name: str | None, query_prompt: str | None,
                  passage_prompt: str | None) -> Encoder | None:
    """Return the encoder that the options name for `store`, None where they name none; without `name` the prompts are
    for the model that is set, else the store's own.

    Raises:
        StoreError: if there is no such model, its files are not as expected, or the store is damaged.
    """
    if name is None and query_prompt is None and passage_prompt is None:
        return None
    if name is None and load_settings().embedder is None and (store / schema.FILE).is_file():
        name = own_place(schema.check(store))
    return open_encoder(name, query_prompt=query_prompt, passage_prompt=passage_prompt)
