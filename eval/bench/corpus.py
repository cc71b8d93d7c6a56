"""What all sides are given: articles as text files, each text once, and questions whose gold sentences they hold."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.matching import covers
from eval.questions import Case, read_questions
from ingest import Article, Loaded, read


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and, by the name of the event that it is about, where its gold is."""

    case: Case
    event: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of articles in the folder `texts`, by its name the events and files that each was made of,
    how many words they have, and questions."""

    texts: Path
    origins: Mapping[str, list[tuple[str, str]]]
    words: int
    asked: tuple[Asked, ...]

    def rank(self, asked: Asked, found: Sequence[Sequence[str]]) -> int | None:
        """Return the rank, from 1, of the first passage (text's name, passage) that holds a gold fragment."""
        for rank, (name, passage) in enumerate(found, start=1):
            sources = [source for event, source in self.origins[Path(name).name] if event == asked.event]
            if any(covers(passage, gold, source=source) for source in sources for gold in asked.case.evidence):
                return rank
        return None


def make_corpus(events: Sequence[tuple[str, Path, Path]], scratch: Path) -> Corpus:
    """Write the articles of `events` (name, folder of articles, question set) into `scratch`.

    Questions without gold, and follow-ups, which only an assistant understands, are left out.

    Raises:
        QuestionsError: if a question set cannot be read.
    """
    texts = scratch / "texts"
    texts.mkdir()
    asked: list[Asked] = []
    names: dict[str, str] = {}
    origins: dict[str, list[tuple[str, str]]] = {}
    for event, folder, questions in events:
        asked += [Asked(case, event) for case in read_questions(questions) if case.is_answerable and not case.history]
        for article in _articles(folder):
            name = names.setdefault(article.text, f"{len(names):05}.txt")
            origins.setdefault(name, []).append((event, article.source))
    for text, name in names.items():
        (texts / name).write_text(text, "utf-8")
    (scratch / "questions.json").write_text(json.dumps([a.case.question for a in asked]), "utf-8")
    return Corpus(texts, origins, sum(len(text.split()) for text in names), tuple(asked))


def _articles(folder: Path) -> list[Article]:
    return [item.article for item in read([folder]) if isinstance(item, Loaded)]
