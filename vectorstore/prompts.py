"""The words that an embedding model was trained to read before a question and before a passage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before every question and every passage, as it stands, spaces included."""

    query: str = ""
    passage: str = ""


# Only families whose models are in wide use and do not carry their prompts themselves; the first that fits the name.
FAMILIES = (
    (r"e5-.*instruct", Prompts("Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
                               "Query: ")),
    (r"(^|[-_/])e5-", Prompts("query: ", "passage: ")),
    (r"bge-(small|base|large)-en", Prompts("Represent this sentence for searching relevant passages: ")),
    (r"bge-(small|base|large)-zh", Prompts("为这个句子生成表示以用于检索相关文章：")),
)

# The names under which sentence-transformers looks them up, in its order.
QUERY_NAMES, PASSAGE_NAMES = ("query",), ("document", "passage", "corpus")


def prompts_of(name: str, own: Mapping[str, object]) -> Prompts:
    """Return the prompts of the model called `name`: those it carries itself (the `own` entries of its
    config_sentence_transformers.json), else its family's, else none."""
    carried = Prompts(_first(own, QUERY_NAMES), _first(own, PASSAGE_NAMES))
    if carried != Prompts():
        return carried
    return next((prompts for pattern, prompts in FAMILIES if re.search(pattern, name.casefold())), Prompts())


def _first(own: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((value for name in names if isinstance(value := own.get(name), str)), "")
