"""/give: from a gift's form to Stripe's Checkout."""

import secrets
from functools import partial

import structlog
from flask import Response, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.forms.idempotent_form import SENT_TWICE
from chapter.gateways import clock, current
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.giving import queries, words
from chapter.giving.forms import GiftForm
from chapter.giving.models import Drive
from chapter.giving.rules import checkout_limits, gifts
from chapter.giving.views.public import bp
from chapter.giving.views.public.drives import drive_or_404, drive_page, gift_form
from chapter.payments import tasks
from chapter.payments.models.orders import Attempt
from chapter.payments.rules import orders
from chapter.refusal import Refused
from chapter.security import signed_links, throttle
from chapter.web.access import allow, everyone

PAYER_COOKIE = "payer"
NOT_SET_UP = (
    "Paying online is not set up here. Nothing was charged. Write to us, and we tell you another way."
)
SILENT = (
    "Our payment partner did not answer in time. You did not get to its page, so nothing was charged. "
    "What you wrote is still here: try again in a minute."
)
SILENT_AGAIN = (
    "Our payment partner did not answer in time. If you have paid already, your receipt comes by email, and "
    "there is nothing to do. If not, what you wrote is still here: try again in a minute."
)
DECLINED = (
    "Our payment partner did not take this. Nothing was charged. What you wrote is still here; if it happens "
    "again, write to us."
)
log = structlog.get_logger()


@bp.post("/<slug>/checkout")
@allow(everyone)
def checkout(slug: str) -> ResponseReturnValue:
    """Save the gift and redirect to Checkout. The amount charged there is computed here."""
    drive, now = drive_or_404(slug), clock.now()
    form = gift_form(drive)
    with form.trying(partial(drive_page, drive), twice=SENT_TWICE):
        try:
            throttle.enforce(*_checkout_tries(form), now=now)
        except throttle.TooManyAttempts as over:
            return _too_many(drive, form, over)
        if current().stripe is None:
            raise Refused(NOT_SET_UP)
        attempt = _open_order(drive, form)
        before = tasks.led_to_checkout_before(attempt)
        try:
            return redirect(_checkout_url(drive, attempt), 303)
        except StripeSilent as silent:
            log.warning("checkout_silent", order=attempt.order.public_id, why=str(silent))
            return drive_page(drive, form, SILENT_AGAIN if before else SILENT), 503
        except StripeRefused as declined:
            log.warning("checkout_refused", order=attempt.order.public_id, why=str(declined))
            return drive_page(drive, form, SILENT_AGAIN if before else DECLINED), 502


def _open_order(drive: Drive, form: GiftForm) -> Attempt:
    """The gift, its order and a payment attempt; only this browser is shown what becomes of it."""
    now = clock.now()
    who = (
        (current_user.person.name, current_user.account.email)
        if current_user.is_authenticated
        else form.typed_identity
    )
    person = current_user.person if current_user.is_authenticated else None
    secret = session.get(PAYER_COOKIE)
    if not isinstance(secret, str):
        secret = session[PAYER_COOKIE] = secrets.token_urlsafe(16)
    with db.writing():
        raised = queries.figures(drive).given_cents if drive.stops_at_goal else 0
        gift = gifts.make_gift(
            drive,
            form.gift_input(who),
            raised_cents=raised,
            person=person,
            nonce=str(form.nonce.data),
            now=now,
        )
        order = gifts.open_order(gift, form=str(form.nonce.data), now=now)
        return orders.begin_attempt(order, secret, now=now)


def _checkout_url(drive: Drive, attempt: Attempt) -> str:
    """Begin Checkout; returns its address at Stripe."""
    landing = signed_links.absolute_url(url_for("giving.thanks"))
    return tasks.begin_checkout(
        attempt, back=_way_back(drive, attempt), landing=landing, donation=True, now=clock.now()
    )


def _way_back(drive: Drive, attempt: Attempt) -> str:
    """Where Checkout sends a giver who goes back: to their form, filled in. The form's number comes along, so
    that it is the same gift when it is sent again unchanged."""
    number = request.form.get("nonce", "")
    order = attempt.order.public_id
    return signed_links.absolute_url(
        url_for("giving.came_back", slug=drive.slug, public_id=order, form=number)
    )


def _checkout_tries(form: GiftForm) -> list[checkout_limits.CheckoutTry]:
    """The throttles that this try counts against: those of a person, an email and a browser."""
    secret = session.get(PAYER_COOKIE)
    email = current_user.account.email if current_user.is_authenticated else form.typed_identity[1]
    person = current_user.person if current_user.is_authenticated else None
    return checkout_limits.checkout_tries(person, email, secret if isinstance(secret, str) else None)


def _too_many(drive: Drive, form: GiftForm, over: throttle.TooManyAttempts) -> Response:
    response = make_response(drive_page(drive, form, words.try_later(over.seconds)), 429)
    response.headers["Retry-After"] = str(over.seconds)
    return response
