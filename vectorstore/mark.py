"""The small file that says which generation of the index is good, written whole or not at all."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "state.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of the generation folder called `generation`.

    `clean` is False from before Chroma's folder is first written until it is closed in order; `high_water` is the
    greatest row id up to which it then holds every row.
    """

    generation: str
    encoder: str
    chromadb: str
    high_water: int
    clean: bool


def read_mark(folder: Path) -> Mark | None:
    """Return the mark in `folder`, None where there is none that can be read."""
    try:
        mark = Mark(**json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return mark if type(mark.high_water) is int and type(mark.clean) is bool else None


def write_mark(folder: Path, mark: Mark) -> None:
    """Replace the mark in `folder`; on disk on return."""
    fresh = folder / f"{FILE}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(mark), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / FILE)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
