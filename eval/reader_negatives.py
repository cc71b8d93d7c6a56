"""Make windows that hold everything but the answer: the hard case that near-topic questions put to the reader."""

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Parts of a sentence that can go and leave a sentence: "400 people were moved on Monday" without its number or its day.
REMOVABLE = frozenset({"prep", "appos", "npadvmod", "relcl", "advcl", "acl", "nummod", "amod", "compound", "quantmod"})
LEAST_LEFT = 0.5  # of the words
SWAPPED_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "DATE", "CARDINAL"})


def without_answer(sentence: "Doc", start: int, end: int) -> str | None:
    """Return `sentence` without the smallest part that holds the characters `[start, end)`, None where what is left
    would be no sentence."""
    answer = sentence.char_span(start, end, alignment_mode="expand")
    if answer is None:
        return None
    part: Token = answer.root
    while part.dep_ not in REMOVABLE or part.left_edge.i > answer.start or part.right_edge.i < answer.end - 1:
        if part.head.i == part.i:
            return None
        part = part.head
    first, last = part.left_edge.i, part.right_edge.i + 1
    if len(sentence) - (last - first) < max(5, LEAST_LEFT * len(sentence)):
        return None
    before, after = sentence[:first].text.rstrip(" ,"), sentence[last:].text.lstrip(" ,")
    joint = "" if after[:1] in {".", ";", ":", "?", "!"} or not before else " "
    left = before + joint + after
    return left[:1].upper() + left[1:]


def names_by_label(docs: Sequence["Doc"]) -> dict[str, list[str]]:
    """Return the names, dates and numbers that `docs` hold, by their label, each once, in order."""
    found: dict[str, dict[str, None]] = {}
    for doc in docs:
        for entity in doc.ents:
            found.setdefault(entity.label_, {})[entity.text] = None
    return {label: list(names) for label, names in found.items()}


def with_another_name(
    question: "Doc", window: str, others: Mapping[str, Sequence[str]], rng: random.Random
) -> str | None:
    """Return `question` with one name, date or number that stands in `window` replaced by another of its kind that
    does not, None where there is none: what then is asked, the window does not tell."""
    held = window.lower()
    for entity in question.ents:
        if entity.label_ not in SWAPPED_LABELS or entity.text.lower() not in held:
            continue
        fitting = [name for name in others.get(entity.label_, ()) if name.lower() not in held]
        if fitting:
            text = question.text
            return text[: entity.start_char] + rng.choice(fitting) + text[entity.end_char :]
    return None
