"""The core of a sentence: what is said there, in a few of its own words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.clauses import Words, clauses_of, in_common, main_clause, text_from_subject
from rag.terms import bag_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

LEAST_WORDS = 5
RELATIVE = frozenset({"which", "who", "whom", "whose"})  # a clause that begins so does not say of whom it tells


def core(doc: "Doc", *, most: int, asked: Words = frozenset()) -> str:
    """Return at most `most` words of the sentence: the clause with most of the `asked` words, else what somebody says
    there, if that is told, else its main clause, from the subject on. They stand in a row in the sentence."""
    main = beginning(text_from_subject(main_clause(doc)), most=most)
    told = [beginning(c.text, most=most) for c in clauses_of(doc)] if asked else []
    told = [main, *(t for t in told if len(t.split()) >= LEAST_WORDS and t.split()[0].lower() not in RELATIVE)]
    return max(told, key=lambda text: len(in_common(asked, bag_of(text))))


def beginning(text: str, *, most: int) -> str:
    """Return the first words of `text`, at most `most`, up to a pause, else to where a phrase ends; every quotation is
    closed there."""
    words = text.split() if _is_closed([text]) else text.strip("“”\" ").split()
    whole = [n for n in range(len(words), 0, -1) if n <= most and _is_closed(words[:n])]
    pauses = (n for n in whole if n == len(words) or (n >= most / 2 and words[n - 1][-1] in ",;:—–"))
    clauses = (n for n in whole if n >= most / 2 and words[n].lower() in BEGINNING_A_CLAUSE)
    phrases = (n for n in whole if n >= LEAST_WORDS and (words[n].lower() in BEGINNING or words[n - 1][-1] in "”\""))
    end = next(pauses, None) or next(clauses, None) or next(phrases, None) or (whole[0] if whole else 1)
    kept = words[:end]
    while len(kept) > 1 and kept[-1].lower() in DANGLING and end < len(words):
        kept.pop()
    return " ".join(kept).rstrip(",;:—–-. ") or text.strip()


def _is_closed(words: Sequence[str]) -> bool:
    text = " ".join(words)
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


BEGINNING_A_CLAUSE = frozenset(
    "and or but that which who whose after before while when because since until if where".split()
)
BEGINNING = BEGINNING_A_CLAUSE | frozenset(
    "of in on at by for from with about into over under as against during without to".split()
)
DANGLING = frozenset(
    "a an the of in on to at by for from with about into over under and or but that which who whose its his her their"
    " it is are was were had has have be been not no".split()
)
