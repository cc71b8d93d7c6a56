"""Who inside the article says a sentence: the person or body that it quotes or cites."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from rag.lexicon import (
    BODY_NOUNS,
    NUMBER_NOUNS,
    PEOPLE_NOUNS,
    PERSON_NOUNS,
    PLACE_PREPOSITIONS,
    PUBLICATION_NOUNS,
    SAYING,
)
from rag.parse import Parser
from rag.terms import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

MAX_SPEAKER_WORDS = 8


def speaker_of(
    doc: "Doc", *, before: str, focus: Collection[int], parser: Parser, after: str = ""
) -> str | None:
    """Return the person or body that says what the sentence `doc` says, None where the article itself does.

    Of several speakers it is the one whose words hold most of `focus` (token positions). A pronoun stands for, and a
    quotation belongs to, whoever spoke or was named last in `before`, the text that precedes; a quotation that goes on
    in `after`, the rest of the paragraph, to whoever is named at its end. At most 8 words.
    """
    sayings = [(verb, subject) for verb in doc if _is_saying(verb) and (subject := _subject(verb)) is not None]
    sayings = [s for s in sayings if _can_say(*s)]
    if outside := [s for s in sayings if not _is_quoted(s[0])]:
        sayings = outside
    sayings += [(token, source) for token in doc if (source := _cited(token)) is not None]
    if not sayings or all(_is_quoted(verb) for verb, _ in sayings):
        if (introduced := _introducing(doc)) is not None:
            return _name(introduced)
        if (holding := _holding(doc)) is not None:
            return _name(holding)
        return _quoted_speaker(doc.text, before, after, parser) if is_quotation(doc.text) else _trailing(doc)
    _, subject = max(sayings, key=lambda s: (_held(s[0], focus), -s[0].i))
    if subject.pos_ == "PRON":
        if telling := [s for v, s in sayings if s.pos_ != "PRON" and v in subject.ancestors]:
            return _name(telling[0])  # "X told the Post that he had warned": he is X, whoever spoke before
        return _last_speaker(before, parser, pronoun=subject.lower_) if subject.lower_ in REFERRING else None
    return _name(subject)


def doer_of(verb: "Token") -> str | None:
    """Return who does what `verb` tells, by name; None where nobody or a pronoun does."""
    subject = _subject(verb)
    return _name(subject) if subject is not None and subject.pos_ != "PRON" else None


def same_person(one: str, other: str) -> bool:
    """Tell whether two names as they are written can be of one person or body: they end in one word."""
    return fold(one.split()[-1]) == fold(other.split()[-1])


def _is_saying(token: "Token") -> bool:
    lemma, particles = token.lemma_.lower(), {c.lower_ for c in token.children if c.dep_ in {"prep", "prt"}}
    if token.pos_ not in {"VERB", "AUX"} or "off" in particles:  # what is called off is not said
        return False
    if lemma == "put":  # a loss that is put at nine marks is said, one that is put ashore is not
        return any(t.lower_ == "at" and t.i > token.i for t in token.subtree)
    if lemma == "claim" and any(c.dep_ == "dobj" for c in token.children):  # lives and prizes are claimed, not said
        return False
    return lemma in SAYING or (lemma == "speak" and "of" in particles)


def _is_quoted(token: "Token") -> bool:
    """Whether `token` stands within quotation marks: a straight one that follows a word or a comma closes."""
    text, place = token.doc.text, token.idx
    opened = text.rfind("“", 0, place)
    is_curly = opened >= 0 and text.find("”", opened, place) < 0
    straight = text.rfind('"', 0, place)
    return is_curly or (straight >= 0 and not text[:straight][-1:].strip(" (—–-"))


def _can_say(verb: "Token", noun: "Token") -> bool:
    """Of plain verbs of saying that govern what is said, whatever noun is the subject speaks: "the baker says", "the
    zoo said", "rebels denied it"."""
    is_plain = verb.lemma_.lower() in PLAINLY_SAYING and noun.pos_ == "NOUN"
    if any(c.lower_ in {"when", "whenever", "if"} for c in verb.children):  # "when a guard says so": none has
        is_plain = False
    is_within = _is_quoted(noun) and not _is_quoted(verb)
    return not is_within and (_is_somebody(noun) or (is_plain and noun.ent_type_ not in {"DATE", "TIME"}))


def _can_be_cited(noun: "Token") -> bool:
    """Whether what follows "according to" is a source: "the county vet", "parents", but not "plan" or "their size"."""
    is_common = noun.pos_ == "NOUN" and noun.lemma_.lower() not in NUMBER_NOUNS
    return _is_somebody(noun) or (is_common and (noun.tag_ == "NNS" or noun.n_lefts > 0))


def _is_somebody(noun: "Token") -> bool:
    """People, bodies and what they publish speak; a relocation does not."""
    is_named = noun.ent_type_ in {"PERSON", "ORG", "NORP", "GPE"} or noun.pos_ in {"PROPN", "PRON"}
    return is_named or noun.lemma_.lower() in SPEAKERS or any(_is_person_apposed(child) for child in noun.children)


def _is_person_apposed(child: "Token") -> bool:
    return child.dep_ == "appos" and child.ent_type_ == "PERSON"


def _subject(verb: "Token") -> "Token | None":
    if (inverted := _inverted(verb)) is not None:
        return inverted
    own = next((c for c in reversed([*verb.children]) if c.dep_ == "nsubj"), None) or _agent(verb)
    if own is not None:
        if own.tag_ in {"WP", "WDT"}:  # "a girl of eight who says"
            return verb.head if verb.dep_ == "relcl" else None
        return own
    if verb.dep_ == "conj":
        return next((c for c in verb.head.children if c.dep_ == "nsubj"), None)
    # The parser may hang the name that ends right before the verb on something earlier: "..., owner Tom Hale alleged."
    before = verb.nbor(-1) if verb.i else None
    return before if before is not None and before.ent_type_ in {"PERSON", "ORG"} and verb.tag_ == "VBD" else None


def _agent(verb: "Token") -> "Token | None":
    """By whom something is said: "was described by Mara Velt as “a toy”"."""
    by = next((c for c in verb.children if c.dep_ == "agent"), None)
    parts = {c.dep_ for c in verb.children}
    is_said = "auxpass" in parts and (verb.lemma_.lower() != "call" or "oprd" in parts)  # a march that is called is not
    return next((c for c in by.children if c.dep_ == "pobj" and _is_somebody(c)), None) if by and is_said else None


def _inverted(verb: "Token") -> "Token | None":
    """Who follows the verb after the words said: "“a toy”, complained the owner's lawyer, Mara Velt", "No mast had
    rusted, replied the firm"."""
    after = next((chunk.root for chunk in verb.doc.noun_chunks if chunk.start == verb.i + 1), None)
    if after is None or AFTER_QUOTE.search(verb.doc.text, 0, verb.idx):
        return after
    is_reply = verb.lemma_.lower() in REPLYING and AFTER_WORDS.search(verb.doc.text, 0, verb.idx) is not None
    is_told_of = after.head != verb or any(c.dep_ == "nsubj" and c != after for c in verb.children)
    return after if is_reply and not is_told_of else None


def _cited(token: "Token") -> "Token | None":
    """The source in "according to X", "citing X", "in the words of X"."""
    if token.lower_ == "of" and token.head.lower_ == "words" and token.head.head.lower_ == "in":
        return next((c for c in token.children if c.dep_ == "pobj" and _is_somebody(c)), None)
    if token.lower_ == "to" and token.i and token.nbor(-1).lower_ == "according":
        return next((c for c in token.children if c.dep_ == "pobj" and _can_be_cited(c)), None)
    if token.lower_ in {"citing", "quoting"}:
        return next((c for c in token.children if c.dep_ == "dobj" and _is_somebody(c)), None)
    return None


def _held(verb: "Token", focus: Collection[int]) -> int:
    """How many focus tokens lie in the verb's own clause, not in one joined to it that has a speaker of its own."""
    clause = {t.i for t in (verb.head if verb.lower_ == "to" else verb).subtree}
    for child in verb.children:
        if child.dep_ == "conj" and any(c.dep_ == "nsubj" for c in child.children):
            clause -= {t.i for t in child.subtree}
    return len(clause & set(focus))


def _name(noun: "Token") -> str | None:
    """The noun phrase around `noun`, cut to the person it names, else to the body with what it is "of"."""
    if noun.tag_ in {"WP", "WDT"}:
        noun = next(noun.ancestors).head
    if (called := next((t for t in noun.subtree if _is_called(t, noun)), None)) is not None:
        return _name(called)
    named = next((e for e in noun.doc.ents if e.label_ == "PERSON" and e.start <= noun.i < e.end), None)
    if named is None and (names := [t for t in noun.subtree if _is_apposed(t, noun)]):
        apposed = next((t for t in names if t.ent_type_ == "PERSON"), names[0])
        compounds = [c.i for c in apposed.subtree if c.dep_ == "compound"]
        return _trim(noun.doc[min([apposed.i, *compounds]) : apposed.i + 1].text)
    if named is not None:
        hyphened = re.match(r"(?:-| & )[A-Z]\w+", noun.doc.text[named.end_char :])
        return _trim(named.text + (hyphened[0] if hyphened else ""))
    ends = [c.right_edge.i for c in noun.children if c.dep_ == "prep" and c.lower_ in {"of", "for"}
            and c.right_edge.ent_type_ != "DATE"]  # fmt: skip
    return _trim(noun.doc[noun.left_edge.i : max([noun.i, *ends]) + 1].text)


def _is_called(name: "Token", noun: "Token") -> bool:
    """Whether `name` follows in "one of them, Mara Velt" or "one of them, a fitter named Mara Velt"."""
    told = name.head
    is_named = name.dep_ == "oprd" and told.lower_ in {"named", "called"} and told.head in (noun, *noun.children)
    is_one = noun.pos_ in {"NUM", "PRON"} and name.dep_ == "appos" and name.head == noun
    return name.ent_type_ == "PERSON" and name != noun and (is_named or is_one)


def _is_apposed(name: "Token", noun: "Token") -> bool:
    """Whether `name` says who `noun` is: "the leader of the opposition, Mara Velt", "its director Mara Velt"."""
    is_office = noun.lemma_.lower() in PERSON_NOUNS | BODY_NOUNS | {"chair"} and (noun.pos_ != "PROPN" or noun.i < 2)
    if noun.pos_ == "NOUN" and name.dep_ == "appos" and name.pos_ == "PROPN" and name.head == noun:
        return True  # "a fitter, Mara Velt"
    if not is_office or name.pos_ != "PROPN" or name.dep_ != "appos":
        return False
    between = [t for t in name.ancestors if noun in t.ancestors]
    return all(t.dep_ in {"prep", "pobj", "appos"} for t in between)


def _trim(text: str) -> str | None:
    text = LEADING.sub("", re.split(r"[,(;:]", text)[0].strip(" “”\"'’‘—–-"))
    text = re.sub(r"['’]s?$", "", text)
    words = text.split()
    return " ".join(words[:MAX_SPEAKER_WORDS]) if words else None


def _quoted_speaker(text: str, before: str, after: str, parser: Parser) -> str | None:
    """Whose a quotation is that names nobody: who is named where it ends, else who spoke before it."""
    closed = CLOSING.search(after) if _is_left_open(text) else None
    if closed is not None:
        told = next(iter(parser.one(after[closed.end() :].strip()).sents), None)
        subjects = [s for t in told or () if _is_saying(t) and (s := _subject(t)) is not None and _is_somebody(s)]
        if subjects and subjects[0].pos_ != "PRON":
            return _name(subjects[0])
    return _last_speaker(before, parser, pronoun="")


def _introducing(doc: "Doc") -> "Token | None":
    """Who does what a quotation after a colon follows from: "Mara Velt read a statement: “We want to work."""
    opened = INTRODUCED.search(doc.text)
    verbs = [t for t in doc if opened and t.idx < opened.start() and t.pos_ == "VERB"]
    subjects = [s for t in verbs if (s := _subject(t)) is not None and s.pos_ != "PRON" and _is_somebody(s)]
    return subjects[-1] if subjects else None


def _holding(doc: "Doc") -> "Token | None":
    """Whose the quoted words are in "For Mara Velt, the plan is “a toy”."""
    first = doc[0]
    held = next((c for c in first.children if c.dep_ == "pobj" and c.ent_type_ == "PERSON"), None)
    return held if first.lower_ in {"for", "to"} and CLOSING.search(doc.text) else None


def _trailing(doc: "Doc") -> str | None:
    """Who says it at the sentence's end, where the parser has lost the verb: "..., the union of the crews alleged." """
    told = TRAILING.search(doc.text)
    speaker = _trim(told["who"]) if told else None
    return speaker if told and {t.lemma_.lower() for t in doc if t.idx >= told.start()} & SPEAKERS else None


def _is_left_open(text: str) -> bool:
    return text.count("“") > text.count("”") or ("“" not in text and text.count('"') % 2 == 1 and text[:1] == '"')


def _last_speaker(before: str, parser: Parser, *, pronoun: str) -> str | None:
    """The person or body that spoke last in `before`, sentence by sentence backwards, else that is last named there;
    for `pronoun` "he" or "she" only a person of no other title."""
    for sentence in reversed(list(parser.one(before).sents) if before else []):
        told = [(t, s) for t in sentence if _is_saying(t) and not _is_quoted(t)
                and (s := _subject(t)) is not None and s.pos_ != "PRON" and _can_say(t, s)]  # fmt: skip
        called = _calling(sentence, pronoun)
        spoken = [s for t, s in told if called is None or s.i < called.i or t.dep_ in {"ROOT", "conj"}]
        aside = [s for t, s in told if t.dep_ in {"relcl", "advcl"} and s in spoken]
        people = [e.root for e in sentence.ents if e.label_ == "PERSON" and not _is_quoted(e.root)]
        people += [t for t in sentence if pronoun in {"he", "she"} and t.dep_ == "nsubj" and t.head.dep_ == "ROOT"
                   and t.pos_ == "PROPN" and not t.ent_type_ and not _is_quoted(t)]  # fmt: skip
        people = [t for t in people if not _tells_where(t)]
        people = [t for t in people if called is None or t.i < called.i or _is_main(t.head, called, t)]
        acting = [t for t in people if t.dep_ in {"nsubj", "nsubjpass", "appos"}]
        first = [s for s in reversed(spoken) if s not in aside]
        fitting = [t for t in (*first, *acting, *aside, *reversed(people)) if _fits(t, pronoun)]
        if fitting:
            return _name(fitting[0])
        if not pronoun and called is not None:
            pronoun = SAME[called.lower_]
    return None


def _calling(sentence: "Span", pronoun: str) -> "Token | None":
    """The first word outside quotations by which `sentence` calls whoever `pronoun`, or any, stands for: whom it names
    after that is another."""
    fitting = (t for t in sentence if t.lower_ in SAME and pronoun in {"", SAME[t.lower_]})
    return next((t for t in fitting if not _is_quoted(t)), None)


def _is_main(verb: "Token", called: "Token", subject: "Token") -> bool:
    """Whether `subject` does what the main clause tells and is not told of by `called`: "in her speech Mara Velt said",
    not "she said that Mara Velt knew", "one of her men, Mara Velt, said"."""
    return subject.head == verb and verb.dep_ in {"ROOT", "conj"} and called not in subject.subtree


def _tells_where(name: "Token") -> bool:
    """Whether a name that was taken for a person's stands as a place's or a thing's does: "made in Dovrin", "the
    Dovrin works"."""
    is_within = name.dep_ == "pobj" and name.head.lower_ in PLACE_PREPOSITIONS - {"from", "to", "beside", "between"}
    return is_within or name.dep_ in {"compound", "nmod", "amod"}


def _fits(noun: "Token", pronoun: str) -> bool:
    """Whether `pronoun` can stand for `noun`."""
    title = noun.doc[max(0, noun.left_edge.i - 1) : noun.i + 1].text
    if pronoun == "it":
        is_common = noun.tag_ == "NN" and noun.lemma_.lower() not in PERSON_NOUNS
        return noun.ent_type_ in {"ORG", "GPE"} or (is_common and noun.ent_type_ != "PERSON")
    other = {"he": FEMALE, "she": MALE}.get(pronoun)
    if other is None:
        return True
    is_body = noun.ent_type_ != "PERSON" and (any(t.lower_ == "the" for t in noun.children) or noun.text.isupper())
    if is_body and noun.pos_ == "PROPN":  # "the Post", "ACB"
        return False
    is_named = noun.pos_ == "PROPN" and noun.ent_type_ not in {"GPE", "LOC", "NORP", "FAC"}
    is_person = noun.ent_type_ == "PERSON" or noun.lemma_.lower() in PERSON_NOUNS or is_named
    return is_person and other.search(title) is None


def is_quotation(text: str) -> bool:
    """Tell whether `text` stands in quotation marks or begins or ends within them."""
    stripped = text.strip()
    return stripped[:1] in QUOTES or stripped[-1:] in QUOTES or text.count("“") != text.count("”")


SPEAKERS = BODY_NOUNS | PEOPLE_NOUNS | PERSON_NOUNS | PUBLICATION_NOUNS
PLAINLY_SAYING = frozenset("say tell announce deny add insist warn argue allege".split())
REFERRING = frozenset("he she they it".split())
SAME = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she"}
QUOTES = frozenset("“”\"")
TRAILING = re.compile(
    r",\s(?P<who>(?:the|an?|its|his|her|their)\s[^,;:“”\"]{3,60}?)\s(?:said|alleged|claimed|added|warned|argued|insisted)"
    r"(?:\s(?:on\s\w+|yesterday|today))?[.]$"
)
INTRODUCED = re.compile(r":\s*[“\"]")
AFTER_QUOTE = re.compile(r"(?:[”\"],?|,[”\"])\s$")
AFTER_WORDS = re.compile(r"\w,\s$")
REPLYING = frozenset("say reply respond counter retort insist claim argue concede object add".split())
CLOSING = re.compile(r"[”\"]")
FEMALE, MALE = re.compile(r"\b(?:Ms|Mrs|Miss|Lady|Sister|her)\b"), re.compile(r"\b(?:Mr|Sir|Lord|Brother|his)\b")
LEADING = re.compile(r"^(?:(?:the|a|an|its|his|her|their)\s+)+", re.I)
