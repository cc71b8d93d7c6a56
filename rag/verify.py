"""Judge a statement against what it cites: numbers, dates, names, quoted words and negation must be found there."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answer import Citation, Verdict
from rag.parse import Parser
from rag.quantity import SPELLED
from rag.terms import WORD, fold, same_family

if TYPE_CHECKING:
    from spacy.tokens import Doc

MIN_COVERED = 0.6  # share of the content words of a statement that its quotes must hold


def verify(text: str, citations: Sequence[Citation], parser: Parser) -> Verdict:
    """Return the verdict on `text` given what it cites.

    A statement that is a part of its quote is supported as it stands. Otherwise every number, date, name and quoted
    stretch of it must occur in the quotes or in the outlet, title, date or speaker of the cited articles, most of
    its content words too, and it must not turn a negation round.
    """
    if not citations:
        return Verdict.UNSUPPORTED
    quotes = " ".join(c.quote for c in citations)
    if _folded(text).strip(" .") in _folded(quotes):
        return Verdict.SUPPORTED
    known = quotes + " " + " ".join(_metadata(c) for c in citations)
    doc = parser.one(text)
    if _missing_figures(text, known) or _missing_names(doc, known) or _missing_quotation(text, known):
        return Verdict.UNSUPPORTED
    if _covered(doc, known) < MIN_COVERED:
        return Verdict.UNSUPPORTED
    turned = any(_turns_negation(doc, quoted) for quoted in parser([c.quote for c in citations]))
    return Verdict.CONTRADICTED if turned else Verdict.SUPPORTED


def verify_parts(parts: Sequence[tuple[str, Sequence[Citation]]], parser: Parser) -> Verdict:
    """Return the worst verdict on `parts`, each a text with its own citations."""
    verdicts = {verify(text, citations, parser) for text, citations in parts}
    return next(v for v in (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.SUPPORTED) if v in verdicts)


def _metadata(citation: Citation) -> str:
    source = citation.source
    return " ".join(filter(None, (source.outlet, source.title, source.published, source.day, citation.speaker)))


def _folded(text: str) -> str:
    return " ".join(fold(text.translate(STRAIGHT)).split())


def _missing_figures(text: str, known: str) -> bool:
    return bool(_figures(text) - _figures(known))


def _figures(text: str) -> set[str]:
    spelled = {NUMBER_WORDS[word] for word in WORD.findall(text.lower()) if word in NUMBER_WORDS}
    return spelled | {number.replace(",", "") for number in FIGURE.findall(text)}


def _missing_names(doc: "Doc", known: str) -> bool:
    have = set(re.findall(r"\w+", fold(known)))  # the parser takes "Al-Fajr" apart, so this does too
    names = {fold(t.text) for t in doc if t.pos_ == "PROPN" or (t.ent_type_ in NAMED and t.text[:1].isupper())}
    names = {n for n in names if re.fullmatch(r"\w+", n)} - TEMPLATE_WORDS
    return any(not any(same_family(n, w) for w in have) for n in names)


def _missing_quotation(text: str, known: str) -> bool:
    have = _folded(known)
    return any(_folded(q).strip(" .,") not in have for q in QUOTATION.findall(text))


def _covered(doc: "Doc", known: str) -> float:
    """The share of the statement's content words that `known` holds; figures are judged apart."""
    have = set(WORD.findall(fold(known)))
    words = [t for t in doc if t.pos_ in {"NOUN", "VERB", "ADJ", "PROPN"} and not t.is_stop and t.text.isalnum()]
    forms = [(fold(t.lemma_), fold(t.text)) for t in words if fold(t.lemma_) not in TEMPLATE_WORDS]
    held = sum(any(same_family(form, h) for form in pair for h in have) for pair in forms)
    return held / len(forms) if forms else 1.0


def _turns_negation(stated: "Doc", quoted: "Doc") -> bool:
    """Whether a verb or noun that both hold is denied in one and not in the other."""
    both = {t.lemma_.lower() for t in stated} & {t.lemma_.lower() for t in quoted}
    return bool((_denied(stated) ^ _denied(quoted)) & both)


def _denied(doc: "Doc") -> set[str]:
    return {t.head.lemma_.lower() for t in doc if t.dep_ == "neg" or t.lower_ in {"no", "neither", "without"}}


STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
QUOTATION = re.compile(r"[“\"]([^”\"]+)[”\"]")
# The fixed words that the offline writer puts between what it cites.
TEMPLATE_WORDS = frozenset(
    "source sources differ claim claimed deny denied report reports reported from several turn cite citing".split()
)
NAMED = {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT"}
NUMBER_WORDS = {word: f"{value:.0f}" for word, value in SPELLED.items() if value > 1}
