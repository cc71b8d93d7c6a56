"""Which embedding model a store is read with: the one that is set, else its own; never another than its own."""

from collections.abc import Mapping
from pathlib import Path

from vectorstore import weights
from vectorstore.encoder import Encoder, encoder_of, open_encoder, shipped_encoder
from vectorstore.errors import EncoderError, StoreError
from vectorstore.likeness import Likeness
from vectorstore.model_folder import find_model, shipped_model
from vectorstore.places import place_of
from vectorstore.prompts import Prompts
from vectorstore.settings import load_settings


def own_encoder(folder: Path, meta: Mapping[str, str]) -> Encoder:
    """Return the encoder that the store in `folder` was embedded with, which its `meta` describes.

    Raises:
        StoreError: if that model is not on this machine, or no longer where it was.
    """
    if meta["digest"] == shipped_encoder().digest:
        return shipped_encoder()
    prompts = Prompts(meta.get("query_prompt", ""), meta.get("passage_prompt", ""))
    place = own_place(meta)
    try:
        model = shipped_model() if place == weights.NAME else find_model(place)
    except EncoderError as error:
        raise StoreError(
            f"{folder} was embedded with {meta['encoder']} ({meta['digest']}), which is not found at {place}; name its "
            "folder or hub id with DATELINE_EMBEDDER, or change to the shipped model with: "
            f"python -m vectorstore reindex --store {folder} --embedder {weights.NAME}") from error
    dimension = int(meta["dimension"]) if "dimension" in meta else None
    likeness = Likeness(*map(float, meta["likeness"].split())) if "likeness" in meta else None
    return encoder_of(model, prompts, dimension=dimension, likeness=likeness)


def set_encoder(folder: Path, meta: Mapping[str, str]) -> Encoder:
    """Return the encoder to open a store with: the one that the settings name, else the store's own.

    Raises:
        StoreError: as `open_encoder` and `own_encoder`.
    """
    settings = load_settings()
    named = (settings.embedder, settings.embedder_query_prompt, settings.embedder_passage_prompt)
    if named == (None, None, None):
        return own_encoder(folder, meta)
    return open_encoder(settings.embedder or own_place(meta))


def own_place(meta: Mapping[str, str]) -> str:
    """Return where the model lies that `meta` describes: its folder, or its id."""
    return place_of(meta["digest"]) or meta["encoder"]


def check_encoder(folder: Path, meta: Mapping[str, str], encoder: Encoder) -> None:
    """Check that the store in `folder`, which `meta` describes, was embedded with `encoder`.

    Raises:
        StoreError: if not; it names the command that changes it.
    """
    if meta["digest"] != encoder.digest:
        raise StoreError(f"{folder} was embedded with {meta['encoder']} ({meta['digest']}), set is {encoder.name} "
                         f"({encoder.digest}); run: python -m vectorstore reindex --store {folder} "
                         f"--embedder {place_of(encoder.digest) or encoder.name}")
