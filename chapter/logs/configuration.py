"""The log of the running program: one line of JSON each, without bodies, tokens or personal data.

A traceback holds file, line and function, never the values of variables, and of database errors what
logs.database_errors allows. Every line goes through logs.redaction, also those of others: the server's own
lines (gunicorn.conf.py) and those of Flask's server.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import click
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo, Processor

from chapter.logs import database_errors
from chapter.logs.redaction import redact

MAX_FRAMES = 12
TRACEBACK = ExceptionDictTransformer(show_locals=False, max_frames=MAX_FRAMES)
TRUSTED_KEYS = {"event", "id", "level", "logger", "method", "source", "timestamp"}
"""Keys whose values no visitor can influence."""


class RedactingFormatter(logging.Formatter):
    """Wraps another formatter and redacts secrets and emails from its lines."""

    def __init__(self, whole: logging.Formatter | None) -> None:
        super().__init__()
        self.whole = whole or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """The formatted record, redacted."""
        return redact(self.whole.format(record))


class RedactingFilter(logging.Filter):
    """Redacts secrets and emails from what a third-party logger writes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record, and always keep it."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class LogStream:
    """Where lines go: to standard error in a command, so that its output stays clean; else to standard
    output."""

    def write(self, line: str) -> int:
        """Write ``line`` to the stream."""
        return self._now().write(line)

    def flush(self) -> None:
        """Flush the stream."""
        self._now().flush()

    def _now(self) -> TextIO:
        return sys.stderr if click.get_current_context(silent=True) else sys.stdout


def _traceback(exc_info: ExcInfo) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = database_errors.without_driver_words(TRACEBACK(exc_info), exc_info[1])
    return said


def _redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value if name in TRUSTED_KEYS else _without_secrets(value) for name, value in line.items()}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {name: _without_secrets(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(one) for one in value]
    return value


PROCESSORS: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(_traceback),
    _redact,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]
"""The processors of a line. One list for all applications of a process: loggers cache the first that they
see, and `structlog.testing.capture_logs` changes that."""


def configure() -> None:
    """Configure the format of every line; called once, at assembly."""
    structlog.configure(
        processors=PROCESSORS,
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, LogStream())),
        cache_logger_on_first_use=True,
    )
    server = logging.getLogger("werkzeug")
    if not any(isinstance(one, RedactingFilter) for one in server.filters):
        server.addFilter(RedactingFilter())
