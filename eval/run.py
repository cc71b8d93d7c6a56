"""Ask a question set, score every answer, and sum the figures up."""

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics import METRICS, Shown, quote_exact
from eval.questions import Case
from eval.retrieval import KS, Found, Ranks, gold_ranks
from eval.summary import Figures, latency_figures, mean, median, retrieval_figures
from rag import Answer, Assistant, QuestionError
from vectorstore import StoreError

logger = logging.getLogger(__name__)

# A figure below 1 here is a failure a reader of the report should see; the other figures are degrees.
MUST_HOLD = ("contract", "quote_exact", "answered", "abstain_right", "evidence_hit", "answer_in_text",
             "disagreement_found", "no_false_alarm", "speaker", "multi_source")


@dataclass(frozen=True, slots=True)
class Scored:
    """One question: its answer or the error it ended with, its figures, and where search ranked the gold.

    `values` has every figure of `METRICS` that applies; `exact` tells for each citation whether its quote is exact.
    A crash shows nothing and abstains from nothing: it breaks the contract and misses whatever applies.
    """

    case: Case
    answer: Answer | None
    error: str | None
    values: Mapping[str, float]
    exact: tuple[float, ...]
    ranks: Ranks

    @property
    def missed(self) -> tuple[str, ...]:
        """The figures that must hold and do not."""
        values = {**self.values, "quote_exact": min(self.exact, default=1.0)}
        return tuple(name for name in MUST_HOLD if values.get(name, 1.0) < 1.0)


@dataclass(frozen=True, slots=True)
class Results:
    """A question set asked and scored. `peer` has the plain peer's figures under the same names, or nothing."""

    scored: tuple[Scored, ...]
    figures: Figures
    kinds: Mapping[str, Figures]
    peer: Figures


def ask(assistant: Assistant, cases: Iterable[Case]) -> Iterator[Scored]:
    """Answer and score `cases`, one at a time. A question that crashes is logged and recorded, the rest goes on."""
    for case in cases:
        try:
            answer = assistant.answer(case.question, history=case.history, outlets=case.outlets, since=case.since,
                                      until=case.until, as_of=case.as_of)
        except Exception as error:  # whatever broke is this question's result: shown, and counted
            logger.info("question %s crashed", case.id, exc_info=True)
            yield _score(assistant, case, answer=None, error=f"{type(error).__name__}: {error}")
        else:
            yield _score(assistant, case, answer=answer, error=None)


def sum_up(scored: Sequence[Scored], *, peer: Figures) -> Results:
    """Return all figures, over all questions and for each kind."""
    kinds = sorted({s.case.kind for s in scored})
    by_kind = {kind: _figures([s for s in scored if s.case.kind == kind]) for kind in kinds}
    answers = [s.answer for s in scored if s.answer]
    timings = [latency_figures(name, [a.timings_ms[name] for a in answers]) for name in ("retrieve", "total")]
    return Results(tuple(scored), {**_figures(scored), **timings[0], **timings[1]}, by_kind, peer)


def _score(assistant: Assistant, case: Case, *, answer: Answer | None, error: str | None) -> Scored:
    shown = Shown.of(answer)
    values = {name: value for name, metric in METRICS.items() if (value := metric(case, shown)) is not None}
    exact = tuple(quote_exact(c, assistant.article(c.source.article_id)) for c in shown.citations)
    # A follow-up is searched as the assistant understood it; alone it names nothing to search for.
    text = answer.standalone_question if answer else case.question
    return Scored(case, answer, error, values, exact, gold_ranks(_search(assistant, case, text=text), case.evidence))


def _search(assistant: Assistant, case: Case, *, text: str) -> tuple[Found, ...]:
    # As answering does it: the caps that keep one outlet from crowding out others depend on the depth.
    try:
        hits = assistant.retrieve(text, outlets=case.outlets, since=case.since, until=case.until, as_of=case.as_of)
    except (StoreError, QuestionError):  # an outlet that no article has, a question too long: nothing is found
        return ()
    return tuple(Found(assistant.article(h.passage.article_id).source, h.passage.text) for h in hits)


def _figures(scored: Sequence[Scored]) -> Figures:
    means = {name: mean(s.values.get(name) for s in scored) for name in METRICS if name != "words_shown"}
    return {
        "no_error": mean(float(s.error is None) for s in scored),
        "quote_exact": mean(itertools.chain.from_iterable(s.exact for s in scored)), **means,
        "words_shown": median(s.values.get("words_shown") for s in scored),
        **retrieval_figures([s.ranks for s in scored if s.ranks], up_to=max(KS))}
