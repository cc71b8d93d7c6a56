"""Answer questions on documents that a data set brings, each document an article that stands for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest import read_pasted
from rag import Answer, Assistant
from vectorstore import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that an answer shows as what some document says: its words, and the numbers of the documents cited."""

    text: str
    documents: frozenset[int]


def ask_of(question: str, texts: Sequence[str]) -> Answer:
    """Return the answer to `question` from `texts` alone; document n is the source "document-n.txt"."""
    with TemporaryDirectory() as scratch:
        with Store.open(Path(scratch), create=True, index=False) as store:
            for _ in store.add(read_pasted(text, name=f"document-{n}.txt") for n, text in enumerate(texts)):
                pass
        with Assistant.open(scratch, index=False) as assistant:
            return assistant.answer(question)


def shown_by(answer: Answer) -> list[Shown]:
    """Return the positions of the answer's disagreements, or where there are none its statements."""
    sides = [(p.value, p.citations) for d in answer.disagreements for p in d.positions]
    told = sides or [(s.text, s.citations) for s in answer.statements]
    return [Shown(" ".join([text, *(c.quote for c in cited)]), frozenset(_number(c.source.source) for c in cited))
            for text, cited in told]  # fmt: skip


def _number(source: str) -> int:
    return int(source.removeprefix("document-").removesuffix(".txt"))
