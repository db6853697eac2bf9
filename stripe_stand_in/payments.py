"""What a payer does with a Checkout Session, and what becomes of a bank debit."""

from typing import Any

from stripe_stand_in import objects
from stripe_stand_in.account import Account
from stripe_stand_in.errors import StripeError

Body = dict[str, Any]
LASTS_SECONDS = 24 * 3600
DEBIT_TAKES_SECONDS = 10
DEBIT_PENDING_SECONDS = 14 * 24 * 3600
"""How many seconds the money of a debit that nobody decides stays pending at least."""

ANOTHER_SHOPS = {"quantity": 1, "price_data": {
    "currency": "usd", "unit_amount": 4_200, "product_data": {"name": "A mug of another shop"}}}  # fmt: skip


def open_session(account: Account, params: Body) -> Body:
    """Open a Checkout Session; its parameters are checked already."""
    made = objects.session(params, address=account.checkout, now=account.now(), lasts=LASTS_SECONDS)
    lines = [objects.line_item(line) for line in params["line_items"]]
    intent = (params.get("payment_intent_data") or {}).get("metadata") or {}
    return _opened(account, made, {"lines": lines, "metadata": intent})


def open_again(account: Account, session_id: str) -> Body:
    """Open a second session for the same reference, as if its creator had not known of the first."""
    first = account.the(session_id)
    made_id = objects.new_id("cs_test")
    fresh = {
        "id": made_id, "url": f"{account.checkout}/{made_id}", "status": "open", "payment_status": "unpaid",
        "created": account.now(), "expires_at": account.now() + LASTS_SECONDS, "payment_intent": None,
        "customer_details": None,
    }  # fmt: skip
    return _opened(account, first | fresh, account.store.told(f"of {session_id}", {}))


def lines(account: Account, session_id: str) -> list[Body]:
    """The line items of a session."""
    return list(account.store.told(f"of {account.the(session_id)['id']}", {"lines": []})["lines"])


def expire(account: Account, session_id: str) -> Body:
    """Expire the session: nobody can pay by it any more."""
    session = account.the(session_id)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    session.update(status="expired", url=None)
    account.tell("checkout.session.expired", account.store.put(session))
    return session


def pay(account: Account, session_id: str) -> Body:
    """Pay by card, successfully."""
    session, intent = _begun(account, session_id)
    charge = objects.charge(intent, "card", "succeeded", session["customer_email"], now=account.now())
    _charged(account, intent, charge)
    session.update(status="complete", payment_status="paid", payment_intent=intent["id"], url=None)
    account.tell("checkout.session.completed", account.store.put(session))
    return session


def decline(account: Account, session_id: str) -> Body:
    """Decline the card; the session stays open."""
    session, intent = _begun(account, session_id)
    charge = objects.charge(intent, "card", "failed", session["customer_email"], now=account.now())
    intent.update(latest_charge=charge["id"])
    intent["last_payment_error"] = {"type": "card_error", "code": "card_declined", "charge": charge["id"]}
    account.store.put(intent)
    account.tell("charge.failed", account.store.put(charge))
    account.tell("payment_intent.payment_failed", intent)
    return account.store.put(session | {"payment_intent": intent["id"]})


def debit(account: Account, session_id: str, *, arrives: bool | None) -> Body:
    """Pay by bank debit: Checkout is completed now, and the money comes or fails a little later; ``arrives``
    None: when somebody decides it. The line of the balance is there at once, and pending."""
    session, intent = _begun(account, session_id)
    email, now = session["customer_email"], account.now()
    charge = objects.charge(intent, "us_bank_account", "pending", email, now=now)
    amount, fee, waits = charge["amount"], account.fee(charge["amount"]), now + DEBIT_PENDING_SECONDS
    line = account.book(charge, "payment", amount, fee, available_on=waits)
    charge["balance_transaction"] = line["id"]
    intent.update(status="processing", latest_charge=charge["id"])
    account.tell("charge.pending", account.store.put(charge))
    account.tell("payment_intent.processing", account.store.put(intent))
    session.update(status="complete", payment_status="unpaid", payment_intent=intent["id"], url=None)
    account.tell("checkout.session.completed", account.store.put(session))
    if arrives is not None:
        account.later("arrive" if arrives else "bounce", session_id, account.now() + DEBIT_TAKES_SECONDS)
    return session


def arrive(account: Account, session_id: str) -> Body:
    """Let the debited money arrive."""
    session, intent, charge = _under_way(account, session_id)
    charge.update(status="succeeded", paid=True, amount_captured=charge["amount"])
    line = account.the(charge["balance_transaction"])
    account.store.put(line | {"available_on": account.now() + objects.HOLDS_SECONDS})
    _succeeded(account, intent, charge)
    session.update(payment_status="paid")
    account.tell("checkout.session.async_payment_succeeded", account.store.put(session))
    return session


def bounce(account: Account, session_id: str) -> Body:
    """Let the bank reject the debit: a second line reverses the first one, fee and all."""
    session, intent, charge = _under_way(account, session_id)
    taken = account.the(charge["balance_transaction"])
    line = account.book(
        charge, "payment_failure_refund", -taken["amount"], -taken["fee"], available_on=taken["available_on"]
    )  # fmt: skip
    charge.update(
        status="failed", failure_code="insufficient_funds", failure_message="The account is empty.",
        failure_balance_transaction=line["id"],
    )  # fmt: skip
    intent.update(status="requires_payment_method")
    account.tell("charge.failed", account.store.put(charge))
    account.tell("payment_intent.payment_failed", account.store.put(intent))
    account.tell("checkout.session.async_payment_failed", session)
    return session


def not_ours(account: Account, email: str) -> Body:
    """Charge a card for another shop on the same account: no session, no reference, no metadata. Returns the
    charge."""
    of = {"amount_total": 4_200, "currency": "usd", "payment_method_types": ["card"]}
    intent = account.store.put(objects.payment_intent(of, {}, now=account.now()))
    charge = objects.charge(intent, "card", "succeeded", email or None, now=account.now())
    _charged(account, intent, charge)
    return charge


def not_ours_by_checkout(account: Account, email: str) -> Body:
    """Charge a card through a Checkout Session of the other shop's. Returns the session."""
    params = {"mode": "payment", "line_items": [ANOTHER_SHOPS], "success_url": "https://other-shop.test/"}
    made = open_session(account, params | ({"customer_email": email} if email else {}))
    return pay(account, made["id"])


def _opened(account: Account, made: Body, of: Body) -> Body:
    account.store.tell(f"of {made['id']}", of)
    account.later("expire", made["id"], made["expires_at"])
    return account.store.put(made)


def _begun(account: Account, session_id: str) -> tuple[Body, Body]:
    session = account.the(session_id)
    if session["status"] != "open":
        words = f"This Checkout Session is {session['status']}, not open."
        raise StripeError(words, param="session")
    if session["payment_intent"]:
        return session, account.the(session["payment_intent"])
    metadata = account.store.told(f"of {session_id}", {"metadata": {}})["metadata"]
    intent = account.store.put(objects.payment_intent(session, metadata, now=account.now()))
    session["customer_details"] = {
        "address": None, "email": session["customer_email"], "name": None, "phone": None,
        "tax_exempt": "none", "tax_ids": None,
    }  # fmt: skip
    return session, intent


def _under_way(account: Account, session_id: str) -> tuple[Body, Body, Body]:
    session = account.the(session_id)
    intent = account.the(session["payment_intent"] or "")
    if intent["status"] != "processing":
        raise StripeError("No bank debit is under way here.", param="session")
    return session, intent, account.the(intent["latest_charge"])


def _charged(account: Account, intent: Body, charge: Body) -> None:
    line = account.book(charge, "charge", charge["amount"], account.fee(charge["amount"]))
    charge["balance_transaction"] = line["id"]
    _succeeded(account, intent, charge)


def _succeeded(account: Account, intent: Body, charge: Body) -> None:
    intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
    intent["last_payment_error"] = None
    account.tell("charge.succeeded", account.store.put(charge))
    account.tell("payment_intent.succeeded", account.store.put(intent))
