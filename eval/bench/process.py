"""One command run to its end: what it printed, how long it took, how much memory it and its children held at most."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path

EVERY_SECONDS = 0.2
PAGE = os.sysconf("SC_PAGE_SIZE")
MOST_CHARACTERS = 600


class WorkerError(Exception):
    """A command failed; the message has the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """`printed` is standard output; `megabytes` the greatest sum of resident memory, looked at every 0.2 s."""

    printed: str
    seconds: float
    megabytes: float


def run(command: list[str], *, environment: dict[str, str]) -> Run:
    """Run a command.

    Raises:
        WorkerError: if it fails.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment)  # noqa: S603
        with ThreadPool(1) as pool:
            most = pool.apply_async(_watch, [process])
            process.wait()
            seconds = time.perf_counter() - start
            megabytes = most.get() / 1e6
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise WorkerError(f"{' '.join(command[:3])}: {err.read()[-MOST_CHARACTERS:]}")
        return Run(out.read(), seconds, megabytes)


def _watch(process: subprocess.Popen[bytes]) -> int:
    """Return the most bytes that the process and its descendants held in memory together, 0 where there is no /proc."""
    most = 0
    while process.poll() is None:
        most = max(most, _resident(process.pid))
        time.sleep(EVERY_SECONDS)
    return most


def _resident(pid: int) -> int:
    family = {pid}
    for child, parent in sorted(_parents().items()):  # a child's id is greater, but for the rare overflow of ids
        if parent in family:
            family.add(child)
    return sum(map(_memory, family))


def _parents() -> dict[int, int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text("utf-8").rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
    return parents


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * PAGE
    except OSError:
        return 0
