"""How well a number in a sentence answers the count or measure that is asked."""

import re
from typing import TYPE_CHECKING

from rag.kinship import OTHER_KIND, SAME_KIND, Kinship
from rag.lexicon import (
    COUNT_NOUNS,
    KINDS_OF_MEASURE,
    MEASURE_NOUNS,
    MONEY_NOUNS,
    MONEY_VERBS,
    PEOPLE_NOUNS,
    PERSON_NOUNS,
    SHARE_NOUNS,
)
from rag.quantity import Quantity, quantity_at
from rag.terms import fold, same_family
from rag.units import UNITS

if TYPE_CHECKING:
    from spacy.tokens import Doc

FULL, HALF = 1.0, 0.5  # type and noun as asked; the type only


def fitness(doc: "Doc", quantity: Quantity, asked: str, kinship: Kinship) -> float:
    """Return how well the number counts what is asked: money for money, per cent for a share, the asked noun for a
    count."""
    measured = _measure(doc, quantity, asked)
    return _count(doc, quantity, asked, kinship) if measured is None else measured


def counts_alone(doc: "Doc", start: int, end: int) -> bool:
    """Tell whether the number at `[start, end)` counts nothing that the sentence names: "the police counted 1,800"."""
    quantity = quantity_at(doc.text, start, end)
    return quantity is not None and not quantity.unit and not _counted(doc, quantity)


def _measure(doc: "Doc", quantity: Quantity, asked: str) -> float | None:
    """How well it gives a measure that is asked ("how old", "cost"), None where things are to be counted."""
    if asked in MONEY_NOUNS:
        if quantity.is_money or (quantity.kind == "time" and OF_PAY.match(doc.text, quantity.end)):
            return FULL
        is_of_money = bool({t.lemma_.lower() for t in doc} & (MONEY_NOUNS | MONEY_VERBS))
        is_else = quantity.unit or _is_age(doc.text, quantity) or _counted(doc, quantity) & PEOPLE_NOUNS
        return HALF if is_of_money and not is_else else 0.0
    if asked in SHARE_NOUNS:
        return FULL if quantity.kind == "share" or "third" in doc.text else 0.0
    if asked in {"old", "age"}:
        return FULL if _is_age(doc.text, quantity) else 0.0
    if asked in KINDS_OF_MEASURE:
        return FULL if quantity.kind in KINDS_OF_MEASURE[asked] else 0.0
    if asked in COUNT_NOUNS:
        return 0.0 if quantity.unit and quantity.kind != "share" else FULL
    if asked in MEASURE_NOUNS:
        return FULL if quantity.unit else HALF
    return None


def _count(doc: "Doc", quantity: Quantity, asked: str, kinship: Kinship) -> float:
    if quantity.is_money:
        return FULL if asked == "much" else 0.0
    counted = _counted(doc, quantity)
    if quantity.kind == "share":
        return FULL if asked == "much" else HALF
    if counted & PEOPLE_NOUNS and _is_done_by_people(doc, asked):
        return FULL
    if not asked or any(same_family(asked, c) for c in counted) or (asked in ANYBODY and counted & ONE_PERSON_EACH):
        return FULL
    if quantity.unit and UNITS.get(asked) == quantity.unit:  # "how many metres"
        return FULL
    if quantity.kind in AMOUNTS:  # "how much milk": litres of it
        return FULL if any(same_family(asked, fold(t.lemma_)) for t in doc) else HALF
    if quantity.unit:
        return 0.0
    if asked in INHABITANTS and counted & ANYBODY:
        return FULL
    # "How many officers": "12 people" and "12 of them" may be they; "12 members" are not.
    if not counted or counted & PRONOUNS or (asked in PEOPLE_NOUNS and counted & ANYBODY):
        return HALF
    near = kinship.nearest(asked, counted)
    is_somebody_else = asked in PEOPLE_NOUNS and bool(counted & PEOPLE_NOUNS)
    return FULL if near >= SAME_KIND else 0.0 if near < OTHER_KIND or is_somebody_else else HALF


def _is_age(text: str, quantity: Quantity) -> bool:
    """ "Mara Velt, 61, ...", "aged 61", "a 61-year-old", "is 61 years old", "who is 61 and lives"."""
    before, after = text[: quantity.start].rstrip(), text[quantity.end :]
    if quantity.unit:
        return quantity.unit in {"year", "month"} and re.match(r"[\s-]old\b|\s+of age\b", after) is not None
    is_apposed = before.endswith(",") and after[:1] in {",", ".", ";"}
    is_told = re.search(r"\b(?:is|was|be|turn(?:ed|s))$", before) is not None and OLD.match(after) is not None
    return before.endswith("aged") or is_apposed or is_told


def _counted(doc: "Doc", quantity: Quantity) -> set[str]:
    """Lemmas of the nouns that the number can be counting: its head, what "of" adds, the nouns that follow at once."""
    span = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if span is None:
        return set()
    heads = {span.root, span.root.head}
    following = [t for t in doc[span.end : span.end + 3] if t.dep_ != "compound"]  # "nine tram lines" are no trams
    nouns = {t.lemma_.lower() for t in (*heads, *following) if t.pos_ in {"NOUN", "PROPN"} or t.tag_ == "VBG"}
    totals = [t for t in doc[max(0, span.start - TOTAL_BEFORE) : span.start] if t.lemma_.lower() in TOTALS]
    heads |= set(totals)
    nouns |= {"people"} if any(t.lemma_.lower() in OF_PEOPLE for t in totals) else set()
    ofs = [c for t in heads for c in t.children if c.lower_ == "of"]
    of = [c for prep in ofs for c in prep.children]
    nouns |= {"people"} if any(c.tag_ in {"VBN", "VBD", "JJ"} for c in of) else set()  # "27 of the detained"
    return nouns | {c.lemma_.lower() for c in of}


def _is_done_by_people(doc: "Doc", asked: str) -> bool:
    """Whether what is counted is a deed that the sentence tells: "signatures", "signed by 58,000 people"; "visitors",
    "attendance was 30,000 people"."""
    deeds = DEEDS.get(asked, frozenset())
    return any(
        t.lemma_ in deeds or (t.pos_ == "VERB" and asked.startswith(t.lemma_) and len(t.lemma_) > 3) for t in doc
    )


DEEDS = {"job": frozenset({"employ", "hire"}), "visitor": frozenset({"attend", "attendance", "visit"})}
PRONOUNS = frozenset("they them these those".split())
OF_PEOPLE = frozenset({"toll", "crowd", "attendance", "headcount", "workforce", "audience"})
TOTAL_BEFORE = 16  # tokens: "the number of people who had to leave their homes at 640"
OLD = re.compile(r"[,.;]|\s(?:and|or|now|on|last|this|today|to|when)\b|$")
AMOUNTS = {"volume", "weight", "area", "length", "power"}
TOTALS = OF_PEOPLE | {"number", "count", "total"}
ANYBODY = frozenset({"people", "person"})
INHABITANTS = frozenset("inhabitant resident citizen villager islander visitor attendee spectator".split())
# What is counted as people are: "410 engineers" are so many people, and so are those who lose 1,900 jobs.
ONE_PERSON_EACH = PEOPLE_NOUNS | PERSON_NOUNS | frozenset("job life vote signature complaint arrest injury".split())
OF_PAY = re.compile(r"[’']?s?[’']?\s(?:pay|wages|salary|rent)\b")  # "18 months' pay"
