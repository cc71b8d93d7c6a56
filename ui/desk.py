"""What happens at the desk: a question asked, a citation opened, an article added. Knows nothing of Gradio."""

import datetime as dt
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from ingest import Upload, read
from ingest.article import Article
from ingest.formats import MOST_BYTES_OF_DOCUMENT, too_large
from ingest.load import Loaded, NotLoaded
from rag import ModelError, QuestionError
from ui.changes import render_changes
from ui.conversation import Conversation, Turn
from ui.correcting import NOTHING_DONE, Correcting, corrections
from ui.library import Library
from ui.limits import MOST_NAMED, MOST_NAMED_LATER, UNLIMITED, Limits, in_words, render_limits
from ui.markup import is_web_address
from ui.reader import render_article
from ui.shelf import MOST_OUTLETS, SHELF_LENGTH, Report, found, in_order, render_problem, render_shelf
from ui.stopping import until_stopped
from vectorstore import Outcome, StoreError

logger = logging.getLogger(__name__)

# At most a dozen updates a second: more only makes the page flicker.
SHORTEST_SECONDS_BETWEEN_UPDATES = 0.08
REFUSED = "addresses are not read for those who log in: paste the article itself"
MOST_REFUSED, LONGEST_NAME = 100, 300
FAILED = "This question could not be answered; the terminal says why. Ask again."


@dataclass(frozen=True, slots=True)
class Desk:
    """The page's actions on one library. What belongs to one reader, the conversation, is passed in and out.

    `fetches`: whether addresses that a reader pastes are read. Where others than this machine's user have a login they
    are not: a server inside a network must not ask there on behalf of whoever reads the page.
    """

    library: Library
    fetches: bool = True

    def ask(self, question: str, conversation: Conversation, *, limits: Limits = UNLIMITED,
            model: str = "", flag: Event | None = None) -> Iterator[Conversation]:
        """Yield the conversation with the answer as it grows; the last one is whole, says what the problem is, or was
        stopped by `flag`."""
        history = [turn.question for turn in conversation if turn.answer]
        turn, shown = Turn(question, asked=now().isoformat(timespec="minutes")), 0.0
        yield (*conversation, turn)
        try:
            turn = replace(turn, limited=self._limited(limits, most_named=MOST_NAMED_LATER))
            assistant = self.library.writing_with(model)
            flag = flag or Event()
            for event in until_stopped(assistant.stream(question, history=history, **limits.asked()), flag):
                turn = turn.after(event)
                if not turn.answer and time.monotonic() - shown >= SHORTEST_SECONDS_BETWEEN_UPDATES:
                    yield (*conversation, turn)
                    shown = time.monotonic()
            turn = self.with_articles(turn) if turn.answer else replace(turn, is_stopped=True)
        except (QuestionError, StoreError, ModelError) as error:
            turn = replace(turn, problem=str(error))
        except Exception:
            logger.exception("a question could not be answered")
            turn = replace(turn, problem=FAILED)
        yield (*conversation, turn)

    def with_articles(self, turn: Turn) -> Turn:
        """Return the turn with the articles that it cites, as far as the store still holds them."""
        held: dict[str, Article] = {}
        for citation in turn.citations():
            try:
                held[citation.source.article_id] = self.library.assistant.article(citation.source.article_id)
            except StoreError:
                continue
        return replace(turn, articles=held)

    def follow_ups(self, conversation: Conversation) -> tuple[str, ...]:
        """Return up to three questions to ask next, which the articles cited last answer; () where there are none."""
        last = conversation[-1] if conversation else Turn("")
        if not last.answer:
            return ()
        told = [citation.quote for citation in last.citations()]
        history = [turn.question for turn in conversation]
        try:
            return self.library.follow_ups(tuple(last.articles.values()), history=history, told=told)
        except (QuestionError, StoreError, ModelError):
            return ()

    def open_citation(self, place: str, conversation: Conversation, *, done: Correcting = NOTHING_DONE) -> str:
        """Return the article view of the citation at `place` ("turn.number"), with what else that answer cites.

        A place outside the conversation, as after a restart of the server, gives the shelf; so does an article that
        was removed since.
        """
        turn_number, _, number = place.partition(".")
        if not (turn_number.isdecimal() and number.isdecimal() and int(turn_number) < len(conversation)):
            return self.shelf()
        citations = conversation[int(turn_number)].citations()
        if not 1 <= int(number) <= len(citations):
            return self.shelf()
        cited = citations[int(number) - 1]
        article_id = cited.source.article_id
        also = [c.span for c in citations if c.source.article_id == article_id]
        try:
            return render_article(self.library.assistant.article(article_id), known=self.library.known(article_id),
                                  cited=cited.span, also=also, place=place, done=done)
        except StoreError:
            return render_problem("This article was removed since; what it said stands in the answer.") + self.shelf()

    def open_article(self, article_id: str, *, done: Correcting = NOTHING_DONE) -> str:
        """Return the article view of one article; the shelf if it is no longer there."""
        try:
            return render_article(self.library.assistant.article(article_id), known=self.library.known(article_id),
                                  done=done)
        except StoreError:
            return self.shelf()

    def changes(self, article_id: str) -> str:
        """Return the difference between a version and the one before; the article itself where none is before."""
        try:
            versions = self.library.versions(article_id)
        except StoreError:
            return self.shelf()
        number = [version.article_id for version in versions].index(article_id) + 1
        if number == 1:
            return self.open_article(article_id)
        return render_changes(versions[number - 2], versions[number - 1], number=number)

    def correct(self, article_id: str, typed: Mapping[str, str], *, place: str, conversation: Conversation) -> str:
        """Set right what is known of an article, opened by the citation at `place` or, for "", by itself; return its
        view, which says what was done or why not."""
        try:
            self.library.assistant.store.correct(article_id, corrections(typed))
            done = Correcting(told="Corrected, for all versions of this story.")
        except StoreError as error:
            done = Correcting(typed, str(error))
        return self._reopened(article_id, place, conversation, done)

    def take_back(self, article_id: str, *, place: str, conversation: Conversation) -> str:
        """Take all corrections of an article back; return its view as `correct` does."""
        try:
            self.library.assistant.store.uncorrect(article_id)
            done = Correcting(told="Taken back: this is what the article says itself.")
        except StoreError as error:
            done = Correcting(problem=str(error))
        return self._reopened(article_id, place, conversation, done)

    def _reopened(self, article_id: str, place: str, conversation: Conversation, done: Correcting) -> str:
        if place:
            return self.open_citation(place, conversation, done=done)
        return self.open_article(article_id, done=done)

    def shelf(self, *, words: str = "", order: str = "", limits: Limits = UNLIMITED,
              cited: dict[str, int] | None = None) -> str:
        """Return the table of the articles at hand that hold all of `words`, sorted by one of `shelf.ORDERS`."""
        try:
            articles = self.library.assistant.store.listed()
            outlets = sorted({a.outlet for a in articles if a.outlet}, key=str.casefold)[:MOST_OUTLETS]
            # Sentences are counted only for what is shown; sorting by them needs all.
            matching = found(articles, words)
            shelf = in_order(self.library.shelved(matching if order else matching[:SHELF_LENGTH], cited or {}), order)
            return render_shelf(shelf, total=len(articles), matching=len(matching), limits=limits, order=order,
                                outlets=outlets)
        except (StoreError, ModelError) as error:
            return render_problem(str(error))

    def limits_line(self, limits: Limits) -> str:
        """Return the line beside the question that says what it is limited to."""
        return render_limits(self._limited(limits))

    def _limited(self, limits: Limits, *, most_named: int = MOST_NAMED) -> str:
        if not limits:
            return ""
        titles = {a.article_id: a.title or a.source for a in self.library.assistant.store.listed()}
        return in_words(limits, titles, most_named=most_named)

    def remove(self, article_id: str) -> str:
        """Remove an article, all its versions; return "" or what the problem is, ready to be shown."""
        try:
            self.library.assistant.store.remove(article_id)
        except StoreError as error:
            return render_problem(str(error))
        return ""

    def add(self, paths: Sequence[Path], pasted: str) -> Iterator[Report]:
        """Store uploaded files, which are then deleted, and what was pasted: an article, or addresses, one a line.
        Yield what became of each, growing, at once an empty report and the whole last."""
        report = Report(reading=_in_words(paths, pasted))
        yield report
        try:
            for item in self._given(paths, pasted):
                report = report.with_outcomes(self.library.assistant.store.add([item]))
                yield report
        except (StoreError, ModelError) as error:
            report = replace(report, problem=str(error))
        yield replace(report, reading="")

    def too_large(self, files: object) -> Report:
        """Report files that the page did not send for their size: a list of {"name", "size"}, as the page has it."""
        listed = files[:MOST_REFUSED] if isinstance(files, list) else []
        refused = [too_large(str(file.get("name"))[:LONGEST_NAME], file["size"], MOST_BYTES_OF_DOCUMENT)
                   for file in listed if isinstance(file, dict) and isinstance(file.get("size"), int)]
        return Report().with_outcomes(Outcome(one.source, one.status, one.reason, None) for one in refused)

    def _given(self, paths: Sequence[Path], pasted: str) -> Iterator[Loaded | NotLoaded]:
        yield from read(_uploads(paths))
        lines = pasted.split()
        if not lines or not all(map(is_web_address, lines)):
            text = Upload("pasted text", pasted.encode("utf-8", "replace"), ".txt")
            yield from read([text] if lines else [])
        elif self.fetches:
            yield from read(lines)
        else:
            yield from (NotLoaded(line, "failed", REFUSED) for line in lines)


def _in_words(paths: Sequence[Path], pasted: str) -> str:
    """What is being read, for the reader who waits."""
    if paths:
        return paths[0].name if len(paths) == 1 else f"{len(paths):,} files"
    return "what was pasted"


def _uploads(paths: Sequence[Path]) -> Iterator[Upload]:
    for path in paths:
        if not path.exists():  # named twice: the page shows a file until the server has taken it
            continue
        data = path.read_bytes()
        path.unlink()
        yield Upload(path.name, data)


def now() -> dt.datetime:
    """Return this machine's time, with its distance from UTC, to the minute."""
    return dt.datetime.now().astimezone().replace(second=0, microsecond=0)


def today() -> dt.date:
    """Return this machine's day: what the ages of reports are counted from."""
    return now().date()
