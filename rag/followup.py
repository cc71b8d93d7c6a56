"""Make a follow-up question stand alone, without a language model: fill its references from the earlier questions."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.lexicon import BODY_NOUNS, PEOPLE_NOUNS, PERSON_NOUNS
from rag.parse import Parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

OPENERS = re.compile(
    r"^(?:and|but|so|then|also|ok(?:ay)?|what about|how about|and what about|and how about)\b[\s,]*", re.I
)
THINGS = {"it", "this", "that", "its", "they", "them", "their", "these", "those"}
SEVERAL = {"they", "them", "their", "these", "those"}
PEOPLE = {"he", "him", "his", "she", "her"}
PLACES = {"there"}
WH_TAGS = {"WP", "WP$", "WDT", "WRB"}


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
        whole = rest if _has_topic(doc) else _with_setting(rest, parser.one(earlier))
        return text if whole == text else whole[:1].upper() + whole[1:]
    topic = _topic(parser.one(earlier), pronoun.lower_)
    return _put_in(doc, pronoun, topic) if topic else f"{rest} ({earlier})"


def _is_fragment(doc: "Doc") -> bool:
    """A follow-up without a verb or a question word of its own: "in the north?", "who else?"."""
    has_verb = any(t.pos_ in {"VERB", "AUX"} for t in doc)
    return not has_verb and len(doc) <= 10


def _continue(fragment: str, earlier: str, parser: Parser) -> str:
    """Ask `earlier` of the thing the fragment names: its last phrase of the same shape gives way."""
    fragment = fragment.rstrip(" ?.!")
    new, old = parser.one(fragment), parser.one(earlier)
    if _asks(new[:]):
        return f"{fragment[:1].upper() + fragment[1:]}: {earlier}"
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
    speaking = [c for c in chunks if _can_speak(c.root)] if any(_can_speak(t) for t in new) else []
    return _last(named) or _last(speaking) or _last(chunks)


def _can_speak(token: "Token") -> bool:
    return token.ent_type_ in {"PERSON", "ORG"} or token.lemma_.lower() in BODY_NOUNS | PERSON_NOUNS | PEOPLE_NOUNS


def _has_topic(doc: "Doc") -> bool:
    """Whether the question tells what it is about: any noun but the one that it asks for."""
    return not any(t.tag_ in WH_TAGS for t in doc) or any(not _asks(chunk) for chunk in doc.noun_chunks)


def _with_setting(question: str, earlier: "Doc") -> str:
    """ "How many were hurt?" after "How many fled from the mill?" is asked of the mill."""
    settings = [t for t in earlier if t.dep_ == "prep" and t.head.pos_ in {"VERB", "AUX"}]
    phrases = [earlier[t.i : t.right_edge.i + 1] for t in settings]
    return " ".join([question.rstrip(" ?"), *(p.text.rstrip(" ?") for p in phrases)]) + "?"


def _last(phrases: "Sequence[Span]") -> "Span | None":
    return phrases[-1] if phrases else None


def _asks(chunk: "Span") -> bool:
    return any(t.tag_ in WH_TAGS for t in chunk)


def _refers_back(token: "Token") -> bool:
    if token.lower_ in PLACES:
        return token.dep_ == "advmod"
    if token.lower_ in {"that", "this", "these", "those"}:
        return token.pos_ == "PRON" and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}
    own = {"PERSON", "ORG", "GPE", "FAC", "LOC", "PRODUCT", "EVENT"}
    return not any(e.label_ in own and e.end <= token.i for e in token.doc.ents) and token.dep_ != "expl"


def _topic(earlier: "Doc", pronoun: str) -> str:
    """What the earlier question was about: a person where a person is meant, else something new that it brought up
    ("a second bridge"), else its first name, else its subject."""
    if pronoun in PEOPLE:
        names = [e.text for e in earlier.ents if e.label_ == "PERSON"]
        return names[-1] if names and earlier[0].lower_ != "who" else _asked_person(earlier)
    chunks = [c for c in earlier.noun_chunks if c.root.pos_ != "PRON" and not _asks(c)]
    chunks = [c for c in chunks if (c.root.tag_ in {"NNS", "NNPS"}) == (pronoun in SEVERAL)] or chunks
    new = [f"the {c[1:].text}" for c in chunks if c[0].lower_ in {"a", "an"} and len(c) > 1]
    named = [c.text for c in chunks if any(t.pos_ == "PROPN" for t in c)]
    return next(iter([*new, *named, *(c.text for c in chunks)]), "")


def _asked_person(earlier: "Doc") -> str:
    """Whom "Who is the chief of the mill?" and "Who runs the mill?" ask for, else the first person or body told."""
    who = next((t for t in earlier if t.lower_ == "who"), None)
    if who is not None and who.i == 0 and who.head.lemma_ == "be" and len(earlier) > 2 and earlier[2].pos_ != "ADP":
        return earlier[2:].text.rstrip(" ?")
    if who is not None and who.i == 0:
        return f"the person {earlier[0].lower_} {earlier[1:].text.rstrip(' ?')}"
    return next((c.text for c in earlier.noun_chunks if _can_speak(c.root)), "")


def _put_in(doc: "Doc", pronoun: "Token", topic: str) -> str:
    possessive = pronoun.tag_ == "PRP$"
    if pronoun.lower_ in PLACES:
        topic = f"at {topic}"
    end = pronoun.idx + len(pronoun)
    if possessive and topic.startswith("the person "):  # a clause takes no 's
        owned = doc[pronoun.i + 1 : pronoun.head.i + 1]
        new, end = f"the {owned.text} of {topic}", owned.end_char
    else:
        new = topic + ("'s" if possessive and not topic.endswith("'s") else "")
    text = doc.text[: pronoun.idx] + new + doc.text[end:]
    return text[:1].upper() + text[1:]
