"""Write an answer without a language model: the sentences that answer, the best one first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.embeddings import Embeddings

from ingest.article import Span
from rag.answer import Citation, Disagreement, DisagreementKind, Position, Source
from rag.attribution import QUOTES
from rag.clauses import denies
from rag.core import core
from rag.draft import Draft
from rag.evidence import Evidence
from rag.question import AnswerType, Question
from rag.sameness import Floats, sameness
from rag.terms import WORD, content_of, fold

MAX_STATEMENTS, MAX_OPEN, MAX_GATHERED = 4, 5, 8  # to a question for one thing, an open one, one for several things
# A lead of several parts, and the words of each; sentences of one report.
MAX_BESIDE, LEAST_PART_WORDS, MAX_PART_WORDS, MOST_OF_ORIGIN = 5, 3, 16, 3
MAX_WORDS = 60
MAX_CHARACTERS = 400
# On the scale of Evidence.score; chosen on seven events that the reader was not trained on.
# A sentence this far below the best still supports it, of one thing and of several, and stands beside it in the lead.
NEAR_LEAD, NEAR_GATHERED, NEAR_BESIDE = 2.5, 2.5, 2.0
LEAST_SHOWN = -3.5  # and is surer than this


@dataclass(frozen=True, slots=True)
class Extractive:
    """The offline writer: every word of what it writes is cut from an article."""

    encoder: Embeddings
    name: str = "offline"

    def draft(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[Disagreement]
    ) -> Iterator[Draft]:
        """Yield what the sources differ on, if they do, else the best sentence and those near it.

        A sentence that gives the same value in another report, or is a reprint, becomes a further citation of the
        statement.
        """
        if disagreements:
            yield from (self._lead(d) for d in disagreements)
            yield from self._beside(question, evidence[0], disagreements)
            return
        if question.gathers:
            yield from self._gathered(question, _spread(_of_the_asked_voice(question, evidence)))
            return
        is_open = question.answer_type in OPEN
        shown = _worth_showing(evidence, is_open=is_open)
        alike = sameness(question.standalone, [e.sentence.text for e in shown], self.encoder) if is_open else None
        for group in _grouped(shown, alike, most=MAX_OPEN if is_open else MAX_STATEMENTS):
            yield self._statement(question, group)

    def _gathered(self, question: Question, shown: Sequence[Evidence]) -> Iterator[Draft]:
        """A lead that puts the best of several reports beside each other, each in a few words, then the others."""
        alike = sameness(question.standalone, [e.sentence.text for e in shown], self.encoder)
        groups = _grouped(shown, alike, most=MAX_GATHERED + MAX_BESIDE - 1)
        first = {g[0].origin_id: g for g in reversed(groups) if g[0].score >= shown[0].score - NEAR_BESIDE}
        lead = self._beside_each_other(question, [g for g in groups if first.get(g[0].origin_id) is g])
        if lead is not None:
            yield lead
            told = {(c.source.article_id, c.span) for c in lead.citations}
            groups = [g for g in groups if not any((c.source.article_id, c.span) in told for c in cite_all(g[0]))]
        for group in groups[: MAX_GATHERED - (lead is not None)]:
            yield self._statement(question, group)

    def _beside_each_other(self, question: Question, groups: Sequence[Sequence[Evidence]]) -> Draft | None:
        parts: list[tuple[str, tuple[Citation, ...]]] = []
        told = ""
        for group in groups[:MAX_BESIDE]:
            best = group[0]
            said = core(best.sentence.doc, most=MAX_PART_WORDS, asked=question.words)
            if len(said.split()) < LEAST_PART_WORDS and group is groups[0]:
                return None  # the best cannot be told in few words, and nothing else is to stand before it
            if len(said.split()) < LEAST_PART_WORDS:
                continue
            source = Source.of(best.sentence.article)
            speaker = f"{best.speaker}, " if best.speaker and best.speaker.split()[-1] not in said else ""
            part = f"{said}{_cut_off(said, best.sentence.text)} ({speaker}{_outlet(source)})"
            longer = f"{told}; {part}" if told else part
            if len(f"{SEVERAL} {longer}.".split()) > MAX_WORDS:
                break
            told = longer
            parts.append((said, tuple(c for e in group for c in cite_all(e))))
        citations = tuple(c for _, cited in parts for c in cited)
        return Draft(f"{SEVERAL} {told}.", citations, None, self.name, tuple(parts)) if len(parts) > 1 else None

    def _statement(self, question: Question, group: Sequence[Evidence]) -> Draft:
        citations = tuple(c for e in group for c in cite_all(e))
        told = _told(citations[0], is_who_said=question.asks_speaker)
        return Draft(told, citations, citations[0].speaker, self.name)

    def _beside(self, question: Question, best: Evidence, disagreements: Sequence[Disagreement]) -> Iterator[Draft]:
        """The best sentence, where it stands on no side: what answers best is not withheld."""
        sided = {(c.source.article_id, c.span) for d in disagreements for p in d.positions for c in p.citations}
        own = cite(best)
        if (own.source.article_id, own.span) not in sided:
            yield self._statement(question, [best])

    def _lead(self, disagreement: Disagreement) -> Draft:
        sides = [f"{p.value} ({_credit(p)})" for p in disagreement.positions]
        if disagreement.kind is DisagreementKind.SUPERSEDED:  # nobody is to take an old figure for the current one
            sides = [*sides[:0:-1], f"before that {sides[0]}"]
        citations = tuple(c for p in disagreement.positions for c in p.citations)
        words = f"{OPENINGS[disagreement.kind]}: {'; '.join(sides)}.".split()
        parts = tuple((p.value, p.citations) for p in disagreement.positions)  # the rest is template and metadata
        return Draft(" ".join(words[:MAX_WORDS]), citations, None, self.name, parts)


def _cut_off(said: str, sentence: str) -> str:
    """The mark that the sentence goes on after the words taken from it, without so much as a comma."""
    after = sentence.partition(said)[2].lstrip("”\"’)")
    return " …" if after[:1].isspace() else ""


def _told(citation: Citation, *, is_who_said: bool) -> str:
    """The cited words; where they are somebody's whom they do not name, after that name: quoted words always, others
    where it is asked who said them."""
    speaker = citation.speaker
    if speaker is None or speaker.split()[-1] in citation.quote or not (is_who_said or citation.quote[0] in QUOTES):
        return citation.quote
    told = f"{speaker}: {citation.quote}"
    return told if len(told.split()) <= MAX_WORDS else citation.quote


def _grouped(shown: Sequence[Evidence], alike: Floats | None, *, most: int) -> list[list[Evidence]]:
    """Put sentences that say the same beside each other, at most one of each origin."""
    groups: list[list[int]] = []
    for n, found in enumerate(shown):
        same = next((g for g in groups if _says_the_same(shown[g[0]], found, _at(alike, g[0], n))), None)
        if same is None and len(groups) < most:
            groups.append([n])
        elif same is not None and found.origin_id not in {shown[m].origin_id for m in same}:
            same.append(n)
    return [[shown[n] for n in group] for group in groups]


def _at(alike: Floats | None, row: int, column: int) -> float:
    return 0.0 if alike is None else float(alike[row, column])


def _outlet(source: Source) -> str:
    """The outlet; where it is unknown, that it is, and the headline."""
    return source.outlet or f"unknown outlet, “{source.title or source.source}”"


def _credit(position: Position) -> str:
    """The outlet that stands for the side, on which day, and whom it quotes."""
    source = position.citations[0].source
    day = f", {source.day}" if source.day else ""
    speaker = f", citing {position.speaker}" if position.speaker else ""
    return f"{_outlet(source)}{day}{speaker}"


def _worth_showing(evidence: Sequence[Evidence], *, is_open: bool) -> list[Evidence]:
    """The lead and what stands near it; to an open question one of each origin before a second of any."""
    least = max(LEAST_SHOWN, evidence[0].score - NEAR_LEAD)
    shown = [e for e in evidence if e is evidence[0] or (e.score >= least and (e.values or not evidence[0].values))]
    if not is_open:
        return _differing_first(evidence, shown)
    first = {e.origin_id: e for e in reversed(shown)}
    return sorted(shown, key=lambda e: first[e.origin_id] is not e)


def _of_the_asked_voice(question: Question, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Where one person's or body's words or deeds are asked and told, nobody else's."""
    is_of_one = question.voice is not None and question.voice.is_told_apart
    return [e for e in evidence if e.signals.voice] or evidence if is_of_one else evidence


def _spread(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What stands near the best, not more of one report than others have room beside."""
    shown: list[Evidence] = []
    for found in evidence:
        is_full = sum(e.origin_id == found.origin_id for e in shown) >= MOST_OF_ORIGIN
        if not is_full and found.score >= evidence[0].score - NEAR_GATHERED:
            shown.append(found)
    return shown


def _differing_first(evidence: Sequence[Evidence], shown: Sequence[Evidence]) -> list[Evidence]:
    """The lead, then of each other report the sentence that would answer by itself and says something else, then what
    is left: what fewer outlets say is not left out in silence."""
    first, reports = [shown[0]], {shown[0].origin_id}
    for found in evidence:
        if len(first) > MAX_OTHERS:
            break
        is_fit = found.score >= MIN_OTHER and not found.signals.unmet and found.origin_id not in reports
        if is_fit and all(_says_else(found, e) for e in first):
            first.append(found)
            reports.add(found.origin_id)
    return [*first, *(e for e in shown if e not in first)]


def _says_else(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences give other values, or where they give none, one denies."""
    mine, theirs = _first_value(one), _first_value(other)
    if mine and theirs:
        return not (mine <= theirs or theirs <= mine)
    return not mine and not theirs and denies(one.sentence.doc) != denies(other.sentence.doc)


def _first_value(evidence: Evidence) -> set[str]:
    values = evidence.values[:1]
    return {word for v in values for word in WORD.findall(fold(evidence.sentence.text[v.start : v.end]))}


def _says_the_same(one: Evidence, other: Evidence, alike: float) -> bool:
    """Reprints of one sentence, or two reports that give the same value first or say the same in their own words."""
    if one.origin_id == other.origin_id:
        return alike >= REPRINTED or _words(one) == _words(other)
    values = _best_value(one) & _best_value(other)
    shared = content_of(one.sentence.doc) & content_of(other.sentence.doc) - {w for v in values for w in v.split()}
    is_value_same = bool(values) and not _says_else(one, other)
    return alike >= SAME_SAYING or (is_value_same and len(shared) >= SHARED_WORDS)


def _words(evidence: Evidence) -> str:
    return " ".join(re.findall(r"\w+", fold(evidence.sentence.text)))


def _best_value(evidence: Evidence) -> set[str]:
    strongest = max((v.strength for v in evidence.values), default=0.0)
    return {
        fold(evidence.sentence.text[v.start : v.end])
        for v in evidence.values
        if v.strength == strongest and strongest == 1.0
    }


def cite(evidence: Evidence) -> Citation:
    """Cite the sentence, or of an overlong one the part that answers, with the speaker that it names."""
    sentence = evidence.sentence
    return Citation.of(sentence.article, _part_that_answers(evidence), speaker=evidence.speaker)


def cite_all(evidence: Evidence) -> tuple[Citation, ...]:
    """Cite the sentence and, where they are short enough to cite whole, its reprints."""
    copies = (c for c in evidence.copies if _fits(c.span.of(c.article.text)))
    return cite(evidence), *(Citation.of(c.article, c.span, speaker=evidence.speaker) for c in copies)


def _part_that_answers(evidence: Evidence) -> Span:
    """The whole sentence, or of an overlong one the clauses around its value, within 60 words and 400 characters."""
    text, span = evidence.sentence.text, evidence.sentence.span
    if _fits(text):
        return span
    centre = evidence.values[0].start if evidence.values else 0
    cuts = sorted({0, len(text), *(m.end() for m in CLAUSE_END.finditer(text))})
    start = max(c for c in cuts if c <= centre)
    end = start
    for cut in (c for c in cuts if c > start):
        if not _fits(text[start:cut]):
            break
        end = cut
    for cut in sorted((c for c in cuts if c < start), reverse=True):
        if not _fits(text[cut:end]):
            break
        start = cut
    if end == start:  # not even one clause fits: cut at words
        words = [m.end() for m in re.finditer(r"\S+", text[start : start + MAX_CHARACTERS])][:MAX_WORDS]
        end = start + words[-1]
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return Span(span.start + start + lead, span.start + start + len(piece.rstrip()))


def _fits(text: str) -> bool:
    return len(text) <= MAX_CHARACTERS and len(text.split()) <= MAX_WORDS


SHARED_WORDS = 1  # beside the value
SAME_SAYING, REPRINTED = 0.8, 0.95  # cosines; answers that people called the same begin at about .55
MIN_OTHER, MAX_OTHERS = -1.0, 2
OPEN = {AnswerType.QUOTATION, AnswerType.EXPLANATION, AnswerType.REASON}
SEVERAL = "From several reports:"
OPENINGS = {
    DisagreementKind.FIGURES: "Sources differ",
    DisagreementKind.CLAIM_DENIAL: "Claimed and denied",
    DisagreementKind.SUPERSEDED: "Reported last",
}
CLAUSE_END = re.compile(r"[,;:—–]\s+|\s[—–-]\s")
