"""Questions made from the sentences of an article: "Some 400 people left" asks "How many people left?"."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SENTENCES_READ = 24
FEWEST_WORDS, MOST_WORDS = 5, 14
SUBJECTS = {"nsubj", "nsubjpass"}
# What such a clause says is somebody's words; "who said" is a question for another form.
SPEAKING = {"say", "tell", "add", "warn"}
SAYING = SPEAKING | {"call", "ask", "be", "have"}
# A clause that leans on the sentence before it makes no question by itself.
LEANING = set("he she it they him her them his its this that these those we i our my us you there here".split())
CALENDAR = set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
               "August September October November December".split())

Parse = Callable[[Sequence[str]], "tuple[Doc, ...]"]


def questions(sentences: Sequence[str], parse: Parse) -> tuple[str, ...]:
    """Return questions that English `sentences` answer, each once: those that name something first, what somebody said
    after what happened."""
    asked = dict.fromkeys(q for doc in parse(sentences[:SENTENCES_READ]) for q in [next(_of(doc), "")] if q)
    return tuple(sorted(asked, key=lambda question: (not is_named(question), is_of_words(question))))


def is_named(question: str) -> bool:
    """Tell whether a question names something, so that it can be understood by itself."""
    words = (word.strip("?’'s,.") for word in question.split()[1:])
    return any(word[:1].isupper() and word not in CALENDAR for word in words)


def is_of_words(question: str) -> bool:
    """Tell whether a question asks what somebody said."""
    return question.startswith("What did ")


def _of(doc: "Doc") -> Iterator[str]:
    for subject in doc:
        if subject.dep_ not in SUBJECTS or subject.head.pos_ not in {"VERB", "AUX"}:
            continue
        if subject.head.lemma_ in SPEAKING and (name := _full_name(subject)):
            yield f"What did {name} say?"
        elif not any(mark in doc.text for mark in '“"'):
            asked = _how_many(subject) or _who(subject)
            rest = _rest(subject)
            if asked and rest and FEWEST_WORDS <= len(f"{asked} {rest}".split()) <= MOST_WORDS:
                yield f"{asked} {rest}?"


def _full_name(subject: "Token") -> str:
    """The name of the person whom `subject` ends, "" where it is no full name: "Ms. Quill" may be one of several."""
    name = next((e for e in subject.doc.ents if e.label_ == "PERSON" and e.start <= subject.i < e.end), None)
    is_full = name is not None and len(name) == 2 and all(t.is_title and t.is_alpha for t in name)
    return name.text if name is not None and is_full else ""


def _how_many(subject: "Token") -> str:
    """ "How many people" for the subject "some 400 people"."""
    counts = [t for t in subject.lefts if t.dep_ == "nummod" and t.ent_type_ in {"", "CARDINAL"}]
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
