"""The full name of a speaker of whom a sentence tells the office alone, or an interview the surname before a colon."""

import re

from ingest.article import Article, BlockKind, Span
from rag.lexicon import PERSON_NOUNS

NAME = r"(?:[A-Z][\w’'-]+\s+){1,3}[A-Z][\w’'-]+"
LABEL = re.compile(r"([A-Z][A-Z’'-]+(?: [A-Z][A-Z’'-]+){0,2}):\s")
LEAST_TURNS = 2  # of a speaker before whose words the name stands


def labelled_speaker(article: Article, span: Span) -> str | None:
    """Return whose words stand in `span`, where its paragraph begins with a name as in an interview ("LIND: We are
    tired."): one that begins several paragraphs and stands in full elsewhere in the article. None elsewhere."""
    paragraphs = [b.span for b in article.blocks if b.kind is BlockKind.PARAGRAPH]
    own = next((p for p in paragraphs if p.start <= span.start < p.end), None)
    label = LABEL.match(own.of(article.text)) if own else None
    if label is None:
        return None
    turns = sum(p.of(article.text).startswith(label[0]) for p in paragraphs)
    surname = re.escape(label[1].split()[-1])
    full = re.search(rf"\b(?:[A-Z][\w’'-]*[a-z]\s+){{1,3}}(?i:{surname})\b", article.text)
    return full[0] if full and turns >= LEAST_TURNS else None


def holder_named(speaker: str, sentence: str, text: str) -> str:
    """Return the one name that `text` gives to whom `sentence` calls by an office alone ("the sergeant"), else
    `speaker`: where the office is nobody's in particular, or has no name in `text`, or several."""
    office = next((word for word in speaker.split() if word.lower() in PERSON_NOUNS | TITLES), "")
    if not office or not speaker.islower() or not re.search(rf"\bthe {re.escape(speaker)}\b", sentence, re.I):
        return speaker
    whose = re.escape(speaker)
    titled = re.findall(rf"\b(?i:{re.escape(office)})\s+({NAME})", text) if speaker == office else []
    before = re.findall(rf"({NAME}),\s(?:the|its|their|his|her|an?)?\s?{whose}\b", text)
    after = re.findall(rf"\b(?i:{whose})(?:\s(?:of|for)\s[^,.;:“”\"]{{2,40}})?,\s({NAME})\b", text)
    names = {name.split()[-1]: name for name in (*titled, *before, *after)}
    return names.popitem()[1] if len(names) == 1 else speaker


TITLES = frozenset("sergeant inspector constable commissioner colonel major general admiral lieutenant bishop".split())
