"""The log of the running program: one line of JSON each, without bodies, tokens or personal data.

A traceback holds file, line and function, never the values of variables.
"""

import structlog
from structlog.tracebacks import ExceptionDictTransformer

FRAMES = 12


def configure() -> None:
    """Set the form of every line; called once, at assembly."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                ExceptionDictTransformer(show_locals=False, max_frames=FRAMES)
            ),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
