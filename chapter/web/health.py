"""Alive, and ready."""

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chapter import db
from chapter.web.access import allow, everyone

bp = Blueprint("health", __name__)


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
    return jsonify(status="ready", database=revision)


def register(app: Flask) -> None:
    """Answer at /healthz and /readyz."""
    app.register_blueprint(bp)
