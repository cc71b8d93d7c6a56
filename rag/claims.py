"""Claims and their denials, and accounts of one thing that differ: what reports say in words, not in figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from rag.answer import Citation, Disagreement, DisagreementKind, Position
from rag.attribution import doer_of, same_person
from rag.clauses import Clause, clauses_of, denial_of, denies, in_common, is_denying, ruled_out, telling
from rag.core import beginning, core
from rag.evidence import Evidence
from rag.question import AnswerType, Question
from rag.sameness import Floats
from rag.terms import WORD, bag_of, content_of, fold, same_family
from rag.write import cite_all
from vectorstore.encoder import Encoder

MAX_VALUE_WORDS = 12
LEAST_ACCOUNT = -0.5  # in log odds
MOST_IN_COMMON = 2  # content words, beside those of the question, of two accounts that differ
# Of tuning questions for yes or no and their rewordings 61 have a claim and its denial read: 40 of these have such
# cosines, to the question and to each other, and a word of the question in each, and of 23 without a denial 1 has.
LIKE_ASKED, ONE_MATTER = 0.35, 0.4
# In log odds, of both sentences: of 96 disagreements that a question for yes or no asks for 35 are found so, and of 151
# other such questions 3 show one, on events of which the reader saw a half.
SURELY = 0.3
# Beside a denial whose clause has this cosine to the question, a claim that rather answers: 5 more are found of 172
# disagreements of events of which the reader saw a half, and of 485 other questions none more shows one.
RATHER, AS_ASKED = -0.7, 0.4
ASKED_SHARE, SAME_SHARE = 0.6, 0.5  # of the question's words in each, and of the one's words in the other


def two_accounts(question: Question, answering: Sequence[Evidence]) -> Disagreement | None:
    """Two that speak in different reports and answer the one question in other words: how it began, who was first."""
    if not ACCOUNT.match(question.standalone):
        return None
    told = [e for e in answering if e.speaker and e.score >= LEAST_ACCOUNT]
    for n, one in enumerate(told):
        for other in told[n + 1 :]:
            if not are_apart(one, other):
                continue
            contents = [content_of(e.sentence.doc) for e in (one, other)]
            asked = {fold(w) for w in WORD.findall(question.standalone)}
            of_asked = {w for w in contents[0] & contents[1] if any(same_family(w, a) for a in asked)}
            said = [core(e.sentence.doc, most=MAX_VALUE_WORDS) for e in (one, other)]
            own = [content & bag_of(words) - asked for content, words in zip(contents, said, strict=True)]
            is_same = bool(own[0] & own[1]) and (own[0] <= own[1] or own[1] <= own[0])
            if of_asked and not is_same and len(contents[0] & contents[1] - of_asked) <= MOST_IN_COMMON:
                positions = (Position(words, e.speaker, cite_side([e]))
                             for words, e in zip(said, (one, other), strict=True))  # fmt: skip
                return Disagreement(question.standalone, DisagreementKind.FIGURES, tuple(positions))
    return None


def this_and_not_that(question: Question, answering: Sequence[Evidence]) -> Disagreement | None:
    """What one report says it was not ("not the storm but the rust") and another says it was."""
    told = [e for e in answering if e.score >= LEAST_ACCOUNT]
    refused = [(e, nouns) for e in told if (nouns := ruled_out(e.sentence.doc) - question.words)]
    for denial, nouns in refused:
        for claim in told:
            if are_apart(claim, denial) and nouns & content_of(claim.sentence.doc) - ruled_out(claim.sentence.doc):
                positions = (Position(core(e.sentence.doc, most=MAX_VALUE_WORDS), e.speaker, cite_side([e]))
                             for e in (claim, denial))  # fmt: skip
                return Disagreement(question.standalone, DisagreementKind.CLAIM_DENIAL, tuple(positions))
    return None


def claim_and_denial(
    question: Question, answering: Sequence[Evidence], encoder: Encoder
) -> Disagreement | None:
    """What one report says that is so and another denies, the best of each first."""
    said = [e for e in answering if not UNSAID.search(e.sentence.text)]
    clauses = [(replace(e, speaker=_who(e, c)), c) for e in said for c in clauses_of(e.sentence.doc)]
    clauses = [(e, c) for e, c in clauses if c.is_denied or e.speaker or CLAIM.search(e.sentence.text)]
    if len({c.is_denied for _, c in clauses}) < 2:
        return None
    texts = [e.sentence.text if c.refers else c.text for e, c in clauses]
    asked, *vectors = encoder.encode([question.standalone, *texts])
    told = [_Told(e, c, v, float(v @ asked)) for (e, c), v in zip(clauses, vectors, strict=True)]
    claims, denials = ([t for t in told if t.clause.is_denied is denied] for denied in (False, True))
    for claim in claims:
        if against := [d for d in denials if _is_denied(question, claim, d)]:
            also = [c for c in claims if c is not claim and _says_as(claim, c) and _is_denied(question, c, against[0])]
            positions = (_position([claim, *also]), _position(against))
            return Disagreement(question.standalone, DisagreementKind.CLAIM_DENIAL, positions)
    return None


def said_and_denied(question: Question, near: Sequence[Evidence], encoder: Encoder) -> Disagreement | None:
    """Two sentences that answer a question for yes or no, one of which denies something: in whatever words, they do not
    say the same. Somebody speaks in one of them at least; of several pairs the surest.

    Both surely answer; beside a denial in the words of the question, what somebody claims may be less sure.
    """
    said = [e for e in near if not UNSAID.search(e.sentence.text)]
    denied = [(e, denial_of(question.words, e.sentence.doc)) for e in said if e.score >= SURELY]
    denials = {id(e): clause for e, clause in denied if clause is not None}
    claims = [e for e in said if e.score >= RATHER and not denies(e.sentence.doc, question.words)]
    asked, *vectors = encoder.encode([question.standalone, *(clause.text for clause in denials.values())])
    near_asked = {n for n, vector in zip(denials, vectors, strict=True) if float(vector @ asked) >= AS_ASKED}
    against = [e for e in said if id(e) in denials]
    told = [(c, d) for c in claims for d in against if are_apart(c, d) and (c.speaker or d.speaker)]
    pairs = [(c, d) for c, d in told if c.score >= SURELY
             or (id(d) in near_asked and (c.score >= 0 or (c.speaker and d.speaker)))]  # fmt: skip
    if not pairs:
        return None
    claim, denial = max(pairs, key=lambda pair: pair[0].score + pair[1].score)
    sides = ([claim, *(c for c, d in pairs if d is denial and c is not claim)],
             [denial, *(d for c, d in pairs if c is claim and d is not denial)])  # fmt: skip
    positions = (Position(_told(question, side[0]), side[0].speaker, cite_side(side)) for side in sides)
    return Disagreement(question.standalone, DisagreementKind.CLAIM_DENIAL, tuple(positions))


def _told(question: Question, evidence: Evidence) -> str:
    """The words of a denial, with what makes it one; of any other sentence its core."""
    denial = denial_of(question.words, evidence.sentence.doc)
    if denial is None:
        return core(evidence.sentence.doc, most=MAX_VALUE_WORDS, asked=question.words)
    return beginning(denial.text, most=MAX_VALUE_WORDS)


@dataclass(frozen=True, slots=True)
class _Told:
    """A clause, the sentence that it stands in, its vector, and the vector's cosine to the question's."""

    evidence: Evidence
    clause: Clause
    vector: Floats
    asked: float

    @property
    def words(self) -> frozenset[str]:
        """What is told; where it stands elsewhere, what the sentence and the one before tell."""
        if not self.clause.refers:
            return self.clause.words
        return telling(self.evidence.sentence.doc) | bag_of(self.evidence.sentence.before)


def _is_denied(question: Question, claim: _Told, denial: _Told) -> bool:
    """Whether another report denies what is claimed: to a question for yes or no, where both tell what it asks or are
    like it and each other; to one for a reason or an account, only where they tell it in the same words as well."""
    if not are_apart(claim.evidence, denial.evidence) or not _is_of_one_matter(question, claim, denial):
        return False
    is_like = min(claim.asked, denial.asked) >= LIKE_ASKED and float(claim.vector @ denial.vector) >= ONE_MATTER
    if question.answer_type is AnswerType.YES_NO:
        both = (claim, denial)
        is_like = is_like and all(in_common(question.words, t.words) for t in both)
        return is_like or all(_tells(question, t) for t in both)
    one, other = (claim, denial) if denial.clause.refers else (denial, claim)
    shared = in_common(one.clause.words, other.words)
    return is_like and len(shared) >= max(2, ceil(SAME_SHARE * len(one.clause.words)))


def _is_of_one_matter(question: Question, claim: _Told, denial: _Told) -> bool:
    """Whether claim and denial share a word, and what is negated is what is claimed or asked."""
    negated = frozenset({denial.clause.verb} - {""})
    return bool(in_common(claim.words, denial.words)) and (
        not negated or bool(in_common(negated, claim.words | question.words)))


def _says_as(claim: _Told, other: _Told) -> bool:
    """Whether `other` tells at least half of what is claimed."""
    return len(in_common(claim.words, other.words)) >= SAME_SHARE * len(claim.words)


def _tells(question: Question, told: _Told) -> bool:
    """Whether most of what the question asks stands in the clause; one word alone tells too little."""
    return len(in_common(question.words, told.words)) >= max(2, ceil(ASKED_SHARE * len(question.words)))


def _position(side: Sequence[_Told]) -> Position:
    best, *_ = side
    return Position(
        beginning(best.clause.text, most=MAX_VALUE_WORDS), best.evidence.speaker, cite_side([t.evidence for t in side])
    )


def are_apart(one: Evidence, other: Evidence) -> bool:
    """Of different reports, or of one report that lets two speak; and not two sayings of one speaker."""
    if one.speaker is None or other.speaker is None:
        return one.origin_id != other.origin_id
    return not same_person(one.speaker, other.speaker)


def _who(evidence: Evidence, clause: Clause) -> str | None:
    """Who denies, where the sentence says so; else whose the sentence is."""
    verb = next((t for t in evidence.sentence.doc if is_denying(t)), None) if clause.is_denied else None
    return (doer_of(verb) if verb is not None else None) or evidence.speaker


def cite_side(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Cite the best sentence of each report on one side, with its reprints."""
    first_of_origin = {e.origin_id: e for e in reversed(evidence)}
    return tuple(c for e in evidence if first_of_origin[e.origin_id] is e for c in cite_all(e))


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
CLAIM = re.compile(
    r"\b(?:sa(?:y|ys|id)|claim(?:s|ed)?|alleg(?:es|ed|ations?)|accus(?:es|ed)|insist(?:s|ed)?|told|report(?:s|ed)?"
    r"|according)\b",
    re.I,
)
