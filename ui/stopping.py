"""How a reader stops an answer: at once, even while a language model keeps silent."""

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from rag.events import Event as Told

SECONDS_BETWEEN_LOOKS = 0.1


class Stops:
    """One flag for each reader's page, named by its session."""

    def __init__(self) -> None:
        self._flags: dict[str, Event] = {}
        self._lock = Lock()

    def begin(self, session: str) -> Event:
        """Return a new flag for the answer that begins in `session`."""
        flag = Event()
        with self._lock:
            self._flags[session] = flag
        return flag

    def end(self, session: str, flag: Event) -> None:
        """Forget the flag, unless a later answer has put up its own."""
        with self._lock:
            if self._flags.get(session) is flag:
                del self._flags[session]

    def stop(self, session: str) -> None:
        """Raise the flag, if an answer is under way."""
        with self._lock:
            if session in self._flags:
                self._flags[session].set()


def until_stopped(told: Iterator[Told], flag: Event) -> Iterator[Told]:
    """Yield what `told` yields until `flag` is raised; what `told` raises is raised here. The source is read on a
    thread of its own, which ends with the next thing it is told after that."""
    queue: SimpleQueue[Told | BaseException | None] = SimpleQueue()

    def read() -> None:
        try:
            for one in told:
                if flag.is_set():
                    return
                queue.put(one)
            queue.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            queue.put(error)

    Thread(target=read, name="answer", daemon=True).start()
    while not flag.is_set():
        try:
            one = queue.get(timeout=SECONDS_BETWEEN_LOOKS)
        except Empty:
            continue
        if one is None:
            return
        if isinstance(one, BaseException):
            raise one
        yield one
