"""Details of /readyz besides the database, each registered by a part of the program."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from chapter import db
from chapter.heartbeat import queries as heartbeat
from chapter.web import database_probe

log = structlog.get_logger()
ReadinessDetail = Callable[[datetime], dict[str, Any]]
_details: dict[str, ReadinessDetail] = {}


def add_readiness_detail(name: str, tell: ReadinessDetail) -> None:
    """Let /readyz show under ``name`` what ``tell`` returns at that moment. It decides nothing: a part that
    fails is reported, and the pages count as ready all the same."""
    _details[name] = tell


def readiness_details(now: datetime) -> dict[str, dict[str, Any] | None]:
    """The detail of each part, by its name; None for what can't be known at this moment."""
    said: dict[str, dict[str, Any] | None] = {}
    for name, tell in _details.items():
        try:
            said[name] = tell(now)
        except SQLAlchemyError as error:
            log.warning("not_read_for_readyz", part=name, exc_info=error)
            db.session.rollback()
            said[name] = None
    return said


def _worker_detail(now: datetime) -> dict[str, Any]:
    """When a worker last wrote its heartbeat, and whether one runs."""
    stands = heartbeat.current()
    seen = stands.last_beat_at.isoformat() if stands.last_beat_at else None
    return {"seen": seen, "running": heartbeat.is_worker_running(stands, now)}


def register(app: Flask) -> None:
    """Start probing the database; add the worker to /readyz."""
    database_probe.register(app)
    add_readiness_detail("worker", _worker_detail)
