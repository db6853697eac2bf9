"""The log of the running program: one line of JSON each, without bodies, tokens or personal data.

A traceback holds file, line and function, never the values of variables, and of the database's errors what
logs.database_errors tells. Whatever a line says goes through
logs.redaction, also what others write: the server's own lines (gunicorn.conf.py) and those of Flask's server.
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
"""What no visitor can put anything into."""


class RedactingFormatter(logging.Formatter):
    """Another formatter's line, without secrets and emails."""

    def __init__(self, whole: logging.Formatter | None) -> None:
        super().__init__()
        self.whole = whole or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return redact(self.whole.format(record))


class RedactingFilter(logging.Filter):
    """Takes secrets and emails out of what a logger of somebody else's writes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep it, redacted."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class LogStream:
    """Where lines go: beside what a command answers, on its standard error; else on standard output."""

    def write(self, line: str) -> int:
        """Write ``line`` there."""
        return self._now().write(line)

    def flush(self) -> None:
        """Let it be seen at once."""
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
"""What becomes of a line. One list for all applications of a process: loggers keep what they met first, and
`structlog.testing.capture_logs` changes that."""


def configure() -> None:
    """Set the form of every line; called once, at assembly."""
    structlog.configure(
        processors=PROCESSORS,
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, LogStream())),
        cache_logger_on_first_use=True,
    )
    server = logging.getLogger("werkzeug")
    if not any(isinstance(one, RedactingFilter) for one in server.filters):
        server.addFilter(RedactingFilter())
