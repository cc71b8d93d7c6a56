"""Find the values of the asked type in a sentence: a sentence without one is context, not an answer."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.evidence import Value
from rag.expect import OFFICES
from rag.fitness import FULL, HALF, counts_alone, fitness
from rag.kinship import Kinship
from rag.lexicon import (
    BODY_NOUNS,
    DIRECTIONS,
    FATES,
    ORGANISATION_NOUNS,
    PEOPLE_NOUNS,
    PLACE_PREPOSITIONS,
)
from rag.moment import find_times
from rag.quantity import read_quantities
from rag.question import AnswerType, Question
from rag.retraction import is_retracted
from rag.terms import bag_of, fold, same_family

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token



def find_values(
    doc: "Doc", question: Question, *, speaker: str | None, kinship: Kinship, before: str = ""
) -> tuple[Value, ...]:
    """Return the values in `doc`, which `speaker` says, that can answer `question`; `kinship` tells what a number that
    counts one thing says of another, `before` what one counts that stands alone: the sentence that precedes.

    Empty for types that no value can show (yes or no, explanation); a value that only repeats words of the question
    is none, nor is one that the sentence takes back.
    """
    finder = FINDERS.get(question.answer_type)
    if finder is None:
        return ()
    asked_words = set(_words(question.standalone))
    values = finder(doc, question.asked, kinship)
    found = [v for v in values if not set(_words(doc.text[v.start : v.end])) <= asked_words]
    found = [v for v in found if not is_retracted(doc.text, v.start, v.end)]
    if question.answer_type is AnswerType.NUMBER and _is_told(question.asked, f"{before} {doc.text}"):
        found = [replace(v, strength=FULL) if counts_alone(doc, v.start, v.end) else v for v in found]
    if question.answer_type is AnswerType.NUMBER and question.fate:
        found = [v for v in found if _tells_fate(doc, v, question.fate)]
    return (*_speaker_value(doc, question, speaker), *found)


def _is_told(noun: str, text: str) -> bool:
    return any(same_family(noun, word) for word in bag_of(text))


def _tells_fate(doc: "Doc", value: Value, fate: frozenset[str]) -> bool:
    """Whether the sentence tells the asked fate, and of a number between two fates the value stands with the asked."""
    places = [t for t in doc if any(same_family(word, fold(t.lemma_)) for word in fate)]
    others = [t for t in doc for asked, _ in FATES if not asked & fate and fold(t.lemma_) in asked]
    if not places or not others:
        return bool(places)
    span = doc.char_span(value.start, value.end, alignment_mode="expand")
    own = next((t for t in (span.root, *span.root.ancestors) if t in places or t in others), None) if span else None
    return own is None or own in places


def _speaker_value(doc: "Doc", question: Question, speaker: str | None) -> tuple[Value, ...]:
    """Who said it is the answer to "who said" and "which body called"."""
    start = doc.text.find(speaker) if speaker and question.asks_speaker else -1
    return (Value(start, start + len(speaker), FULL),) if speaker and start >= 0 else ()


def needs_value(answer_type: AnswerType) -> bool:
    """Tell whether an answer of this type must hold a located value."""
    return answer_type in FINDERS


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _people(doc: "Doc", asked: str, kinship: Kinship) -> Iterator[Value]:
    office = [t.i for t in doc if asked and t.lemma_.lower() == asked and t.tag_ in {"NN", "NNP"}]
    doers = {d.i for t in doc if asked and OFFICES.get(t.lemma_.lower()) == asked for d in _doers(t)}
    for ent in doc.ents:
        if ent.label_ in {"PERSON", "ORG", "NORP"}:
            is_in_office = any(ent.start - NEAR_OFFICE <= i < ent.end + NEAR_OFFICE for i in office)
            is_in_office = is_in_office or ent.root.i in doers
            is_full = (is_in_office and ent.label_ == "PERSON") if asked else ent.label_ in {"PERSON", "ORG"}
            yield Value(ent.start_char, ent.end_char, FULL if is_full else HALF)
    for chunk in doc.noun_chunks:  # names that the entity tagger missed
        proper = [t for t in chunk if t.pos_ == "PROPN" and not t.ent_type_]
        if proper:
            yield Value(proper[0].idx, proper[-1].idx + len(proper[-1]), HALF)
    for token in doc:
        if token.lemma_.lower() in BODY_NOUNS | PEOPLE_NOUNS and token.pos_ == "NOUN" and not token.ent_type_:
            yield Value(token.left_edge.idx, token.idx + len(token), HALF)


def _doers(verb: "Token") -> Iterator["Token"]:
    """Who does it: "Mara Velt leads", "led by Mara Velt", "Mara Velt, who led"."""
    for child in verb.children:
        if child.dep_ == "nsubj":
            yield verb.head if child.tag_ == "WP" else child
        elif child.dep_ == "agent":
            yield from (c for c in child.children if c.dep_ == "pobj")


def _places(doc: "Doc", asked: str, kinship: Kinship) -> Iterator[Value]:
    for ent in doc.ents:
        if ent.label_ in {"GPE", "LOC", "FAC"}:
            yield Value(ent.start_char, ent.end_char, FULL)
    for token in doc:
        if asked == "direction" and token.lower_ in DIRECTIONS:
            yield Value(token.idx, token.idx + len(token), FULL)
        elif token.lower_ in PLACE_PREPOSITIONS:
            for noun in (c for c in token.children if c.dep_ == "pobj"):
                yield Value(noun.left_edge.idx, noun.idx + len(noun), FULL if noun.pos_ == "PROPN" else HALF)


def _dates(doc: "Doc", asked: str, kinship: Kinship) -> Iterator[Value]:
    for start, end in find_times(doc.text, asked):
        yield Value(start, end, FULL)


def _numbers(doc: "Doc", asked: str, kinship: Kinship) -> Iterator[Value]:
    told = read_quantities(doc.text)
    quantities = [q for q in told if not (q.low == q.high == 1 and IS_ONE_OF.search(doc.text, 0, q.end))]
    for n, quantity in enumerate(quantities):
        strength = fitness(doc, quantity, asked, kinship)
        if n and OF_THE.fullmatch(doc.text, quantities[n - 1].end, quantity.start):
            strength = min(strength, HALF)  # "four of the six boats": of six, four are told
        if 0 < VAGUE * quantity.low < quantity.high < math.inf:
            strength = min(strength, HALF)  # "several thousand", "scores": no count, though it may be all there is
        if strength:
            yield Value(quantity.start, quantity.end, strength)


def _names(doc: "Doc", asked: str, kinship: Kinship) -> Iterator[Value]:
    for chunk in doc.noun_chunks:
        proper = [t for t in chunk if t.pos_ == "PROPN" and t.ent_type_ not in TIMES_AND_NUMBERS]
        if proper:
            beside = {t.lemma_.lower() for t in doc[max(0, proper[0].i - 3) : proper[-1].i + 5]}
            strength = _name_fitness({t.ent_type_ for t in proper}, asked, is_beside=asked in beside)
            if strength:
                yield Value(proper[0].idx, proper[-1].idx + len(proper[-1]), strength)
        elif asked and chunk.root.lemma_.lower() == asked and len(told := [t for t in chunk if t.pos_ != "DET"]) > 1:
            yield Value(told[0].idx, told[-1].idx + len(told[-1]), HALF)  # "the third floor"
    for match in QUOTED.finditer(doc.text):
        yield Value(match.start(), match.end(), HALF)


def _name_fitness(labels: set[str], asked: str, *, is_beside: bool) -> float:
    """A name beside the asked noun ("the ferry Alma") fits best; of a body that is asked, no person's or country's."""
    if asked in ORGANISATION_NOUNS and not is_beside:
        return 0.0 if labels <= {"PERSON", "GPE", "NORP"} else HALF
    return FULL if is_beside else HALF


def _reasons(doc: "Doc", asked: str, kinship: Kinship) -> Iterator[Value]:
    for match in REASON.finditer(doc.text):
        yield Value(match.start(), len(doc.text), FULL)


VAGUE = 2.0  # the highest number that is meant, as a multiple of the lowest
NEAR_OFFICE = 5  # tokens between a name and the office or trade that says whose it is
TIMES_AND_NUMBERS = {"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"}
IS_ONE_OF = re.compile(r"\b(?:is|was|are|were|became) one$")  # "she is one of 31 officers injured": 31 were
OF_THE = re.compile(r"\s+of\s+(?:the|its|their|those|\S+[’']s)?\s*(?:\S+[’']s\s+)?")
QUOTED = re.compile(r"[“\"‘]([^”\"’]{2,80})[”\"’]")
REASON = re.compile(
    r"\b(?:because|due to|owing to|after|since|as a result of|caused by|citing|in order to|so that|amid|over|blam\w+"
    r"|to \w+)\b", re.I)  # fmt: skip
FINDERS: dict[AnswerType, Callable[["Doc", str, Kinship], Iterator[Value]]] = {
    AnswerType.PERSON: _people,
    AnswerType.PLACE: _places,
    AnswerType.DATE: _dates,
    AnswerType.NUMBER: _numbers,
    AnswerType.NAME: _names,
    AnswerType.REASON: _reasons,
}
