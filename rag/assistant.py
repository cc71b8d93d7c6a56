"""The assistant: opened once on a store, then asked."""

import datetime as dt
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ingest.article import Article
from rag.answer import Answer
from rag.compare import Comparer
from rag.draft import Drafter
from rag.events import Event, Finished
from rag.kinship import Kinship
from rag.parse import Parser
from rag.pipeline import Pipeline
from rag.question import Asked
from rag.reader import SpanReader, Window
from rag.record import recorded
from rag.rerank import CrossReranker, Reranker
from rag.retrieve import Retriever
from rag.select import Selector
from rag.several import Several
from rag.understand import understand
from rag.write import Extractive
from vectorstore import Hit, Store, StoreError
from vectorstore.encoder import shipped_encoder
from vectorstore.settings import load_settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from spacy.tokens import Doc

    from rag.runnable import AssistantRunnable


class Assistant:
    """Answers questions about the articles of one store; safe to use from several threads."""

    def __init__(self, store: Store, drafter: Drafter, reranker: Reranker | None = None) -> None:
        self.store = store
        self._parser, self._reader = Parser(), SpanReader()
        encoder = shipped_encoder()
        selector = Selector(store, self._parser, self._reader, Kinship(encoder))
        self._pipeline = Pipeline(
            Retriever(store, reranker), self._parser, Several(encoder), selector, Comparer(store), drafter)

    @classmethod
    def open(cls, store: str | Path, *, model: "str | BaseChatModel | None" = None, index: bool = True,
             reranker: str | None = None, chroma: str | None = None) -> Self:
        """Open `store` for asking. `model` is None (offline), "provider:name" or a LangChain chat model.

        `index=False` leaves the Chroma index alone and searches the vectors exactly: right for one question.
        `reranker` is the hub id or folder of a `CrossEncoder`; "" is none, None the one that is set, if any. `chroma`
        is the address of a Chroma server that keeps the index; without, it is what DATELINE_CHROMA says.

        Raises:
            StoreError: if there is no store, it was made with another embedding model, or there is no such reranker.
            ModelError: if the model cannot be had.
        """
        drafter = _drafter(model, Extractive(shipped_encoder()))
        opened = Store.open(store, index=index, chroma=chroma)
        named = load_settings().reranker if reranker is None else reranker
        try:
            return cls(opened, drafter, CrossReranker(named, opened) if named else None)
        except StoreError:
            opened.close()
            raise

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        outlets: Sequence[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        as_of: dt.date | None = None,
        articles: Sequence[str] = (),
    ) -> Iterator[Event]:
        """Yield typed events while `question` is answered; each statement is judged before it is yielded, the last
        event is `Finished`. `history` holds the earlier questions, oldest first; `since` and `until` bound the publish
        day, both included; `as_of` answers as if that day were today; `articles`, where given, are the ids of
        those that may be read.

        Raises:
            QuestionError: if the question is blank or too long.
        """
        limits = (tuple(outlets), since, until, as_of, tuple(articles))
        return recorded(self._pipeline.stream(Asked(question, tuple(history), *limits)))

    def answer(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        outlets: Sequence[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        as_of: dt.date | None = None,
    ) -> Answer:
        """Run `stream` to its end. There is no second code path."""
        *_, last = self.stream(question, history=history, outlets=outlets, since=since, until=until, as_of=as_of)
        assert isinstance(last, Finished), "stream always ends with Finished"
        return last.answer

    def retrieve(self, text: str, *, outlets: Sequence[str] = (), since: dt.date | None = None,
                 until: dt.date | None = None, as_of: dt.date | None = None) -> tuple[Hit, ...]:
        """Return the passages whose sentences are considered for the question `text`, best first.

        Raises:
            QuestionError: if the question is blank or too long.
            StoreError: if no article is of one of `outlets`.
        """
        asked, retriever = Asked(text, (), tuple(outlets), since, until, as_of), self._pipeline.retriever
        question = understand(asked, self._parser, self._pipeline.several, retriever.outlets())
        return retriever.rerank(question, retriever.search(question, asked))

    def using(self, model: "str | BaseChatModel | None") -> Self:
        """Return an assistant on the same open store whose answers `model` writes; closing either closes the store.

        Raises:
            ModelError: if the model cannot be had.
        """
        other = copy(self)
        other._pipeline = replace(self._pipeline, drafter=_drafter(model, Extractive(shipped_encoder())))
        return other

    def article(self, article_id: str) -> Article:
        """Return the article that `article_id` names, older versions included, so that anybody can check that
        `text[start:end]` is the quote.

        Raises:
            StoreError: if the store holds no such article.
        """
        return self.store.article(article_id)

    def parse(self, sentences: Sequence[str]) -> "tuple[Doc, ...]":
        """Return each of `sentences` parsed by spaCy, as the assistant itself reads them."""
        return self._parser(sentences)

    def as_runnable(self) -> "AssistantRunnable":
        """Return the assistant as a LangChain Runnable: a question or {"question", "history", ...} in, `Answer` out."""
        from rag.runnable import AssistantRunnable

        return AssistantRunnable(self)

    def warm_up(self) -> None:
        """Load the models now rather than at the first question."""
        self.retrieve("warm up")
        self._parser.one("Warm up.")
        self._reader.read("Warm up?", [Window("", "Warm up.")])

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def answer(
    question: str,
    *,
    store: str | Path,
    model: "str | BaseChatModel | None" = None,
    history: Sequence[str] = (),
    outlets: Sequence[str] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
    as_of: dt.date | None = None,
) -> Answer:
    """Open `store`, answer one question, close it. Use `Assistant` for more than one."""
    with Assistant.open(store, model=model, index=False) as assistant:
        return assistant.answer(question, history=history, outlets=outlets, since=since, until=until, as_of=as_of)


def _drafter(model: "str | BaseChatModel | None", offline: Extractive) -> Drafter:
    if model is None:
        return offline
    from rag.model import ModelDrafter, open_model

    return ModelDrafter(open_model(model) if isinstance(model, str) else model, offline)
