"""Keeps articles and finds their passages: SQLite is the truth, Chroma the disposable dense index."""

from vectorstore.adding import Outcome
from vectorstore.catalogue import Listed
from vectorstore.corrections import Corrections
from vectorstore.difference import Piece, difference
from vectorstore.errors import EncoderError, SettingsError, StoreError
from vectorstore.hit import Hit
from vectorstore.reindexing import reindex
from vectorstore.store import Store

__all__ = ["Corrections", "EncoderError", "Hit", "Listed", "Outcome", "Piece", "SettingsError", "Store", "StoreError",
           "difference", "reindex"]
