"""Alive, and ready."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chapter import db
from chapter.gateways import clock
from chapter.web.access import allow, everyone

bp = Blueprint("health", __name__)
Teller = Callable[[datetime], dict[str, Any]]
_tellers: dict[str, Teller] = {}


def tells(name: str, tell: Teller) -> None:
    """Let /readyz say under ``name`` what ``tell`` knows at that moment. It decides nothing: a part that is
    silent is told, and the pages are ready all the same."""
    _tellers[name] = tell


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
        return jsonify(status="not ready", database=None), 503
    return jsonify(status="ready", database=revision, **_told(clock.now()))


def _told(now: datetime) -> dict[str, dict[str, Any]]:
    return {name: tell(now) for name, tell in _tellers.items()}


def register(app: Flask) -> None:
    """Answer at /healthz and /readyz."""
    app.register_blueprint(bp)
