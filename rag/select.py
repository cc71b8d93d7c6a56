"""Choose the sentences that may answer: read what was retrieved, sentence by sentence, and order it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ingest.article import Article, BlockKind, Span
from rag.attribution import is_quotation, speaker_of
from rag.evidence import Evidence, Place, Sentence, Value
from rag.full_name import holder_named, labelled_speaker
from rag.kinship import Kinship
from rag.lexicon import PERSON_NOUNS
from rag.parse import Parser
from rag.question import TOLD, AnswerType, Question, Voice
from rag.reader import Reading, SpanReader, Window
from rag.signals import Family, Signals
from rag.terms import WORD, Term, bag_of, fold, holds, question_terms, same_family, weigh
from rag.values import find_values, needs_value
from vectorstore import Hit

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

READ_SENTENCES = 24  # reading takes about 3 ms a sentence on two cores
PARSED_SENTENCES = 10  # the parse about 3 ms, nothing for a sentence met before

# Which sentences are read at all is decided by similarity and words, in this proportion: `python -m eval.fit_shortlist`
# prints it. Of passages that are near as a whole the other sentences are near too, so the passage counts against.
SENTENCE_SHARE, PASSAGE_SHARE, COVERAGE_SHARE, SPOKEN_SHARE = 15.0, -6.0, 3.4, 0.5

BEFORE_SHARE = 0.5  # what a word is worth that stands in the sentence before, not in the sentence
TITLE_SHARE = 0.25  # and one that stands only in the headline
CONTEXT_CHARACTERS = 200
GATHERED = 2  # times as many are read and parsed where several things are asked for
COPIED_SHARE = 0.75  # of the words of two sentences that both have
SPEECH_PARAGRAPHS, SPEECH_CHARACTERS = 3, 700
NEAR_BEST = 2.0  # in log odds
UNREAD, NOTHING = Reading(0, 0, 0.0), Signals()
QUOTATION_MARK = re.compile(r"[“”\"]")
QUOTED = re.compile(r"[“\"]([^”\"]{8,})[”\"]")
SPOKEN = re.compile(
    r"[“”\"]|\b(?:sa(?:id|ys)|told|called|accused|warned|argued|insisted|denied|according|claim(?:s|ed)|demand(?:s|ed)"
    r"|want(?:s|ed)|criticis\w+|condemn\w+|welcomed|complain\w+|described|promised|urged|wrote|asked)\b"
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A retrieved sentence on its way to becoming evidence."""

    article: Article
    hit: Hit
    cosine: float
    span: Span
    before: str
    signals: Signals = NOTHING
    reading: Reading = UNREAD
    copies: tuple[Place, ...] = ()

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The question's words, weighed by how rare they are, and the sentences to read."""

    terms: tuple[Term, ...]
    drafts: tuple[_Draft, ...]


class Articles(Protocol):
    """Where the retrieved passages' articles are looked up: a store."""

    def article(self, article_id: str) -> Article:
        """Return one article."""
        ...


@dataclass(frozen=True, slots=True)
class Selector:
    """Reads what was retrieved, sentence by sentence: `read` of them with the reader, `parsed` of these in full."""

    store: Articles
    parser: Parser
    reader: SpanReader
    kinship: Kinship
    read: int = READ_SENTENCES
    parsed: int = PARSED_SENTENCES

    def select(self, question: Question, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """Return the sentences of `hits` that come nearest to answering `question`, best first, at most `parsed`.

        Words and similarity choose what is read, with the reader what is parsed; all of them, and the values that the
        parse shows, decide the order.
        """
        return self.read_all(question, self.shortlist(question, hits))

    def shortlist(self, question: Question, hits: Sequence[Hit]) -> "Shortlist":
        """Return the sentences of `hits` that are worth reading, by their words and similarity."""
        terms = question_terms(self.parser.one(question.standalone), question)
        drafts = [draft for hit in hits for draft in _sentences(hit, self.store.article(hit.passage.article_id))]
        weighed = weigh(terms, [bag_of(d.text) for d in drafts])
        impression = _several_impression if question.gathers else _first_impression
        looks = _best([_covering(d, weighed, question) for d in drafts], impression, len(drafts))
        more = GATHERED if question.gathers else 1
        return Shortlist(tuple(weighed), tuple(_without_copies(looks)[: self.read * more]))

    def read_all(self, question: Question, shortlist: "Shortlist") -> tuple[Evidence, ...]:
        """Return the sentences of `shortlist` that come nearest to answering, read and parsed, best first."""
        most = self.parsed * GATHERED if question.gathers else self.parsed
        scored = self._scored(question, shortlist.drafts)
        finalists = _best(scored, lambda d: d.signals.score(question.family), most)
        docs = self.parser([d.text for d in finalists])
        found = [self._evidence(d, doc, question, shortlist.terms) for d, doc in zip(finalists, docs, strict=True)]
        order = [(_is_of_another_voice(e, question), -e.score, e.sentence.span.start) for e in found]
        ranked = [e for _, e in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]
        if question.answer_type is AnswerType.PERSON and question.asked:
            ranked = _holders_first(ranked)
        return tuple(_latest_first(ranked) if question.asks_latest else ranked)

    def _scored(self, question: Question, drafts: Sequence[_Draft]) -> list[_Draft]:
        if not drafts:
            return []
        readings = self.reader.read(question.standalone, [window_of(d.article, d.before, d.text) for d in drafts])
        return [
            replace(d, reading=r, signals=replace(d.signals, reader=r.score))
            for d, r in zip(drafts, readings, strict=True)
        ]

    def _evidence(self, draft: _Draft, doc: "Doc", question: Question, terms: Sequence[Term]) -> Evidence:
        passage = draft.hit.passage
        is_english = passage.language == "en"
        sentence = Sentence(draft.article, passage.kind, passage.language, draft.span, draft.text, draft.before, doc)
        focus = [t.i for t in doc if any(same_family(term.lemma, fold(t.lemma_)) for term in terms)]
        speaker = self._speaker(draft, doc, focus) if is_english else None
        read = partial(find_values, speaker=speaker, kinship=self.kinship, before=draft.before)
        values = _located(read(doc, question) if is_english else (), draft.reading)
        missing = () if question.gathers else _missing(draft, doc, terms)
        asks_who = question.asks_speaker or (question.answer_type is AnswerType.PERSON and is_quotation(draft.text))
        is_told_who = asks_who and speaker is not None
        best = 1.0 if is_told_who else values[0].strength if values else 0.0
        signals = replace(
            draft.signals,
            missing=float(bool(missing)),
            full=float(best == 1.0),
            half=float(0 < best < 1.0),
            unmet=float(needs_value(question.answer_type) and not values and not is_told_who),
            voice=float(is_told_who) or _voice(speaker, question, draft),
            caption=float(passage.kind is BlockKind.CAPTION),
            kin=self._kin(question, doc, self.parser.one(draft.before)) if question.gathers else 0.0,
        )
        named = _named(draft, terms)
        return Evidence(sentence, signals, values, speaker, named, missing, draft.copies, question.family)

    def _kin(self, question: Question, *docs: "Doc") -> float:
        """How near the nouns of a sentence, and those of the one before it, are to the question's, on average."""
        nouns = [{t.lemma_.lower() for t in doc if t.pos_ == "NOUN"} for doc in docs]
        return sum(max((self.kinship.nearest(n, own) for n in question.nouns), default=0.0) for own in nouns) / 2

    def _speaker(self, draft: _Draft, doc: "Doc", focus: Sequence[int]) -> str | None:
        if (labelled := labelled_speaker(draft.article, draft.span)) is not None:
            return labelled
        before, after = _paragraphs_around(draft.article, draft.span)
        speaker = speaker_of(doc, before=before, after=after, focus=focus, parser=self.parser)
        return holder_named(speaker, draft.text, draft.article.text) if speaker else None


def _paragraphs_around(article: Article, span: Span) -> tuple[str, str]:
    """The story before `span`, as far back as somebody speaks on, and the rest of its paragraph."""
    bodies = [b.span for b in article.blocks if b.kind is BlockKind.PARAGRAPH and b.span.start < span.end]
    if not bodies:
        return "", ""
    before = " ".join(article.text[b.start : min(b.end, span.start)] for b in bodies[-SPEECH_PARAGRAPHS:])
    return before[-SPEECH_CHARACTERS:].strip(), article.text[span.end : bodies[-1].end][:CONTEXT_CHARACTERS].strip()


def window_of(article: Article, before: str, sentence: str) -> Window:
    """Return the window in which `sentence`, which follows `before` in `article`, is read."""
    title = f"{article.title}. " if article.title else ""
    return Window(title + before, sentence)


def _sentences(hit: Hit, article: Article) -> list[_Draft]:
    spans = hit.passage.sentences
    return [
        _Draft(article, hit, cosine, span, spans[n - 1].of(article.text) if n else preceding(article, span))
        for n, (span, cosine) in enumerate(zip(spans, hit.sentence_cosines, strict=True))
    ]


def preceding(article: Article, span: Span) -> str:
    """Return the end of the story before `span`: as much of it as a pronoun can reach back to."""
    bodies = [b for b in article.blocks if b.kind is BlockKind.PARAGRAPH and b.span.start < span.start]
    if not bodies:
        return ""
    end = min(bodies[-1].span.end, span.start)
    return article.text[max(bodies[-1].span.start, end - CONTEXT_CHARACTERS) : end].strip()


def _covering(draft: _Draft, terms: Sequence[Term], question: Question) -> _Draft:
    coverage = _coverage(draft, terms)
    if quoted := QUOTED.findall(question.standalone):  # words given to the letter are meant to the letter
        coverage = 1.0 if any(_plain(q) in _plain(draft.text) for q in quoted) else coverage / 2
    is_quoting = question.gathers and QUOTATION_MARK.search(draft.text) is not None
    is_of_deeds = question.act is not None and not question.act.is_spoken
    is_speech = (question.asks_speaker or question.voice is not None) and SPOKEN.search(draft.text) is not None
    signals = Signals(
        sentence=draft.cosine, passage=draft.hit.cosine, coverage=coverage,
        spoken=float(is_speech),
        act=float(question.act is not None and question.act.told.search(draft.text) is not None),
        quoted=float(is_quoting and question.act is not None and not is_of_deeds),
        deed_quoted=float(is_quoting and is_of_deeds), opening=float(question.gathers and not draft.before),
    )  # fmt: skip
    return replace(draft, signals=signals)


def _plain(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))


def _first_impression(draft: _Draft) -> float:
    seen = draft.signals
    looks = SENTENCE_SHARE * seen.sentence + PASSAGE_SHARE * seen.passage + COVERAGE_SHARE * seen.coverage
    return looks + SPOKEN_SHARE * seen.spoken


def _several_impression(draft: _Draft) -> float:
    return draft.signals.score(Family.SEVERAL)


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


def _without_copies(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Keep of a sentence and its reprints the first, which then knows where the others stand."""
    kept: list[_Draft] = []
    of_origin: dict[str, list[int]] = {}
    for draft in drafts:
        known = of_origin.setdefault(draft.article.origin_id, [])
        same = next((n for n in known if _is_copy(draft, kept[n])), None)
        if same is None:
            known.append(len(kept))
            kept.append(draft)
        else:
            kept[same] = replace(kept[same], copies=(*kept[same].copies, Place(draft.article, draft.span)))
    return kept


def _is_copy(one: _Draft, other: _Draft) -> bool:
    """Whether two articles of one origin have the same sentence, but for small edits that touch no figure."""
    places = (other.article, *(c.article for c in other.copies))
    if any(one.article.article_id == article.article_id for article in places):
        return False
    mine, theirs = set(WORD.findall(fold(one.text))), set(WORD.findall(fold(other.text)))
    is_alike = len(mine & theirs) >= COPIED_SHARE * len(mine | theirs)
    return is_alike and not any(word[0].isdigit() for word in mine ^ theirs)


def _holders_first(ranked: Sequence[Evidence]) -> list[Evidence]:
    """Put whoever is named in the asked office first, of what answers about as well as the best."""
    holders = [e for e in ranked if e.signals.full and e.score >= ranked[0].score - NEAR_BEST]
    return holders + [e for e in ranked if e not in holders]


def _latest_first(ranked: Sequence[Evidence]) -> list[Evidence]:
    """Put what was published last first, of what answers about as well as the best."""
    near = [e for e in ranked if e.values and e.score >= ranked[0].score - NEAR_BEST]
    return sorted(near, key=_published, reverse=True) + [e for e in ranked if e not in near]


def _published(evidence: Evidence) -> str:
    published = evidence.sentence.article.published
    return published.value if published and published.earliest() else ""


def _is_of_another_voice(evidence: Evidence, question: Question) -> bool:
    """Whether a person's words are asked and the sentence has none of them: it is context, however near it comes."""
    is_told = question.answer_type in TOLD and question.voice is not None and question.voice.is_person
    return is_told and not evidence.signals.voice


def _voice(speaker: str | None, question: Question, draft: _Draft) -> float:
    """1 where the one whose words are asked speaks; half where an office is asked that is told around a speaker, where
    the sentence itself tells of the asked one, or where anybody speaks and only a kind of people is asked."""
    voice = question.voice
    if voice is None:
        return 0.0
    if _is_named(voice, bag_of(speaker or "")):
        return 1.0
    if speaker and not voice.is_name:
        return 0.5 if voice.is_kind or _is_named(voice, bag_of(f"{draft.before} {draft.text}")) else 0.0
    is_told = question.answer_type is not AnswerType.QUOTATION or SPOKEN.search(draft.text) is not None
    is_told = is_told and speaker is None and not is_quotation(draft.text)
    return 0.5 if is_told and _is_named(voice, bag_of(draft.text)) else 0.0


def _is_named(voice: Voice, bag: frozenset[str]) -> bool:
    held = [any(same_family(word, other) for other in bag) for word in voice.words]
    return any(held) if voice.is_name or voice.is_several else all(held)


def _missing(draft: _Draft, doc: "Doc", terms: Sequence[Term]) -> tuple[str, ...]:
    """Names of the question that the article lacks, or, of whose office is asked, that the sentence does not tell."""
    of_another = _is_office_of_another(doc, terms)
    has_place = any(e.label_ == "GPE" for e in doc.ents)
    near = frozenset[str]() if of_another else bag_of(draft.text if has_place else f"{draft.before} {draft.text}")
    headline = bag_of(f"{draft.article.title} {draft.article.outlet} {_opening(draft.article)}")
    anywhere = near | headline | bag_of(draft.article.text)
    if not of_another and not has_place:  # no other place is told: the headline's holds
        near |= headline
    return tuple(
        t.word for t in terms
        if (t.is_of_office and not holds(t, near)) or (t.is_name and not holds(t, anywhere))
    )  # fmt: skip


def _opening(article: Article) -> str:
    """The first paragraph of the story: it tells whose town or country the story is about."""
    return next((b.span.of(article.text) for b in article.blocks if b.kind is BlockKind.PARAGRAPH), "")


def _is_office_of_another(doc: "Doc", terms: Sequence[Term]) -> bool:
    """Whether the asked office stands in the sentence with another's name on it: "the Toren prime minister"."""
    of_office = [t for t in terms if t.is_of_office and t.is_name]
    offices = [t for t in doc if t.pos_ in {"NOUN", "PROPN"} and t.lemma_.lower() in PERSON_NOUNS
               and any(same_family(term.lemma, fold(t.lemma_)) for term in terms)]  # fmt: skip
    owners = [frozenset(fold(t.lemma_) for t in office.subtree if _is_owner(t, office)) for office in offices]
    return bool(of_office and owners) and all(
        owner and not any(holds(term, owner) for term in of_office) for owner in owners
    )


def _is_owner(token: "Token", office: "Token") -> bool:
    """Whether `token` tells whose the office is: "the Toren minister", "the mayor of Aldwick", "Aldwick's mayor"."""
    if token.ent_type_ in {"GPE", "NORP", "ORG", "LOC"}:
        return True
    of = token.head
    is_of = token.dep_ == "pobj" and of.lower_ == "of" and of.head == office
    return token.pos_ == "PROPN" and (is_of or (token.dep_ == "poss" and token.head == office))


def _named(draft: _Draft, terms: Sequence[Term]) -> frozenset[str]:
    near = bag_of(f"{draft.article.title} {draft.before} {draft.text}")
    return frozenset(t.word for t in terms if t.is_name and holds(t, near))


def _located(values: Sequence[Value], reading: Reading) -> tuple[Value, ...]:
    """Put the values that the reader's answer touches first, as strong as they are; the others lose half, but for one
    that stands alone."""
    weighed = (v if len(values) == 1 or _touches(v, reading) else replace(v, strength=v.strength / 2) for v in values)
    return tuple(sorted(weighed, key=lambda v: (-v.strength, v.start)))


def _touches(value: Value, reading: Reading) -> bool:
    return value.start < reading.end and reading.start < value.end
