"""The clauses of a sentence: what each tells, and whether the sentence says that it is so or denies it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.lexicon import LIGHT, SAYING
from rag.terms import fold, mean_the_same

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a sentence tells or denies.

    `text`: as it stands there, from its subject on; for a verb of denial from the verb on. `words`: folded lemmas of
    what it tells, names left out. `refers`: what is denied stands elsewhere ("a claim that the firm denied"). `verb`:
    the verb that is negated, folded; empty for a verb of denial, where the negated verb tells nothing ("was not"), and
    where somebody or something is denied ("no letter reached us").
    """

    text: str
    words: Words
    is_denied: bool
    refers: bool = False
    verb: str = ""
    absent: str = ""

    def denies(self, asked: Words) -> bool:
        """Tell whether it says no to what is asked in these words: by negation, by a word for what is not so that the
        question does not have itself, or by "un-" before one that it has ("unlocked"); by two of these it says yes."""
        opposed = any(w.startswith("un") and in_common(frozenset({w[2:]}), asked) for w in self.words)
        is_absent = bool(self.absent) and not in_common(frozenset({self.absent}), asked)
        return self.is_denied != (is_absent or opposed)


def clauses_of(doc: "Doc") -> tuple[Clause, ...]:
    """Return the clauses of a sentence in order; one that only says who speaks is none."""
    denials = [t for t in doc if is_denying(t)]
    within = {t.i for verb in denials for matter in _matter(verb) for t in matter.subtree}
    found = [_denial(t) for t in denials] + [
        _clause(t) for t in doc if t.i not in within and t not in denials and _is_head(t) and not _only_reports(t)
    ]
    return tuple(clause for _, clause in sorted(found, key=lambda place: place[0]))


def denies(doc: "Doc", asked: Words | None = None) -> bool:
    """Tell whether the sentence denies something, or says no to a question in the words `asked`."""
    return any(c.is_denied if asked is None else c.denies(asked) for c in clauses_of(doc))


def denial_of(asked: Words, doc: "Doc") -> Clause | None:
    """Return the clause that denies what the sentence tells of the words `asked`, None where it says that it is so.

    It is the clause that has most of them, the first of several, or one around it ("no proof that it was so").
    """
    clauses = [c for c in clauses_of(doc) if c.words or c.refers]
    if not clauses:
        return None
    nearest = max(clauses, key=lambda c: len(in_common(asked, c.words)))
    return next((c for c in clauses if c.denies(asked) and (c is nearest or nearest.text in c.text)), None)


def ruled_out(doc: "Doc") -> Words:
    """Return the folded nouns that the sentence sets against what was so: "not by a storm but by rust", "rust, not a
    storm"; none of "it was not the first time"."""
    found = set()
    for chunk in (c for c in doc.noun_chunks if c.root.pos_ == "NOUN"):
        start = chunk.start + 1 if chunk[0].lower_ == "not" else chunk.start
        start -= start > 1 and doc[start - 1].pos_ == "ADP"
        is_not = start > 1 and doc[start - 1].lower_ == "not"
        if is_not and (doc[start - 2].pos_ != "AUX" or any(t.lower_ == "but" for t in doc[chunk.end :])):
            found.add(fold(chunk.root.lemma_))
    return frozenset(found)


def main_clause(doc: "Doc") -> "Token":
    """Return the verb of what the sentence tells: of what somebody says there, if that is told, else of its main
    clause."""
    said = next((t for t in doc if t.dep_ == "ccomp" and t.head.lemma_.lower() in SAYING and _has_subject(t)), None)
    return said if said is not None else next(doc.sents).root


def text_from_subject(head: "Token") -> str:
    """Return the clause of `head` as it stands, without what goes before its subject."""
    doc, first = head.doc, _first(head)
    last = max((t.i for t in head.subtree), default=head.i)
    while last > head.i and doc[last].is_punct and not doc[last].is_quote:
        last -= 1
    return doc[first : last + 1].text


def in_common(one: Words, other: Words) -> Words:
    """Return the words of `one` that `other` has, or a word of their family or meaning."""
    return frozenset(word for word in one if any(mean_the_same(word, held) for held in other))


def telling(tokens: Iterable["Token"]) -> Words:
    """Return the folded lemmas of the words that tell something; names and light verbs tell nothing."""
    return frozenset(
        fold(t.lemma_) for t in tokens
        if t.pos_ in {"NOUN", "VERB", "ADJ", "NUM"} and not t.is_stop and t.lemma_.lower() not in LIGHT | REFERRED
    )  # fmt: skip


def _is_head(token: "Token") -> bool:
    is_finite = token.dep_ == "ROOT" or _has_subject(token)
    return is_finite and (token.dep_ == "ROOT" or (token.pos_ in {"VERB", "AUX"} and token.dep_ in CLAUSAL))


def _has_subject(token: "Token") -> bool:
    return any(c.dep_ in SUBJECTS for c in token.children)


def _only_reports(token: "Token") -> bool:
    """Whether it says no more than who speaks: "the firm said that ...", but not "the firm was never told that ..."."""
    told = {c.dep_ for c in token.children}
    return token.lemma_.lower() in SAYING and "ccomp" in told and not told & {"neg", "nsubjpass"}


def is_denying(token: "Token") -> bool:
    """Tell whether `token` is the word of denial of its clause."""
    is_negated = any(c.dep_ == "neg" for c in token.children)
    return not is_negated and (
        (token.pos_ == "VERB" and token.lemma_.lower() in DENYING)
        or (token.lemma_.lower() in UNTRUE and token.dep_ in {"acomp", "attr", "oprd"})
    )


def _matter(verb: "Token") -> list["Token"]:
    return [c for c in verb.children if c.dep_ in {"dobj", "ccomp", "xcomp", "nsubjpass"}]


def _denial(verb: "Token") -> tuple[int, Clause]:
    denied = telling(t for matter in _matter(verb) for t in matter.subtree)
    end = max([verb.i, *(t.i for matter in _matter(verb) for t in matter.subtree if matter.i > verb.i)])
    text = verb.doc[_start_of_denial(verb, refers=not denied) : end + 1].text.rstrip(".,;:”\" ")
    return verb.i, Clause(text, denied, is_denied=True, refers=not denied)


def _start_of_denial(verb: "Token", *, refers: bool) -> int:
    """The verb; of a clause that says something of what went before ("a claim that the firm denied") its beginning,
    and the noun too where what is denied stands there."""
    if verb.lemma_.lower() in UNTRUE:
        return verb.head.i
    if verb.dep_ not in {"relcl", "acl", "advcl"} or not any(c.tag_ in {"WDT", "IN"} for c in verb.children):
        return verb.i
    return verb.head.left_edge.i if refers and verb.head.pos_ == "NOUN" else verb.left_edge.i


def _clause(head: "Token") -> tuple[int, Clause]:
    words = telling(_own(head))
    is_denied = _is_negated(head)
    verb = "".join(telling([head])) if head.pos_ == "VERB" and any(c.dep_ == "neg" for c in head.children) else ""
    # What "no such call" denies is told elsewhere.
    refers = is_denied and any(t.lower_ == "such" and t.nbor(-1).lower_ == "no" for t in _own(head) if t.i)
    return head.i, Clause(text_from_subject(head), words, is_denied, refers, verb, _absent(head))


def _own(head: "Token") -> Iterator["Token"]:
    """The tokens of a clause, without those of clauses within it."""
    yield head
    for child in head.children:
        if not (child.pos_ in {"VERB", "AUX"} and child.dep_ in CLAUSAL and _has_subject(child)):
            yield from _own(child)


def _is_negated(head: "Token") -> bool:
    parts = [c for c in head.children if c.dep_ in {*SUBJECTS, "dobj", "attr"}]
    is_of_none = any(t.lower_ in NOBODY for c in parts for t in (c, *c.children))
    is_not = any(c.dep_ == "neg" or c.lower_ in SCARCELY for c in head.children)
    return is_of_none or is_not or any(c.left_edge.lower_ in NONE for c in parts)


def _absent(head: "Token") -> str:
    """The word by which the clause says that something is not so, folded; "" if there is none."""
    lemma, beside = head.lemma_.lower(), {c.dep_ for c in head.children}
    if (lemma in FAILING and "xcomp" in beside) or lemma == "lack" or (head.lower_ == "missing" and "aux" in beside):
        return fold(lemma)
    if lemma in STATES and any(c.lower_ == "off" for c in head.children):
        return "off"
    told = (word for c in head.children if c.dep_ in {"acomp", "attr", "oprd"} for word in (c.lower_, c.lemma_.lower()))
    return next((word for word in told if word in ABSENT), "")


def _first(head: "Token") -> int:
    subject = next((c for c in head.children if c.dep_ in SUBJECTS), None)
    return subject.left_edge.i if subject is not None and subject.i < head.i else head.left_edge.i


CLAUSAL = frozenset("ccomp advcl relcl acl conj parataxis pcomp".split())
SUBJECTS = frozenset("nsubj nsubjpass expl csubj".split())
DENYING = frozenset("deny reject dismiss refute contradict dispute rebut".split())
UNTRUE = frozenset("untrue false baseless unfounded fabrication nonsense lie".split())
NOBODY = frozenset("nobody none never neither nothing".split())
FAILING = frozenset("fail refuse decline forget neglect omit".split())
STATES = frozenset("be stay remain keep leave switch turn cut".split())  # "was off", "switched off", not "went off"
ABSENT = frozenset(
    "missing absent empty dead silent idle broken shut vacant void invalid unable unaware untouched fake forgery hoax"
    " myth invention".split()
)  # what is so tells by these that something else is not: it is not there, does not work, is not genuine
SCARCELY = frozenset({"hardly", "scarcely"})
NONE = frozenset({"no", "not"})  # "no other mast", "not one of the lamps"
REFERRED = frozenset(
    "claim allegation accusation charge report suggestion account version statement assertion criticism rumour rumor"
    " any".split()
)  # what is denied without being told again
