"""Whether a sentence denies: in words of denial, or by saying that it was not so."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

NOBODY = frozenset("nobody none never neither".split())
DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denials?|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:es|ed|ing)"
    r"|contradict(?:s|ed)?|disput(?:es|ed|ing)|untrue|not true|false|baseless"
    r"|never (?:happened|voted|ordered|asked|told)|no (?:such|truth))\b",
    re.I,
)


def denies(doc: "Doc") -> bool:
    """Tell whether the sentence denies something in words of denial, or says that it was not so."""
    is_negated = any(
        (t.dep_ == "neg" and t.head.pos_ in {"VERB", "AUX", "NOUN", "PROPN"})  # "rust, and not a landslide"
        or t.lower_ in NOBODY
        or (t.lower_ == "no" and t.head.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"})
        for t in doc
    )
    return is_negated or DENIAL.search(doc.text) is not None
