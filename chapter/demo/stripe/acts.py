"""What a payer, a bank or the owner of the account does, and which events tell of it.

Each act is one transaction of the shelf: the objects and the events that wait to be sent.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe

from chapter.demo.stripe import objects
from chapter.demo.stripe.errors import StripeError, missing
from chapter.demo.stripe.seconds import since_1970
from chapter.demo.stripe.shelf import Shelf

Body = dict[str, Any]
KINDS = {"cs": "checkout.session", "pi": "payment_intent", "ch": "charge", "py": "charge", "re": "refund",
         "du": "dispute", "txn": "balance_transaction", "evt": "event"}  # fmt: skip
LASTS_SECONDS = 24 * 3600
DEBIT_TAKES_SECONDS = 10
DISPUTE_FEE = 1500
CONTROLS: Body = {"copies": 1, "delay_seconds": 0, "drop": False, "shuffle": False, "hold": False,
                  "ahead_seconds": 0, "slow_seconds": 0}  # fmt: skip
"""Webhooks: how often each is sent, how late, never, in any order, or kept until they are let go. The clock:
how far ahead of the machine's. The API: how long a call takes that changes something."""


@dataclass
class Account:
    """One account: its shelf, where its Checkout page is, and what Stripe keeps of a payment by card."""

    shelf: Shelf
    checkout: str
    rate_basis_points: int = 290
    fixed_fee: int = 30

    def now(self) -> int:
        """Seconds since 1970, as the controls say."""
        return int(since_1970() + self.shelf.told("ahead_seconds", 0))

    def the(self, object_id: str) -> Body:
        """That object. Raises StripeError (404) when there is none."""
        found = self.shelf.get(object_id)
        if found is None:
            raise missing(KINDS.get(object_id.partition("_")[0], "object"), object_id)
        return found

    def tell(self, kind: str, of: Body) -> None:
        """Note an event, to be sent as the controls say."""
        told = self.shelf.told
        made = objects.event(kind, of, api_version=str(stripe.api_version), now=self.now())
        self.shelf.put(made)
        copies = 0 if told("drop", False) else int(told("copies", 1))
        for _ in range(copies):
            wait = told("delay_seconds", 0) + (random.random() * 2 if told("shuffle", False) else 0)
            due = None if told("hold", False) else since_1970() + wait
            self.shelf.rows("INSERT INTO sending (event, due, tries) VALUES (?, ?, 0)", made["id"], due)

    def open_session(self, params: Body) -> Body:
        """A Checkout Session; its parameters are right already."""
        made = objects.session(params, address=self.checkout, now=self.now(), lasts=LASTS_SECONDS)
        lines = [objects.line_item(line) for line in params["line_items"]]
        intent = (params.get("payment_intent_data") or {}).get("metadata") or {}
        self.shelf.tell(f"of {made['id']}", {"lines": lines, "metadata": intent})
        self.shelf.rows(
            "INSERT INTO due (act, object, at) VALUES ('expire', ?, ?)", made["id"], made["expires_at"]
        )
        return self.shelf.put(made)

    def lines(self, session_id: str) -> list[Body]:
        """The lines of a session."""
        return list(self.shelf.told(f"of {self.the(session_id)['id']}", {"lines": []})["lines"])

    def expire(self, session_id: str) -> Body:
        """Nobody can pay by it any more."""
        session = self._still_open(session_id)
        session.update(status="expired", url=None)
        self.tell("checkout.session.expired", self.shelf.put(session))
        return session

    def pay(self, session_id: str) -> Body:
        """She pays by card, and it goes well."""
        session, intent = self._begun(session_id)
        self._charged(intent, "card", session)
        session.update(status="complete", payment_status="paid", payment_intent=intent["id"], url=None)
        self.tell("checkout.session.completed", self.shelf.put(session))
        return session

    def decline(self, session_id: str) -> Body:
        """Her card is declined; the session stays open."""
        session, intent = self._begun(session_id)
        charge = objects.charge(intent, "card", "failed", session["customer_email"], now=self.now())
        intent.update(latest_charge=charge["id"])
        intent["last_payment_error"] = {"type": "card_error", "code": "card_declined", "charge": charge["id"]}
        self.shelf.put(intent)
        self.tell("charge.failed", self.shelf.put(charge))
        self.tell("payment_intent.payment_failed", intent)
        return self.shelf.put(session | {"payment_intent": intent["id"]})

    def debit(self, session_id: str, *, arrives: bool | None) -> Body:
        """She pays by bank debit: through Checkout now, the money comes or fails a little later; ``None``:
        when somebody presses it."""
        session, intent = self._begun(session_id)
        charge = objects.charge(
            intent, "us_bank_account", "pending", session["customer_email"], now=self.now()
        )
        intent.update(status="processing", latest_charge=charge["id"])
        self.shelf.put(charge)
        self.tell("payment_intent.processing", self.shelf.put(intent))
        session.update(status="complete", payment_status="unpaid", payment_intent=intent["id"], url=None)
        self.tell("checkout.session.completed", self.shelf.put(session))
        if arrives is not None:
            act = "arrive" if arrives else "bounce"
            at = self.now() + DEBIT_TAKES_SECONDS
            self.shelf.rows("INSERT INTO due (act, object, at) VALUES (?, ?, ?)", act, session_id, at)
        return session

    def arrive(self, session_id: str) -> Body:
        """The debited money is there."""
        session, intent = self._under_way(session_id)
        self._charged(intent, "us_bank_account", session)
        session.update(payment_status="paid")
        self.tell("checkout.session.async_payment_succeeded", self.shelf.put(session))
        return session

    def bounce(self, session_id: str) -> Body:
        """The bank says no to the debit."""
        session, intent = self._under_way(session_id)
        charge = self.the(intent["latest_charge"])
        charge.update(
            status="failed", failure_code="insufficient_funds", failure_message="The account is empty."
        )
        intent.update(status="requires_payment_method")
        self.tell("charge.failed", self.shelf.put(charge))
        self.tell("payment_intent.payment_failed", self.shelf.put(intent))
        self.tell("checkout.session.async_payment_failed", session)
        return session

    def refund(self, params: Body) -> Body:
        """Give money back: all that is left, or ``amount``."""
        charge = self._charge_of(params)
        left = charge["amount"] - charge["amount_refunded"]
        amount = params.get("amount", left)
        if left == 0:
            raise StripeError("Charge has already been refunded.", code="charge_already_refunded")
        if charge["disputed"]:
            raise StripeError("Charge has been charged back; cannot issue a refund.", code="charge_disputed")
        if not 0 < amount <= left:
            said = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
            raise StripeError(said, param="amount")
        made = objects.refund(charge, amount, params, now=self.now())
        made["balance_transaction"] = self._book(made, "refund", -amount, 0)["id"]
        refunded = charge["amount_refunded"] + amount
        charge.update(amount_refunded=refunded, refunded=refunded == charge["amount"])
        self.tell("charge.refunded", self.shelf.put(charge))
        self.tell("refund.created", self.shelf.put(made))
        return made

    def refund_arrives(self, refund_id: str) -> Body:
        """The money has reached the payer's bank."""
        made = self._refund_in(refund_id, "pending")
        self.tell("refund.updated", self.shelf.put(made | {"status": "succeeded"}))
        return self.the(refund_id)

    def refund_fails(self, refund_id: str) -> Body:
        """The payer's bank sends the money back to the account."""
        made = self._refund_in(refund_id, "pending", "succeeded")
        failing = self._book(made, "refund_failure", made["amount"], 0)["id"]
        made.update(
            status="failed", failure_reason="expired_or_canceled_card", failure_balance_transaction=failing
        )
        charge = self.the(made["charge"])
        charge.update(amount_refunded=charge["amount_refunded"] - made["amount"], refunded=False)
        self.shelf.put(charge)
        self.tell("refund.updated", self.shelf.put(made))
        self.tell("refund.failed", made)
        return made

    def dispute(self, charge_id: str) -> Body:
        """The payer's bank takes the money back for now."""
        charge = self._charge_of({"charge": charge_id})
        if charge["disputed"] or not charge["paid"]:
            raise StripeError("This charge can't be disputed.", param="charge")
        made = objects.dispute(charge, now=self.now())
        made["balance_transactions"] = [self._book(made, "adjustment", -made["amount"], DISPUTE_FEE)]
        self.shelf.put(charge | {"disputed": True})
        self.tell("charge.dispute.created", self.shelf.put(made))
        self.tell("charge.dispute.funds_withdrawn", made)
        return made

    def dispute_ends(self, dispute_id: str, *, won: bool) -> Body:
        """The bank has decided; what is won comes again."""
        made = self.the(dispute_id)
        if made["status"] in {"won", "lost"}:
            raise StripeError("This dispute is decided.", param="dispute")
        made["status"] = "won" if won else "lost"
        if won:
            made["balance_transactions"].append(self._book(made, "adjustment", made["amount"], 0))
        self.tell("charge.dispute.closed", self.shelf.put(made))
        if won:
            self.tell("charge.dispute.funds_reinstated", made)
        return made

    def fee(self, amount: int) -> int:
        """What Stripe keeps of a payment, in the smallest coin, rounded to the nearest."""
        return (amount * self.rate_basis_points + 5_000) // 10_000 + self.fixed_fee

    def _still_open(self, session_id: str) -> Body:
        session = self.the(session_id)
        if session["status"] != "open":
            words = f"This Checkout Session is {session['status']}, not open."
            raise StripeError(words, param="session")
        return session

    def _begun(self, session_id: str) -> tuple[Body, Body]:
        session = self._still_open(session_id)
        if session["payment_intent"]:
            return session, self.the(session["payment_intent"])
        metadata = self.shelf.told(f"of {session_id}", {"metadata": {}})["metadata"]
        intent = self.shelf.put(objects.payment_intent(session, metadata, now=self.now()))
        session["customer_details"] = {
            "address": None, "email": session["customer_email"], "name": None, "phone": None,
            "tax_exempt": "none", "tax_ids": None,
        }  # fmt: skip
        return session, intent

    def _under_way(self, session_id: str) -> tuple[Body, Body]:
        session = self.the(session_id)
        intent = self.the(session["payment_intent"] or "")
        if intent["status"] != "processing":
            raise StripeError("No bank debit is under way here.", param="session")
        return session, intent

    def _charged(self, intent: Body, method: str, session: Body) -> None:
        charge = objects.charge(intent, method, "succeeded", session["customer_email"], now=self.now())
        if method == "us_bank_account":
            charge["id"] = intent["latest_charge"]
        kind = "charge" if method == "card" else "payment"
        charge["balance_transaction"] = self._book(
            charge, kind, charge["amount"], self.fee(charge["amount"])
        )["id"]
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
        intent["last_payment_error"] = None
        self.tell("charge.succeeded", self.shelf.put(charge))
        self.tell("payment_intent.succeeded", self.shelf.put(intent))

    def _book(self, of: Body, kind: str, amount: int, fee: int) -> Body:
        return self.shelf.put(objects.balance_transaction(of, kind, amount, fee, now=self.now()))

    def _charge_of(self, params: Body) -> Body:
        if "payment_intent" in params:
            charge_id = self.the(params["payment_intent"])["latest_charge"] or ""
        else:
            charge_id = params.get("charge", "")
        charge = self.the(charge_id)
        if not charge["paid"]:
            raise StripeError(
                "This PaymentIntent does not have a successful charge to refund.", param="payment_intent"
            )
        return charge

    def _refund_in(self, refund_id: str, *states: str) -> Body:
        made = self.the(refund_id)
        if made["status"] not in states:
            raise StripeError(f"This refund is {made['status']}.", param="refund")
        return made


def by_name(account: Account) -> dict[str, Callable[[str], Body]]:
    """Every act that is about one object, by the word that the pages and tests use."""
    return {
        "pay": account.pay,
        "decline": account.decline,
        "expire": account.expire,
        "debit": lambda session: account.debit(session, arrives=None),
        "debit_arrives": lambda session: account.debit(session, arrives=True),
        "debit_bounces": lambda session: account.debit(session, arrives=False),
        "arrive": account.arrive,
        "bounce": account.bounce,
        "dispute": account.dispute,
        "win": lambda dispute: account.dispute_ends(dispute, won=True),
        "lose": lambda dispute: account.dispute_ends(dispute, won=False),
        "refund_arrives": account.refund_arrives,
        "refund_fails": account.refund_fails,
    }
