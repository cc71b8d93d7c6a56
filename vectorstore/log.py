"""The log as JSON Lines, where one is set: what happened, when and how long it took, never what was read or asked."""

import datetime as dt
import json
import logging
import sys
import traceback
from logging.handlers import WatchedFileHandler
from pathlib import Path

from vectorstore.errors import SettingsError
from vectorstore.settings import load_settings

# Only what we write ourselves: a library's message may quote what it was given.
OURS = ("ingest", "vectorstore", "rag", "ui", "eval")
STDERR = "stderr"


class JsonLines(logging.Formatter):
    """One JSON object a record: time (UTC), level, logger, event, what was told in `extra={"told": {...}}`, and of an
    exception its type and where it passed. Its message is left out: it may quote an article."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        time = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname.lower(), "logger": record.name, "event": record.getMessage(),
                **getattr(record, "told", {})}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line |= {"error": record.exc_info[0].__name__,
                     "at": [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]}
        return json.dumps(line, ensure_ascii=False, default=str)


def start_logging() -> None:
    """Write the log to where the settings say; where they say nothing, warnings go to standard error as plain text.

    Raises:
        SettingsError: if the file cannot be written.
    """
    settings = load_settings()
    if not settings.log:
        return
    handler = _handler(settings.log)
    handler.setFormatter(JsonLines())
    for name in OURS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(settings.log_level.upper())
    if settings.log != STDERR:  # who watches the terminal still sees what went wrong
        terminal = logging.StreamHandler()
        terminal.setLevel(logging.WARNING)
        logging.getLogger().addHandler(terminal)


def _handler(log: str) -> logging.Handler:
    if log == STDERR:
        return logging.StreamHandler(sys.stderr)
    try:
        return WatchedFileHandler(log, encoding="utf-8")  # a rotated file is left and a new one begun
    except OSError as error:
        raise SettingsError(f"setting DATELINE_LOG: {log} cannot be written: {error.strerror}; name a file in a folder "
                            "that can be written, or stderr") from error
