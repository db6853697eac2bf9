"""Alive, and ready."""

from typing import Any

import structlog
from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chapter import db
from chapter.gateways import clock
from chapter.pulse import queries as pulse
from chapter.web.access import allow, everyone

log = structlog.get_logger()
bp = Blueprint("health", __name__)
NOT_SEEN: dict[str, Any] = {"seen": None, "running": False}


@bp.get("/healthz")
@allow(everyone)
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="alive")


@bp.get("/readyz")
@allow(everyone)
def ready() -> ResponseReturnValue:
    """The database answers and its migrations have run; 503 when not."""
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        db.session.rollback()
        revision = None
    if revision is None:
        return jsonify(status="not ready", database=None, worker=NOT_SEEN), 503
    return jsonify(status="ready", database=revision, worker=_worker())


def _worker() -> dict[str, Any]:
    """When a worker last wrote its pulse, and whether one runs. It changes no status: pages are answered
    without it, and a balancer must not take them away."""
    try:
        stands, now = pulse.current(), clock.now()
    except SQLAlchemyError:
        db.session.rollback()
        log.warning("pulse_not_read")
        return NOT_SEEN
    seen = stands.beat_at.isoformat() if stands.beat_at else None
    return {"seen": seen, "running": pulse.runs(stands, now)}


def register(app: Flask) -> None:
    """Answer at /healthz and /readyz."""
    app.register_blueprint(bp)
