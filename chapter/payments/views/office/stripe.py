"""/office/giving/stripe: what the treasurer has to know of Stripe, and may do about it."""

from datetime import datetime

import structlog
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.forms.submission import pressed
from chapter.gateways import clock, current
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.payments import purposes, reconciliation, stripe_calls
from chapter.payments import queries as payments
from chapter.payments.models.ledger import Payment
from chapter.payments.models.stripe import RefundRequest, StripeEvent
from chapter.payments.rules import fulfillment, refunds, webhook_events
from chapter.payments.views.office import bp
from chapter.web.access import allow
from chapter.web.csrf import ButtonForm
from chapter.web.filters import with_period

SHOWN = 50
ABOUT_SURPLUS = {
    fulfillment.PAID_ALREADY: "They were charged a second time for a {noun} that was already paid.",
    fulfillment.ORDER_CLOSED: "The money came after its order was closed, so it pays for no {noun}.",
    fulfillment.WRONG_AMOUNT: "The amount is not what we asked for, so it pays for no {noun}.",
    "": "The {noun} it paid for has ended, so the money will be refunded.",
}
"""What a treasurer has to know of money that goes back, for what is named by its noun."""

KINDS = {
    "charge": "Card payment", "payment": "Payment", "refund": "Refund", "payment_refund": "Refund",
    "adjustment": "Dispute", "stripe_fee": "Stripe fee", "payout": "Payout",
    "payout_failure": "Payout returned", "payout_cancel": "Payout canceled",
}  # fmt: skip
"""The names of Stripe's types of transactions."""

SILENT = "Stripe did not answer in time. We will ask again automatically. Nothing is refunded twice."
log = structlog.get_logger()


@bp.get("/stripe")
@allow(treasurers)
def stripe() -> ResponseReturnValue:
    """Show the books beside Stripe's own transactions; what waits, what is disputed, what to refund."""
    return _page()


@bp.post("/stripe/payments/<public_id>/refund")
@allow(treasurers)
def refund(public_id: str) -> ResponseReturnValue:
    """Refund money that no order takes, or whose refund has failed. Pressed twice, it is one refund."""
    payment = db.first_or_404(select(Payment).where(Payment.public_id == public_id, payments.may_go_back()))
    with pressed(_page):
        now = clock.now()
        with db.writing():
            asked = refunds.request_refund(payment, by=current_user.actor, now=now)
        flash(_sent(asked, now))
    return redirect(url_for("payments_office.stripe"), 303)


@bp.post("/stripe/events/<int(max=2147483647):number>/archive")
@allow(treasurers)
def archive_event(number: int) -> ResponseReturnValue:
    """Archive an event that can't be processed."""
    event = db.first_or_404(
        select(StripeEvent).where(StripeEvent.id == number, StripeEvent.processed_at.is_(None))
    )
    with pressed(_page), db.writing():
        webhook_events.archive_event(event, by=current_user.actor, now=clock.now())
    flash("Archived. Chapter still checks with Stripe every few minutes.")
    return redirect(url_for("payments_office.stripe"), 303)


def _sent(asked: RefundRequest, now: datetime) -> str:
    try:
        done = stripe_calls.send_refund(asked, now=now)
    except StripeSilent as silent:
        log.warning("refund_silent", request=asked.public_id, why=str(silent))
        return SILENT
    except StripeRefused:
        return "Online payment is not set up here, so nothing can be refunded."
    return "Refunded." if done else f"Stripe did not refund it: {asked.error}"


def _about_surplus(payment: Payment) -> str:
    noun = purposes.pages_of(payment.order).noun
    return ABOUT_SURPLUS.get(payment.surplus_why, with_period(payment.surplus_why)).format(noun=noun)


def _page(trouble: str = "") -> str:
    now = clock.now()
    foreign = list(db.session.scalars(reconciliation.foreign_transactions().limit(SHOWN)))
    surplus = list(db.session.scalars(reconciliation.payments_to_refund().limit(SHOWN)))
    return render_template(
        "payments/office/stripe.html",
        balances=reconciliation.balances(),
        differences=reconciliation.differences(),
        surplus=surplus,
        asked=payments.latest_refund_requests([one.id for one in surplus]),
        disputed=list(db.session.scalars(payments.disputed_payments().limit(SHOWN))),
        waiting=list(db.session.scalars(reconciliation.unsettled_payments(now).limit(SHOWN))),
        troubled=list(db.session.scalars(reconciliation.failed_events().limit(SHOWN))),
        oldest=reconciliation.oldest_waiting_event_at(),
        orders=list(db.session.scalars(payments.open_orders().limit(SHOWN))),
        foreign=foreign,
        payouts=list(db.session.scalars(reconciliation.payouts().limit(SHOWN))),
        about_surplus=_about_surplus,
        pages_of=purposes.pages_of,
        kinds=KINDS,
        heard=payments.last_event_at(),
        online=current().stripe is not None,
        trouble=trouble,
        form=ButtonForm(),
        form_has_errors=bool(trouble),
    )
