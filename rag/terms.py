"""The words that carry a question, how rare each is among the candidates, and whether a text holds them."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from rag.lexicon import LIGHT, ONE_MEANING, PERSON_NOUNS, SAME_PLACE
from rag.question import AnswerType, Question

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of the question: its folded lemma, the word as it stands, its weight.

    `is_name`: part of a name, which the article must mention. `is_of_office`: says which office is asked ("the deputy
    mayor of Aldwick"), which the sentence itself or what stands around it must mention.
    """

    lemma: str
    word: str
    is_name: bool
    is_of_office: bool
    weight: float = 1.0


def question_terms(doc: "Doc", question: Question) -> tuple[Term, ...]:
    """Return the content words of the question, each once; the word that only names the answer's type is left out."""
    terms: dict[str, Term] = {}
    is_who = question.answer_type is AnswerType.PERSON
    for token in doc:
        if token.pos_ not in CONTENT or token.lemma_.lower() in LIGHT or token.tag_ in WH_TAGS or token.is_punct:
            continue
        if question.answer_type in GENERIC_ASKED and token.lemma_.lower() == question.asked:
            continue
        lemma = fold(token.lemma_).replace(".", "")
        if lemma.strip("'’") and len(lemma) > 1:
            terms.setdefault(lemma, Term(lemma, token.text, _is_name(token), is_who and _is_of_an_office(token)))
    return tuple(terms.values())


def _is_name(token: "Token") -> bool:
    """Part of a name, or a year, which tells one event from another as a name does."""
    return token.pos_ == "PROPN" or re.fullmatch(r"(?:1[5-9]|20)\d\d", token.text) is not None


def _is_of_an_office(token: "Token") -> bool:
    """Whose office is asked ("the mayor of Aldwick"), or which ("the deputy mayor")."""
    if token.dep_ in {"amod", "compound"} and token.pos_ != "PROPN":
        asks_who_it_is = token.head.head.lemma_ == "be" and token.head.dep_ in {"nsubj", "attr"}
        is_telling = token.lemma_.lower() not in UNTELLING
        return asks_who_it_is and is_telling and token.head.lemma_.lower() in PERSON_NOUNS
    if token.dep_ == "compound" and token.head.pos_ == "PROPN":  # "of Port Sabine"
        return _is_of_an_office(token.head)
    of = token.head
    office = of if token.dep_ == "poss" else of.head if token.dep_ == "pobj" and of.lower_ == "of" else None
    return token.pos_ == "PROPN" and office is not None and office.lemma_.lower() in PERSON_NOUNS


def weigh(terms: Sequence[Term], texts: Iterable[frozenset[str]]) -> tuple[Term, ...]:
    """Return the terms weighted by how few of the candidate `texts` (sets of folded words) hold them."""
    bags = list(texts)
    weighted = []
    for term in terms:
        holding = sum(holds(term, bag) for bag in bags)
        rarity = math.log((len(bags) + 1) / (holding + 0.5))
        weighted.append(replace(term, weight=max(0.3, rarity) * (1.3 if term.is_name else 1.0)))
    return tuple(weighted)


def bag_of(text: str) -> frozenset[str]:
    """Return the folded words of `text`; "U.S." is "us"."""
    return frozenset(WORD.findall(fold(DOTTED.sub(lambda match: match[0].replace(".", ""), text))))


def holds(term: Term, bag: frozenset[str]) -> bool:
    """Tell whether `bag` has the term, a word of its family ("investigate", "investigation"; "Toren", "Torenese") or,
    one of the same meaning ("die", "killed"; of a name, "US", "American")."""
    meant = _meaning(term.lemma, SAME_PLACE if term.is_name else ONE_MEANING)
    return any(same_family(term.lemma, word) or word in meant for word in bag)


@cache
def _meaning(word: str, groups: tuple[frozenset[str], ...] = ONE_MEANING) -> frozenset[str]:
    return frozenset[str]().union(*(words for words in groups if word in words))


def mean_the_same(one: str, other: str) -> bool:
    """Tell whether two folded words are of one family or one meaning."""
    return same_family(one, other) or other in _meaning(one)


def same_family(one: str, other: str) -> bool:
    """Tell whether two folded words share their stem: equal, or one begins with most of the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or short[0] != long[0]:
        return False
    stem = short[: max(4, len(short) - 2)] if len(short) < 8 else short[:6]
    return long.startswith(stem) and len(long) - len(short) <= 5


def content_of(doc: "Doc") -> set[str]:
    """Return the folded lemmas of the words of a sentence that mean something by themselves."""
    return {fold(t.lemma_) for t in doc if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"} and not t.is_stop}


def fold(text: str) -> str:
    """Return `text` lower-cased and without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"}
UNTELLING = frozenset("new current main first old local present".split())
WH_TAGS = {"WP", "WP$", "WDT", "WRB"}
GENERIC_ASKED = {AnswerType.NAME, AnswerType.DATE, AnswerType.PLACE, AnswerType.REASON}
