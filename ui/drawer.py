"""What a reader keeps in the drawer: conversations, opinions of answers, which model writes."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rag import ModelError
from ui.conversation import Conversation
from ui.desk import Desk
from ui.frame import render_conversations, render_settings
from ui.markup import escape
from ui.notebook import Notebook, NotebookError
from ui.shelf import render_problem
from ui.takeaway import TakeAway

logger = logging.getLogger(__name__)

LONGEST_REASON = 1_000
# What the browser keeps of a reader: who it is, which conversation is open, which model writes; "" is none yet.
Place = list[str]


@dataclass(frozen=True, slots=True)
class Drawer:
    """The page's actions on what readers keep. A notebook that cannot be written never takes an answer away."""

    desk: Desk
    notebook: Notebook

    def named(self, place: Place) -> Place:
        """Return `place` with a name for its reader, a new one where it has none."""
        return [place[0] or secrets.token_urlsafe(16), *place[1:]]

    def model(self, place: Place) -> str:
        """Return the model that writes for this reader, "" for none."""
        return place[2]

    def keep(self, place: Place, turns: Conversation) -> Place:
        """Keep the conversation as it is now; return the place with its name."""
        place = self.named(place)
        place[1] = place[1] or secrets.token_urlsafe(8)
        try:
            self.notebook.keep(place[0], place[1], turns)
        except NotebookError as error:
            logger.warning("a conversation was not kept: %s", error)
        return place

    def open(self, place: Place, name: str) -> tuple[Place, Conversation]:
        """Return the kept conversation `name` and the place with it open; nothing is open where there is none."""
        try:
            turns = self.notebook.conversation(place[0], name)
        except NotebookError as error:
            logger.warning("a conversation could not be read: %s", error)
            turns = ()
        if not turns:
            return self.put_away(place), ()
        return [place[0], name, place[2]], tuple(map(self.desk.with_articles, turns))

    def put_away(self, place: Place) -> Place:
        """Return the place with no conversation open."""
        return [place[0], "", place[2]]

    def conversations(self, place: Place, problem: str = "") -> str:
        """Return the list of the reader's conversations."""
        try:
            return problem + render_conversations(self.notebook.listed(place[0]), is_open=place[1])
        except NotebookError as error:
            return render_problem(str(error))

    def rename(self, place: Place, name: str, title: str) -> str:
        """Rename a conversation; return the list."""
        try:
            self.notebook.rename(place[0], name, title)
        except NotebookError as error:
            return self.conversations(place, render_problem(str(error)))
        return self.conversations(place)

    def delete(self, place: Place, name: str) -> Place:
        """Forget a conversation; return the place, where it is open no longer."""
        try:
            self.notebook.delete(place[0], name)
        except NotebookError as error:
            logger.warning("a conversation was not deleted: %s", error)
        return self.put_away(place) if place[1] == name else place

    def note_thumb(self, place: Place, turns: Conversation, data: Mapping[str, Any]) -> Conversation:
        """Note whether the reader found an answer right, and why; return the conversation with the mark."""
        number, good = str(data.get("turn")), data.get("good") == "1"
        if not number.isdecimal() or len(number) > 6 or int(number) >= len(turns):
            return turns
        at = int(number)
        marked = replace(turns[at], thumb=good)
        turns = (*turns[:at], marked, *turns[at + 1:])
        try:
            self.notebook.note_thumb(place[0], marked, good=good, reason=str(data.get("reason", ""))[:LONGEST_REASON])
        except NotebookError as error:
            logger.warning("an opinion was not kept: %s", error)
        self.keep(place, turns)
        return turns

    def times_cited(self) -> dict[str, int]:
        """Return in how many kept answers each article is cited."""
        try:
            return self.notebook.times_cited()
        except NotebookError as error:
            logger.warning("citations could not be counted: %s", error)
            return {}

    def settings(self, place: Place) -> str:
        """Return the settings as they are."""
        return render_settings(place[2])

    def use_model(self, place: Place, model: str) -> tuple[str, Place]:
        """Have `model` write from now on, "" or "offline" none; return the settings, which say if it cannot be had."""
        model = "" if model.strip().casefold() in {"", "offline"} else model.strip()
        try:
            self.desk.library.writing_with(model)
        except ModelError as error:
            return render_settings(model, problem=str(error)), place
        told = f"From the next question on {model} writes." if model else "Answers are written offline."
        return render_settings(model, told=told), [place[0], place[1], model]

    def take_away(self, taken: TakeAway | None) -> str:
        """Return what the page's script saves as a file."""
        if taken is None:
            return ""
        # The nonce: the same file twice is two downloads.
        return (f'<pre hidden data-name="{escape(taken.name)}" data-kind="{taken.kind}" '
                f'data-nonce="{secrets.token_hex(4)}">{escape(taken.text)}</pre>')
