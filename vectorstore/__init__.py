"""Keeps articles and finds their passages: SQLite is the truth, Chroma the disposable dense index."""

from vectorstore.adding import Outcome
from vectorstore.errors import EncoderError, SettingsError, StoreError
from vectorstore.hit import Hit
from vectorstore.reindexing import reindex
from vectorstore.store import Store

__all__ = ["EncoderError", "Hit", "Outcome", "SettingsError", "Store", "StoreError", "reindex"]
