"""/give/thanks: what became of a payment, for the browser that began it."""

import structlog
from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.payments import checkout, purposes, queries, stripe_calls
from chapter.payments.models.orders import Attempt
from chapter.payments.rules.fulfillment import NotOurs
from chapter.payments.views.public import bp
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm
from chapter.web.files import private_response

log = structlog.get_logger()


@bp.get("/give/thanks")
@allow(everyone)
def thanks() -> ResponseReturnValue:
    """Show what became of a payment, to the browser that began it; only reads, without asking Stripe. Every
    other browser sees the same page, whatever it asks for: nothing of any payment."""
    attempt = _attempt_asked_for()
    return _landing_page(attempt) if attempt else _elsewhere_page()


@bp.post("/give/thanks")
@allow(everyone)
def arrive() -> ResponseReturnValue:
    """Ask Stripe whether the money is there, and book it."""
    attempt = _attempt_asked_for()
    if attempt is None:
        return redirect(url_for("payments.thanks"), 303)
    with pressed(lambda _: _landing_page(attempt)):
        try:
            throttle.enforce((throttle.CHANGE, attempt.order.public_id), now=clock.now())
            stripe_calls.refresh_session(str(attempt.session_id), now=clock.now())
        except throttle.TooManyAttempts as over:
            return _asked_enough(attempt, over)
        except (StripeSilent, StripeRefused, NotOurs) as trouble:
            log.warning("not_settled_yet", order=attempt.order.public_id, why=str(trouble))
    return redirect(url_for("payments.thanks", session_id=attempt.session_id), 303)


def _attempt_asked_for() -> Attempt | None:
    """The attempt with the session in the query, if this browser began it; else None."""
    asked = request.values.get("session_id", "")[:120]
    if not asked:
        return None
    return queries.latest_attempt_of_browser(checkout.browser_hash(), Attempt.session_id == asked)


def _landing_page(attempt: Attempt, *, enough: bool = False) -> Response:
    order = attempt.order
    pages = purposes.pages_of(order)
    shown = pages.landing(order)
    return private_response(
        render_template(
            shown.template,
            **shown.values,
            order=order,
            noun=pages.noun,
            form=ButtonForm(),
            session_id=attempt.session_id,
            ended=attempt.known_to_have_ended,
            surplus=queries.has_surplus(order),
            enough=enough,
        )
    )


def _asked_enough(attempt: Attempt, over: throttle.TooManyAttempts) -> Response:
    response = _landing_page(attempt, enough=True)
    response.status_code = over.code
    response.headers["Retry-After"] = str(over.seconds)
    return response


def _elsewhere_page() -> Response:
    return private_response(render_template("payments/public/elsewhere.html"))
