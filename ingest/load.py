"""What reading one input gives: an article ready to store, or the reason why there is none."""

from dataclasses import dataclass
from typing import Literal

from ingest.article import Article, Passage


@dataclass(frozen=True, slots=True)
class Loaded:
    """One article with its passages, the raw bytes it was read from, and its near-copy signature.

    `signature` is a MinHash of the article's words (see `ingest.reprints`), empty where the text is too short.
    """

    article: Article
    passages: tuple[Passage, ...]
    raw: bytes
    signature: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """One input that gave no article. "skipped": not an article; "failed": should have been one."""

    source: str
    status: Literal["skipped", "failed"]
    reason: str
