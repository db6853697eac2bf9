"""/stripe/webhook: what Stripe tells us. Kept at once, worked off by the worker."""

import structlog
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.gateways import clock, current
from chapter.gateways.stripe.client import BadSignature
from chapter.payments.models.stripe import StripeEvent
from chapter.payments.views.public import bp
from chapter.security import security_log
from chapter.web.access import allow, everyone
from chapter.web.csrf import csrf_exempt

log = structlog.get_logger()


@bp.post("/stripe/webhook")
@allow(everyone)
@csrf_exempt
def webhook() -> ResponseReturnValue:
    """Keep the event, once. Stripe's signature proves it; what is not proved is refused (400), and what
    could not be kept is not acknowledged (5xx): Stripe sends it again."""
    stripe, now = current().stripe, clock.now()
    if stripe is None:
        return "", 404
    try:
        heard = stripe.heard(request.get_data(), request.headers.get("Stripe-Signature"))
    except BadSignature as error:
        log.warning("webhook_refused", why=str(error))
        security_log.log_event("webhook_refused")
        return "", 400
    if heard.livemode != stripe.live:
        log.warning("webhook_refused", why="an event of the other mode")
        security_log.log_event("webhook_refused")
        return "", 400
    with db.writing():
        known = select(StripeEvent.id).where(StripeEvent.event_id == heard.id)
        if db.first(known) is None:
            kept = StripeEvent(event_id=heard.id, kind=heard.kind, object_id=heard.object_id)
            kept.heard_at = kept.due_at = now
            db.session.add(kept)
    return "", 204
