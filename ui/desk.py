"""What happens at the desk: a question asked, a citation opened, an article added. Knows nothing of Gradio."""

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import read_bytes, read_pasted
from ingest.load import Loaded, NotLoaded
from rag import ModelError, QuestionError
from ui.conversation import Conversation, Turn
from ui.library import Library
from ui.reader import render_article
from ui.shelf import render_problem, render_report, render_shelf
from vectorstore import Outcome, StoreError

logger = logging.getLogger(__name__)

# At most a dozen updates a second: more only makes the page flicker.
SHORTEST_SECONDS_BETWEEN_UPDATES = 0.08


@dataclass(frozen=True, slots=True)
class Desk:
    """The page's actions on one library. What belongs to one reader, the conversation, is passed in and out."""

    library: Library

    def ask(self, question: str, conversation: Conversation) -> Iterator[Conversation]:
        """Yield the conversation with the answer as it grows; the last one is whole or says what the problem is."""
        history = [turn.question for turn in conversation if turn.answer]
        turn, shown = Turn(question), 0.0
        yield (*conversation, turn)
        try:
            for event in self.library.assistant.stream(question, history=history):
                turn = turn.after(event)
                if time.monotonic() - shown >= SHORTEST_SECONDS_BETWEEN_UPDATES:
                    yield (*conversation, turn)
                    shown = time.monotonic()
        except (QuestionError, StoreError, ModelError) as error:
            turn = replace(turn, problem=str(error))
        except Exception:
            logger.exception("a question could not be answered")
            turn = replace(turn, problem="This question could not be answered; the terminal says why. Ask again.")
        yield (*conversation, turn)

    def open_citation(self, place: str, conversation: Conversation) -> str:
        """Return the article view of the citation at `place` ("turn.number"), with what else that answer cites.

        A place outside the conversation, as after a restart of the server, gives the shelf.
        """
        turn_number, _, number = place.partition(".")
        if not (turn_number.isdecimal() and number.isdecimal() and int(turn_number) < len(conversation)):
            return self.shelf()
        citations = conversation[int(turn_number)].citations()
        if not 1 <= int(number) <= len(citations):
            return self.shelf()
        cited = citations[int(number) - 1]
        also = [c.span for c in citations if c.source.article_id == cited.source.article_id]
        article = self.library.assistant.article(cited.source.article_id)
        return render_article(article, cited=cited.span, also=also)

    def open_article(self, article_id: str) -> str:
        """Return the article view of one article; the shelf if it is no longer there."""
        try:
            return render_article(self.library.assistant.article(article_id))
        except StoreError:
            return self.shelf()

    def shelf(self) -> str:
        """Return the list of the articles at hand."""
        try:
            return render_shelf(self.library.assistant.store.articles())
        except (StoreError, ModelError) as error:
            return render_problem(str(error))

    def add(self, paths: Sequence[Path], pasted: str) -> str:
        """Store uploaded files, which are then deleted, and a pasted article; return what became of each."""
        read = [_read(path) for path in paths]
        if pasted.strip():
            read.append(read_pasted(pasted, name="pasted text"))
        told: list[Outcome] = []
        try:
            told.extend(self.library.assistant.store.add(read))
        except (StoreError, ModelError) as error:
            return render_report(told) + render_problem(str(error))
        return render_report(told)


def _read(path: Path) -> Loaded | NotLoaded:
    data = path.read_bytes()
    path.unlink()
    # By content: a browser tells no folder, and "article.html" of two outlets is not one story in two versions.
    return read_bytes(data, source=path.name, place=f"upload\x1f{hashlib.sha256(data).hexdigest()}")
