"""Compare what independent reports say in answer to the question, and name how they differ.

A false alarm costs trust: only values of one unit are compared, only where the words around them speak of one thing,
and only values that cannot both be true are two positions.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.article import BlockKind
from rag.answer import Disagreement, DisagreementKind, Position
from rag.claims import are_apart, cite_side, claim_and_denial, said_and_denied, this_and_not_that, two_accounts
from rag.evidence import Evidence, Value
from rag.moment import Moment, moment_at
from rag.one_thing import AROUND_WORDS, ONE_THING, SAME_VALUE, Asserted, is_of_one_size, one_thing
from rag.quantity import Quantity, quantity_at, read_quantities
from rag.question import AnswerType, Question
from rag.retraction import is_corrected
from vectorstore import Store

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CLAIMED = {AnswerType.YES_NO, AnswerType.REASON, AnswerType.EXPLANATION}  # what a claim and its denial can answer
# Of what is told in words, what can be this and not that.
RULED_OUT = {AnswerType.EXPLANATION, AnswerType.PERSON, AnswerType.REASON, AnswerType.PLACE, AnswerType.NAME}
ACCOUNTS = {AnswerType.EXPLANATION, AnswerType.PERSON}
# Cosines of the words around two figures: of sides that reworded questions find .59 to .81, of others up to .57.
TOLD_ALIKE, NEARLY_THE_SAME = 0.6, 0.75
LEAST_ANSWER, NEAR_ANSWER = -1.7, 2.5  # in log odds; the nearness to the best sentence counts where that is low
LEAST_CLAIM, NEAR_CLAIM = -1.0, 4.0  # a denial may say little of what was asked


@dataclass(frozen=True, slots=True)
class Comparer:
    """Finds where reports cannot all be right about what was asked."""

    store: Store

    def compare(self, question: Question, evidence: Sequence[Evidence]) -> tuple[Disagreement, ...]:
        """Return at most one disagreement, none when in doubt."""
        least = min(LEAST_ANSWER, evidence[0].score - NEAR_ANSWER)
        answering = [e for e in evidence if e.score >= least and e.sentence.kind is not BlockKind.CAPTION]
        found = self._different_values(question, answering) if answering else None
        if found is None and answering and question.voice is None and not question.gathers:
            found = self._figures_beside(question, evidence)
        if found and question.asks_latest:
            found = None  # the latest is what is asked
        of_then = [e for e in answering if not _is_elsewhen(question, e)]
        if found is None and (question.answer_type in ACCOUNTS and not question.asks_speaker and not question.voice):
            found = two_accounts(question, of_then)
        if found is None and question.answer_type in RULED_OUT and not question.gathers and not question.voice:
            found = this_and_not_that(question, of_then)
        if (question.answer_type in CLAIMED and not question.gathers) or RESPONSIBLE.search(question.standalone):
            near = [e for e in evidence if e.score >= max(LEAST_CLAIM, evidence[0].score - NEAR_CLAIM)]
            encoder, is_yes_no = self.store.encoder, question.answer_type is AnswerType.YES_NO
            sure = said_and_denied(question, near, encoder) if is_yes_no else None
            found = sure or claim_and_denial(question, near, encoder) or found
        return (found,) if found else ()

    def _different_values(self, question: Question, answering: Sequence[Evidence]) -> Disagreement | None:
        """Take the best value shown that other reports contradict, one just as asked before others, and put all that
        speak of it on its sides."""
        asserted = asserted_by(question, answering)
        likeliest = {id(a.evidence): a for a in reversed(asserted)}
        first = [a for a in asserted if likeliest[id(a.evidence)] is a
                 and a.evidence.score >= answering[0].score - NEAR_ANSWER / 2]  # fmt: skip
        for anchor in sorted(first, key=lambda a: -a.strength):
            sides = _sides(self._about_the_same(question, anchor, asserted))
            if len(sides) > 1:
                return _values_differ(question, sides, _corrected(answering))
        return None

    def _figures_beside(self, question: Question, evidence: Sequence[Evidence]) -> Disagreement | None:
        """A figure of the best sentence and another in a sentence of another report that is nearly the same but for it:
        however the question puts it, they are of one thing."""
        best, *others = evidence
        near = [e for e in others if e.score >= best.score - NEAR_CLAIM and are_apart(best, e)]
        near = [e for e in near if e.signals.unmet <= best.signals.unmet]  # else it gives no such figure
        near = [e for e in near if not _is_elsewhen(question, e) and e.sentence.kind is not BlockKind.CAPTION]
        for own in _figures(best):
            same = [a for e in near if (a := self._nearly_the_same(own, e)) is not None]
            sides = _sides([own, *same])
            if len(sides) > 1:
                return _values_differ(question, sides)
        return None

    def _nearly_the_same(self, own: Asserted, other: Evidence) -> Asserted | None:
        """The figure of `other` that stands in nearly the words of `own`; one that agrees with it before any else."""
        unit = getattr(own.value, "unit", "")
        told = [a for a in _figures(other) if getattr(a.value, "unit", "") == unit]
        vectors = self.store.encoder.encode([own.around, *(a.around for a in told)])
        near = [(agree(a, own), float(v @ vectors[0]), a) for a, v in zip(told, vectors[1:], strict=True)]
        return max((n for n in near if n[1] >= NEARLY_THE_SAME), default=(0, 0, None), key=lambda n: n[:2])[2]

    def _about_the_same(self, question: Question, anchor: Asserted, asserted: Sequence[Asserted]) -> list[Asserted]:
        """The anchor and, of each other sentence, the value that is surest to be of the same thing; none that its own
        report, where it lets nobody else speak, contradicts by a surer one."""
        others = [a for a in asserted if a.evidence is not anchor.evidence]
        vectors = self.store.encoder.encode([anchor.around, *(a.around for a in others)])
        surest: dict[int, tuple[float, Asserted]] = {}
        for one, cosine in zip(others, vectors[1:] @ vectors[0], strict=True):
            sure = one_thing(one, anchor, float(cosine))
            sure -= SAME_VALUE if agree(one, anchor) else ONE_THING
            is_same = _is_told_alike(one, anchor, float(cosine)) or _is_set_beside(question, one, anchor)
            sure = max(sure, 0.0) if is_same else sure
            if sure >= max(0.0, surest.get(id(one.evidence), (0.0,))[0]):
                surest[id(one.evidence)] = sure, one
        told = [anchor]
        for _, one in sorted(surest.values(), key=lambda pair: -pair[0]):
            if all(agree(one, a) for a in told if not are_apart(one.evidence, a.evidence)):
                told.append(one)
        return told


def _is_told_alike(one: Asserted, anchor: Asserted, cosine: float) -> bool:
    """Whether two values of one unit, each just what is asked, stand in like words, however the question puts it."""
    is_unit_same = getattr(one.value, "unit", "") == getattr(anchor.value, "unit", "")
    is_named_alike = anchor.evidence.named <= one.evidence.named  # what is told of another country is another thing
    is_like = cosine >= TOLD_ALIKE and is_of_one_size(one.value, anchor.value)
    return is_unit_same and one.strength == anchor.strength == 1.0 and is_named_alike and is_like


def _is_set_beside(question: Question, one: Asserted, anchor: Asserted) -> bool:
    """Whether the question itself says that two outlets speak of one thing, and both values are just what is asked."""
    return bool(question.outlets) and one.strength == anchor.strength == 1.0


def asserted_by(question: Question, evidence: Sequence[Evidence]) -> list[Asserted]:
    """Return the numbers or dates that each sentence gives in answer to `question`, the likeliest of each first, none
    of another year than asked; empty for a question that asks for neither."""
    read = {AnswerType.NUMBER: _quantity, AnswerType.DATE: _moment}.get(question.answer_type)
    of_then = [(e, v) for e in evidence for v in e.values if not _is_elsewhen(question, e, v)] if read else []
    told = [asserted for e, v in of_then if read and (asserted := read(e, v)) is not None]
    return [a for a in told if _is_in_tense(question, a)]


def _is_in_tense(question: Question, asserted: Asserted) -> bool:
    """What is still to come is not asked by "When did it open?", nor what is past by "When will it?"."""
    value, day = asserted.value, _day(asserted.evidence)
    if not isinstance(value, Moment):
        return True
    is_later = value.year is not None and day is not None and value.is_after(day)
    is_earlier = value.year is not None and day is not None and value.is_before(day)
    if TO_COME.search(question.standalone):
        return not is_earlier
    has_plan = PLANNED.search(asserted.evidence.sentence.text) is not None
    return not (PAST.search(question.standalone) and (is_later or has_plan))


def _is_elsewhen(question: Question, evidence: Evidence, value: Value | None = None) -> bool:
    """Whether the sentence, or the clause around `value` and what that depends on, is about a year of its own that was
    not asked: what it counts, it counts of another time."""
    if question.answer_type is AnswerType.DATE:
        return False
    day, sentence = _day(evidence), evidence.sentence
    years = (m for m in YEAR.finditer(sentence.text) if value is None or _rules(sentence.doc, m.start(), value.start))
    told = {m[0] for m in years} - set(YEAR.findall(question.standalone))
    if day is not None:
        told = {year for year in told if int(year) <= day.year}  # what ends in years to come is of today
    return bool(told) and (day is None or str(day.year) not in told)


def _rules(doc: "Doc", year: int, value: int) -> bool:
    """Whether the verb around the character `year` is the one around `value`, or one that this depends on; what is told
    of a time since that year is told of today."""
    over, under = ([*_up(doc, place)] for place in (year, value))
    verb = next((n for n, t in enumerate(over) if t.pos_ in {"VERB", "AUX"}), len(over) - 1)
    return over[verb] in under and not any(t.lower_ == "since" for t in over[:verb])


def _up(doc: "Doc", place: int) -> Iterator["Token"]:
    """The token at a character and all that it depends on."""
    token = next(t for t in reversed(doc) if t.idx <= place)
    yield token
    yield from token.ancestors


def _sides(asserted: Sequence[Asserted]) -> list[list[Asserted]]:
    """Put values that agree on one side; one that agrees with parts of several sides settles nothing and opens none."""
    sides: list[list[Asserted]] = []
    for one in asserted:
        side = next((s for s in sides if all(agree(one, other) for other in s)), None)
        if side is not None:
            side.append(one)
        elif not any(agree(one, other) for s in sides for other in s):
            sides.append([one])
    return sides


def agree(one: Asserted, other: Asserted) -> bool:
    """Tell whether both values can be true of one thing."""
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return one.value.agrees_with(other.value)
    return isinstance(one.value, Moment) and isinstance(other.value, Moment) and one.value.agrees_with(other.value)


def _corrected(evidence: Sequence[Evidence]) -> set[tuple[float, str]]:
    """The figures, with their units, that a correction takes back, in whatever article they stand."""
    texts = [e.sentence.text for e in evidence]
    return {(q.low, q.unit) for t in texts for q in read_quantities(t) if is_corrected(t, q.start, q.end)}


def _values_differ(
    question: Question, sides: list[list[Asserted]], corrected: Set[tuple[float, str]] = frozenset()
) -> Disagreement:
    """Set the sides beside each other; one that was corrected is no side, but what was told before the only other."""
    held = [s for s in sides if (getattr(s[0].value, "low", None), getattr(s[0].value, "unit", "")) not in corrected]
    is_corrected_to = len(held) == 1 < len(sides)
    sides = held if len(held) > 1 else sides
    kind = DisagreementKind.SUPERSEDED if is_corrected_to or _is_course(sides) else DisagreementKind.FIGURES
    if kind is DisagreementKind.SUPERSEDED:
        sides = sorted(sides, key=lambda s: (is_corrected_to and s in held, _day(s[0].evidence) or dt.date.min))
    positions = (Position(s[0].shown, _speaker(s), cite_side([a.evidence for a in s])) for s in sides)
    return Disagreement(question.standalone, kind, tuple(positions))


def _speaker(side: Sequence[Asserted]) -> str | None:
    return next((a.evidence.speaker for a in side if a.evidence.speaker), None)


def _quantity(evidence: Evidence, value: Value) -> Asserted | None:
    text = evidence.sentence.text
    quantity = quantity_at(text, value.start, value.end)
    if quantity is None:
        return None
    counted = None if quantity.unit else COUNTED.match(text, quantity.end)
    end = _before_verb(evidence.sentence.doc, quantity.end, counted.end()) if counted else quantity.end
    around = _around(text, quantity.start, quantity.end)
    return Asserted(quantity, text[quantity.start : end], around, evidence, value.strength)


def _before_verb(doc: "Doc", start: int, end: int) -> int:
    """The end of what is counted between two places: "4,000 people", not "4,000 people marched"."""
    verb = next((t for t in doc if start < t.idx < end and t.pos_ in {"VERB", "AUX"}), None)
    return verb.idx - 1 if verb is not None else end


def _figures(evidence: Evidence) -> list[Asserted]:
    """Every figure that the sentence gives; none of "not one of the lamps" and "one of the crew"."""
    figures = (Value(q.start, q.end, 1.0) for q in read_quantities(evidence.sentence.text) if q.high > 1)
    return [asserted for value in figures if (asserted := _quantity(evidence, value)) is not None]


def _moment(evidence: Evidence, value: Value) -> Asserted | None:
    text = evidence.sentence.text
    moment = moment_at(text, value.start, value.end, _day(evidence))
    if moment is None:
        return None
    around = _around(text, moment.start, moment.end)
    return Asserted(moment, text[moment.start : moment.end], around, evidence, value.strength)


def _around(text: str, start: int, end: int) -> str:
    before, after = text[:start].split()[-AROUND_WORDS:], text[end:].split()[:AROUND_WORDS]
    return " ".join([*before, "N", *after])


def _is_course(sides: Sequence[Sequence[Asserted]]) -> bool:
    """Whether the sides are one figure over time: every side on days of its own, and of a kind that grows or is
    said to have changed; a date does not grow."""
    days = [{_day(a.evidence) for a in side} for side in sides]
    if any(None in d for d in days) or any(one & two for n, one in enumerate(days) for two in days[:n]):
        return False
    told = [a for side in sides for a in side]
    changing = MOVED if any(isinstance(a.value, Moment) for a in told) else GROWING
    return any(changing.search(a.evidence.sentence.text) for a in told)


def _day(evidence: Evidence) -> dt.date | None:
    published = evidence.sentence.article.published
    return published.earliest() if published else None


COUNTED = re.compile(
    r"(?:\s(?!(?:and|are|at|by|from|had|has|have|in|is|of|on|or|out|sa(?:id|ys)|that|to|was|were|which|who|with"
    r"|after|as|before|for|into|joined|since|so|took|when|while)\b)"
    r"[^\s,.;:]+){0,2}"
)  # the words that say what is counted: up to two, not over punctuation or a word that begins something else
TO_COME = re.compile(r"\b(?:will|next|going to|does|due|supposed|expected|planned)\b", re.I)
PAST = re.compile(r"\b(?:did|was|were|had|since)\b", re.I)
PLANNED = re.compile(r"\bwill\b|\b(?:is|are|was|were) (?:to|due|expected|scheduled)\b|\bplan(?:s|ned) to\b", re.I)
RESPONSIBLE = re.compile(r"\b(?:responsible|to blame|at fault|fault was|behind)\b", re.I)
# A paper from 2023 may tell of today, and so may what runs until a year.
YEAR = re.compile(r"(?<!from )(?<!dated )(?<!until )(?<!since )\b(?:1[5-9]|20)\d\d\b")
MOVED = re.compile(
    r"\b(?:postpon\w+|delay\w*|defer\w+|reschedul\w+|put (?:off|back)|(?:pushed|brought) (?:back|forward)|moved"
    r"|revised|correct(?:ed|ion)|updated|now|no longer|instead)\b", re.I
)
GROWING = re.compile(
    r"\b(?:dead|die[sd]?|deaths?|kill(?:s|ed)?|toll|bodies|injur(?:ed|ies)|wounded|missing|rescued|evacuated"
    r"|displaced|arrested|detained|infected|cases|confirmed|rose|risen|climbed|increased|revised|correct(?:ed|ion)"
    r"|updated|now|so far|earlier)\b",
    re.I,
)
