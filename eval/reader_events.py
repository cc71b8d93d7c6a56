"""Make windows that the span reader is trained on from events: what the assistant would read for each question, and
sentences that say yes or no (`polarity.jsonl` beside the questions)."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.events import Event, prepare
from eval.fit_signals import tuning_cases
from eval.matching import covers, holds
from eval.questions import Case, QuestionsError
from eval.questions import Evidence as Gold
from eval.reader_negatives import names_by_label, with_another_name, without_answer
from eval.reader_windows import TrainingWindow
from eval.rewordings import reworded
from ingest.article import Article
from rag.evidence import Evidence
from rag.kinship import Kinship
from rag.parse import Parser
from rag.question import Asked
from rag.reader import SpanReader, Window
from rag.retrieve import Retriever
from rag.select import Selector, preceding, window_of
from rag.several import Several
from rag.understand import understand
from vectorstore import Store
from vectorstore.encoder import shipped_encoder

READ = 28  # sentences a question
MOST_SILENT = 10  # windows a question that do not answer; of one that no article answers, more
MOST_SILENT_UNANSWERABLE, MOST_SILENT_OF_SEVERAL = 14, 6
REWORDED_SHARE = 1 / 3  # of the rewordings are asked
VARIED_SHARE = 0.5  # of the answering windows are also given with the answer, and with a name, gone


def event_windows(places: Sequence[str], stores: Path, *, seed: int) -> list[TrainingWindow]:
    """Return the windows of all events in `places` (as `eval.events.prepare` takes them), stored below `stores`, for
    each of their questions as it stands and some in other words."""
    events = list(prepare(places, stores))
    return [window for event in events for window in (*_windows(event, seed), *yes_no_windows(event))]


def _windows(event: Event, seed: int) -> Iterator[TrainingWindow]:
    rng = random.Random(f"{seed} {event.name}")  # noqa: S311 - a shuffle, no secret
    parser = Parser()
    with Store.open(event.store, index=False) as store:
        texts = [s.of(a.text) for a in store.articles() for p in store.passages(a.article_id) for s in p.sentences]
        names = names_by_label(parser(texts))
        selector = Selector(store, parser, SpanReader(), Kinship(store.encoder), read=READ, parsed=READ)
        others = [other for _, other in reworded(event) if rng.random() < REWORDED_SHARE]
        for case in (*tuning_cases(event.questions), *others):
            asked = Asked(case.question, history=case.history)
            question = understand(asked, parser, Several(shipped_encoder()))
            found = selector.select(question, Retriever(store).search(question, asked))
            yield from _of_case(case, question.standalone, found, parser, names, rng)


def yes_no_windows(event: Event) -> Iterator[TrainingWindow]:
    """Yield a window for each line {"question", "file", "quote", "answer": "yes" | "no"} of the event's file."""
    path = event.questions.with_name("polarity.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    with Store.open(event.store, index=False) as store:
        told = [told for article in store.articles() for told in _sentences(store, article)]
    for line in map(json.loads, lines):
        gold = Gold(line["file"], line["quote"])
        window = next((w for source, w in told if covers(w.sentence, gold, source=source)), None)
        if window is None:
            raise QuestionsError(f"{path}: found {line['quote']!r} in no sentence of {line['file']}; correct the line")
        yield TrainingWindow(line["question"], window.context, window.sentence, True, None, line["answer"] == "yes")


def _sentences(store: Store, article: Article) -> Iterator[tuple[str, Window]]:
    """The sentences of an article as they are read, each with the article's source."""
    for passage in store.passages(article.article_id):
        for n, span in enumerate(passage.sentences):
            before = passage.sentences[n - 1].of(article.text) if n else preceding(article, span)
            yield article.source, window_of(article, before, span.of(article.text))


def _of_case(
    case: Case, asked: str, found: Sequence[Evidence], parser: Parser, names: Mapping[str, Sequence[str]],
    rng: random.Random,
) -> Iterator[TrainingWindow]:  # fmt: skip
    gold = [e for e in found if _is_gold(e, case)]
    for evidence in gold:
        window = window_of(evidence.sentence.article, evidence.sentence.before, evidence.sentence.text)
        span = _answer(window.sentence, case.answers)
        yield TrainingWindow(asked, window.context, window.sentence, True, span)
        if span is None or case.kind == "multi":
            continue
        left = without_answer(evidence.sentence.doc, *span)
        if left is not None and rng.random() < VARIED_SHARE:
            yield TrainingWindow(asked, window.context, left, False)
        other = with_another_name(parser.one(asked), f"{window.context} {window.sentence}", names, rng)
        if other is not None and rng.random() < VARIED_SHARE:
            yield TrainingWindow(other, window.context, window.sentence, False)
    silent = [e for e in found if e not in gold and not any(holds(e.sentence.text, a) for a in case.answers)]
    for evidence in silent[: _most_silent(case)]:
        window = window_of(evidence.sentence.article, evidence.sentence.before, evidence.sentence.text)
        yield TrainingWindow(asked, window.context, window.sentence, False)


def _is_gold(found: Evidence, case: Case) -> bool:
    return any(covers(found.sentence.text, gold, source=found.sentence.article.source) for gold in case.evidence)


def _most_silent(case: Case) -> int:
    if not case.is_answerable:
        return MOST_SILENT_UNANSWERABLE
    return MOST_SILENT_OF_SEVERAL if case.kind == "multi" else MOST_SILENT


def _answer(text: str, accepted: Sequence[str]) -> tuple[int, int] | None:
    """Where the longest accepted answer stands in `text`."""
    places = [(text.lower().find(a.lower()), len(a)) for a in sorted(accepted, key=len, reverse=True)]
    return next(((start, start + length) for start, length in places if start >= 0), None)
