"""/give/thanks and the way back from Checkout: what became of a payment, for the browser that began it."""

import structlog
from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from chapter.accounts.models import secret_hash
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.giving import purpose, words
from chapter.giving.models import OPEN, Drive
from chapter.giving.views.public import bp
from chapter.giving.views.public.checkout import PAYER_COOKIE
from chapter.giving.views.public.drives import address_of, drive_or_404, drive_page, gift_form, state_of
from chapter.payments import queries as payments
from chapter.payments import tasks
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.rules.fulfillment import NotOurs
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm
from chapter.web.files import private_response

log = structlog.get_logger()


@bp.get("/thanks")
@allow(everyone)
def thanks() -> ResponseReturnValue:
    """Show what became of a payment, to the browser that began it; only reads, without asking Stripe. Every
    other browser sees the same page, whatever it asks for: nothing of any payment."""
    attempt = _attempt_asked_for()
    return _thanks_page(attempt) if attempt else _elsewhere_page()


@bp.post("/thanks")
@allow(everyone)
def arrive() -> ResponseReturnValue:
    """Ask Stripe whether the money is there, and book it."""
    attempt = _attempt_asked_for()
    if attempt is None:
        return redirect(url_for("giving.thanks"), 303)
    with pressed(lambda _: _thanks_page(attempt)):
        try:
            throttle.enforce((throttle.CHANGE, attempt.order.public_id), now=clock.now())
            tasks.refresh_session(str(attempt.session_id), now=clock.now())
        except throttle.TooManyAttempts as over:
            return _asked_enough(attempt, over)
        except (StripeSilent, StripeRefused, NotOurs) as trouble:
            log.warning("not_settled_yet", order=attempt.order.public_id, why=str(trouble))
    return redirect(url_for("giving.thanks", session_id=attempt.session_id), 303)


@bp.get("/<slug>/back/<public_id>")
@allow(everyone)
def came_back(slug: str, public_id: str) -> ResponseReturnValue:
    """Back from Checkout without paying: show the form as it was sent, in the browser that sent it. Every
    other browser sees the same page, whatever it asks for: an empty form."""
    drive = drive_or_404(slug)
    attempt = _attempt_of_browser(Order.public_id == public_id)
    if attempt and _something_came(attempt.order):
        return redirect(url_for("giving.thanks", session_id=attempt.session_id), 302)
    form = gift_form(drive)
    if attempt:
        form.refill_from(purpose.gift_of_order(attempt.order), number=request.args.get("form", ""))
    return private_response(drive_page(drive, form, note=_back_note(drive, known=attempt is not None)))


def _something_came(order: Order) -> bool:
    """Whether something was charged: money has arrived, is on its way, or arrived with another amount than
    asked."""
    return bool(order.paid_at or order.unpaid_since or payments.has_surplus(order))


def _back_note(drive: Drive, *, known: bool) -> str:
    takes_gifts = state_of(drive, clock.now()) == OPEN
    if not known:
        return words.BACK_ELSEWHERE if takes_gifts else ""
    return words.BACK if takes_gifts else words.BACK_AND_OVER


def _attempt_asked_for() -> Attempt | None:
    """The attempt with the session in the query, if this browser began it; else None."""
    asked = request.values.get("session_id", "")[:120]
    return _attempt_of_browser(Attempt.session_id == asked) if asked else None


def _attempt_of_browser(which: ColumnElement[bool]) -> Attempt | None:
    """The latest attempt of those that this browser began; None without one."""
    secret = session.get(PAYER_COOKIE)
    if not isinstance(secret, str):
        return None
    return payments.latest_attempt_of_browser(secret_hash(secret), purpose.PURPOSE_NAME, which)


def _thanks_page(attempt: Attempt, *, enough: bool = False) -> Response:
    order, gift = attempt.order, purpose.gift_of_order(attempt.order)
    return private_response(
        render_template(
            "giving/public/thanks.html",
            order=order,
            gift=gift,
            drive=gift.drive,
            words=words,
            form=ButtonForm(),
            session_id=attempt.session_id,
            ended=attempt.known_to_have_ended,
            surplus=payments.has_surplus(order),
            enough=enough,
            address=address_of(gift.drive),
        )
    )


def _asked_enough(attempt: Attempt, over: throttle.TooManyAttempts) -> Response:
    response = _thanks_page(attempt, enough=True)
    response.status_code = over.code
    response.headers["Retry-After"] = str(over.seconds)
    return response


def _elsewhere_page() -> Response:
    return private_response(render_template("giving/public/elsewhere.html"))
