"""Places that can be full or closed to writing: real file systems where this process may mount them, else limits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class SmallDisk:
    """A folder on a disk of few bytes; `how` says what keeps it small.

    Where that is RLIMIT_FSIZE, who writes has to set the `limit`, in bytes, for itself; else it is 0.
    """

    folder: Path
    how: str
    limit: int = 0

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the interpreter with `arguments`."""
        return subprocess.run([sys.executable, *arguments], capture_output=True, text=True)

    def relieve(self) -> None:
        """Make room: a gigabyte."""
        if not self.limit:
            mount("-o", "remount,size=1g", str(self.folder))
        self.limit = 0


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Give a disk in `folder`: a real one of so many megabytes, else one on which no file may grow larger."""
    folder.mkdir()
    if not may_mount(folder, f"size={megabytes}m"):
        yield SmallDisk(folder, "RLIMIT_FSIZE", limit=megabytes * 1_000_000)
        return
    try:
        yield SmallDisk(folder, "a mounted file system")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[bool]:
    """Close `folder` to writing, for the superuser too; false where that cannot be done."""
    closed = may_mount_over(folder)
    if not closed and os.geteuid() != 0:
        folder.chmod(0o500)
        closed = True
    try:
        yield closed
    finally:
        folder.chmod(0o700) if os.geteuid() else subprocess.run(["umount", "--lazy", str(folder)], check=False)


def may_mount(folder: Path, options: str) -> bool:
    """Mount an empty file system on `folder`; false where this process may not."""
    return os.geteuid() == 0 and mount("-t", "tmpfs", "-o", options, "tmpfs", str(folder))


def may_mount_over(folder: Path) -> bool:
    """Mount `folder` over itself, closed to writing; false where this process may not."""
    return (os.geteuid() == 0 and mount("--bind", str(folder), str(folder))
            and mount("-o", "remount,bind,ro", str(folder)))


def mount(*arguments: str) -> bool:
    """Call mount; false where it fails."""
    return subprocess.run(["mount", *arguments], capture_output=True).returncode == 0
