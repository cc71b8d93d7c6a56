"""A language model writes; what it writes is checked before it is shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from rag.answer import Verdict
from rag.assistant import Assistant
from rag.model import ModelDrafter, ModelError, open_model
from rag.write import Extractive
from vectorstore import Store

QUESTION = "How many people left Harrowmere?"


class Saying(GenericFakeChatModel):
    """A chat model that streams one fixed reply."""

    def __init__(self, reply: str) -> None:
        super().__init__(messages=iter([AIMessage(reply)]))


class Failing(GenericFakeChatModel):
    """A chat model whose connection breaks."""

    def __init__(self) -> None:
        super().__init__(messages=iter([]))

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        raise ConnectionError("the wire is cut")


def ask(store: Store, model: GenericFakeChatModel, question: str = QUESTION) -> Any:
    return Assistant(store, ModelDrafter(model, Extractive(store.encoder))).answer(question)


def numbered(store: Store, words: str) -> int:
    """The number under which the model is shown the sentence that holds `words`."""
    seen: list[str] = []

    class Listening(Saying):
        def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            seen.append(messages[1].content)
            return super()._stream(messages, *args, **kwargs)

    ask(store, Listening("NOT SAID"))
    line = next(line for line in seen[0].splitlines() if words in line)
    return int(line[1 : line.index("]")])


def test_numbers_of_sentences_become_exact_citations(store: Store) -> None:
    number = numbered(store, "Some 400")
    answer = ask(store, Saying(f"Some 400 people left Harrowmere [{number}]."))
    (statement,) = answer.statements
    assert (statement.text, statement.verdict) == ("Some 400 people left Harrowmere.", Verdict.SUPPORTED)
    assert [c.quote for c in statement.citations] == ["Some 400 people left Harrowmere on Tuesday."]


def test_a_fabricated_figure_is_kept_and_marked_unsupported(store: Store) -> None:
    number = numbered(store, "Some 400")
    answer = ask(
        store, Saying(f"Some 400 people left Harrowmere [{number}].\n5,000 people left Harrowmere [{number}].")
    )
    assert [s.verdict for s in answer.statements] == [Verdict.SUPPORTED, Verdict.UNSUPPORTED]


def test_an_answer_without_a_supported_statement_abstains(store: Store) -> None:
    answer = ask(store, Saying("Martians landed in Harrowmere and 9,999 people fled [1]."))
    assert answer.abstention is not None
    assert [s.verdict for s in answer.statements] == [Verdict.UNSUPPORTED]


def test_a_number_that_was_never_shown_cites_nothing(store: Store) -> None:
    answer = ask(store, Saying("The weather was fine [77]."))
    assert answer.statements[0].citations == ()
    assert answer.statements[0].verdict is Verdict.UNSUPPORTED


def test_a_model_that_obeys_no_format_still_yields_a_checked_answer(store: Store) -> None:
    answer = ask(store, Saying("Some 400 people left Harrowmere on Tuesday"))
    (statement,) = answer.statements
    assert statement.verdict is Verdict.SUPPORTED
    assert statement.citations[0].quote == "Some 400 people left Harrowmere on Tuesday."


@pytest.mark.parametrize("model", [Failing(), Saying(""), Saying("\n\n"), Saying("\x00\ufffd???")])
def test_a_model_that_fails_or_writes_nothing_leaves_the_offline_answer(
    store: Store, model: GenericFakeChatModel
) -> None:
    answer = ask(store, model)
    assert answer.abstention is None
    assert answer.written_by == "offline"
    assert any("400" in s.text for s in answer.statements)


def test_a_model_that_finds_no_answer_abstains(store: Store) -> None:
    answer = ask(store, Saying("NOT SAID."))
    assert answer.abstention is not None
    assert answer.statements == ()


def test_an_endless_reply_is_cut_off(store: Store) -> None:
    answer = ask(store, Saying("word " * 200_000))
    assert len(answer.statements) <= 8
    assert all(len(s.text.split()) <= 60 for s in answer.statements)


@pytest.mark.parametrize("name", ["no-colon", "nosuchprovider:model", "openai:"])
def test_a_model_that_cannot_be_had_is_one_clear_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError) as error:
        open_model(name)
    assert "\n" not in str(error.value)
    assert name in str(error.value)
