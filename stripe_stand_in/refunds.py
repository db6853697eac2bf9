"""Refunds: by the API, in the dashboard, and how the payer's bank handles them."""

from typing import Any

from stripe_stand_in import objects
from stripe_stand_in.account import Account
from stripe_stand_in.errors import StripeError

Body = dict[str, Any]


def refund(account: Account, params: Body, *, waits: bool = False) -> Body:
    """Refund all that is left, or ``amount``. It is pending at first by bank debit, and by card when it
    ``waits`` or the control ``refunds_wait`` is set."""
    charge = charge_of(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if left == 0:
        raise StripeError("Charge has already been refunded.", code="charge_already_refunded")
    if not all(one["is_charge_refundable"] for one in disputes_of(account, charge)):
        raise StripeError("Charge has been charged back; cannot issue a refund.", code="charge_disputed")
    if not 0 < amount <= left:
        said = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise StripeError(said, param="amount")
    made = objects.refund(charge, amount, params, now=account.now())
    if waits or account.store.told("refunds_wait", False):
        made["status"] = "pending"
    kind = "refund" if _by_card(charge) else "payment_refund"
    made["balance_transaction"] = account.book(made, kind, -amount)["id"]
    refunded = charge["amount_refunded"] + amount
    charge.update(amount_refunded=refunded, refunded=refunded == charge["amount"])
    account.tell("charge.refunded", account.store.put(charge))
    account.tell("refund.created", account.store.put(made))
    return made


def refund_later(account: Account, charge_id: str) -> Body:
    """Refund all that is left; the money takes some days to arrive."""
    return refund(account, {"charge": charge_id}, waits=True)


def refund_arrives(account: Account, refund_id: str) -> Body:
    """Let the refund reach the payer's bank."""
    made = _refund_in(account, refund_id, "pending")
    account.tell("refund.updated", account.store.put(made | {"status": "succeeded"}))
    return account.the(refund_id)


def refund_fails(account: Account, refund_id: str) -> Body:
    """Let the refund fail: the payer's bank sends the money back to the account."""
    made = _refund_in(account, refund_id, "pending", "succeeded")
    charge = account.the(made["charge"])
    kind = "refund_failure" if _by_card(charge) else "payment_refund"
    failing = account.book(made, kind, made["amount"], reporting_category="refund_failure")["id"]
    made.update(
        status="failed", failure_reason="expired_or_canceled_card", failure_balance_transaction=failing
    )
    charge.update(amount_refunded=charge["amount_refunded"] - made["amount"], refunded=False)
    account.store.put(charge)
    account.tell("refund.updated", account.store.put(made))
    account.tell("refund.failed", made)
    return made


def charge_of(account: Account, params: Body) -> Body:
    """The charge that ``payment_intent`` or ``charge`` names. Raises StripeError when it was not paid."""
    if "payment_intent" in params:
        charge_id = account.the(params["payment_intent"])["latest_charge"] or ""
    else:
        charge_id = params.get("charge", "")
    charge = account.the(charge_id)
    if not charge["paid"]:
        raise StripeError(
            "This PaymentIntent does not have a successful charge to refund.", param="payment_intent"
        )
    return charge


def _by_card(charge: Body) -> bool:
    return bool(charge["payment_method_details"]["type"] == "card")


def disputes_of(account: Account, charge: Body) -> list[Body]:
    """Every dispute about a charge, newest first."""
    return [one for one in account.store.all_of("dispute") if one["charge"] == charge["id"]]


def _refund_in(account: Account, refund_id: str, *states: str) -> Body:
    made = account.the(refund_id)
    if made["status"] not in states:
        raise StripeError(f"This refund is {made['status']}.", param="refund")
    return made
