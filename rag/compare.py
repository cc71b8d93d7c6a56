"""Compare what independent reports say in answer to the question, and name how they differ.

A false alarm costs trust: only values of one unit are compared, only where the words around them speak of one thing,
and only values that cannot both be true are two positions.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.article import BlockKind
from rag.answer import Citation, Disagreement, DisagreementKind, Position
from rag.attribution import same_person
from rag.core import core
from rag.denial import DENIAL, denies
from rag.evidence import Evidence
from rag.moment import Moment, moment_at
from rag.one_thing import AROUND_WORDS, ONE_THING, SAME_VALUE, Asserted, one_thing
from rag.quantity import Quantity, quantity_at
from rag.question import AnswerType, Question
from rag.terms import WORD, bag_of, fold, same_family
from rag.write import MIN_SHOWN_SCORE, NEAR_LEAD, cite_all
from vectorstore import Store
from vectorstore.encoder import Encoder

if TYPE_CHECKING:
    from spacy.tokens import Doc

MAX_VALUE_WORDS = 12
CLAIMED = {AnswerType.YES_NO, AnswerType.REASON, AnswerType.EXPLANATION}  # what a claim and its denial can answer
ACCOUNTS = {AnswerType.EXPLANATION, AnswerType.PERSON}
LEAST_ACCOUNT = -0.5  # in log odds
MOST_IN_COMMON = 2  # content words, beside those of the question, of two accounts that differ
ONE_MATTER = 0.55  # cosine of a claim and a denial that answer one question with yes and no
NEAR_CLAIM = 4.0  # a denial may say little of what was asked

@dataclass(frozen=True, slots=True)
class Comparer:
    """Finds where reports cannot all be right about what was asked."""

    store: Store

    def compare(self, question: Question, evidence: Sequence[Evidence]) -> tuple[Disagreement, ...]:
        """Return at most one disagreement, none when in doubt."""
        least = min(MIN_SHOWN_SCORE, evidence[0].score - NEAR_LEAD)
        answering = [e for e in evidence if e.score >= least and e.sentence.kind is not BlockKind.CAPTION]
        found = self._different_values(question, answering) if answering else None
        if found and question.asks_latest:
            found = None  # the latest is what is asked
        if found is None and (question.answer_type in ACCOUNTS and not question.asks_speaker and not question.voice):
            found = _accounts(question, [e for e in answering if not _is_elsewhen(question, e)])
        if (question.answer_type in CLAIMED and not question.gathers) or RESPONSIBLE.search(question.standalone):
            near = [e for e in evidence if e.score >= evidence[0].score - NEAR_CLAIM]
            found = _claim_and_denial(question, near, self.store.encoder) or found
        return (found,) if found else ()

    def _different_values(self, question: Question, answering: Sequence[Evidence]) -> Disagreement | None:
        """Take the best value shown that other reports contradict, and put all that speak of it on its sides."""
        asserted = asserted_by(question, answering)
        for anchor in asserted:
            if anchor.evidence.score < answering[0].score - NEAR_LEAD / 2:
                break
            sides = _sides(self._about_the_same(question, anchor, asserted))
            if len(sides) > 1 and len({a.evidence.origin_id for side in sides for a in side}) > 1:
                return _values_differ(question, sides)
        return None

    def _about_the_same(
        self, question: Question, anchor: Asserted, asserted: Sequence[Asserted]
    ) -> list[Asserted]:
        vectors = self.store.encoder.encode([anchor.around, *(a.around for a in asserted)])
        alike = vectors[1:] @ vectors[0]
        asked = asked_words(question)
        least = [SAME_VALUE if agree(a, anchor) else ONE_THING for a in asserted]
        return [
            a for a, cosine, enough in zip(asserted, alike, least, strict=True)
            if a is anchor or one_thing(a, anchor, asked, float(cosine)) >= enough
        ]  # fmt: skip


def asserted_by(question: Question, evidence: Sequence[Evidence]) -> list[Asserted]:
    """Return the number or date that each sentence gives in answer to `question`, none of another year than asked;
    empty for a question that asks for neither."""
    read = {AnswerType.NUMBER: _quantity_of, AnswerType.DATE: _moment_of}.get(question.answer_type)
    of_then = [e for e in evidence if not _is_elsewhen(question, e)]
    told = [a for a in map(read, of_then) if a is not None] if read else []
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


def asked_words(question: Question) -> frozenset[str]:
    """Return the words of the question that a sentence can share: those of four letters and more, folded."""
    return frozenset(fold(word) for word in WORD.findall(question.standalone) if len(word) > 3)


def _is_elsewhen(question: Question, evidence: Evidence) -> bool:
    """Whether the sentence is about a year of its own that was not asked: what it counts, it counts of another time."""
    if question.answer_type is AnswerType.DATE:
        return False
    day = _day(evidence)
    asked = set(YEAR.findall(question.standalone))
    told = set(YEAR.findall(evidence.sentence.text)) - asked
    return bool(told) and (day is None or str(day.year) not in told)


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


def _values_differ(question: Question, sides: list[list[Asserted]]) -> Disagreement:
    kind = DisagreementKind.SUPERSEDED if _is_course(sides) else DisagreementKind.FIGURES
    if kind is DisagreementKind.SUPERSEDED:
        sides = sorted(sides, key=lambda s: _day(s[0].evidence) or dt.date.min)
    positions = (Position(s[0].shown, _speaker(s), _cite([a.evidence for a in s])) for s in sides)
    return Disagreement(question.standalone, kind, tuple(positions))


def _speaker(side: Sequence[Asserted]) -> str | None:
    return next((a.evidence.speaker for a in side if a.evidence.speaker), None)


def _quantity_of(evidence: Evidence) -> Asserted | None:
    text, value = evidence.sentence.text, next(iter(evidence.values), None)
    quantity = quantity_at(text, value.start, value.end) if value else None
    if quantity is None:
        return None
    counted = None if quantity.unit else COUNTED.match(text, quantity.end)
    end = counted.end() if counted else quantity.end
    return Asserted(quantity, text[quantity.start : end], _around(text, quantity.start, quantity.end), evidence)


def _moment_of(evidence: Evidence) -> Asserted | None:
    text, value = evidence.sentence.text, next((v for v in evidence.values if v.strength == 1.0), None)
    moment = moment_at(text, value.start, value.end, _day(evidence)) if value else None
    if moment is None:
        return None
    return Asserted(moment, text[moment.start : moment.end], _around(text, moment.start, moment.end), evidence)


def _around(text: str, start: int, end: int) -> str:
    before, after = text[:start].split()[-AROUND_WORDS:], text[end:].split()[:AROUND_WORDS]
    return " ".join([*before, "N", *after])


def _is_course(sides: Sequence[Sequence[Asserted]]) -> bool:
    """Whether the sides are one figure over time: every side on days of its own, and of a kind that grows or is
    said to have changed."""
    days = [{_day(a.evidence) for a in side} for side in sides]
    if any(None in d for d in days) or any(one & two for n, one in enumerate(days) for two in days[:n]):
        return False
    return any(GROWING.search(a.evidence.sentence.text) for side in sides for a in side)


def _day(evidence: Evidence) -> dt.date | None:
    published = evidence.sentence.article.published
    return published.earliest() if published else None


def _accounts(question: Question, answering: Sequence[Evidence]) -> Disagreement | None:
    """Two that speak in different reports and answer the one question in other words: how it began, who was first."""
    if not ACCOUNT.match(question.standalone):
        return None
    told = [e for e in answering if e.speaker and e.score >= LEAST_ACCOUNT]
    for n, one in enumerate(told):
        for other in told[n + 1 :]:
            if not _are_apart(one, other):
                continue
            shared = _content(one.sentence.doc) & _content(other.sentence.doc)
            asked = {fold(w) for w in WORD.findall(question.standalone)}
            of_asked = {w for w in shared if any(same_family(w, a) for a in asked)}
            if of_asked and len(shared - of_asked) <= MOST_IN_COMMON:
                positions = (Position(_core(e), e.speaker, _cite([e])) for e in (one, other))
                return Disagreement(question.standalone, DisagreementKind.FIGURES, tuple(positions))
    return None


def _claim_and_denial(
    question: Question, answering: Sequence[Evidence], encoder: Encoder
) -> Disagreement | None:
    """A sentence that says so and one of another report that denies it, the best of each first."""
    telling = [e for e in answering if not UNSAID.search(e.sentence.text)]
    denials = [e for e in telling if denies(e.sentence.doc)]
    claims = [e for e in telling if e not in denials and (e.speaker or CLAIM.search(e.sentence.text))]
    if not claims or not denials:
        return None
    one, other = (encoder.encode([e.sentence.text for e in side]) for side in (claims, denials))
    least = ONE_MATTER if question.answer_type is AnswerType.YES_NO else 1.1
    alike = one @ other.T
    matched = {
        (n, m) for n, c in enumerate(claims) for m, d in enumerate(denials)
        if _are_apart(c, d) and (alike[n, m] >= least or _same_matter(question, c, d))
    }  # fmt: skip
    for n, claim in enumerate(claims):
        if against := sorted((m for m in range(len(denials)) if (n, m) in matched), key=lambda m: -alike[n, m]):
            denying = [denials[m] for m in against]
            claiming = [claim, *(c for k, c in enumerate(claims) if k != n and (k, against[0]) in matched)]
            sides = ([c for c in claiming if c.origin_id != denying[0].origin_id], denying)
            positions = (Position(_core(side[0]), side[0].speaker, _cite(side)) for side in sides)
            return Disagreement(question.standalone, DisagreementKind.CLAIM_DENIAL, tuple(positions))
    return None


def _are_apart(one: Evidence, other: Evidence) -> bool:
    """Of different reports, and not two sayings of one speaker."""
    is_one_voice = one.speaker is not None and other.speaker is not None and same_person(one.speaker, other.speaker)
    return one.origin_id != other.origin_id and not is_one_voice


def _same_matter(question: Question, claim: Evidence, denial: Evidence) -> bool:
    """Two sentences about one thing: they share three content words, or two that the question asks about, or what is
    denied is what the claim's speaker says."""
    one, other = (_content(e.sentence.doc) for e in (claim, denial))
    asked = {fold(word) for word in WORD.findall(question.standalone)}
    both = {a for a in one if any(same_family(a, b) for b in other)}
    both_asked = {a for a in both if any(same_family(a, b) for b in asked)}
    says = claim.speaker is not None and fold(claim.speaker.split()[-1]) in bag_of(denial.sentence.text)
    is_outright = DENIAL.search(denial.sentence.text) is not None
    return len(both) >= 3 or len(both_asked) >= 2 or (says and is_outright and denial.speaker != claim.speaker)


def _content(doc: "Doc") -> set[str]:
    return {fold(t.lemma_) for t in doc if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"} and not t.is_stop}


def _core(evidence: Evidence) -> str:
    """At most 12 words of the sentence: what is said there, else from its denial on, else from its start."""
    denial = DENIAL.search(evidence.sentence.text)
    return core(evidence.sentence.doc, most=MAX_VALUE_WORDS, start=denial.start() if denial else 0)


def _cite(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    first_of_origin = {e.origin_id: e for e in reversed(evidence)}
    return tuple(c for e in evidence if first_of_origin[e.origin_id] is e for c in cite_all(e))


COUNTED = re.compile(
    r"(?:\s(?!(?:and|are|at|by|from|had|has|have|in|is|of|on|or|out|sa(?:id|ys)|that|to|was|were|which|who|with"
    r"|after|as|before|for|into|joined|since|so|took|when|while)\b)"
    r"[^\s,.;:]+){0,2}"
)  # the words that say what is counted: up to two, not over punctuation or a word that begins something else
# Who says nothing, or does not deny, neither claims nor denies.
UNSAID = re.compile(
    r"\b(?:whether|declin(?:ed|es|ing) to|refus(?:ed|es|ing) to (?:say|comment|confirm|answer|discuss)"
    r"|would not (?:say|comment|confirm|be drawn)|(?:did|has|had) not (?:respond|repl|comment|answer|return)\w*"
    r"|could not be reached|no comment|asked if|neither confirm\w* nor den\w+"
    r"|(?:not|n[’']t|never|no longer) (?:den(?:y|ies|ied)|disput\w+|reject\w*|contradict\w*|challeng\w+|rul\w+ out))\b",
    re.I,
)
# Questions to which two accounts cannot both be right: "How did it begin?", "What caused it?", "Who fired first?".
ACCOUNT = re.compile(
    r"how did (?!.*\b(?:react|respond|describe|feel)\b)|who .*\bfirst\b|who (?:set|lit|started|began|caused|fired|shot"
    r"|killed|attacked|threw|broke|ordered)\b"
    r"|what (?:may have |might have )?(?:caused|led|started|triggered|made|broke)\b|how come\b|whose (?:fault|idea)\b",
    re.I,
)
TO_COME = re.compile(r"\b(?:will|next|going to|does|due|supposed|expected|planned)\b", re.I)
PAST = re.compile(r"\b(?:did|was|were|had|since)\b", re.I)
PLANNED = re.compile(r"\bwill\b|\b(?:is|are|was|were) (?:to|due|expected|scheduled)\b|\bplan(?:s|ned) to\b", re.I)
RESPONSIBLE = re.compile(r"\b(?:responsible|to blame|at fault|fault was|behind)\b", re.I)
CLAIM = re.compile(
    r"\b(?:sa(?:y|ys|id)|claim(?:s|ed)?|alleg(?:es|ed|ations?)|accus(?:es|ed)|insist(?:s|ed)?|told|report(?:s|ed)?"
    r"|according)\b",
    re.I,
)
YEAR = re.compile(r"(?<!from )(?<!dated )\b(?:1[5-9]|20)\d\d\b")  # a paper of 2023 may tell of today
GROWING = re.compile(
    r"\b(?:dead|die[sd]?|deaths?|kill(?:s|ed)?|toll|bodies|injur(?:ed|ies)|wounded|missing|rescued|evacuated"
    r"|displaced|arrested|detained|infected|cases|confirmed|rose|risen|climbed|increased|revised|correct(?:ed|ion)"
    r"|updated|now|so far|earlier)\b",
    re.I,
)
