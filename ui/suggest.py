"""Questions made from the sentences of an article: "Some 400 people left their homes" asks "How many people left ..."."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SENTENCES_READ = 24
FEWEST_WORDS, MOST_WORDS = 5, 14
SUBJECTS = {"nsubj", "nsubjpass"}
# What such a clause says is somebody's words; "who said" is a question for another form.
SAYING = {"say", "tell", "add", "warn", "call", "ask", "be", "have"}
# A clause that leans on the sentence before it makes no question by itself.
LEANING = {"he", "she", "it", "they", "him", "her", "them", "his", "their", "its", "this", "that", "these", "those", "we",
           "i", "our", "my", "us", "you", "there", "here", "former", "latter"}


Parse = Callable[[Sequence[str]], "tuple[Doc, ...]"]


def questions(sentences: Sequence[str], parse: Parse) -> tuple[str, ...]:
    """Return questions that English `sentences` answer, in their order, each once, those that name something first."""
    asked = dict.fromkeys(q for doc in parse(sentences[:SENTENCES_READ]) for q in [next(_of(doc), "")] if q)
    return tuple(sorted(asked, key=lambda question: not _names_something(question)))


def _names_something(question: str) -> bool:
    return any(word[0].isupper() for word in question.split()[1:])


def _of(doc: "Doc") -> Iterator[str]:
    for subject in doc:
        if subject.dep_ in SUBJECTS and subject.head.pos_ in {"VERB", "AUX"} and "“" not in doc.text:
            asked = _how_many(subject) or _who(subject)
            rest = _rest(subject)
            if asked and rest and FEWEST_WORDS <= len(f"{asked} {rest}".split()) <= MOST_WORDS:
                yield f"{asked} {rest}?"


def _how_many(subject: "Token") -> str:
    """ "How many people" for the subject "some 400 people"."""
    counts = [t for t in subject.lefts if t.dep_ == "nummod" and t.ent_type_ == "CARDINAL"]
    if not counts or subject.tag_ != "NNS":
        return ""
    kept = [t.text for t in subject.lefts if t.i > counts[-1].i]
    after = [t.text_with_ws for t in subject.subtree if t.i > subject.i]
    return " ".join(["How many", *kept, subject.text, "".join(after)]).strip()


def _who(subject: "Token") -> str:
    """ "Who" for a named person, the subject of a clause that tells what that person did."""
    verb = subject.head
    is_named = subject.ent_type_ == "PERSON"
    return "Who" if is_named and verb.tag_ == "VBD" and verb.lemma_ not in SAYING else ""


def _rest(subject: "Token") -> str:
    """What the clause says of its subject, "" where it cannot stand by itself."""
    verb = subject.head
    start = max(t.i for t in subject.subtree) + 1
    end = min([t.i for t in subject.doc[start:] if _ends_clause(t, verb)], default=len(subject.doc))
    said: Span = subject.doc[start:end]
    leans = any(t.lower_ in LEANING for t in said)
    told = said.text.strip(" ,;:—–-")
    return "" if leans or start > verb.i or verb.dep_ not in {"ROOT", "ccomp", "conj"} or "(" in told else told


def _ends_clause(token: "Token", verb: "Token") -> bool:
    """A comma, a full stop, or another verb that does not hang on this one's object."""
    return token.text in {",", ".", ";", ":", "—", "–", "?", "!", "”", '"'} or (
        token.dep_ in {"conj", "cc", "parataxis", "advcl", "mark"} and token.head == verb)
