"""What the page asks of the assistant, and the assistant opened behind a page that is already up."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Protocol

from ingest.article import Article
from ingest.load import Loaded, NotLoaded
from rag.events import Event, Finished
from vectorstore import Outcome

logger = logging.getLogger(__name__)

EXAMPLES = 4
# Headlines tried for an example: each costs one answer.
CANDIDATES = 8
# A longer headline makes no question that a reader would put.
LONGEST_HEADLINE = 90


class Store(Protocol):
    """Where articles are kept."""

    def articles(self) -> tuple[Article, ...]: ...
    def add(self, items: Iterable[Loaded | NotLoaded]) -> Iterator[Outcome]: ...


class Assistant(Protocol):
    """Who answers."""

    @property
    def store(self) -> Store: ...
    def stream(self, question: str, *, history: Sequence[str] = ()) -> Iterator[Event]: ...
    def article(self, article_id: str) -> Article: ...
    def warm_up(self) -> None: ...
    def close(self) -> None: ...


class Library:
    """An assistant that is opened in the background, and example questions that it was seen to answer."""

    def __init__(self, open_assistant: Callable[[], Assistant]) -> None:
        self._open = open_assistant
        self._assistant: Future[Assistant] = Future()
        self._examples: Future[tuple[str, ...]] = Future()
        self._thread = Thread(target=self._run, name="library", daemon=True)
        self._closing = False

    def start(self) -> None:
        """Open the assistant and warm it up, on a thread of its own."""
        self._thread.start()

    @property
    def assistant(self) -> Assistant:
        """The assistant; waits until it is open, and raises what opening it raised."""
        return self._assistant.result()

    @property
    def examples(self) -> tuple[str, ...]:
        """Up to four questions that have an answer; waits until they are known, () if there are none."""
        return self._examples.result()

    def close(self) -> None:
        """Close the assistant, after what is being loaded: libraries that load do not survive the program's end."""
        self._closing = True
        if self._thread.is_alive():
            self._thread.join()
        if self._assistant.done() and not self._assistant.exception():
            self.assistant.close()

    def _run(self) -> None:
        try:
            assistant = self._open()
        except Exception as error:
            logger.exception("the store could not be opened")
            self._assistant.set_exception(error)  # every caller of `assistant` gets it
            self._examples.set_result(())
            return
        self._assistant.set_result(assistant)
        try:
            assistant.warm_up()
            self._examples.set_result(self._answered(assistant))
        except Exception:
            logger.exception("no example questions")
            self._examples.set_result(())

    def _answered(self, assistant: Assistant) -> tuple[str, ...]:
        found: list[str] = []
        for question in _candidates(assistant.store.articles()):
            if self._closing or len(found) == EXAMPLES:
                break
            *_, last = assistant.stream(question)
            if isinstance(last, Finished) and last.answer.abstention is None:
                found.append(question)
        return tuple(found)


def _candidates(articles: Sequence[Article]) -> list[str]:
    """Questions on headlines, one of each outlet before the second of any: the breadth of what is at hand."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, int, str]] = []
    for place, article in enumerate(articles):
        if article.language == "en" and 0 < len(article.title) <= LONGEST_HEADLINE:
            ranked.append((seen[article.outlet], place, article.title))
            seen[article.outlet] += 1
    return [f"What is reported about “{title}”?" for _, _, title in sorted(ranked)][:CANDIDATES]
