"""Huge pages for a great graph: which memory is meant, and that it gets them where the machine has them."""

from pathlib import Path

import pytest

from vectorstore.huge_pages import GREAT, great_blocks, use_huge_pages

SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")
TOLD = f"""\
10000000-{0x10000000 + GREAT:x} rw-p 00000000 00:00 0
40000000-{0x40000000 + GREAT:x} rw-s 00000000 fe:00 77    /made/up/file with a blank
60000000-{0x60000000 + GREAT:x} r--p 00000000 00:00 0
80000000-80001000 rw-p 00000000 00:00 0     [stack]
"""


def huge_kilobytes() -> int:
    lines = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))


def test_great_blocks_are_written_and_of_no_file() -> None:
    assert list(great_blocks(TOLD)) == [(0x10000000, 0x10000000 + GREAT)]


@pytest.mark.skipif(not SETTING.exists() or "[madvise]" not in SETTING.read_text("utf-8"),
                    reason="this machine gives huge pages to nobody, or to all")
def test_a_great_block_lies_on_huge_pages_afterwards() -> None:
    block = b"." * (GREAT + 1)  # NumPy would have asked for huge pages itself
    before = huge_kilobytes()
    use_huge_pages()
    assert huge_kilobytes() > before
    assert block.count(b".") == GREAT + 1
