"""Events to measure on: folders of articles, each with a question set of its own and a store of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.questions import QuestionsError
from ingest import read
from vectorstore import Store


@dataclass(frozen=True, slots=True)
class Event:
    """Articles in a folder, the questions on them, and the store they were put in."""

    name: str
    questions: Path
    store: Path


def prepare(places: Sequence[str], stores: Path) -> Iterator[Event]:
    """Put the articles of each event into a store below the folder `stores`, if they are not there yet.

    A place is a folder of events (`NAME/articles`, `NAME/questions.jsonl`), or `ARTICLES=QUESTIONS.jsonl` for one
    event kept elsewhere.

    Raises:
        QuestionsError: if a place is neither.
        StoreError: if a store cannot be written.
    """
    for name, articles, questions in (found for place in places for found in found_events(place)):
        with Store.open(stores / name, create=True, index=False) as store:
            for _ in store.add(read([articles])):
                pass
        yield Event(name, questions, stores / name)


def found_events(place: str) -> list[tuple[str, Path, Path]]:
    """Return the events of a place as `prepare` names them: name, folder of articles, question set.

    Raises:
        QuestionsError: if the place is neither.
    """
    articles, separator, questions = place.partition("=")
    if separator:
        return [(Path(articles).name, Path(articles), Path(questions))]
    found = [(q.parent.name, q.parent / "articles", q) for q in sorted(Path(place).glob("*/questions.jsonl"))]
    if not found:
        raise QuestionsError(f"{place}: found no NAME/questions.jsonl below it; expected a folder of events")
    return found
