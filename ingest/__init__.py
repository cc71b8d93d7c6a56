"""Read news articles from files, folders, addresses and pasted text: canonical, dated as written, cut."""

from ingest.article import Article, Block, BlockKind, Dated, Passage, Precision, Span
from ingest.formats import read_bytes
from ingest.inputs import Upload
from ingest.load import Loaded, NotLoaded
from ingest.read import read, read_pasted

__all__ = ["Article", "Block", "BlockKind", "Dated", "Loaded", "NotLoaded", "Passage", "Precision", "Span", "Upload",
           "read", "read_bytes", "read_pasted"]
