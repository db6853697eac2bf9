"""/give: from a gift's form to Stripe's Checkout, and back to it without paying."""

from functools import partial

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.forms.idempotent_form import SENT_TWICE
from chapter.gateways import clock
from chapter.giving import purpose, queries, words
from chapter.giving.forms import GiftForm
from chapter.giving.models import OPEN, Drive
from chapter.giving.rules import gifts
from chapter.giving.views.public import bp
from chapter.giving.views.public.drives import drive_or_404, drive_page, gift_form, state_of
from chapter.payments import checkout as payments_checkout
from chapter.payments import queries as payments
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.rules import orders
from chapter.security import signed_links, throttle
from chapter.web.access import allow, everyone
from chapter.web.files import private_response


@bp.post("/<slug>/checkout")
@allow(everyone)
def checkout(slug: str) -> ResponseReturnValue:
    """Save the gift and redirect to Checkout. The amount charged there is computed here."""
    drive = drive_or_404(slug)
    form = gift_form(drive)
    with form.trying(partial(drive_page, drive), twice=SENT_TWICE):
        try:
            payments_checkout.begin(
                current_user, "" if current_user.is_authenticated else form.typed_identity[1]
            )
            attempt = _open_order(drive, form)
            back = _way_back(drive, attempt)
            return redirect(payments_checkout.address(attempt, back=back, donation=True), 303)
        except throttle.TooManyAttempts as over:
            return _too_many(drive, form, over)
        except payments_checkout.NoCheckout as why:
            return drive_page(drive, form, why.trouble), why.status


@bp.get("/<slug>/back/<public_id>")
@allow(everyone)
def came_back(slug: str, public_id: str) -> ResponseReturnValue:
    """Back from Checkout without paying: show the form as it was sent, in the browser that sent it. Every
    other browser sees the same page, whatever it asks for: an empty form."""
    drive = drive_or_404(slug)
    theirs = Order.public_id == public_id, Order.purpose == purpose.PURPOSE_NAME
    attempt = payments.latest_attempt_of_browser(payments_checkout.browser_hash(), *theirs)
    if attempt and payments.has_arrived(attempt.order):
        return redirect(url_for("payments.thanks", session_id=attempt.session_id), 302)
    form = gift_form(drive)
    if attempt:
        form.refill_from(purpose.gift_of_order(attempt.order), number=request.args.get("form", ""))
    return private_response(drive_page(drive, form, note=_back_note(drive, known=attempt is not None)))


def _back_note(drive: Drive, *, known: bool) -> str:
    takes_gifts = state_of(drive, clock.now()) == OPEN
    if not known:
        return words.BACK_ELSEWHERE if takes_gifts else ""
    return words.BACK if takes_gifts else words.BACK_AND_OVER


def _open_order(drive: Drive, form: GiftForm) -> Attempt:
    """The gift, its order and a payment attempt; only this browser is shown what becomes of it."""
    now = clock.now()
    who = (
        (current_user.person.name, current_user.account.email)
        if current_user.is_authenticated
        else form.typed_identity
    )
    person = current_user.person if current_user.is_authenticated else None
    secret = payments_checkout.browser_secret()
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


def _way_back(drive: Drive, attempt: Attempt) -> str:
    """Where Checkout sends a giver who goes back: to their form, filled in. The form's number comes along, so
    that it is the same gift when it is sent again unchanged."""
    number = request.form.get("nonce", "")
    order = attempt.order.public_id
    return signed_links.absolute_url(
        url_for("giving.came_back", slug=drive.slug, public_id=order, form=number)
    )


def _too_many(drive: Drive, form: GiftForm, over: throttle.TooManyAttempts) -> Response:
    response = make_response(drive_page(drive, form, words.try_later(over.seconds)), 429)
    response.headers["Retry-After"] = str(over.seconds)
    return response
