"""Alive, and ready."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from chapter import db
from chapter.gateways import clock
from chapter.heartbeat import queries as pulse
from chapter.web import database_probe
from chapter.web.access import allow, everyone

log = structlog.get_logger()
bp = Blueprint("health", __name__)
ReadinessDetail = Callable[[datetime], dict[str, Any]]
_details: dict[str, ReadinessDetail] = {}


def add_readiness_detail(name: str, tell: ReadinessDetail) -> None:
    """Let /readyz say under ``name`` what ``tell`` knows at that moment. It decides nothing: a part that is
    silent is told, and the pages are ready all the same."""
    _details[name] = tell


@bp.get("/healthz")
@allow(everyone)
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="alive")


@bp.get("/readyz")
@allow(everyone)
def ready() -> ResponseReturnValue:
    """The database answers, its migrations have run, and it can be written; 503 with the reason when not."""
    revision, why = database_probe.database_status()
    status = "not ready" if why else "ready"
    said = {
        "status": status,
        "database": revision,
        **({"reason": why} if why else {}),
        **_all_details(clock.now()),
    }
    return jsonify(said), 503 if why else 200


def _all_details(now: datetime) -> dict[str, dict[str, Any] | None]:
    """None of what can't be known at this moment."""
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
    """When a worker last wrote its pulse, and whether one runs."""
    stands = pulse.current()
    seen = stands.beat_at.isoformat() if stands.beat_at else None
    return {"seen": seen, "running": pulse.is_worker_running(stands, now)}


def register(app: Flask) -> None:
    """Answer at /healthz and /readyz."""
    database_probe.register(app)
    add_readiness_detail("worker", _worker_detail)
    app.register_blueprint(bp)
