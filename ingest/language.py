"""Tell the language of an article and of each of its blocks (ISO 639-1)."""

import functools
import unicodedata
from collections import Counter
from typing import Any

UNKNOWN = "und"
# The classifier needs some text; measured on headlines of 4 to 8 words it is unsure (p < .95) in most.
_FEWEST_WORDS = 20
_SURE = 0.99
_DOUBTFUL = 0.5
_NEAR = (frozenset(("hr", "sr", "bs")), frozenset(("no", "nb", "nn", "da")), frozenset(("id", "ms")),
         frozenset(("cs", "sk")), frozenset(("pt", "gl")), frozenset(("fa", "ps", "ur")))
# Enough to be sure; the classifier is the dearest step of ingesting a text.
_MOST_CHARACTERS = 2000
_MOST_FOR_BLOCK = 300


def article_language(text: str, *, declared: str = "") -> str:
    """Return the language of a whole story, "und" where it has no letters.

    What its page declares decides only between languages that are told apart by little.
    """
    if not any(c.isalpha() for c in text):
        return UNKNOWN
    found, probability = _classify(text)
    is_near = any(found in near and declared in near for near in _NEAR)
    return declared if is_near or (declared and probability < _DOUBTFUL) else found


def block_language(text: str, *, of_article: str, script_of_article: str) -> str:
    """Return the language of one block of a story.

    A short block in the story's own script takes the story's language; another script, or a long block that is surely
    in another language, speaks for itself.
    """
    own_script = script(text)
    if not own_script or (own_script == script_of_article and len(text.split()) < _FEWEST_WORDS):
        return of_article
    language, probability = _classify(text[:_MOST_FOR_BLOCK])
    return language if own_script != script_of_article or probability >= _SURE else of_article


def script(text: str) -> str:
    """Return the script that most letters of `text` are of ("LATIN", "ARABIC", ...), "" where it has none."""
    counts = Counter(map(_script_of, filter(str.isalpha, _words(text[:_MOST_FOR_BLOCK]))))
    return counts.most_common(1)[0][0] if counts else ""


@functools.lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _classify(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(_words(text))
    return str(language), float(probability)


def _words(text: str) -> str:
    """Return the start of `text` without addresses and handles, which are Latin in a post of any language."""
    return " ".join(word for word in text[:_MOST_CHARACTERS].split() if "@" not in word and "/" not in word)


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # most of a second to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
