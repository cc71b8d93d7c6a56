"""How Chroma's index stands beside the truth, seen without changing it."""

from dataclasses import dataclass

import numpy as np

from vectorstore.chroma import Generation, IndexFaultError, chroma_version
from vectorstore.dense import take
from vectorstore.engine import Vectors
from vectorstore.exact import load_vectors
from vectorstore.mark import read_mark
from vectorstore.truth import Truth

# Chroma gives vectors back as they were put in.
TOLERANCE = 1e-6
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class IndexState:
    """`condition` in a few words; `fault` is what is wrong, "" where nothing is or nothing could be seen."""

    condition: str
    fault: str = ""


def inspect(truth: Truth, *, digest: str) -> IndexState:
    """Compare every row that the index claims to hold with the truth, unless another process has the index open."""
    folder = truth.folder / "index"
    mark = read_mark(folder)
    if mark is None:
        return IndexState("none yet, the next page makes it")
    lock = take(folder)
    if lock is None:
        return IndexState("not looked at, a process has it open or the folder cannot be written")
    with lock:
        if not mark.clean or (mark.encoder, mark.chromadb) != (digest, chroma_version()):
            return IndexState("out of date, the next page makes it anew")
        try:
            return _compare(truth, Generation(folder / mark.generation), mark.high_water)
        except IndexFaultError as error:
            return IndexState("damaged", str(error))


def _compare(truth: Truth, generation: Generation, high_water: int) -> IndexState:
    held = generation.ids()
    with truth.reading() as connection:
        rows = load_vectors(connection, "row_id <= ?", high_water)
    missing = [row_id for row_id in rows.ids.tolist() if row_id not in held]
    wrong = 0 if missing else _wrong(generation, rows.ids.tolist(), rows.vectors)
    generation.close()
    if missing or wrong:
        return IndexState("damaged", f"of {len(rows.ids)} passages {len(missing)} are missing and {wrong} differ")
    return IndexState(f"{len(rows.ids)} passages")


def _wrong(generation: Generation, row_ids: list[int], expected: Vectors) -> int:
    wrong = 0
    for start in range(0, len(row_ids), AT_ONCE):
        chosen = row_ids[start : start + AT_ONCE]
        found = generation.vectors(chosen)
        wrong += sum(not np.allclose(found[row_id], vector, atol=TOLERANCE)
                     for row_id, vector in zip(chosen, expected[start : start + AT_ONCE], strict=True))
    return wrong
