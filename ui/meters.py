"""What a monitoring system asks of the page's server: counters and times as Prometheus reads them, and its health."""

import logging
from collections.abc import Iterable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import record
from ui.library import Library
from vectorstore import adding

STAGE_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METRICS, HEALTH = "/metrics", "/health"


class Meters(logging.Handler):
    """Counts from the log: questions by how they ended, the time of every stage, ingested articles by status."""

    def __init__(self) -> None:
        """Begin at zero, and listen."""
        super().__init__(logging.INFO)
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._questions = Counter("dateline_questions", "Questions by how they ended.", ["outcome"],
                                  registry=self._registry)
        self._ingests = Counter("dateline_ingests", "Articles given to this server, by outcome.", ["status"],
                                registry=self._registry)
        self._seconds = Histogram("dateline_stage_seconds", "Seconds of each stage of an answer; total is all of them.",
                                  ["stage"], buckets=STAGE_SECONDS, registry=self._registry)
        for logger in (record.logger, adding.logger):
            logger.addHandler(self)
            logger.setLevel(min(logging.INFO, logger.getEffectiveLevel()))

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line of the log; questions that the page tries by itself are nobody's."""
        told: dict[str, Any] = getattr(record, "told", {})
        if record.getMessage() == adding.EVENT:
            self._ingests.labels(told["status"]).inc()
        elif not told.get("trial", True):
            self._questions.labels(told["outcome"]).inc()
            for stage, milliseconds in told.get("ms", {}).items():
                self._seconds.labels(stage).observe(milliseconds / 1000)

    def text(self) -> bytes:
        """Return all figures in Prometheus's text form."""
        return generate_latest(self._registry)

    def close(self) -> None:
        """Stop listening."""
        for logger in (record.logger, adding.logger):
            logger.removeHandler(self)
        super().close()


class MeteredLibrary(Library):
    """A library whose own trial questions are not counted, and that tells when it could not be opened."""

    @property
    def has_failed(self) -> bool:
        """Whether opening the assistant failed; the log says why."""
        return self._assistant.done() and self._assistant.exception() is not None

    def _answered(self, candidates: Iterable[str], most: int) -> tuple[str, ...]:
        with record.on_trial():
            return super()._answered(candidates, most)


class Monitored:
    """An ASGI app that answers for the figures and a failed start, and hands everything else to `app`."""

    def __init__(self, app: ASGIApp, library: MeteredLibrary, meters: Meters) -> None:
        self._app, self._library, self._meters = app, library, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._own(scope) if scope["type"] == "http" else None
        await (app or self._app)(scope, receive, send)

    def _own(self, scope: Scope) -> Response | None:
        if scope["path"] == METRICS:
            return Response(self._meters.text(), media_type=CONTENT_TYPE_LATEST)
        if scope["path"] == HEALTH and self._library.has_failed:
            return JSONResponse({"status": "failed"}, status_code=503)
        return None
