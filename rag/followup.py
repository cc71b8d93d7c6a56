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
PART_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:Mr|Ms|Dr|St|No)\.)(?<!\bMrs\.)\s+(?=\S+\s+\S)"
    r"|(?<=:)\s+(?=(?:what|who|whose|whom|when|where|why|how|which)\b)", re.I
)
NAMED_FIRST = re.compile(  # "What about the fee, how much was it?"
    r"^((?:the|its|his|her|their|that) [\w’'-]+(?: [\w’'-]+)?), "
    r"((?:how|what|when|where|why|who)\b.*?) (?:it|they|he|she)\b(.*)$", re.I
)
SHORT = re.compile(r"^(what|who|where|when|how)s\b", re.I)
THINGS = {"it", "this", "that", "its", "they", "them", "their", "these", "those"}
SEVERAL = {"they", "them", "their", "these", "those"}
PEOPLE = {"he", "him", "his", "she", "her"}
PLACES = {"there"}
UNREFERRING = re.compile(  # "is it true that ...", "what time is it"
    r"\bit (?:\w+ )?(?:true|known|clear|possible|likely|certain|said|believed|thought|expected)\b"
    r"|\btime (?:is|was) it\b|\bit (?:that|take|rain)", re.I
)
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


def asked_part(text: str) -> tuple[str, str]:
    """Return of `text` the sentence that asks, and what is told before it ("" if nothing): "The dam burst. When?"."""
    parts = [part for part in PART_END.split(SHORT.sub(r"\1's", text)) if part.strip()]
    asking = [n for n, part in enumerate(parts) if part.rstrip().endswith("?")] or [len(parts) - 1]
    return parts[asking[0]], " ".join(parts[: asking[0]])


def _fill(text: str, earlier: str, parser: Parser) -> str:
    rest = NAMED_FIRST.sub(r"\2 \1\3", OPENERS.sub("", text))
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
    if token.lower_ == "it" and UNREFERRING.search(token.doc.text):
        return False
    own = {"PERSON", "ORG", "GPE", "FAC", "LOC", "PRODUCT", "EVENT"}
    return not any(e.label_ in own and e.end <= token.i for e in token.doc.ents) and token.dep_ != "expl"


def _topic(earlier: "Doc", pronoun: str) -> str:
    """What the earlier question was about: a person where a person is meant, else something new that it brought up
    ("a second bridge"), else its first name, else its subject."""
    if pronoun in PEOPLE:
        names = [e.text for e in earlier.ents if e.label_ == "PERSON"]
        return names[-1] if names and earlier[0].lower_ != "who" else _asked_person(earlier)
    chunks = [c for c in earlier.noun_chunks if c.root.pos_ != "PRON" and not _asks(c) and not _only_sets(c)]
    fitting = [c for c in chunks if (c.root.tag_ in {"NNS", "NNPS"}) == (pronoun in SEVERAL)]
    if pronoun in SEVERAL and not fitting and (counted := _counted(earlier)):
        return counted
    things = [c for c in fitting or chunks if pronoun in SEVERAL or not _is_person(c.root)]
    new = [f"the {c[1:].text}" for c in things if c[0].lower_ in {"a", "an"} and len(c) > 1]
    named = [c.text for c in things if any(t.pos_ == "PROPN" for t in c)]
    loose = [earlier[t.i - 1 : t.i + 1].text for t in earlier[1:] if t.pos_ == "PROPN" and t.nbor(-1).lower_ == "the"]
    return next(iter([*new, *named, *(c.text for c in things), *loose]), "")


def _only_sets(chunk: "Span") -> bool:
    """Whether the phrase only tells where or how: a place that something happened in, "on board", "in custody"."""
    root = chunk.root
    is_beside = root.dep_ == "pobj" and root.head.head.pos_ in {"VERB", "AUX"}
    is_bare = root.tag_ == "NN" and len(chunk) == 1 and root.dep_ != "nsubj"
    return is_bare or (is_beside and root.ent_type_ in {"GPE", "LOC", "DATE", "TIME"})


def _is_person(token: "Token") -> bool:
    acts = token.ent_type_ == "PERSON" and token.dep_ == "nsubj" and token.head.pos_ == "VERB"
    return acts or (token.pos_ == "NOUN" and token.lemma_.lower() in PERSON_NOUNS)


def _counted(earlier: "Doc") -> str:
    """Those whom "How many people fled?" counts."""
    asked = next((c.root for c in earlier.noun_chunks if _asks(c) and c.root.tag_ == "NNS"), None)
    return f"the {asked.text}" if asked is not None else ""


def _asked_person(earlier: "Doc") -> str:
    """Whom "Who is the chief of the mill?" and "Who runs the mill?" ask for, else the first person or body told."""
    who = next((t for t in earlier if t.lower_ == "who"), None)
    if who is not None and who.i == 0 and who.head.lemma_ == "be" and len(earlier) > 2 and earlier[2].pos_ != "ADP":
        return earlier[2:].text.rstrip(" ?")
    if earlier[0].lower_ == "which" and len(earlier) > 2 and earlier[1].pos_ == "NOUN" and earlier[2].pos_ == "VERB":
        return f"the {earlier[1].text} who {earlier[2:].text.rstrip(' ?')}"
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
