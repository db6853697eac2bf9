"""No press holds its transaction for longer than 100 ms: measured in every request of every test.

Counted is the time that our own program works (CPU time of the thread), since how long a busy test machine
makes it wait says nothing about it; and from the second time on that a process writes at an address, since
templates and statements are compiled at the first.
"""

import time

from flask import has_request_context, request

from chapter import db

MOST_SECONDS = 0.1
found: list[str] = []
"""What took longer, since ``forget()``."""

_began = [0.0]
_warm: set[str | None] = set()


def watch() -> None:
    """Measure from now on."""
    db.before_writing.append(_begin)
    db.after_writing.append(_end)


def forget() -> None:
    """Begin anew, for the next test."""
    found.clear()


def _begin() -> None:
    _began[0] = time.thread_time()


def _end(_seconds: float) -> None:
    took = time.thread_time() - _began[0]
    if not has_request_context():
        return
    if request.endpoint not in _warm:
        _warm.add(request.endpoint)
    elif took > MOST_SECONDS:
        found.append(f"{request.method} {request.path} wrote for {took * 1000:.0f} ms")
