"""Disputes: what the payer's bank does, what the account's owner answers, and which money moves.

The fee for a dispute received is kept by Stripe whatever the end; the fee for countering it is given back
with what is won (support.stripe.com/topics/disputes, .../june-2025-pricing-updates-for-disputes; amounts for
the United States). An inquiry moves nothing (docs.stripe.com/disputes/how-disputes-work); a prevented
dispute costs nothing, and was blocked or refunded (docs.stripe.com/disputes/prevention).
"""

from typing import Any

from stripe_stand_in import objects, refunds
from stripe_stand_in.account import Account
from stripe_stand_in.errors import StripeError

Body = dict[str, Any]
RECEIVED_FEE, COUNTERED_FEE = 1_500, 1_500
INQUIRY = {"warning_needs_response", "warning_under_review"}
OPEN = {"needs_response", "under_review", "appeal_needs_response", "appeal_under_review"}
ANSWERED = {
    "warning_needs_response": "warning_under_review",
    "needs_response": "under_review",
    "appeal_needs_response": "appeal_under_review",
}


def dispute(account: Account, charge_id: str) -> Body:
    """Open a dispute: the payer's bank takes the money back for now."""
    made = _made(account, charge_id, "chargeback", "needs_response")
    _withdraw(account, made, RECEIVED_FEE)
    account.tell("charge.dispute.created", account.store.put(made))
    account.tell("charge.dispute.funds_withdrawn", made)
    return made


def inquire(account: Account, charge_id: str) -> Body:
    """Open an inquiry: no money moves, and the payment can still be refunded."""
    made = _made(account, charge_id, "inquiry", "warning_needs_response") | {"is_charge_refundable": True}
    account.tell("charge.dispute.created", account.store.put(made))
    return made


def inquiry_closes(account: Account, dispute_id: str) -> Body:
    """Close the inquiry without a dispute."""
    made = _in(account, dispute_id, INQUIRY) | {"status": "warning_closed"}
    account.tell("charge.dispute.closed", account.store.put(made))
    return made


def inquiry_escalates(account: Account, dispute_id: str) -> Body:
    """Turn the inquiry into a dispute; the money is withdrawn."""
    made = _in(account, dispute_id, INQUIRY) | {"status": "needs_response", "is_charge_refundable": False}
    made |= {"payment_method_details": objects.disputed_card("chargeback")}
    _withdraw(account, made, RECEIVED_FEE)
    account.tell("charge.dispute.updated", account.store.put(made))
    account.tell("charge.dispute.funds_withdrawn", made)
    return made


def prevented(account: Account, charge_id: str, *, by_refund: bool = False) -> Body:
    """Open a prevented dispute: blocked by what the bank was shown, so that nothing moves; or ``by_refund``,
    which refunds all that is left."""
    made = _made(account, charge_id, "resolution" if by_refund else "block", "prevented")
    made |= {"is_charge_refundable": True}
    account.tell("charge.dispute.created", account.store.put(made))
    if by_refund:
        refunds.refund(account, {"charge": charge_id})
    account.tell("charge.dispute.closed", made)
    return made


def answer(account: Account, dispute_id: str) -> Body:
    """Submit the owner's evidence. Countering a dispute costs a fee; in an inquiry or an appeal it does
    not."""
    made = _in(account, dispute_id, set(ANSWERED))
    if made["status"] == "needs_response":
        account.book(made, "stripe_fee", -COUNTERED_FEE, description="Dispute countered fee")
    made["status"] = ANSWERED[made["status"]]
    made["evidence_details"] |= {"has_evidence": True, "submission_count": 1, "submission_method": "manual"}
    account.tell("charge.dispute.updated", account.store.put(made))
    return made


def ends(account: Account, dispute_id: str, *, won: bool) -> Body:
    """Decide the dispute, by the bank or, on appeal, the network; what is won is paid back."""
    made = _in(account, dispute_id, OPEN)
    on_appeal = made["status"].startswith("appeal")
    made["status"] = "won" if won else "lost"
    if won:
        countered = made["evidence_details"]["has_evidence"] and not on_appeal
        _reinstate(account, made, COUNTERED_FEE if countered else 0)
    account.tell("charge.dispute.closed", account.store.put(made))
    if won:
        account.tell("charge.dispute.funds_reinstated", made)
    return made


def appeal(account: Account, dispute_id: str) -> Body:
    """Appeal the decision: when the dispute was won the money is withdrawn again."""
    made = _in(account, dispute_id, {"won", "lost"})
    won = made["status"] == "won"
    made["status"] = "appeal_needs_response"
    if won:
        _withdraw(account, made, 0)
    account.tell("charge.dispute.updated", account.store.put(made))
    if won:
        account.tell("charge.dispute.funds_withdrawn", made)
    return made


def _made(account: Account, charge_id: str, case: str, status: str) -> Body:
    charge = refunds.charge_of(account, {"charge": charge_id})
    before = refunds.disputes_of(account, charge)
    if any(one["status"] != "warning_closed" for one in before):
        raise StripeError("This charge can't be disputed.", param="charge")
    if charge["refunded"]:
        raise StripeError("This charge has been refunded; it can't be disputed.", param="charge")
    account.store.put(charge | {"disputed": True})
    return objects.dispute(charge, case, status, now=account.now())


def _in(account: Account, dispute_id: str, states: set[str]) -> Body:
    made = account.the(dispute_id)
    if made["object"] != "dispute" or made["status"] not in states:
        state = made["status"].replace("_", " ")
        raise StripeError(f"This dispute is at “{state}”; that can't be done now.", param="dispute")
    return made


def _withdraw(account: Account, made: Body, fee: int) -> None:
    made["balance_transactions"].append(
        account.book(
            made, "adjustment", -made["amount"], fee,
            reporting_category="dispute", description=f"Chargeback withdrawal for {made['charge']}",
        )
    )  # fmt: skip


def _reinstate(account: Account, made: Body, fee: int) -> None:
    made["balance_transactions"].append(
        account.book(
            made, "adjustment", made["amount"], -fee,
            reporting_category="dispute_reversal", description=f"Chargeback reversal for {made['charge']}",
        )
    )  # fmt: skip
