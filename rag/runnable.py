"""The assistant as a LangChain Runnable."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor

from rag.answer import Answer
from rag.assistant import Assistant
from rag.events import Event

QuestionInput = str | dict[str, Any]


class AssistantRunnable(Runnable[QuestionInput, Any]):
    """`invoke` takes a question, or {"question", "history"?, "outlets"?, "since"?, "until"?, "as_of"?}, and returns the
    `Answer`; `stream` yields the typed events, `Finished` last; `batch` and the async twins do the same."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def invoke(self, input: QuestionInput, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Return the answer."""

        def ask(asked: QuestionInput) -> Answer:
            return self._assistant.answer(**_arguments(asked))

        answer: Answer = self._call_with_config(ask, input, config)
        return answer

    def stream(self, input: QuestionInput, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Event]:
        """Yield the events of the answer."""
        yield from self._assistant.stream(**_arguments(input))

    async def astream(
        self, input: QuestionInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Event]:
        """Yield the events of the answer without blocking the event loop."""
        events = self._assistant.stream(**_arguments(input))
        while (event := await run_in_executor(config, next, events, None)) is not None:
            yield event
            await asyncio.sleep(0)


def _arguments(asked: QuestionInput) -> dict[str, Any]:
    return {"question": asked} if isinstance(asked, str) else dict(asked)
