"""/stripe/webhook: the events that Stripe sends. Stored at once, processed by the worker."""

import structlog
from flask import request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.gateways import clock, current
from chapter.gateways.stripe.client import BadSignature
from chapter.payments.rules import webhook_events
from chapter.payments.views.public import bp
from chapter.security import security_log
from chapter.web.access import allow, everyone
from chapter.web.csrf import csrf_exempt

log = structlog.get_logger()


@bp.post("/stripe/webhook")
@allow(everyone)
@csrf_exempt
def webhook() -> ResponseReturnValue:
    """Store the event, once. Stripe's signature proves it; an unsigned one is refused (400), and one that
    could not be stored is not acknowledged (5xx): Stripe sends it again."""
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
        webhook_events.store_event(heard, now=now)
    return "", 204
