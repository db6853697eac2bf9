"""Whether the process is alive, and whether it is ready to serve."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from chapter.gateways import clock
from chapter.web import database_probe, health_checks
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer
from chapter.web.views.public import bp


@bp.get("/healthz")
@allow(everyone, answer=Answer.JSON)
def alive() -> ResponseReturnValue:
    """Answer 200 whenever the process runs."""
    return jsonify(status="alive")


@bp.get("/readyz")
@allow(everyone, answer=Answer.JSON)
def ready() -> ResponseReturnValue:
    """200 when the database answers, is migrated and can be written; 503 with the reason when not."""
    revision, why = database_probe.database_status()
    status = "not ready" if why else "ready"
    said = {
        "status": status,
        "database": revision,
        **({"reason": why} if why else {}),
        **health_checks.readiness_details(clock.now()),
    }
    return jsonify(said), 503 if why else 200
