"""How Chroma's index stands beside the truth, seen without changing it."""

from dataclasses import dataclass

import numpy as np

from vectorstore.chroma import Generation, IndexFaultError, Place
from vectorstore.dense import take
from vectorstore.exact import Rows, each_block
from vectorstore.mark import read_mark
from vectorstore.truth import Truth

# Chroma gives vectors back as they were put in.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class IndexState:
    """`condition` in a few words; `fault` is what is wrong, "" where nothing is or nothing could be seen."""

    condition: str
    fault: str = ""


def inspect(truth: Truth, *, digest: str, place: Place) -> IndexState:
    """Compare every row that the index claims to hold with the truth, unless another process has the index open."""
    folder = truth.folder / "index"
    mark = read_mark(folder)
    if mark is None:
        return IndexState("none yet, the next page makes it")
    lock = take(folder)
    if lock is None:
        return IndexState("not looked at, a process has it open or the folder cannot be written")
    with lock:
        if not mark.clean or (mark.encoder, mark.chromadb) != (digest, place.label):
            return IndexState("out of date, the next page makes it anew")
        try:
            return _compare(truth, place.open(mark.generation), mark.high_water)
        except IndexFaultError as error:
            return IndexState("damaged", str(error))


def _compare(truth: Truth, generation: Generation, high_water: int) -> IndexState:
    held = generation.ids()
    compared = missing = wrong = 0
    with truth.apart() as connection:
        for rows in each_block(connection, above=0, until=high_water):
            compared += len(rows.ids)
            missing += len(np.setdiff1d(rows.ids, held, assume_unique=True))
            wrong += _wrong(generation, rows) if not missing else 0
    generation.close()
    if missing or wrong:
        return IndexState("damaged", f"of {compared} passages {missing} are missing and {wrong} differ")
    return IndexState(f"{compared} passages")


def _wrong(generation: Generation, rows: Rows) -> int:
    found = generation.vectors(rows.ids.tolist())
    return sum(not np.allclose(found[int(row_id)], vector, atol=TOLERANCE)
               for row_id, vector in zip(rows.ids, rows.vectors, strict=True))
