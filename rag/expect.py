"""What kind of answer a question expects, told from its question word and the noun it asks for."""

import re
from typing import TYPE_CHECKING

from rag.lexicon import (
    CLASSES,
    DATE_NOUNS,
    FATES,
    MEASURES,
    MONEY_NOUNS,
    MONEY_VERBS,
    NAME_NOUNS,
    NUMBER_NOUNS,
    PEOPLE_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    REASON_NOUNS,
    SAYING,
    VOICED,
)
from rag.question import TOLD, AnswerType, Voice
from rag.terms import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Expected = tuple[AnswerType, str]


def expected_answer(doc: "Doc") -> Expected:
    """Return the type of answer that the question `doc` expects, and the lemma of the noun it asks for ("" if none)."""
    if len(doc) and doc[0].lower_ in OPENING_VERBS | {"whether", "if"}:
        return AnswerType.YES_NO, ""
    wh = _question_word(doc)
    if wh is None:
        return AnswerType.EXPLANATION, ""
    word = wh.lower_
    if word in {"who", "whom", "whose"}:
        return (AnswerType.EXPLANATION, "") if _asks_who_a_name_is(wh) else (AnswerType.PERSON, _office(wh))
    if word in BY_WORD:
        return BY_WORD[word], ""
    return _how(wh) if word == "how" else _what(wh)


def asks_speaker(doc: "Doc", answer_type: AnswerType) -> bool:
    """Tell whether the question `doc` asks who says something: "who said", "which body warned"."""
    verb = next((t for t in doc if t.dep_ == "ROOT"), None)
    if verb is None or answer_type not in {AnswerType.PERSON, AnswerType.NAME}:
        return False
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return verb.lemma_.lower() in SAYING and subject is not None and any(t.tag_ in WH_TAGS for t in subject.subtree)


def asked_voice(doc: "Doc") -> Voice | None:
    """Return whose words or reaction the question `doc` asks: "What did the mayor say", "How did critics react"."""
    verb = next((t for t in doc if t.dep_ == "ROOT"), None)
    wh = _question_word(doc)
    if verb is None or wh is None or wh.lower_ not in {"what", "how", "why"} or verb.lemma_.lower() not in VOICED:
        return None
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.tag_ not in WH_TAGS), None)
    if subject is None or subject.pos_ not in {"NOUN", "PROPN"}:
        return None
    beside = [c for c in subject.children if c.dep_ in {"compound", "amod"}]
    is_kind = subject.tag_ == "NNS" and (subject.lemma_.lower() in CLASSES or verb.lemma_.lower() in REACTING)
    is_several = bool(subject.conjuncts) or any(t.lower_ in TOGETHER for t in (subject, *subject.children))
    named = (*beside, subject, *subject.conjuncts)
    words = frozenset(fold(t.lemma_) for t in named if t.pos_ in {"NOUN", "PROPN", "ADJ"})
    is_name = all(t.pos_ == "PROPN" for t in (subject, *subject.conjuncts))
    is_person = is_name or (subject.lemma_.lower() in PERSON_NOUNS and not is_several)
    return Voice(words, is_name=is_name, is_kind=is_kind, is_person=is_person and not is_kind, is_several=is_several)


def asks_for_several(doc: "Doc", answer_type: AnswerType, voice: Voice | None) -> bool:
    """Tell whether the question `doc` is answered by several sentences of several articles: what a kind of people
    says, how somebody reacts, what a body says or wants in general, or things in the plural ("which measures")."""
    verb, wh = next((t for t in doc if t.dep_ == "ROOT"), None), _question_word(doc)
    if OPEN_ENDED.search(doc.text):
        return True
    if verb is None or wh is None or answer_type not in {*TOLD, AnswerType.NAME}:
        return False
    asked = _noun_at_once(doc[wh.i + 1 :]) if wh.lower_ in {"what", "which"} else None
    is_plural = asked is not None and asked.tag_ == "NNS"
    is_of_body = voice is not None and not any(c.dep_ == "nsubj" and _is_one_person(c) for c in verb.children)
    in_general = wh.lower_ == "what" and is_of_body and any(c.tag_ in {"VBP", "VBZ"} for c in verb.children)
    is_reaction = wh.lower_ == "how" and verb.lemma_.lower() in REACTING
    return is_plural or in_general or is_reaction or (voice is not None and (voice.is_kind or voice.is_several))


def _is_one_person(token: "Token") -> bool:
    return token.ent_type_ == "PERSON" or (token.tag_ == "NN" and token.lemma_.lower() in PERSON_NOUNS)


def asked_fate(doc: "Doc") -> frozenset[str]:
    """Return the words for what became of those whom the question `doc` counts, empty where it tells no such thing."""
    verb = next((t for t in doc if t.dep_ == "ROOT"), None)
    if verb is None:
        return frozenset()
    subjects = [t for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "attr"} for t in c.subtree]
    beside = [c for c in verb.children if c.dep_ in {"acomp", "prep", "advmod", "dobj", "xcomp"}]
    # What the verb tells before what tells of whom: "how many of those rescued were treated in hospital".
    told_by = ({t.lemma_.lower() for t in tokens} for tokens in ((verb, *beside), subjects))
    return next((told for lemmas in told_by for asked, told in FATES if lemmas & asked), frozenset())


def asked_topic(doc: "Doc") -> str:
    """Return what the question `doc` wants to be told about: "the flood aid" in "What do critics say about the flood
    aid?"; "" if it does not say."""
    verb = next((t for t in doc if t.dep_ == "ROOT"), None)
    about = [c for c in verb.children if c.dep_ == "prep"] if verb is not None else []
    objects = [o for prep in about for o in prep.children if o.dep_ in {"pobj", "pcomp"} and o.tag_ not in WH_TAGS]
    return doc[objects[0].left_edge.i : objects[0].right_edge.i + 1].text if objects else ""


def _asks_who_a_name_is(wh: "Token") -> bool:
    """ "Who is Mara Velt?" asks to be told about her, not for a name."""
    following = wh.doc[wh.i + 1 :]
    return bool(following) and following[0].lemma_ == "be" and all(
        t.pos_ in {"PROPN", "PUNCT"} for t in following[1:]
    )  # fmt: skip


def _question_word(doc: "Doc") -> "Token | None":
    """The first question word, but for one that only dates another's question ("When it sank, how many ...")."""
    words = [t for t in doc if t.tag_ in WH_TAGS and t.lower_ in WH_WORDS]
    counts = [t for t in words if t.lower_ == "how" and doc[t.i + 1 : t.i + 2].text.lower() in {"many", "much"}]
    if counts and words[0].lower_ == "what":  # "what does she get, how many krones?"
        return counts[0]
    own = [t for t in words if t.head.dep_ != "advcl"]
    return next(iter(own or words), None)


def _office(wh: "Token") -> str:
    """The noun that says whom "who is the mayor", "who was the guard that died", "who leads the party" asks for."""
    noun = _noun_of_being(wh)
    if noun is not None:
        return noun.lemma_.lower()
    return OFFICES.get(wh.head.lemma_.lower(), "") if wh.dep_ == "nsubj" else ""


def _how(wh: "Token") -> Expected:
    following = wh.doc[wh.i + 1 :]
    if not following or following[0].lower_ not in MEASURES:
        return AnswerType.EXPLANATION, ""
    measure = following[0]
    if measure.lower_ == "much" and following[1:2].text.lower() == "of":
        return AnswerType.NUMBER, "much"
    if measure.lower_ in {"big", "large"} and any(t.lemma_.lower() in GATHERINGS for t in following):
        return AnswerType.NUMBER, "people"
    if measure.lower_ in {"high", "large", "big"} and (of := [c for t in following if (c := _counted_of(t))]):
        return AnswerType.NUMBER, of[0]  # "how high was the number of visitors"
    if measure.lower_ not in {"many", "much"} and not _is_of_money(wh):  # "how deep in debt"
        return AnswerType.NUMBER, measure.lower_
    if measure.lower_ != "many" and _is_of_money(wh):
        return AnswerType.NUMBER, "cost"
    return AnswerType.NUMBER, _counted_after(measure)


def _counted_after(measure: "Token") -> str:
    """What "how many" counts: people where it is not told ("how many attended", "how many of the wounded")."""
    following = measure.doc[measure.i + 1 :]
    counted = _noun_at_once(following)
    if counted is None and following and following[0].lower_ == "of":
        counted = next((t for t in following if t.dep_ == "attr" and t.pos_ == "NOUN"), None)
        if counted is None:  # "how many of the boats"
            counted = next((c for c in following[0].children if c.dep_ == "pobj" and c.pos_ == "NOUN"), None)
    if counted is not None:
        return counted.lemma_.lower()
    return "people" if measure.lower_ == "many" else measure.lower_


def _what(wh: "Token") -> Expected:
    noun = _noun_at_once(wh.doc[wh.i + 1 :]) or _noun_of_being(wh)
    if wh.head.lemma_ == "call" and wh.head.tag_ == "VBN":
        return AnswerType.NAME, "name"
    if noun is not None and noun.lemma_ == "name":
        named = [c.lemma_.lower() for of in noun.children if of.lower_ == "of" for c in of.children if c.pos_ == "NOUN"]
        is_person = bool(named) and named[0] in PERSON_NOUNS | PEOPLE_NOUNS
        return (AnswerType.PERSON if is_person else AnswerType.NAME), named[0] if named else "name"
    if noun is not None:
        lemma = _counted_of(noun) or noun.lemma_.lower()
        if noun.lemma_.lower() in TOTALS:
            return AnswerType.NUMBER, lemma
        is_named = wh.lower_ == "which" and noun.tag_ in {"NN", "NNP"}
        unlisted = AnswerType.NAME if is_named else AnswerType.EXPLANATION
        return next((kind for kind, nouns in ASKED_NOUNS.items() if lemma in nouns), unlisted), lemma
    if wh.head.dep_ == "ROOT" and wh.head.lemma_.lower() in SAYING and wh.dep_ == "dobj":
        return AnswerType.QUOTATION, ""  # "what did she say about what it cost"
    if COSTING.search(wh.doc.text):
        return AnswerType.NUMBER, "cost"
    if VALUED_AT.search(wh.doc.text):
        return AnswerType.NUMBER, "value"
    if any(t.lemma_ in PRICED and t.pos_ in {"VERB", "ADJ"} for t in wh.doc[wh.i + 1 :]):
        return AnswerType.NUMBER, "cost"
    asks_words = any(t.lemma_ in SAYING and t.pos_ == "VERB" for t in wh.doc)
    return (AnswerType.QUOTATION if asks_words else AnswerType.EXPLANATION), ""


def _counted_of(total: "Token") -> str:
    """What is counted by "the number of the injured", "the size of the crowd": "people"; "" where that is not told."""
    if total.lemma_.lower() not in TOTALS:
        return ""
    if any(c.lemma_.lower() in GATHERINGS for c in total.children if c.dep_ == "compound"):
        return "people"  # "the crowd size"
    of = next((c for c in total.children if c.lower_ == "of"), None)
    counted = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    if counted is None:
        return ""
    is_crowd = counted.pos_ != "NOUN" or counted.lemma_.lower() in GATHERINGS
    return "people" if is_crowd else "" if total.lemma_ == "size" else counted.lemma_.lower()


def _is_of_money(wh: "Token") -> bool:
    return any(t.lemma_.lower() in MONEY_VERBS | MONEY_NOUNS for t in wh.doc[wh.i + 2 :])


def _noun_at_once(following: "Span") -> "Token | None":
    """The noun that ends the noun phrase right after the question word: "which former vice president"."""
    last = None
    for token in following:
        if token.pos_ in {"NOUN", "PROPN"}:
            last = token
        elif not (token.pos_ in {"ADJ", "NUM", "PART", "ADV"} or token.tag_ == "VBN") or (last and last.pos_ == "NOUN"):
            break
    return last


def _noun_of_being(wh: "Token") -> "Token | None":
    """The noun of "what is the name of", "what was the final score"."""
    if wh.head.lemma_ != "be":
        return None
    return next((t for t in wh.head.children if t.dep_ in {"nsubj", "attr"} and t.pos_ == "NOUN"), None)


OPEN_ENDED = re.compile(
    r"\bwhat (?:is|are|was|were|has|have|had) (?:[\w’'-]+ ){0,6}(?:done|doing|decided|changed|known about)\b"
    r"|\bwhat (?:\w+ ){0,4}(?:going to happen|happens? (?:now|next)) |^compare\b", re.I
)
TOTALS = frozenset("number total count size".split())
GATHERINGS = frozenset("march crowd rally protest demonstration audience gathering".split())
REACTING = frozenset("react respond answer defend treat".split())
TOGETHER = frozenset("both two three four sides".split())
PRICED = frozenset("cost pay worth owe earn".split())
# "What will it cost?": the tagger takes the verb for a noun.
COSTING = re.compile(r"^what (?:will|would|did|does|do|might|could|can)\b.*\bcosts?\W*$", re.I)
VALUED_AT = re.compile(r"\b(?:valued|priced|insured|sold|bought)\b.*\b(?:at|for)\W*$", re.I)
OFFICES = {
    "lead": "leader", "head": "head", "chair": "chairman", "own": "owner", "found": "founder", "coach": "coach",
    "manage": "manager", "command": "commander", "direct": "director", "edit": "editor",
}  # who does it holds it
OPENING_VERBS = frozenset(
    "is are was were am do does did have has had can could will would shall should may might must isn’t isn't".split()
)
WH_TAGS = {"WP", "WP$", "WDT", "WRB"}
WH_WORDS = {"who", "whom", "whose", "what", "which", "when", "where", "why", "how"}
BY_WORD = {"when": AnswerType.DATE, "where": AnswerType.PLACE, "why": AnswerType.REASON}
ASKED_NOUNS = {
    AnswerType.PERSON: PERSON_NOUNS,
    AnswerType.PLACE: PLACE_NOUNS,
    AnswerType.DATE: DATE_NOUNS,
    AnswerType.NUMBER: NUMBER_NOUNS,
    AnswerType.NAME: NAME_NOUNS,
    AnswerType.REASON: REASON_NOUNS,
}
