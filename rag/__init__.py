"""Answers questions about news articles: every statement carries the exact sentence it rests on."""

from rag.answer import Answer, Citation, Disagreement, DisagreementKind, Position, Source, Statement, Verdict
from rag.assistant import Assistant, answer
from rag.model import ModelError
from rag.understand import QuestionError

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Disagreement",
    "DisagreementKind",
    "ModelError",
    "Position",
    "QuestionError",
    "Source",
    "Statement",
    "Verdict",
    "answer",
]
