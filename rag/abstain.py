"""Decide whether the evidence answers the question, and say why when it does not."""

import re
from collections.abc import Sequence

from ingest.article import BlockKind
from rag.answer import Abstention, Citation
from rag.answerable import answerable
from rag.evidence import Evidence
from rag.question import TOLD, AnswerType, Question

NEAREST = 3
NOTHING = "None of the sentences that come nearest is sure to answer it."

# Chosen on events that the reader was not trained on: log odds that the articles answer at all; for who said it and for
# what several sentences answer together, where nearly all that is asked is answered, the score of the best.
LEAST_ANSWERABLE = 0.25
MIN_SCORE_SPEAKER, MIN_SCORE_GATHERED = -2.5, -3.0


def reason_to_abstain(question: Question, evidence: Sequence[Evidence]) -> str | None:
    """Return why the best evidence does not answer, None if it does."""
    if not evidence:
        return "No article at hand matches the question and its limits."
    lead = evidence[0]
    if question.answer_type in TOLD and question.voice and question.voice.is_person and not lead.signals.voice:
        return "The articles that come nearest quote nobody of that name on it."
    if _is_answered(question, evidence):
        return None
    if lead.missing:
        return _not_named(lead.missing, question)
    if all(e.signals.unmet for e in evidence):
        return f"The articles that come nearest name no {WANTED.get(question.answer_type, 'such thing')} for it."
    return NOTHING


def _not_named(missing: Sequence[str], question: Question) -> str:
    names = tuple(word for word in missing if word[:1].isupper())
    told = f"do not mention {_together(names, question.standalone)}" if names else "do not name that office"
    return f"The articles that come nearest {told}."


def _is_answered(question: Question, evidence: Sequence[Evidence]) -> bool:
    best = max(e.score for e in evidence)
    if question.gathers:
        return best >= MIN_SCORE_GATHERED
    return best >= MIN_SCORE_SPEAKER if question.asks_speaker else answerable(evidence) >= LEAST_ANSWERABLE


def _together(names: Sequence[str], asked: str) -> str:
    """The names as the question writes them: words that stand side by side in it are one name."""
    words = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    joined = re.compile(rf"{words.pattern}(?:\s+{words.pattern})*")
    return " or ".join(dict.fromkeys(match[0] for match in joined.finditer(asked))) or " or ".join(names)


def abstention(reason: str, evidence: Sequence[Evidence]) -> Abstention:
    """Offer the nearest sentences, one an article."""
    told = [e for e in evidence if e.sentence.kind is not BlockKind.CAPTION]
    nearest = {e.sentence.article.article_id: e for e in reversed(told)}
    best = sorted(nearest.values(), key=lambda e: -e.score)[:NEAREST]
    return Abstention(reason, tuple(Citation.of(e.sentence.article, e.sentence.span) for e in best))


WANTED = {
    AnswerType.PERSON: "person or body",
    AnswerType.PLACE: "place",
    AnswerType.NUMBER: "figure",
    AnswerType.DATE: "date",
    AnswerType.NAME: "name",
    AnswerType.REASON: "reason",
}
