"""Read inputs in a process of its own: what hangs, crashes or eats memory costs one input and nothing else."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from types import ModuleType, TracebackType
from typing import Self

from ingest.formats import holds_many, items
from ingest.inputs import Input
from ingest.load import Loaded, NotLoaded
from ingest.settings import ReadSettings

# An archive or export whose reader had to be killed this often is given up.
MOST_KILLS = 5
# Starting a reader takes a second, on a busy machine half a minute: no article's fault, so it has a limit of its own.
START_SECONDS = 120.0


class LostError(Exception):
    """The reader hung or died; the message says which, `index` and `given` how far it had come."""

    def __init__(self, reason: str, *, index: int, given: int) -> None:
        """Say why and where: at which input, and how many of its articles were given before."""
        super().__init__(reason)
        self.index, self.given = index, given


class Worker:
    """A reader in a process of its own, started when first needed and again after each kill."""

    def __init__(self, limits: ReadSettings) -> None:
        """Describe the reader; nothing is started yet."""
        self._limits = limits
        self._process: ForkServerProcess | None = None
        self._pipe: Connection | None = None

    def read(self, inputs: Sequence[Input]) -> Iterator[Loaded | NotLoaded]:
        """Yield what each input gives, in order; one that cannot be read within the limits gives a reason."""
        waiting, skip, kills = list(inputs), 0, 0
        while waiting:
            try:
                yield from self._read(waiting, skip)
                return
            except LostError as lost:
                culprit = waiting[lost.index]
                if holds_many(culprit) or not lost.given:  # else it died between two inputs
                    yield NotLoaded(culprit.source, "failed", str(lost))
                if lost.index > 0:
                    skip = kills = 0
                waiting, skip, kills = waiting[lost.index :], skip + lost.given + 1, kills + 1
                if kills == MOST_KILLS or not holds_many(culprit):
                    waiting, skip, kills = waiting[1:], 0, 0

    def close(self) -> None:
        """End the process, whatever it does; it is started again when needed."""
        if self._process is not None and self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _read(self, inputs: Sequence[Input], skip: int) -> Iterator[Loaded | NotLoaded]:
        index, given, is_done = -1, 0, False
        try:
            pipe = self._started()
            pipe.send((tuple(inputs), skip))
            while (told := self._next(pipe, self._limits.seconds, index=index, given=given)) is not None:
                if isinstance(told, int):
                    index, given = told, 0
                else:
                    given += 1
                    yield told
            is_done = True
        finally:
            if not is_done:
                self.close()

    def _next(self, pipe: Connection, seconds: float, *, index: int, given: int) -> Loaded | NotLoaded | int | None:
        """Return what the reader tells next: None when it is ready, the number of the input it begins, an article, or
        None at the end."""
        lost = {"index": max(index, 0), "given": given}
        try:
            if not pipe.poll(seconds):
                raise LostError(f"reading took longer than {seconds:g} s and was stopped", **lost)
            told: Loaded | NotLoaded | int | None = pipe.recv()
        except (EOFError, OSError):
            raise LostError("the reader crashed on it; the file is damaged or built to do so", **lost) from None
        return told

    def _started(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["ingest.preloaded"])
            self._pipe, end = context.Pipe()
            self._process = context.Process(target=_serve, args=(end, self._limits.memory), daemon=True)
            with _without_main():
                self._process.start()
            end.close()
            self._next(self._pipe, START_SECONDS, index=-1, given=0)
        return self._pipe


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Keep the child from running the caller's script again: it needs nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _serve(pipe: Connection, memory: int) -> None:
    """Read what is asked for until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command that is interrupted ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(memory)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)
        while True:
            inputs, skip = pipe.recv()
            for index, given in enumerate(inputs):
                pipe.send(index)
                for item in items(given, skip=0 if index else skip):
                    pipe.send(item)
            pipe.send(None)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this platform: time still ends a bomb
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
