"""/demo/stripe: Checkout without money, and a dashboard of the account. In the demo only.

The pages are on the demo's own port; their buttons call the stand-in, a process of its own.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import money
from chapter.forms.money_fields import MoneyField, MoneyForm
from chapter.web.access import allow, everyone
from chapter.web.csrf import FORM_EXPIRED, ButtonForm
from demo.views.public import bp
from stripe_stand_in.client import Controls, NotThere, Refused

OUTCOMES = {"pay", "decline", "expire", "debit_arrives", "debit_bounces"}
DOINGS = {
    "arrive": "The debit went through.",
    "bounce": "The debit failed.",
    "dispute": "The dispute is open. The amount and Stripe’s fee were withdrawn.",
    "inquire": "The inquiry is open. No money moves.",
    "inquiry_closes": "The inquiry is closed.",
    "inquiry_escalates": "The inquiry is a dispute now. The amount and Stripe’s fee were withdrawn.",
    "prevented": "The dispute was prevented. No money moves.",
    "prevented_by_refund": "The dispute was prevented by a refund.",
    "answer": "The evidence was sent.",
    "win": "The dispute is won. The money is back.",
    "lose": "The dispute is lost.",
    "appeal": "The decision was appealed.",
    "refund_later": "The refund is pending.",
    "refund_arrives": "The refund arrived.",
    "refund_fails": "The refund failed. The money is back in the balance.",
}
"""Actions on one payment, each with the message that confirms it."""

MOVES = {
    "settle": "The money is available now.",
    "pay_out": "The payout is on its way.",
    "payout_arrives": "The payout arrived.",
    "payout_fails": "The payout failed. The money is back in the balance.",
    "bill": "Stripe took its fee.",
    "not_ours": "Another shop took a payment by card.",
    "not_ours_by_checkout": "Another shop took a payment through Checkout.",
}
"""Actions on the account as a whole."""

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "once": ("Once, right away", {}),
    "twice": ("Each one twice", {"copies": 2}),
    "late": ("30 seconds late", {"delay_seconds": 30}),
    "shuffled": ("In any order", {"shuffle": True}),
    "held": ("Held until you release them", {"hold": True}),
    "dropped": ("Never", {"drop": True}),
}
PLAIN: dict[str, Any] = {"copies": 1, "delay_seconds": 0, "shuffle": False, "hold": False, "drop": False}


class RefundForm(MoneyForm):
    """The amount of a refund."""

    amount = MoneyField("Amount", "Enter the amount to refund.", least=1)


@bp.get("/stripe/checkout/<session_id>")
@allow(everyone)
def stripe_checkout(session_id: str) -> ResponseReturnValue:
    """The Checkout page: what is to be paid, and a button for each outcome."""
    return _checkout(session_id)


@bp.post("/stripe/checkout/<session_id>")
@allow(everyone)
def choose_outcome(session_id: str) -> ResponseReturnValue:
    """Apply the chosen outcome; then redirect to the page that the session names."""
    form, act = ButtonForm(), request.form.get("act", "")
    if not form.validate_on_submit() or act not in OUTCOMES:
        return _checkout(session_id, FORM_EXPIRED), 422
    try:
        session = _ask(lambda: _controls().act(act, session_id))
    except Refused as refused:
        return _checkout(session_id, str(refused)), 422
    if act == "decline":
        return _checkout(session_id, "The card was declined. Nothing was charged. Try another way."), 422
    if act == "expire":
        return redirect(url_for("demo.stripe_checkout", session_id=session_id), 303)
    return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id), 303)


@bp.get("/stripe/")
@allow(everyone)
def stripe_dashboard() -> ResponseReturnValue:
    """Every payment, newest first, the balance, and how webhooks are sent."""
    books = _ask(lambda: _controls().books())
    kept = {key: books["controls"][key] for key in PLAIN}
    now = next((key for key, (_, way) in WAYS.items() if PLAIN | way == kept), "")
    return render_template("demo/stripe/dashboard.html", books=books, ways=WAYS, way=now, moment=_moment)


@bp.post("/stripe/webhooks")
@allow(everyone)
def set_webhook_delivery() -> ResponseReturnValue:
    """Change how webhooks are sent from now on, or release held ones."""
    way = request.form.get("way", "")
    if not ButtonForm().validate_on_submit() or way not in {*WAYS, "release", "release backwards"}:
        abort(400)
    if way in WAYS:
        _ask(lambda: _controls().set(**PLAIN | WAYS[way][1]))
        flash(f"From now on webhooks are sent: {WAYS[way][0].lower()}.")
    else:
        released = _ask(lambda: _controls().release("backwards" if "backwards" in way else "in turn"))
        flash(f"Released: {released}.")
    return redirect(url_for("demo.stripe_dashboard"), 303)


@bp.post("/stripe/balance")
@allow(everyone)
def move_balance() -> ResponseReturnValue:
    """Do an action on the account: a payout, a fee of Stripe's own, a payment of another shop."""
    _press(MOVES)
    return redirect(url_for("demo.stripe_dashboard"), 303)


@bp.get("/stripe/payments/<charge_id>")
@allow(everyone)
def stripe_payment(charge_id: str) -> ResponseReturnValue:
    """One payment: its fee, refunds and disputes."""
    return _payment(charge_id, RefundForm(formdata=None))


@bp.post("/stripe/payments/<charge_id>/refund")
@allow(everyone)
def refund_payment(charge_id: str) -> ResponseReturnValue:
    """Refund some of it, or all, as in Stripe's dashboard."""
    form = RefundForm().in_currency(_ask(lambda: _controls().payment(charge_id))["charge"]["currency"])
    if not form.validate_on_submit():
        return _payment(charge_id, form), 422
    try:
        made = _ask(lambda: _controls().refund(charge_id, form.in_cents(form.amount)))
    except Refused as refused:
        form.amount.errors = [str(refused)]
        return _payment(charge_id, form), 422
    flash(f"Refunded: {money.show(made['amount'], made['currency'])}.")
    return redirect(url_for("demo.stripe_payment", charge_id=charge_id), 303)


@bp.post("/stripe/payments/<charge_id>")
@allow(everyone)
def change_payment(charge_id: str) -> ResponseReturnValue:
    """Do what a bank or the owner does: a dispute opened, answered, decided, a debit that arrives or bounces,
    a refund that arrives or fails."""
    _press(DOINGS)
    return redirect(url_for("demo.stripe_payment", charge_id=charge_id), 303)


@bp.errorhandler(NotThere)
def not_there(_error: NotThere) -> ResponseReturnValue:
    """The page when the stand-in is not running: a sandbox key is set, or it was stopped."""
    return render_template("demo/stripe/absent.html"), 503


def _press(may: dict[str, str]) -> None:
    """Do the chosen action to the submitted ``object``, and flash its message."""
    act, object_id = request.form.get("act", ""), request.form.get("object", "")
    if not ButtonForm().validate_on_submit() or act not in may:
        abort(400)
    try:
        _ask(lambda: _controls().act(act, object_id))
        flash(may[act])
    except Refused as refused:
        flash(str(refused), "refused")


def _controls() -> Controls:
    base = current_app.config["STRIPE_API_BASE"]
    if not base:
        raise NotThere("no stand-in is set")
    return Controls(base, current_app.config["STRIPE_SECRET_KEY"])


def _ask(ask: Callable[[], Any]) -> Any:
    """The stand-in's answer; 404 for what it does not have."""
    try:
        return ask()
    except Refused as refused:
        if refused.status == 404:
            abort(404)
        raise


def _checkout(session_id: str, trouble: str = "") -> str:
    found = _ask(lambda: _controls().session(session_id))
    return render_template(
        "demo/stripe/checkout.html", trouble=trouble, form_has_errors=bool(trouble), **found
    )


def _payment(charge_id: str, form: RefundForm) -> str:
    found = _ask(lambda: _controls().payment(charge_id))
    return render_template("demo/stripe/payment.html", form=form, moment=_moment, plain=money.plain, **found)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
