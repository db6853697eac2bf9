"""The account: its store, its clock, its events, and the lines of its balance."""

import random
from dataclasses import dataclass
from typing import Any

import stripe

from stripe_stand_in import objects
from stripe_stand_in.errors import missing
from stripe_stand_in.store import Store
from stripe_stand_in.timestamps import since_1970

Body = dict[str, Any]
KINDS = {"cs": "checkout.session", "pi": "payment_intent", "ch": "charge", "py": "charge", "re": "refund",
         "pyr": "refund", "du": "dispute", "txn": "balance_transaction", "po": "payout",
         "evt": "event"}  # fmt: skip


@dataclass
class Account:
    """One account: its store, the address of its Checkout page, and the fee that Stripe keeps of a
    payment."""

    store: Store
    checkout: str
    rate_basis_points: int = 290
    fixed_fee: int = 30

    def now(self) -> int:
        """Seconds since 1970, as set by the controls."""
        return int(since_1970() + self.store.told("ahead_seconds", 0))

    def the(self, object_id: str) -> Body:
        """The object with this id. Raises StripeError (404) when there is none."""
        found = self.store.get(object_id)
        if found is None:
            raise missing(KINDS.get(object_id.partition("_")[0], "object"), object_id)
        return found

    def tell(self, kind: str, of: Body) -> None:
        """Record an event, to be sent as the controls say."""
        told = self.store.told
        made = objects.event(kind, self.seen(of), api_version=str(stripe.api_version), now=self.now())
        self.store.put(made)
        copies = 0 if told("drop", False) else int(told("copies", 1))
        for _ in range(copies):
            wait = told("delay_seconds", 0) + (random.random() * 2 if told("shuffle", False) else 0)
            due = None if told("hold", False) else since_1970() + wait
            self.store.rows("INSERT INTO sending (event, due, tries) VALUES (?, ?, 0)", made["id"], due)

    def later(self, act: str, object_id: str, at: int) -> None:
        """Schedule an action for that second of the account's clock."""
        self.store.rows("INSERT INTO due (act, object, at) VALUES (?, ?, ?)", act, object_id, at)

    def fee(self, amount: int) -> int:
        """What Stripe keeps of a payment, in the smallest coin, rounded to the nearest."""
        return (amount * self.rate_basis_points + 5_000) // 10_000 + self.fixed_fee

    def book(self, of: Body, kind: str, amount: int, fee: int = 0, **more: Any) -> Body:
        """Add a line to the balance. It is late by ``late_lines_seconds``: until then nobody sees it."""
        late = int(self.store.told("late_lines_seconds", 0))
        made = objects.balance_transaction(of, kind, amount, fee, now=self.now() + late) | more
        if late:
            self.later("line_there", made["id"], made["created"])
        return self.store.put(made)

    def late(self) -> set[str]:
        """The ids of the lines that nobody sees yet."""
        waiting = self.store.rows("SELECT object FROM due WHERE act = 'line_there' AND at > ?", self.now())
        return {line for (line,) in waiting}

    def seen(self, body: Any) -> Any:
        """``body`` as it looks now: without the lines that are late, each other one in its present state."""
        return _seen(body, self.late(), self.now())


def _seen(body: Any, late: set[str], now: int) -> Any:
    if isinstance(body, list):
        return [seen for one in body if (seen := _seen(one, late, now)) is not None]
    if isinstance(body, str):
        return None if body in late else body
    if not isinstance(body, dict):
        return body
    if body.get("object") == "balance_transaction":
        if body["id"] in late:
            return None
        body = body | {"status": "available" if body["available_on"] <= now else "pending"}
    return {name: _seen(value, late, now) for name, value in body.items()}
