"""What the page asks of the assistant, and the assistant opened behind a page that is already up."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import zip_longest
from threading import RLock, Thread
from typing import TYPE_CHECKING, Protocol, Self

from ingest.article import Article, BlockKind, Passage
from ingest.load import Loaded, NotLoaded
from rag import ModelError, QuestionError
from rag.events import Event, Finished
from ui.reader import Known
from ui.shelf import Shelved
from ui.suggest import is_named, is_of_words, questions
from vectorstore import Corrections, Listed, Outcome, StoreError
from vectorstore.hit import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

EXAMPLES, FOLLOW_UPS = 4, 3
# Questions tried for what is shown: each costs one answer.
CANDIDATES = 8
# Articles read for questions to begin with.
ARTICLES_READ = 12
# A longer headline makes no question that a reader would put.
LONGEST_HEADLINE = 90


class Store(Protocol):
    """Where articles are kept."""

    def listed(self) -> tuple[Listed, ...]: ...
    def versions(self, article_id: str) -> tuple[Article, ...]: ...
    def origin(self, article_id: str) -> tuple[Article, ...]: ...
    def correct(self, article_id: str, corrections: Corrections) -> Article: ...
    def uncorrect(self, article_id: str) -> Article: ...
    def uncorrected(self, article_id: str) -> Article: ...
    def passages(self, article_id: str) -> tuple[Passage, ...]: ...
    def add(self, items: Iterable[Loaded | NotLoaded]) -> Iterator[Outcome]: ...
    def remove(self, article_id: str) -> None: ...
    def search(self, text: str, *, k: int = 12) -> tuple[Hit, ...]: ...


class Assistant(Protocol):
    """Who answers."""

    @property
    def store(self) -> Store: ...
    def stream(self, question: str, *, history: Sequence[str] = (), outlets: Sequence[str] = (),
               since: dt.date | None = None, until: dt.date | None = None, as_of: dt.date | None = None,
               articles: Sequence[str] = ()) -> Iterator[Event]: ...
    def article(self, article_id: str) -> Article: ...
    def parse(self, sentences: Sequence[str]) -> "tuple[Doc, ...]": ...
    def using(self, model: str | None) -> Self: ...
    def warm_up(self) -> None: ...
    def close(self) -> None: ...


class Library:
    """An assistant that is opened in the background, and questions that it was seen to answer."""

    def __init__(self, open_assistant: Callable[[], Assistant]) -> None:
        self._open = open_assistant
        self._assistant: Future[Assistant] = Future()
        self._examples: Future[tuple[str, ...]] = Future()
        self._thread = Thread(target=self._run, name="library", daemon=True)
        self._closing = False
        self._is_started = False
        self._lock = RLock()
        self._others: dict[str, Assistant] = {}
        self._sentences: dict[str, tuple[str, ...]] = {}

    def start(self) -> None:
        """Open the assistant and warm it up, on a thread of its own; once, however often it is asked for."""
        with self._lock:
            if not self._is_started:
                self._thread.start()
            self._is_started = True

    @property
    def is_open(self) -> bool:
        """Whether the assistant is open."""
        return self._assistant.done() and not self._assistant.exception()

    @property
    def assistant(self) -> Assistant:
        """The assistant, opened at first need; waits until it is open, and raises what opening it raised."""
        self.start()
        return self._assistant.result()

    def writing_with(self, model: str) -> Assistant:
        """Return the assistant whose answers `model` ("provider:name") writes; "" is the one that was opened.

        Raises:
            ModelError: if the model cannot be had.
        """
        if not model:
            return self.assistant
        with self._lock:
            if model not in self._others:
                self._others[model] = self.assistant.using(model)
            return self._others[model]

    @property
    def examples(self) -> tuple[str, ...]:
        """Up to four questions that have an answer; waits until they are known, () if there are none."""
        self.start()
        return self._examples.result()

    def make_examples(self) -> tuple[str, ...]:
        """Make the examples anew, for the articles now at hand; () where the store cannot be read."""
        try:
            made = self._answered(_in_turn(self._asked_of(self.assistant.store.listed())), EXAMPLES)
        except (QuestionError, StoreError, ModelError):
            made = ()
        self._examples = Future()
        self._examples.set_result(made)
        return made

    def follow_ups(self, articles: Sequence[Article], *, history: Sequence[str],
                   told: Sequence[str]) -> tuple[str, ...]:
        """Return up to three questions that other sentences of `articles` answer; those of `told` were shown already,
        the questions of `history` asked, and with them whatever is a part of one."""
        shown, asked = set(told), [_words(question) for question in history]
        made = [questions([s for s in self.sentences(a.article_id) if s not in shown], self.assistant.parse)
                for a in articles if a.language == "en"]
        new = (q for q in _in_turn(made) if not any(_words(q) <= words for words in asked))
        return self._answered(new, FOLLOW_UPS)

    def shelved(self, articles: Sequence[Listed], cited: dict[str, int]) -> list[Shelved]:
        """Return `articles` as they stand on the shelf; `cited` counts by article id."""
        origins = Counter(a.origin_id for a in self.assistant.store.listed())
        return [Shelved(a, len(self.sentences(a.article_id, told=False)), cited.get(a.article_id, 0),
                        origins[a.origin_id] - 1) for a in articles]

    def known(self, article_id: str) -> Known:
        """Return what the store knows beside an article.

        Raises:
            StoreError: if there is no such article.
        """
        store = self.assistant.store
        copies = [copy for copy in store.origin(article_id) if copy.article_id != article_id]
        return Known(store.uncorrected(article_id), self.versions(article_id), copies)

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """Return the versions of a story as they describe themselves, oldest first: a correction is the same for all.

        Raises:
            StoreError: if there is no such article.
        """
        store = self.assistant.store
        return tuple(store.uncorrected(version.article_id) for version in store.versions(article_id))

    def sentences(self, article_id: str, *, told: bool = True) -> tuple[str, ...]:
        """Return the sentences of an article; with `told` only those of its story, without captions and posts."""
        key = f"{article_id} {told}"
        if key not in self._sentences:
            self._sentences[key] = tuple(
                sentence for passage in self.assistant.store.passages(article_id)
                if passage.kind is BlockKind.PARAGRAPH or not told for sentence in passage.sentence_texts())
        return self._sentences[key]

    def close(self) -> None:
        """Close the assistant, after what is being loaded: libraries that load do not survive the program's end."""
        self._closing = True
        if self._thread.is_alive():
            self._thread.join()
        if self.is_open:
            self.assistant.close()

    def _run(self) -> None:
        try:
            assistant = self._open()
        except Exception as error:
            expected = isinstance(error, (StoreError, ModelError))
            logger.error("the store could not be opened: %s", error, exc_info=None if expected else error)
            self._assistant.set_exception(error)  # every caller of `assistant` gets it
            self._examples.set_result(())
            return
        self._assistant.set_result(assistant)
        try:
            assistant.warm_up()
            candidates = _in_turn(self._asked_of(assistant.store.listed()))
            self._examples.set_result(self._answered(candidates, EXAMPLES))
        except Exception:
            logger.exception("no example questions")
            self._examples.set_result(())

    def _asked_of(self, articles: Sequence[Listed]) -> Iterator[Sequence[str]]:
        """Yield questions of one article after the other, one of each outlet before the second of any: the breadth of
        what is at hand."""
        seen: Counter[str] = Counter()
        ranked: list[tuple[int, int]] = []
        english = [a for a in articles if a.language == "en"]
        for place, article in enumerate(english):
            ranked.append((seen[article.outlet], place))
            seen[article.outlet] += 1
        for _, place in sorted(ranked)[:ARTICLES_READ]:
            yield _of(english[place], questions(self.sentences(english[place].article_id), self.assistant.parse))

    def _answered(self, candidates: Iterable[str], most: int) -> tuple[str, ...]:
        """Return the first `most` of the candidates that have an answer."""
        found: dict[str, None] = {}
        tried = 0
        for question in candidates:
            if self._closing or len(found) == most or tried == CANDIDATES:
                break
            if is_of_words(question) and sum(map(is_of_words, found)) >= most // 2:
                continue  # more of one kind teaches nothing new
            tried += 1
            *_, last = self.assistant.stream(question)
            if isinstance(last, Finished) and last.answer.abstention is None:
                found[question] = None
        return tuple(found)


def _of(article: Listed, made: Sequence[str]) -> Sequence[str]:
    """The questions made of an article that can be understood before any other; where there is none, one on its
    headline."""
    named = [question for question in made if is_named(question)]
    if named or not 0 < len(article.title) <= LONGEST_HEADLINE:
        return named
    return [f"What is reported about “{article.title}”?"]


def _words(question: str) -> set[str]:
    return set(question.casefold().strip(" ?").split())


def _in_turn(several: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the first of each, then the second of each, each text once."""
    taken = dict.fromkeys(q for row in zip_longest(*several) for q in row if q)
    yield from taken
