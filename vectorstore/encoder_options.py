"""The options of the commands that name an embedding model."""

from typing import Annotated

import typer

from vectorstore.encoder import Encoder, open_encoder

Embedder = Annotated[str | None, typer.Option(help="Hub id or folder of the model to embed with.")]
QueryPrompt = Annotated[str | None, typer.Option(help="What it reads before a question; else as it says itself.")]
PassagePrompt = Annotated[str | None, typer.Option(help="What it reads before a passage.")]


def named_encoder(name: str | None, query_prompt: str | None, passage_prompt: str | None) -> Encoder | None:
    """Return the encoder that the options name, None where they name none.

    Raises:
        EncoderError: if there is no such model, or its files are not as expected.
    """
    if name is None and query_prompt is None and passage_prompt is None:
        return None
    return open_encoder(name, query_prompt=query_prompt, passage_prompt=passage_prompt)
