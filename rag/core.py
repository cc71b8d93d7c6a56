"""The core of a sentence: what is said there, in a few of its own words."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.clauses import main_clause, text_from_subject

if TYPE_CHECKING:
    from spacy.tokens import Doc

LEAST_WORDS = 5


def core(doc: "Doc", *, most: int) -> str:
    """Return at most `most` words of the sentence: what somebody says there, if that is told, else its main clause,
    from the subject on. They stand in a row in the sentence."""
    return beginning(text_from_subject(main_clause(doc)), most=most)


def beginning(text: str, *, most: int) -> str:
    """Return the first words of `text`, at most `most` of them, up to a quotation mark or where a phrase ends."""
    return _cut(re.split(r"[“”\"]", text.lstrip("“”\" "))[0].split(), most) or text.split()[0]


def _cut(words: Sequence[str], most: int) -> str:
    """The words as far as at most `most` of them say something whole: up to where a clause or phrase begins anew."""
    kept = list(words[:most])
    if len(words) > most:
        begun = range(most, LEAST_WORDS - 1, -1)
        ends = (n for n in begun if words[n].lower() in BEGINNING or words[n - 1][-1] in ",;:—–")
        kept = kept[: next(ends, most)]
    while len(kept) > 1 and kept[-1].lower() in DANGLING:
        kept.pop()
    return " ".join(kept).rstrip(",;:—–-. ")


BEGINNING = frozenset(
    "of in on at by for from with about into over under and or but that which who whose as after before while when"
    " because since until if where against during without to".split()
)
DANGLING = frozenset(
    "a an the of in on to at by for from with about into over under and or but that which who whose its his her their"
    " it is are was were had has have be been not no".split()
)
