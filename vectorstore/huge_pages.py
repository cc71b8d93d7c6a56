"""A great graph on huge pages, where Linux has them: a search reads all over it, and finding its pages takes time."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

MAPS = Path("/proc/self/maps")
GREAT = 1 << 28  # bytes; a graph of 200,000 rows has 390 MB
HUGEPAGE, COLLAPSE = 14, 25  # madvise(2): from now on, and what is there already


def use_huge_pages() -> None:
    """Put the great blocks of this process's memory on huge pages; where that is refused they stay as they are."""
    if not MAPS.exists():
        return
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for start, end in great_blocks(MAPS.read_text("utf-8")):
        for advice in (HUGEPAGE, COLLAPSE):
            madvise(start, end - start, advice)


def great_blocks(maps: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each great block that is written and of no file, from what Linux tells of a process."""
    for line in maps.splitlines():
        place, rights, *_, inode = line.split(maxsplit=5)[:5]
        start, end = (int(edge, 16) for edge in place.split("-"))
        if rights.startswith("rw") and inode == "0" and end - start >= GREAT:
            yield start, end
