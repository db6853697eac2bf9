"""Payments by card in the sample chapter, consistent with Stripe's stand-in.

Each action is done in the stand-in's account at its own time, then queried and posted by the program's own
functions: no row is written here. So the books match Stripe's to the cent, now and later.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.giving.models import Drive, Gift
from chapter.giving.rules import gifts
from chapter.giving.rules.gifts import GiftInput
from chapter.payments import queries, stripe_calls, tasks
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.rules import orders
from chapter.payments.tasks import stripe_sync
from chapter.people.models import Person
from sample import drives
from stripe_stand_in import in_process, refunds
from stripe_stand_in.account import Account
from stripe_stand_in.actions import ACTS

MANY = 21
"""How many ordinary gifts there are, besides the special ones below."""

AMOUNTS = (25_00, 50_00, 50_00, 75_00, 100_00, 120_00, 180_00, 250_00, 300_00)
ANOTHER_SHOPS = "buyer@other-shop.test"
UNHEARD = timedelta(days=1)
"""Webhooks older than this count as received already; younger ones come when the site opens."""

Doing = Callable[[], object]


@dataclass
class Dated(Account):
    """The stand-in's account while the sample is built: its clock stays ``at`` a second that is set."""

    at: int = 0

    def now(self) -> int:
        """The second that is set."""
        return self.at


def save(seed: int, crowd_ids: list[int], by: Actor, account: Dated, *, now: datetime) -> None:
    """Three weeks of gifts by card to the present drive, and what became of them."""
    account.store.clear()
    account.store.tell("drop", True)
    with in_process.asked(account):
        past = _Past(account, random.Random(f"cards {seed}"), crowd_ids, by, now)
        for at, do in sorted([*past.plain(), *past.special(), *past.readings()], key=lambda one: one[0]):
            past.go_to(at)
            do()
        past.end()
    account.store.tell("drop", False)


class _Past:
    """A list of moments, each with its actions. ``_at`` is the present one."""

    def __init__(
        self, account: Dated, chance: random.Random, crowd_ids: Sequence[int], by: Actor, now: datetime
    ) -> None:
        self._account, self._chance, self._by, self._now = account, chance, by, now
        self._givers = chance.sample(crowd_ids, min(len(crowd_ids), MANY + 5))
        self._site = str(current_app.config["BASE_URL"])
        self._at, self._number = now, 0

    def go_to(self, at: datetime) -> None:
        """Set the time to that moment, here and in the account."""
        self._at, self._account.at = at, int(at.timestamp())
        self._account.store.tell("drop", at < self._now - UNHEARD)

    def plain(self) -> list[tuple[datetime, Doing]]:
        """Gifts that were paid and not refunded."""
        days = sorted(self._chance.uniform(1.2, 20) for _ in range(MANY))
        return [(self._ago(days=day), self._give) for day in days]

    def special(self) -> list[tuple[datetime, Doing]]:
        """What a treasurer has to know: a refund, disputes, a payout, another shop, a gift that was paid
        twice, one that a bank is still sending."""
        given: dict[str, str] = {}

        def gives(name: str, cents: int) -> Doing:
            return lambda: given.update({name: self._give(cents)})

        return [
            (self._ago(days=19), gives("won", 150_00)),
            (self._ago(days=15), lambda: self._of_charge("dispute", given["won"])),
            (self._ago(days=13), lambda: self._of_dispute("answer", given["won"])),
            (self._ago(days=4), lambda: self._of_dispute("win", given["won"])),
            (self._ago(days=12), gives("disputed", 200_00)),
            (self._ago(days=2), lambda: self._of_charge("dispute", given["disputed"])),
            (self._ago(days=9), gives("in part", 120_00)),
            (self._ago(days=5), lambda: self._refund(given["in part"], 70_00)),
            (self._ago(days=14, hours=3), lambda: self._act("not_ours_by_checkout", ANOTHER_SHOPS)),
            (self._ago(days=6, hours=2), lambda: self._act("not_ours", ANOTHER_SHOPS)),
            (self._ago(days=8), lambda: given.update(payout=self._act("pay_out", "usd")["id"])),
            (self._ago(days=6), lambda: self._arrive(given["payout"])),
            (self._ago(hours=20), self._by_bank),
            (self._ago(hours=5), self._twice),
        ]

    def readings(self) -> list[tuple[datetime, Doing]]:
        """Reading of the account's balance transactions, which the worker does all the time; here every few
        days."""
        return [
            (self._ago(days=day), lambda: stripe_sync.read_balance_transactions(self._at))
            for day in range(20, 0, -5)
        ]

    def end(self) -> None:
        """Read and query up to now, as the worker has done wherever it runs."""
        self.go_to(self._now)
        stripe_sync.read_balance_transactions(self._now)
        while waiting := len(queries.payments_to_refresh(self._now)):
            tasks.refresh_due_payments(self._now)
            if len(queries.payments_to_refresh(self._now)) >= waiting:
                raise RuntimeError("The stand-in does not know a payment that was made in it.")

    def _ago(self, **time: float) -> datetime:
        return (self._now - timedelta(**time)).replace(microsecond=0)

    def _act(self, act: str, object_id: str) -> dict[str, Any]:
        with self._account.store.together():
            return ACTS[act](self._account, object_id)

    def _give(self, cents: int = 0) -> str:
        """Pay a gift by card; returns its payment intent."""
        session = self._act("pay", self._checkout(cents))
        stripe_calls.refresh_session(session["id"], now=self._at)
        self._ask(session["payment_intent"])
        self._say(session["client_reference_id"])
        return str(session["payment_intent"])

    def _checkout(self, cents: int = 0) -> str:
        """Open the Checkout Session of a gift that somebody wants to give."""
        n, self._number = self._number, self._number + 1
        wanted_cents = cents or self._chance.choice(AMOUNTS)
        with db.writing():
            drive = db.session.scalars(select(Drive).where(Drive.slug == drives.SLUG)).one()
            giver = db.session.get_one(Person, self._givers[n % len(self._givers)])
            wanted = GiftInput(wanted_cents, giver.name, giver.email, cover=n % 3 != 1, anonymous=n % 7 == 3)
            nonce, known = f"sample-card-{n}", None if n % 4 == 1 else giver
            gift = gifts.make_gift(drive, wanted, raised_cents=0, person=known, nonce=nonce, now=self._at)
            attempt = orders.begin_attempt(gifts.open_order(gift, form=nonce, now=self._at), "", now=self._at)
        back, landing = f"{self._site}/give/{drives.SLUG}", f"{self._site}/give/thanks"
        stripe_calls.begin_checkout(attempt, back=back, landing=landing, donation=True, now=self._at)
        return str(db.session.get_one(Attempt, attempt.id).session_id)

    def _say(self, order: str) -> None:
        with db.writing():
            gift = db.session.scalars(
                select(Gift).join(Order, Order.reference == Gift.public_id).where(Order.public_id == order)
            ).one()
            drives.say(gift, self._number, self._by, self._now)

    def _ask(self, intent: str) -> None:
        stripe_calls.refresh_payment(intent, now=self._at)

    def _of_charge(self, act: str, intent: str) -> None:
        self._act(act, self._account.the(intent)["latest_charge"])
        self._ask(intent)

    def _of_dispute(self, act: str, intent: str) -> None:
        charge = self._account.the(self._account.the(intent)["latest_charge"])
        self._act(act, refunds.disputes_of(self._account, charge)[0]["id"])
        self._ask(intent)

    def _refund(self, intent: str, cents: int) -> None:
        with self._account.store.together():
            refunds.refund(self._account, {"payment_intent": intent, "amount": cents})
        self._ask(intent)

    def _arrive(self, payout: str) -> None:
        self._act("payout_arrives", payout)
        self._account.store.rows("DELETE FROM due WHERE object = ?", payout)

    def _by_bank(self) -> None:
        """Pay by bank debit: Checkout is completed, and the bank has still to send the money."""
        stripe_calls.refresh_session(self._act("debit", self._checkout(80_00))["id"], now=self._at)

    def _twice(self) -> None:
        """Pay twice, from two windows: the second payment pays nothing."""
        first = self._checkout(100_00)
        for session_id in (first, self._act("open_again", first)["id"]):
            session = self._act("pay", session_id)
            stripe_calls.refresh_session(session_id, now=self._at)
            self._ask(session["payment_intent"])
