"""A sentence-transformers model in a folder: what its files say of it, read without loading it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vectorstore import weights
from vectorstore.errors import EncoderError
from vectorstore.prompts import Prompts, prompts_of
from vectorstore.settings import hush

# How tokens become one vector: their mean, the first one, or in a way that only sentence-transformers itself knows.
Pooling = Literal["mean", "cls", "own"]

# What decides the vectors; a copy of the model without its card or its exports is still the same model.
TELLING = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
EXPORTS = frozenset({"onnx", "openvino"})
PLAIN = (("Transformer", "Pooling"), ("Transformer", "Pooling", "Normalize"))


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model in the folder `place`; `name` is shown and stored, `digest` tells its files from any other model's."""

    name: str
    place: Path
    digest: str
    pooling: Pooling

    def prompts(self) -> Prompts:
        """Return the prompts that the model carries itself, or its family's.

        Raises:
            EncoderError: if the file that holds them cannot be read.
        """
        path = self.place / "config_sentence_transformers.json"
        own = _json(path).get("prompts") if path.is_file() else None
        return prompts_of(self.name, own if isinstance(own, dict) else {})


def shipped_model() -> ModelFolder:
    """Return the shipped model, every file checked.

    Raises:
        EncoderError: if it is missing or a file is not the expected one.
    """
    return ModelFolder(weights.NAME, weights.shipped_weights(), weights.weights_digest(weights.MANIFEST), "mean")


def find_model(name: str) -> ModelFolder:
    """Return the model that `name` says: a folder, or the id of a model in the local hub cache. Nothing is fetched.

    Raises:
        EncoderError: if there is none, or it is no model that sentence-transformers loads without foreign code.
    """
    folder = find_folder(name, what="embedder")
    weights.check_modules(folder)
    return ModelFolder(folder.name if Path(name).expanduser().is_dir() else name, folder, folder_digest(folder),
                       _pooling(folder))


def find_folder(name: str, *, what: str) -> Path:
    """Return the folder of the model that `name` says; `what` is what the reader calls it.

    Raises:
        EncoderError: if `name` is neither a folder nor a model in the local hub cache.
    """
    if (folder := Path(name).expanduser()).is_dir():
        return folder.resolve()
    hush()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        raise EncoderError(f"{what} {name!r} is neither a folder nor a model in the local hub cache; fetch it first "
                           f"(hf download {name}), or name another with --{what} or DATELINE_{what.upper()}") from None


def folder_digest(folder: Path) -> str:
    """Return one name of 16 hex digits for the files in `folder` that decide what the model computes."""
    found = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix in TELLING]
    safe = {path.parent for path in found if path.suffix == ".safetensors"}
    told = [path for path in found if not EXPORTS & set(path.parts) and not any(p.startswith(".") for p in path.parts)
            and not (path.suffix == ".bin" and path.parent in safe)]
    return weights.weights_digest({path.as_posix(): weights.file_digest(folder / path) for path in told})


def _pooling(folder: Path) -> Pooling:
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    if tuple(str(module["type"]).rpartition(".")[2] for module in modules) not in PLAIN:
        return "own"
    config = _json(folder / str(modules[1].get("path", "")) / "config.json")
    modes = _modes(config)
    if modes == ["mean"]:
        return "mean" if config.get("include_prompt", True) else "own"
    return "cls" if modes == ["cls"] else "own"


def _modes(config: Mapping[str, Any]) -> list[str]:
    """Return the pooling modes in today's words; older models have a flag for each."""
    if "pooling_mode" in config:
        modes = config["pooling_mode"]
        return [modes] if isinstance(modes, str) else list(modes)
    flags = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
    return [flags.get(name, name) for name, value in config.items() if name.startswith("pooling_mode_") and value]


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderError(f"{path} of the embedding model cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise EncoderError(f"{path} of the embedding model holds no JSON object")
    return found
