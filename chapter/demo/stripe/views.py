"""/demo/stripe: Checkout without money, and what the account holds. In the demo only.

The pages stand on the demo's one port; what is pressed goes to the stand-in, a process of its own.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import money
from chapter.demo.stripe.asking import Controls, NotThere, Refused
from chapter.web.access import allow, everyone
from chapter.web.amounts import Amount, Priced
from chapter.web.csrf import PressForm
from chapter.web.forms import OLD_FORM

OUTCOMES = {"pay", "decline", "expire", "debit_arrives", "debit_bounces"}
DOINGS = {"arrive", "bounce", "dispute", "win", "lose", "refund_arrives", "refund_fails"}
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "once": ("Once, at once", {}),
    "twice": ("Each one twice", {"copies": 2}),
    "late": ("30 seconds late", {"delay_seconds": 30}),
    "shuffled": ("In any order", {"shuffle": True}),
    "held": ("Held, until you let them go", {"hold": True}),
    "dropped": ("Never", {"drop": True}),
}
PLAIN: dict[str, Any] = {"copies": 1, "delay_seconds": 0, "shuffle": False, "hold": False, "drop": False}

bp = Blueprint("demo_stripe", __name__, url_prefix="/demo/stripe")


class RefundForm(Priced):
    """How much goes back."""

    amount = Amount("Amount", "Say how much goes back.", least=1)


@bp.get("/checkout/<session_id>")
@allow(everyone)
def checkout(session_id: str) -> ResponseReturnValue:
    """What she pays, and a button for each way that it can go."""
    return _checkout(session_id)


@bp.post("/checkout/<session_id>")
@allow(everyone)
def outcome(session_id: str) -> ResponseReturnValue:
    """Let it go that way; then on to the page that the session names."""
    form, act = PressForm(), request.form.get("act", "")
    if not form.validate_on_submit() or act not in OUTCOMES:
        return _checkout(session_id, OLD_FORM), 422
    try:
        session = _ask(lambda: _controls().act(act, session_id))
    except Refused as refused:
        return _checkout(session_id, str(refused)), 422
    if act == "decline":
        return _checkout(session_id, "The card was declined. Nothing was charged. Try another way."), 422
    if act == "expire":
        return redirect(url_for("demo_stripe.checkout", session_id=session_id), 303)
    return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id), 303)


@bp.get("/")
@allow(everyone)
def dashboard() -> ResponseReturnValue:
    """Every payment, newest first, and how webhooks are sent."""
    books = _ask(lambda: _controls().books())
    controls = books["controls"] | {"ahead_seconds": 0, "slow_seconds": 0}
    now = next((key for key, (_, way) in WAYS.items() if PLAIN | way == {k: controls[k] for k in PLAIN}), "")
    return render_template("demo/stripe/dashboard.html", books=books, ways=WAYS, way=now, moment=_moment)


@bp.post("/webhooks")
@allow(everyone)
def webhooks() -> ResponseReturnValue:
    """Send them another way from now on, or let go what is held."""
    way = request.form.get("way", "")
    if not PressForm().validate_on_submit() or way not in {*WAYS, "let go", "let go backwards"}:
        abort(400)
    if way in WAYS:
        _ask(lambda: _controls().set(**PLAIN | WAYS[way][1]))
        flash(f"From now on webhooks are sent: {WAYS[way][0].lower()}.")
    else:
        released = _ask(lambda: _controls().release("backwards" if "backwards" in way else "in turn"))
        flash(f"Let go: {released}.")
    return redirect(url_for("demo_stripe.dashboard"), 303)


@bp.get("/payments/<charge_id>")
@allow(everyone)
def payment(charge_id: str) -> ResponseReturnValue:
    """One payment: its fee, refunds and disputes."""
    return _payment(charge_id, RefundForm(formdata=None))


@bp.post("/payments/<charge_id>/refund")
@allow(everyone)
def refund(charge_id: str) -> ResponseReturnValue:
    """Give some of it back, or all, as if in Stripe's dashboard."""
    form = RefundForm().in_currency(_the(charge_id)["currency"])
    if not form.validate_on_submit():
        return _payment(charge_id, form), 422
    try:
        made = _ask(lambda: _controls().refund(charge_id, form.in_cents(form.amount)))
    except Refused as refused:
        form.amount.errors = [str(refused)]
        return _payment(charge_id, form), 422
    flash(f"Refunded: {money.show(made['amount'], made['currency'])}.")
    return redirect(url_for("demo_stripe.payment", charge_id=charge_id), 303)


@bp.post("/payments/<charge_id>")
@allow(everyone)
def happen(charge_id: str) -> ResponseReturnValue:
    """What a bank does: a dispute opened, won or lost, a debit that arrives or bounces, a failed refund."""
    act, about = request.form.get("act", ""), request.form.get("about", "")
    if not PressForm().validate_on_submit() or act not in DOINGS:
        abort(400)
    try:
        _ask(lambda: _controls().act(act, about))
    except Refused as refused:
        flash(str(refused), "refused")
    return redirect(url_for("demo_stripe.payment", charge_id=charge_id), 303)


@bp.errorhandler(NotThere)
def not_there(_error: NotThere) -> ResponseReturnValue:
    """The process is not running: a sandbox key is set, or it was stopped."""
    return render_template("demo/stripe/absent.html"), 503


def _controls() -> Controls:
    base = current_app.config["STRIPE_API_BASE"]
    if not base:
        raise NotThere("no stand-in is set")
    return Controls(base, current_app.config["STRIPE_SECRET_KEY"])


def _ask(ask: Callable[[], Any]) -> Any:
    """What the stand-in says; 404 for what it does not have."""
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


def _the(charge_id: str) -> dict[str, Any]:
    charges: list[dict[str, Any]] = _ask(lambda: _controls().books())["charges"]
    return next((one for one in charges if one["id"] == charge_id), None) or abort(404)


def _payment(charge_id: str, form: RefundForm) -> str:
    books = _ask(lambda: _controls().books())
    charge = next((one for one in books["charges"] if one["id"] == charge_id), None) or abort(404)
    mine = {
        kind: [one for one in books[kind] if one.get("charge") == charge_id]
        for kind in ("refunds", "disputes")
    }
    session = next((one for one in books["checkout_sessions"]
                    if one["payment_intent"] == charge["payment_intent"]), None)  # fmt: skip
    fee = next((one["fee"] for one in books["balance_transactions"]
                if one["id"] == charge["balance_transaction"]), None)  # fmt: skip
    facts = {"charge": charge, "session": session, "fee": fee, **mine}
    return render_template("demo/stripe/payment.html", form=form, moment=_moment, plain=money.plain, **facts)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
