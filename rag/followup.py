"""Make a follow-up question stand alone, without a language model: fill its references from the earlier questions."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.parse import Parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

OPENERS = re.compile(
    r"^(?:and|but|so|then|also|ok(?:ay)?|what about|how about|and what about|and how about)\b[\s,]*", re.I
)
THINGS = {"it", "this", "that", "its", "they", "them", "their", "these", "those"}
PEOPLE = {"he", "him", "his", "she", "her"}
PLACES = {"there"}


def make_standalone(text: str, *, history: Sequence[str], parser: Parser) -> str:
    """Return `text` with its pronouns and gaps filled from `history` (standalone questions, oldest first).

    A question that refers to nothing earlier comes back unchanged.
    """
    if not history:
        return text
    earlier = ""
    for question in history:
        earlier = _fill(question, earlier, parser) if earlier else question
    return _fill(text, earlier, parser)


def _fill(text: str, earlier: str, parser: Parser) -> str:
    rest = OPENERS.sub("", text)
    doc = parser.one(rest)
    if rest and _is_fragment(doc):
        return _continue(rest, earlier, parser)
    pronoun = next((t for t in doc if t.lower_ in THINGS | PEOPLE | PLACES and _refers_back(t)), None)
    if pronoun is None:
        return text if rest == text else rest[:1].upper() + rest[1:]
    topic = _topic(parser.one(earlier), person=pronoun.lower_ in PEOPLE)
    return _put_in(doc, pronoun, topic) if topic else f"{rest} ({earlier})"


def _is_fragment(doc: "Doc") -> bool:
    """A follow-up without a verb or a question word of its own: "in the north?", "who else?"."""
    has_verb = any(t.pos_ in {"VERB", "AUX"} for t in doc)
    return not has_verb and len(doc) <= 10


def _continue(fragment: str, earlier: str, parser: Parser) -> str:
    """Ask `earlier` of the thing the fragment names: its last phrase of the same shape gives way."""
    fragment = fragment.rstrip(" ?.!")
    new, old = parser.one(fragment), parser.one(earlier)
    if new[0].tag_ in {"WP", "WRB", "WDT"}:
        return f"{fragment}: {earlier}"
    replaced = _same_shape(new, old)
    if replaced is None:
        return f"{earlier.rstrip(' ?.!')} {fragment}?"
    return earlier[: replaced.start_char] + fragment + earlier[replaced.end_char :]


def _same_shape(new: "Doc", old: "Doc") -> "Span | None":
    if new[0].pos_ == "ADP":
        phrases = [old[t.i : t.right_edge.i + 1] for t in old if t.pos_ == "ADP" and t.dep_ == "prep"]
        same = [p for p in phrases if p[0].lower_ == new[0].lower_]
        return _last(same) or _last(phrases)
    label = next((e.label_ for e in new.ents), None)
    named = [e for e in old.ents if e.label_ == label]
    chunks = [c for c in old.noun_chunks if c.root.tag_ not in {"WP", "WDT"} and not _asks(c)]
    return _last(named) or _last(chunks)


def _last(phrases: "Sequence[Span]") -> "Span | None":
    return phrases[-1] if phrases else None


def _asks(chunk: "Span") -> bool:
    return any(t.tag_ in {"WP", "WDT", "WRB"} for t in chunk)


def _refers_back(token: "Token") -> bool:
    if token.lower_ in PLACES:
        return token.dep_ == "advmod"
    if token.lower_ in {"that", "this", "these", "those"}:
        return token.pos_ == "PRON" and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}
    own = {"PERSON", "ORG", "GPE", "FAC", "LOC", "PRODUCT", "EVENT"}
    return not any(e.label_ in own and e.end <= token.i for e in token.doc.ents) and token.dep_ != "expl"


def _topic(earlier: "Doc", *, person: bool) -> str:
    """What the earlier question was about: a person where a person is meant, else its first name, else its subject."""
    if person and (names := [e.text for e in earlier.ents if e.label_ == "PERSON"]):
        return names[-1]
    chunks = [c for c in earlier.noun_chunks if c.root.pos_ != "PRON" and not _asks(c)]
    named = [c for c in chunks if any(t.pos_ == "PROPN" for t in c)]
    return (named or chunks)[0].text if chunks else ""


def _put_in(doc: "Doc", pronoun: "Token", topic: str) -> str:
    possessive = pronoun.tag_ == "PRP$"
    if pronoun.lower_ in PLACES:
        topic = f"at {topic}"
    new = topic + ("'s" if possessive and not topic.endswith("'s") else "")
    text = doc.text[: pronoun.idx] + new + doc.text[pronoun.idx + len(pronoun) :]
    return text[:1].upper() + text[1:]
