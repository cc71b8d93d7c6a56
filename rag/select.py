"""Choose the sentences that may answer: read what was retrieved, sentence by sentence, and order it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.article import Article, BlockKind, Span
from rag.attribution import speaker_of
from rag.evidence import Evidence, Sentence, Value
from rag.parse import Parser
from rag.question import AnswerType, Question
from rag.reader import Reading, SpanReader, Window
from rag.signals import Signals
from rag.terms import Term, bag_of, fold, holds, question_terms, same_family, weigh
from rag.values import find_values, needs_value
from vectorstore import Hit, Store

if TYPE_CHECKING:
    from spacy.tokens import Doc

READ_SENTENCES = 16  # encoding and reading take about 5 ms a sentence on two cores
PARSED_SENTENCES = 8  # the parse about 3 ms, nothing for a sentence met before

# Which sentences are read at all is decided by words and the passage's similarity, in this proportion.
PASSAGE_SHARE, COVERAGE_SHARE = 8.0, 6.0

BEFORE_SHARE = 0.5  # what a word is worth that stands in the sentence before, not in the sentence
TITLE_SHARE = 0.25  # and one that stands only in the headline
CONTEXT_CHARACTERS = 200
UNREAD = Reading(0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A retrieved sentence on its way to becoming evidence."""

    article: Article
    hit: Hit
    span: Span
    before: str
    signals: Signals = Signals()
    reading: Reading = UNREAD

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Selector:
    """Reads what was retrieved, sentence by sentence."""

    store: Store
    parser: Parser
    reader: SpanReader

    def select(self, question: Question, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """Return the sentences of `hits` that come nearest to answering `question`, best first, at most 8.

        Words and the passage's similarity choose what is read; the sentence's own similarity and the reader choose
        what is parsed; all of them, and the values the parse shows, decide the order.
        """
        terms = question_terms(self.parser.one(question.standalone), question)
        drafts = [draft for hit in hits for draft in _sentences(hit, self.store.article(hit.passage.article_id))]
        weighed = weigh(terms, [bag_of(d.text) for d in drafts])
        shortlist = _best([_covering(d, weighed) for d in drafts], _first_impression, READ_SENTENCES)
        finalists = _best(self._read(question, shortlist), lambda d: d.signals.score(), PARSED_SENTENCES)
        docs = self.parser([d.text for d in finalists])
        found = [self._evidence(d, doc, question, weighed) for d, doc in zip(finalists, docs, strict=True)]
        return tuple(sorted(found, key=lambda e: (-e.score, e.sentence.span.start)))

    def _read(self, question: Question, drafts: Sequence[_Draft]) -> list[_Draft]:
        if not drafts:
            return []
        readings = self.reader.read(question.standalone, [_window(d) for d in drafts])
        asked, *sentences = self.store.encoder.encode([question.standalone, *(d.text for d in drafts)])
        return [
            replace(d, reading=r, signals=replace(d.signals, reader=r.score, sentence=float(asked @ vector)))
            for d, r, vector in zip(drafts, readings, sentences, strict=True)
        ]

    def _evidence(self, draft: _Draft, doc: "Doc", question: Question, terms: Sequence[Term]) -> Evidence:
        passage = draft.hit.passage
        is_english = passage.language == "en"
        sentence = Sentence(draft.article, passage.kind, passage.language, draft.span, draft.text, draft.before, doc)
        focus = [t.i for t in doc if any(same_family(term.lemma, fold(t.lemma_)) for term in terms)]
        speaker = speaker_of(doc, before=draft.before, focus=focus, parser=self.parser) if is_english else None
        values = _located(find_values(doc, question, speaker=speaker), draft.reading) if is_english else ()
        missing = _missing(draft, doc, terms)
        best = values[0].strength if values else 0.0
        signals = replace(
            draft.signals,
            missing=float(bool(missing)),
            full=float(best == 1.0),
            half=float(0 < best < 1.0),
            unmet=float(needs_value(question.answer_type) and not values),
            touched=float(bool(values) and _touches(values[0], draft.reading)),
            voice=float(_is_asked_voice(speaker, question, terms)),
            caption=float(passage.kind is BlockKind.CAPTION),
        )
        return Evidence(sentence, signals, values, speaker, _named(draft, terms), missing)


def _window(draft: _Draft) -> Window:
    title = f"{draft.article.title}. " if draft.article.title else ""
    return Window(title + draft.before, draft.text)


def _sentences(hit: Hit, article: Article) -> list[_Draft]:
    spans = hit.passage.sentences
    return [
        _Draft(article, hit, span, spans[n - 1].of(article.text) if n else _preceding(article, span))
        for n, span in enumerate(spans)
    ]


def _preceding(article: Article, span: Span) -> str:
    """The end of the story before `span`: as much of it as a pronoun can reach back to."""
    bodies = [b for b in article.blocks if b.kind is BlockKind.PARAGRAPH and b.span.start < span.start]
    if not bodies:
        return ""
    end = min(bodies[-1].span.end, span.start)
    return article.text[max(bodies[-1].span.start, end - CONTEXT_CHARACTERS) : end].strip()


def _covering(draft: _Draft, terms: Sequence[Term]) -> _Draft:
    names = [t for t in terms if t.is_name]
    share = len(_named(draft, terms)) / len({t.word for t in names}) if names else 1.0
    return replace(draft, signals=Signals(passage=draft.hit.cosine, coverage=_coverage(draft, terms), names=share))


def _first_impression(draft: _Draft) -> float:
    return PASSAGE_SHARE * draft.signals.passage + COVERAGE_SHARE * draft.signals.coverage


def _coverage(draft: _Draft, terms: Sequence[Term]) -> float:
    total = sum(t.weight for t in terms)
    if not total:
        return 0.0
    shares = (
        (bag_of(draft.text), 1.0),
        (bag_of(draft.before), BEFORE_SHARE),
        (bag_of(f"{draft.article.title} {draft.article.outlet}"), TITLE_SHARE),
    )
    held = sum(term.weight * next((share for bag, share in shares if holds(term, bag)), 0.0) for term in terms)
    return held / total


def _best(drafts: Sequence[_Draft], score: Callable[[_Draft], float], count: int) -> list[_Draft]:
    return sorted(drafts, key=lambda d: (-score(d), d.article.article_id, d.span.start))[:count]


def _is_asked_voice(speaker: str | None, question: Question, terms: Sequence[Term]) -> bool:
    """Whether the sentence is said by the one whose words are asked: "What did the mayor say ..."."""
    if speaker is None or question.answer_type is not AnswerType.QUOTATION:
        return False
    said_by = bag_of(speaker)
    return any(holds(term, said_by) for term in terms)


def _named(draft: _Draft, terms: Sequence[Term]) -> frozenset[str]:
    near = bag_of(f"{draft.article.title} {draft.before} {draft.text}")
    return frozenset(t.word for t in terms if t.is_name and holds(t, near))


def _missing(draft: _Draft, doc: "Doc", terms: Sequence[Term]) -> tuple[str, ...]:
    """Names of the question that the article lacks, or, of whose office is asked, that the sentence does not tell."""
    near = bag_of(f"{draft.before} {draft.text}")
    headline = bag_of(f"{draft.article.title} {draft.article.outlet}")
    anywhere = near | headline | bag_of(draft.article.text)
    if not any(e.label_ == "GPE" for e in doc.ents):  # no other place is told: the headline's holds
        near |= headline
    return tuple(
        t.word for t in terms
        if (t.is_of_office and not holds(t, near)) or (t.is_name and not holds(t, anywhere))
    )  # fmt: skip


def _located(values: Sequence[Value], reading: Reading) -> tuple[Value, ...]:
    """Put the values that the reader's answer touches first, as strong as they are; the others lose half."""
    weighed = (v if _touches(v, reading) else replace(v, strength=v.strength / 2) for v in values)
    return tuple(sorted(weighed, key=lambda v: (-v.strength, v.start)))


def _touches(value: Value, reading: Reading) -> bool:
    return value.start < reading.end and reading.start < value.end
