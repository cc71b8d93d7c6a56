"""A small invented newsroom and an assistant with set answers, for tests of the page."""

import datetime as dt
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from invented_articles import make_loaded

from ingest.article import Article, Passage, Span
from ingest.load import Loaded, NotLoaded
from rag.answer import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisagreementKind,
    Position,
    Statement,
    Verdict,
)
from rag.events import Event, Finished, Retrieved, Understood, Verified
from rag.model import ModelError
from rag.parse import Parser
from rag.question import AnswerType, Question
from vectorstore import Listed, Outcome, StoreError
from vectorstore.hit import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc

GAZETTE_LOADED = make_loaded(
    "The river Ardle rose two metres in one night and the lower town of Harrowmere stood under water by morning.\n"
    "Some 400 people left their homes before dawn, the fire brigade said. Nobody was hurt.\n"
    "The Mill Bridge will stay closed until its piers have been inspected, the council said on Tuesday.\n"
    "“We carried my grandmother out through the window,” said Nel Okafor, who lives on Wharf Lane.",
    outlet="The Fjord Gazette", title="Flood empties lower Harrowmere", day="2031-05-04")
COURIER_LOADED = make_loaded(
    "About 650 people were moved out of Harrowmere by boat and lorry, the county said. Most stayed with relatives.\n"
    "The Mill Bridge is closed. Engineers expect to inspect it within the week.\n"
    "Mayor Ilva Brandt denied that the warning had come too late.",
    outlet="Coast Courier", title="Hundreds moved out of Harrowmere", day="2031-05-05")
POST_LOADED = make_loaded(
    "The warning came too late, said Tomas Rell of the residents’ league.\n"
    "The Lunden parliament postponed its vote on the harbour tax. No new day was named.",
    outlet="Lunden Post", title="Residents angry over late flood warning", day=None)
# What the Post wrote first: kept, and no longer searched.
POST_BEFORE = make_loaded(
    "The warning came in time, said the county.\n"
    "The Lunden parliament postponed its vote on the harbour tax. No new day was named.",
    outlet="Lunden Post", title="Residents angry over late flood warning", day=None,
    story=POST_LOADED.article.story_id).article
LOADED = (COURIER_LOADED, GAZETTE_LOADED, POST_LOADED)
COURIER, GAZETTE, POST = ARTICLES = tuple(loaded.article for loaded in LOADED)


def cite(article: Article, sentence: str, *, speaker: str | None = None) -> Citation:
    """Cite a stretch of an invented article, which must hold it."""
    start = article.text.index(sentence)
    return Citation.of(article, Span(start, start + len(sentence)), speaker=speaker)


GAZETTE_400 = cite(GAZETTE, "Some 400 people left their homes before dawn, the fire brigade said.",
                   speaker="the fire brigade")
COURIER_650 = cite(COURIER, "About 650 people were moved out of Harrowmere by boat and lorry, the county said.",
                   speaker="the county")
GAZETTE_BRIDGE = cite(GAZETTE, "The Mill Bridge will stay closed until its piers have been inspected, the council said "
                               "on Tuesday.")
COURIER_BRIDGE = cite(COURIER, "The Mill Bridge is closed.")
BRANDT = cite(COURIER, "Mayor Ilva Brandt denied that the warning had come too late.", speaker="Ilva Brandt")
RELL = cite(POST, "The warning came too late, said Tomas Rell of the residents’ league.", speaker="Tomas Rell")
TAX = cite(POST, "The Lunden parliament postponed its vote on the harbour tax.")


def evacuated(question: str, standalone: str) -> Answer:
    """An answer with every kind of part: a lead, support, exceptions and disagreements."""
    supported = Verdict.SUPPORTED
    return Answer(
        question=question, standalone_question=standalone, written_by="offline", abstention=None,
        statements=(
            Statement("The sources differ: some 400 people left Harrowmere (The Fjord Gazette, citing the fire "
                      "brigade) or about 650 (Coast Courier, citing the county).", (GAZETTE_400, COURIER_650),
                      supported),
            Statement("The Mill Bridge is closed for an inspection.", (GAZETTE_BRIDGE, COURIER_BRIDGE),
                      supported),
            Statement("Most stayed with relatives.", (cite(COURIER, "Most stayed with relatives."),), supported),
            Statement("Twelve people were hurt.", (cite(GAZETTE, "Nobody was hurt."),), Verdict.CONTRADICTED),
            Statement("The bridge reopens in June.", (COURIER_BRIDGE,), Verdict.UNSUPPORTED)),
        disagreements=(
            Disagreement("people who left Harrowmere", DisagreementKind.FIGURES, (
                Position("some 400", "the fire brigade", (GAZETTE_400,)),
                Position("about 650", "the county", (COURIER_650,)))),
            Disagreement("whether the warning came too late", DisagreementKind.CLAIM_DENIAL, (
                Position("the warning came too late", "Tomas Rell", (RELL,)),
                Position("denied", "Ilva Brandt", (BRANDT,))))),
        timings_ms={"retrieve": 12.0, "total": 143.2})


def silent(question: str, standalone: str) -> Answer:
    """An answer that abstains."""
    reason = "No sentence in the articles names a day for the vote."
    return Answer(question, standalone, "offline", (), (), Abstention(reason, (TAX, COURIER_BRIDGE)), {"total": 96.0})


def grown(question: str, standalone: str) -> Answer:
    """An answer that only says that a later figure replaces an earlier one, as the offline writer writes it."""
    positions = (Position("some 400 people", "the fire brigade", (GAZETTE_400,)),
                 Position("about 650 people", "the county", (COURIER_650,)))
    return Answer(
        question=question, standalone_question=standalone, written_by="offline", abstention=None,
        statements=(Statement("Reported in turn: some 400 people; about 650 people.", (GAZETTE_400, COURIER_650),
                              Verdict.SUPPORTED),),
        disagreements=(Disagreement(standalone, DisagreementKind.SUPERSEDED, positions),), timings_ms={"total": 88.0})


def as_listed(article: Article) -> Listed:
    """What a store lists of an article that has one version."""
    return Listed(**{field.name: getattr(article, field.name) for field in fields(Listed) if field.name != "versions"},
                  versions=1)


class SetStore:
    """Keeps articles in memory."""

    def __init__(self) -> None:
        self.loaded = {loaded.article.article_id: loaded for loaded in LOADED}

    @property
    def kept(self) -> dict[str, Article]:
        """The articles by id."""
        return {article_id: loaded.article for article_id, loaded in self.loaded.items()}

    def listed(self) -> tuple[Listed, ...]:
        return tuple(map(as_listed, self.kept.values()))

    def versions(self, article_id: str) -> tuple[Article, ...]:
        story = self.uncorrected(article_id).story_id
        return tuple(a for a in (POST_BEFORE, *self.kept.values()) if a.story_id == story)

    def origin(self, article_id: str) -> tuple[Article, ...]:
        return (self.uncorrected(article_id),)

    def uncorrected(self, article_id: str) -> Article:
        held = {POST_BEFORE.article_id: POST_BEFORE, **self.kept}
        if article_id not in held:
            raise StoreError(f"there is no article {article_id}")
        return held[article_id]

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        return self.loaded[article_id].passages

    def add(self, items: Iterable[Loaded | NotLoaded]) -> Iterator[Outcome]:
        for item in items:
            if isinstance(item, NotLoaded):
                yield Outcome(item.source, item.status, item.reason, None)
            else:
                self.loaded[item.article.article_id] = item
                yield Outcome(item.article.source, "added", "", item.article)

    def remove(self, article_id: str) -> None:
        if self.loaded.pop(article_id, None) is None:
            raise StoreError(f"there is no article {article_id}")

    def search(self, text: str, *, k: int = 12) -> tuple[Hit, ...]:
        passages = [p for loaded in self.loaded.values() for p in loaded.passages if text in p.text]
        return tuple(Hit(p, 1 / rank, rank, 0.5, (0.5,)) for rank, p in enumerate(passages[:k], start=1))


class SetAssistant:
    """Answers "when" questions with an abstention, "slow" ones after a while, "so far" with a figure that grew, and all
    others with figures that differ."""

    def __init__(self) -> None:
        self.store = SetStore()
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.limits: list[tuple[tuple[str, ...], tuple[str, ...], dt.date | None, dt.date | None]] = []
        self.writes = ""
        self._parser = Parser()

    def stream(self, question: str, *, history: Sequence[str] = (), outlets: Sequence[str] = (),
               since: dt.date | None = None, until: dt.date | None = None, as_of: dt.date | None = None,
               articles: Sequence[str] = ()) -> Iterator[Event]:
        self.asked.append((question, tuple(history)))
        self.limits.append((tuple(articles), tuple(outlets), since, until))
        standalone = f"{question.rstrip('?')} in Harrowmere?" if history else question
        yield Understood(Question(text=question, standalone=standalone, answer_type=AnswerType.NUMBER))
        yield Retrieved(passages=12, articles=3)
        for _ in range(60 if question.startswith("Slow") else 0):
            time.sleep(0.1)
            yield Retrieved(passages=12, articles=3)
        answer = replace(self._set(question, standalone), written_by=self.writes or "offline")
        for statement in answer.statements:
            yield Verified(statement)
        yield Finished(answer)

    def _set(self, question: str, standalone: str) -> Answer:
        if question.startswith("When"):
            return silent(question, standalone)
        return (grown if "so far" in question else evacuated)(question, standalone)

    def article(self, article_id: str) -> Article:
        return self.store.uncorrected(article_id)

    def parse(self, sentences: Sequence[str]) -> "tuple[Doc, ...]":
        return self._parser(sentences)

    def using(self, model: str | None) -> "SetAssistant":
        if model != "set:writer":
            raise ModelError(f"model {model!r} cannot be had; there is set:writer")
        other = copy(self)
        other.writes = "writer"
        return other

    def warm_up(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        """There is nothing to close."""


if __name__ == "__main__":
    from ui.serve import serve

    with tempfile.TemporaryDirectory() as folder:
        serve(SetAssistant, notes=Path(folder) / "notes.sqlite", host="127.0.0.1", port=7900,
              say=lambda line: print(line, flush=True))
