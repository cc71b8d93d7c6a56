"""The figures of one answer: pure functions of a case and what was shown for it.

Every function returns None where the figure does not apply to the case (and so is not counted), else a number
between 0 and 1, `words_shown` excepted. What is cited counts when it backs a supported statement or a position.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eval.matching import covers, fold, holds
from eval.questions import Case
from ingest.article import Article
from rag.answer import Answer, Citation, Disagreement, Position, Statement, Verdict

MAX_STATEMENTS = 8
MAX_STATEMENT_WORDS = 60
MAX_QUOTE_CHARACTERS = 400
MAX_VALUE_WORDS = 12
MAX_SPEAKER_WORDS = 8

# Questions of these kinds have one undisputed answer, so any disagreement shown is a false alarm.
_UNDISPUTED = frozenset({"agreement", "fact", "attribution", "temporal"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an answer is scored."""

    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    abstained: bool

    @classmethod
    def of(cls, answer: Answer | None) -> "Shown":
        """Take it from `answer`; None, a question that crashed, shows nothing and does not count as abstaining."""
        if answer is None:
            return cls((), (), False)
        return cls(answer.statements, answer.disagreements, answer.abstention is not None)

    @property
    def supported(self) -> tuple[Statement, ...]:
        """The statements that stand."""
        return tuple(s for s in self.statements if s.verdict is Verdict.SUPPORTED)

    @property
    def positions(self) -> tuple[Position, ...]:
        """The positions of all disagreements."""
        return tuple(p for d in self.disagreements for p in d.positions)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What backs the supported statements, then the positions; repeated ones again."""
        return tuple(c for part in self.parts for c in part.citations)

    @property
    def parts(self) -> tuple[Statement | Position, ...]:
        """The supported statements, then the positions."""
        return (*self.supported, *self.positions)


Metric = Callable[[Case, Shown], float | None]


def contract(case: Case, shown: Shown) -> float | None:
    """Tell whether the answer keeps every bound, and abstains exactly when nothing is supported."""
    parts: tuple[Statement | Position, ...] = (*shown.statements, *shown.positions)
    citations = [c for part in parts for c in part.citations]
    speakers = [*(part.speaker for part in parts), *(c.speaker for c in citations)]
    return float(
        len(shown.statements) <= MAX_STATEMENTS
        and all(_length(s.text) <= MAX_STATEMENT_WORDS for s in shown.statements)
        and all(s.citations for s in shown.supported)
        and all(len(c.quote) <= MAX_QUOTE_CHARACTERS for c in citations)
        and all(0 < _length(p.value) <= MAX_VALUE_WORDS for p in shown.positions)
        and all(_length(s) <= MAX_SPEAKER_WORDS for s in speakers)
        and shown.abstained == (not shown.supported)
        and not (shown.abstained and shown.disagreements))


def abstain_right(case: Case, shown: Shown) -> float | None:
    """Of an unanswerable question: was it abstained from?"""
    return None if case.is_answerable else float(shown.abstained)


def answered(case: Case, shown: Shown) -> float | None:
    """Of an answerable question: was it not abstained from?"""
    return float(not shown.abstained) if case.is_answerable else None


def evidence_hit(case: Case, shown: Shown) -> float | None:
    """Is at least one gold fragment cited?"""
    return float(any(cited_gold(case, shown))) if case.is_answerable else None


def evidence_recall(case: Case, shown: Shown) -> float | None:
    """The share of the gold fragments that is cited."""
    return sum(cited_gold(case, shown)) / len(case.evidence) if case.is_answerable else None


def origin_recall(case: Case, shown: Shown) -> float | None:
    """The share of the gold files of which a gold fragment is cited."""
    return len(_cited_files(case, shown)) / len({g.file for g in case.evidence}) if case.is_answerable else None


def citation_precision(case: Case, shown: Shown) -> float | None:
    """The share of the citations that hold a gold fragment or an accepted answer."""
    if not case.is_answerable or not shown.citations:
        return None
    good = [_cites_gold(case, c) or any(holds(c.quote, a) for a in case.answers) for c in shown.citations]
    return sum(good) / len(good)


def answer_in_lead(case: Case, shown: Shown) -> float | None:
    """Does an accepted answer stand in the first 60 words of the first supported statement?"""
    lead = shown.supported[0].text if shown.supported else ""
    return _says(case, " ".join(lead.split()[:MAX_STATEMENT_WORDS])) if case.is_answerable else None


def answer_in_text(case: Case, shown: Shown) -> float | None:
    """Does an accepted answer stand in the supported statements?"""
    return _says(case, _text(shown)) if case.is_answerable else None


def disagreement_found(case: Case, shown: Shown) -> float | None:
    """Does each side stand in a position of its own of one disagreement?"""
    if not case.is_answerable or case.kind != "disagreement" or not case.sides:
        return None
    return float(any(_takes_all_sides(d, case.sides) for d in shown.disagreements))


def no_false_alarm(case: Case, shown: Shown) -> float | None:
    """Of a question whose answer is undisputed: is no disagreement shown?"""
    return float(not shown.disagreements) if case.is_answerable and case.kind in _UNDISPUTED else None


def speaker(case: Case, shown: Shown) -> float | None:
    """Is the right speaker named by a citation, a statement or a position that cites gold evidence?"""
    if not case.is_answerable or not case.speaker:
        return None
    # The last two words of a name that are longer than "de" or "al": "Ana de la Varn" is named by "Varn".
    name = [word for word in fold(case.speaker).split() if len(word) > 2][-2:]
    return float(any(set(name) & set(fold(said).split()) for said in speakers_of_gold(case, shown)
                     if _length(said) <= MAX_SPEAKER_WORDS))


def multi_source(case: Case, shown: Shown) -> float | None:
    """Are gold fragments cited from as many files as the question asks for?"""
    if not case.is_answerable or not case.min_sources:
        return None
    return float(len(_cited_files(case, shown)) >= case.min_sources)


def words_shown(case: Case, shown: Shown) -> float | None:
    """Count the words of all supported statements."""
    return float(_length(_text(shown))) if case.is_answerable else None


METRICS: Mapping[str, Metric] = {metric.__name__: metric for metric in (
    contract, answered, abstain_right, evidence_hit, evidence_recall, origin_recall, citation_precision,
    answer_in_lead, answer_in_text, disagreement_found, no_false_alarm, speaker, multi_source, words_shown)}


def quote_exact(citation: Citation, stored: Article) -> float:
    """Tell whether the quote is the very slice of the stored text that the citation names."""
    return float(citation.span.of(stored.text) == citation.quote)


def cited_gold(case: Case, shown: Shown) -> tuple[bool, ...]:
    """Tell for each gold fragment, in order, whether it is cited."""
    return tuple(any(covers(c.quote, gold, source=c.source.source) for c in shown.citations)
                 for gold in case.evidence)


def speakers_of_gold(case: Case, shown: Shown) -> tuple[str, ...]:
    """Return whom the statements, positions and citations with gold evidence name, each once."""
    parts = (p.speaker for p in shown.parts if any(_cites_gold(case, c) for c in p.citations))
    citations = (c.speaker for c in shown.citations if _cites_gold(case, c))
    return tuple(dict.fromkeys(speaker for speaker in (*parts, *citations) if speaker))


def _cites_gold(case: Case, citation: Citation) -> bool:
    return any(covers(citation.quote, gold, source=citation.source.source) for gold in case.evidence)


def _cited_files(case: Case, shown: Shown) -> set[str]:
    return {gold.file for gold, cited in zip(case.evidence, cited_gold(case, shown), strict=True) if cited}


def _says(case: Case, text: str) -> float:
    enough = all if case.all_answers else any
    return float(enough(holds(text, answer) for answer in case.answers))


def _takes_all_sides(disagreement: Disagreement, sides: tuple[tuple[str, ...], ...]) -> bool:
    texts = [" ".join([*p.value.split()[:MAX_VALUE_WORDS], *(c.quote for c in p.citations)])
             for p in disagreement.positions]
    at = [[i for i, text in enumerate(texts) if any(holds(text, wording) for wording in side)] for side in sides]
    return any(len(set(pick)) == len(pick) for pick in itertools.product(*at))


def _text(shown: Shown) -> str:
    return " ".join(s.text for s in shown.supported)


def _length(text: str | None) -> int:
    return len((text or "").split())
