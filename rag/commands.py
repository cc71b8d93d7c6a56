"""The commands of `python -m rag`: answers on standard output, nothing else there."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.assistant import Assistant
from rag.batch import answer_lines
from rag.model import ModelError
from rag.plain_text import as_text
from rag.understand import QuestionError, check, parse_day
from vectorstore import EncoderError, SettingsError, StoreError
from vectorstore.log import start_logging
from vectorstore.settings import hush


class QuestionsFileError(Exception):
    """The file of questions cannot be read."""


app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, help="Ask questions of the articles in a store."
)
StoreFolder = Annotated[Path, typer.Option("--store", help="the store folder")]
Model = Annotated[str | None, typer.Option("--model", help="PROVIDER:NAME of a LangChain chat model; offline without")]

Reranker = Annotated[str | None, typer.Option("--reranker", help="hub id or folder of a CrossEncoder; none without")]


@app.command()
def ask(
    question: str,
    store: StoreFolder,
    model: Model = None,
    reranker: Reranker = None,
    history: Annotated[list[str], typer.Option(help="an earlier question, oldest first")] = [],  # noqa: B006
    outlet: Annotated[list[str], typer.Option(help="only this outlet")] = [],  # noqa: B006
    since: Annotated[str | None, typer.Option(help="published on this day or later")] = None,
    until: Annotated[str | None, typer.Option(help="published on this day or earlier")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="answer as on this day")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the answer as JSON")] = False,
) -> None:
    """Answer one question."""
    limits = {"since": parse_day(since), "until": parse_day(until), "as_of": parse_day(as_of)}
    check(question)
    with Assistant.open(store, model=model, index=False, reranker=reranker) as assistant:
        answer = assistant.answer(question, history=history, outlets=outlet, **limits)
    print(json.dumps(answer.to_dict(), ensure_ascii=False) if as_json else as_text(answer))


@app.command()
def batch(questions: Path, store: StoreFolder, model: Model = None, reranker: Reranker = None) -> None:
    """Answer a file of questions: one JSON object a line in, one answer a line out, in the same order."""
    try:
        text = questions.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsFileError(f"{questions}: {_why(error)}; expected a file of JSON lines in UTF-8") from None
    lines = text.split("\n")  # not splitlines: JSON may hold U+2028
    failed = False
    with Assistant.open(store, model=model, reranker=reranker) as assistant:
        for result in answer_lines(assistant, lines):
            failed |= "error" in result
            print(json.dumps(result, ensure_ascii=False), flush=True)
    raise typer.Exit(1 if failed else 0)


def main() -> None:
    """Run the command; every failure the reader can cause is one line and an exit code."""
    hush()
    try:
        start_logging()
        app()
    except QuestionError as error:
        sys.exit(_complain(error, 2))
    except (StoreError, EncoderError, SettingsError, ModelError, QuestionsFileError) as error:
        sys.exit(_complain(error, 1))


def _why(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or "cannot be read").lower() if isinstance(error, OSError) else "is not UTF-8"


def _complain(error: Exception, code: int) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return code
