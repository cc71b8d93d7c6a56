"""Claims and their denials, and accounts of one thing that differ: what reports say in words, not in figures."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer import Citation, Disagreement, DisagreementKind, Position
from rag.attribution import doer_of, same_person
from rag.core import beginning, core
from rag.denial import DENIAL, denies
from rag.evidence import Evidence
from rag.question import AnswerType, Question
from rag.terms import WORD, bag_of, content_of, fold, same_family
from rag.write import cite_all
from vectorstore.encoder import Encoder

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAX_VALUE_WORDS = 12
LEAST_ACCOUNT = -0.5  # in log odds
MOST_IN_COMMON = 2  # content words, beside those of the question, of two accounts that differ
ONE_MATTER = 0.55  # cosine of a claim and a denial that answer one question with yes and no


def two_accounts(question: Question, answering: Sequence[Evidence]) -> Disagreement | None:
    """Two that speak in different reports and answer the one question in other words: how it began, who was first."""
    if not ACCOUNT.match(question.standalone):
        return None
    told = [e for e in answering if e.speaker and e.score >= LEAST_ACCOUNT]
    for n, one in enumerate(told):
        for other in told[n + 1 :]:
            if not are_apart(one, other):
                continue
            shared = content_of(one.sentence.doc) & content_of(other.sentence.doc)
            asked = {fold(w) for w in WORD.findall(question.standalone)}
            of_asked = {w for w in shared if any(same_family(w, a) for a in asked)}
            if of_asked and len(shared - of_asked) <= MOST_IN_COMMON:
                positions = (Position(_core(e), e.speaker, cite_side([e])) for e in (one, other))
                return Disagreement(question.standalone, DisagreementKind.FIGURES, tuple(positions))
    return None


def claim_and_denial(
    question: Question, answering: Sequence[Evidence], encoder: Encoder
) -> Disagreement | None:
    """A sentence that says so and one of another report that denies it, the best of each first."""
    telling = [e for e in answering if not UNSAID.search(e.sentence.text)]
    claims = [e for e in telling if not denies(e.sentence.doc) and (e.speaker or CLAIM.search(e.sentence.text))]
    denials = [replace(e, speaker=_denier(e)) for e in telling if denies(e.sentence.doc)]
    if not claims or not denials:
        return None
    one, other = (encoder.encode([e.sentence.text for e in side]) for side in (claims, denials))
    least = ONE_MATTER if question.answer_type is AnswerType.YES_NO else 1.1
    alike = one @ other.T
    matched = {
        (n, m) for n, c in enumerate(claims) for m, d in enumerate(denials)
        if are_apart(c, d) and (alike[n, m] >= least or _same_matter(question, c, d))
    }  # fmt: skip
    for n, claim in enumerate(claims):
        if against := sorted((m for m in range(len(denials)) if (n, m) in matched), key=lambda m: -alike[n, m]):
            denying = [denials[m] for m in against]
            claiming = [claim, *(c for k, c in enumerate(claims) if k != n and (k, against[0]) in matched)]
            sides = ([c for c in claiming if c.origin_id != denying[0].origin_id], denying)
            positions = (Position(_core(side[0]), side[0].speaker, cite_side(side)) for side in sides)
            return Disagreement(question.standalone, DisagreementKind.CLAIM_DENIAL, tuple(positions))
    return None


def are_apart(one: Evidence, other: Evidence) -> bool:
    """Of different reports, and not two sayings of one speaker."""
    is_one_voice = one.speaker is not None and other.speaker is not None and same_person(one.speaker, other.speaker)
    return one.origin_id != other.origin_id and not is_one_voice


def _same_matter(question: Question, claim: Evidence, denial: Evidence) -> bool:
    """Two sentences about one thing: they share three content words, or two that the question asks about, or what is
    denied is what the claim's speaker says."""
    one, other = (content_of(e.sentence.doc) for e in (claim, denial))
    asked = {fold(word) for word in WORD.findall(question.standalone)}
    both = {a for a in one if any(same_family(a, b) for b in other)}
    both_asked = {a for a in both if any(same_family(a, b) for b in asked)}
    says = claim.speaker is not None and fold(claim.speaker.split()[-1]) in bag_of(denial.sentence.text)
    is_outright = DENIAL.search(denial.sentence.text) is not None
    return len(both) >= 3 or len(both_asked) >= 2 or (says and is_outright and denial.speaker != claim.speaker)


def _denier(evidence: Evidence) -> str | None:
    """Who denies, where the sentence says so; else whose the sentence is."""
    verb = _denying(evidence.sentence.doc)
    return (doer_of(verb) if verb is not None else None) or evidence.speaker


def _core(evidence: Evidence) -> str:
    """At most 12 words of the sentence: "denied that ..." where it says so, else what is said there, else its start."""
    doc = evidence.sentence.doc
    verb = _denying(doc)
    most = MAX_VALUE_WORDS
    return beginning(doc.text[verb.idx :], most=most) if verb is not None else core(doc, most=most)


def _denying(doc: "Doc") -> "Token | None":
    """The verb of denial."""
    denial = DENIAL.search(doc.text)
    return next((t for t in doc if denial and t.idx == denial.start() and t.pos_ == "VERB"), None)


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
