"""Payouts from the balance to the chapter's bank, and Stripe's own bills."""

from typing import Any

from stripe_stand_in import objects
from stripe_stand_in.account import Account
from stripe_stand_in.errors import StripeError

Body = dict[str, Any]
ARRIVES_SECONDS = 2 * 24 * 3600
BILLED = 250


def balance(account: Account, currency: str) -> dict[str, int]:
    """What is ``available`` for a payout and what is still ``pending``, in the smallest unit."""
    found = {"available": 0, "pending": 0}
    for line in _lines(account, currency):
        found[line["status"]] += line["net"]
    return found


def balances(account: Account) -> dict[str, dict[str, int]]:
    """The balance in each currency that occurs."""
    found = {str(line["currency"]) for line in lines(account, {})}
    return {currency: balance(account, currency) for currency in sorted(found)}


def settle(account: Account, currency: str) -> Body:
    """Make pending money available at once, without the days that it takes; not money that has not arrived,
    from a bank debit that is under way."""
    under_way = {one["id"] for one in account.store.all_of("charge") if one["status"] == "pending"}
    for line in (one for one in _lines(account, currency) if one["source"] not in under_way):
        account.store.put(line | {"available_on": min(line["available_on"], account.now())})
    return balance(account, currency)


def pay_out(account: Account, currency: str) -> Body:
    """Pay out all that is available. Raises StripeError when there is nothing."""
    amount = balance(account, currency)["available"]
    if amount <= 0:
        raise StripeError(
            "You have insufficient available funds in your Stripe balance for this payout.",
            code="balance_insufficient",
        )
    paid = [line for line in _lines(account, currency) if line["status"] == "available"]
    made = objects.payout(amount, currency, now=account.now(), arrives=account.now() + ARRIVES_SECONDS)
    line = account.book(made, "payout", -amount, available_on=account.now())
    made["balance_transaction"] = line["id"]
    for one in [*paid, line]:
        account.store.rows(
            "INSERT OR IGNORE INTO paid_out (line, payout) VALUES (?, ?)", one["id"], made["id"]
        )
    account.later("payout_arrives", made["id"], made["arrival_date"])
    account.tell("payout.created", account.store.put(made))
    account.tell("payout.reconciliation_completed", made)
    return made


def payout_arrives(account: Account, payout_id: str) -> Body:
    """Let the payout arrive at the bank."""
    made = _in_transit(account, payout_id) | {"status": "paid"}
    account.tell("payout.paid", account.store.put(made))
    return made


def payout_fails(account: Account, payout_id: str) -> Body:
    """Let the payout fail: the bank sends the money back, and it is available again."""
    made = _in_transit(account, payout_id)
    line = account.book(made, "payout_failure", made["amount"], available_on=account.now())
    made |= {
        "status": "failed", "failure_code": "account_closed", "failure_balance_transaction": line["id"],
        "failure_message": "The bank account has been closed.",
    }  # fmt: skip
    account.tell("payout.failed", account.store.put(made))
    return made


def bill(account: Account, currency: str) -> Body:
    """Bill a fee that belongs to no payment, such as a monthly one. Returns the line."""
    return account.book(
        {"id": None, "currency": currency}, "stripe_fee", -BILLED, description="Billing - Usage Fee"
    )  # fmt: skip


def line_there(account: Account, line_id: str) -> Body:
    """Make a late line visible; for a charge, an event is recorded."""
    line = account.the(line_id)
    account.store.rows("DELETE FROM due WHERE act = 'line_there' AND object = ?", line_id)
    of = account.store.get(line["source"] or "")
    if of and of["object"] == "charge":
        account.tell("charge.updated", of)
    return line


def lines(account: Account, params: Body) -> list[Body]:
    """The lines of the balance, newest first; only those of ``payout`` when one is named."""
    late = account.late()
    found = [one for one in account.store.all_of("balance_transaction") if one["id"] not in late]
    if "payout" in params:
        account.the(params["payout"])
        rows = account.store.rows("SELECT line FROM paid_out WHERE payout = ?", params["payout"])
        found = [one for one in found if (one["id"],) in rows]
    return sorted(found, key=lambda one: int(one["created"]), reverse=True)


def _lines(account: Account, currency: str) -> list[Body]:
    return [
        account.seen(line)
        for line in lines(account, {})
        if line["currency"] == currency
    ]  # fmt: skip


def _in_transit(account: Account, payout_id: str) -> Body:
    made = account.the(payout_id)
    if made["status"] != "in_transit":
        raise StripeError(f"This payout is {made['status']}.", param="payout")
    return made
