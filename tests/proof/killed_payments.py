"""kill -9 between every two steps of a payment: afterwards the books equal Stripe's (reliability, row 4).

A step is a SQL statement, a commit, or the moment before or after Stripe is asked. For each a child of this
process does the deed for a gift of its own, and kills itself there; then the worker's sweep runs, as it does
each minute after a restart, and the giver presses again where she was left without an answer. Stripe is the
stand-in, a process of its own that lives on.

    python -m tests.proof.killed_payments [--database postgresql] [--every 1] [--in-halves]
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event as events
from sqlalchemy import select

import config
from chapter import create_app, db
from chapter.gateways import current
from chapter.giving import queries
from chapter.giving.models import Drive
from chapter.giving.rules import gifts
from chapter.giving.rules.gifts import GiftInput
from chapter.payments import stripe_calls, tasks
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.models.stripe import StripeEvent
from chapter.payments.rules import orders
from tests import databases
from tests.giving.drives import a_drive
from tests.proof.control_split_payment import in_halves
from tests.proof.processes import Processes, free_port, the_chapter
from tests.proof.stripe_books import books_that_differ
from tests.stripe_stand_in.stand_in import KEY, SECRET, StandIn

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)
MOST_STEPS = 200
CENTS = 100_00
STRIPE_IS_ASKED = ("open_session", "session", "expire", "money")


@dataclass
class Outcome:
    """How many steps each deed has, and what was wrong after one that was killed."""

    steps: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether the books were Stripe's each time, and something was killed."""
        return self.kills > 0 and not self.faults


@dataclass
class Paying:
    """One chapter, one drive, and an account at the stand-in."""

    account: StandIn
    drive_id: int

    def begins(self, name: str) -> str:
        """The giver's press: gift, order, attempt, session. The session's name."""
        drive = db.database.session.get_one(Drive, self.drive_id)
        wanted = GiftInput(CENTS, name, f"{name}@proof.test", cover=True)
        with db.writing():
            raised = queries.figures(drive).raised_cents
            gift = gifts.make_gift(drive, wanted, raised_cents=raised, person=None, nonce=name, now=NOW)
            attempt = orders.begin_attempt(gifts.open_order(gift, now=NOW), name, now=NOW)
        site = "http://proof.test"
        address = stripe_calls.begin_checkout(attempt, back=site, landing=site, donation=True, now=NOW)
        return address.rpartition("/")[2]

    def pays(self, name: str) -> str:
        """She begins, and pays at Stripe; the session's name."""
        session_id = self.begins(name)
        self.account.act("pay", session_id)
        return session_id

    def settles(self, name: str) -> None:
        """The landing page asks what became of her session."""
        stripe_calls.refresh_session(_session_of(name), now=NOW)

    def hears(self, name: str) -> None:
        """The worker works off what the webhook told."""
        tasks.process_events(NOW + MINUTE)

    def learns(self, name: str) -> None:
        """The worker hears of a refund, and asks again for all that Stripe has of it."""
        self.hears(name)
        tasks.refresh_due_payments(NOW + MINUTE)

    def stands_paid(self, name: str) -> None:
        """Before ``settles``."""
        self.pays(name)

    def stands_told(self, name: str) -> None:
        """Before ``hears``: paid, and the webhook came."""
        _tell(name, "checkout.session.completed", self.pays(name))

    def stands_refunded(self, name: str) -> None:
        """Before ``learns``: paid, booked, and a part given back in Stripe's dashboard, of which we heard."""
        stripe_calls.refresh_session(self.pays(name), now=NOW)
        refund = self.account.refund(self.account.books()["charges"][0]["id"], 10_00)
        _tell(name, "refund.created", refund["id"])

    def comes_back(self, name: str) -> None:
        """After a restart: she who was left without an answer presses again and pays; the worker sweeps."""
        if db.first(select(Attempt).where(Attempt.session_id == _session_of(name))) is None:
            self.pays(name)
        later = NOW + 2 * MINUTE
        tasks.refresh_open_attempts(later)
        tasks.process_events(later)
        tasks.refresh_due_payments(later)


def _tell(name: str, kind: str, object_id: str) -> None:
    """The webhook took this in."""
    with db.writing():
        told = StripeEvent(
            event_id=f"evt_{name}", kind=kind, object_id=object_id, received_at=NOW, due_at=NOW
        )  # fmt: skip
        db.session.add(told)


Deed = Callable[[str], Any]


def _nothing(_name: str) -> None:
    """Nothing comes before the first deed."""


def deeds(paying: Paying) -> dict[str, tuple[Deed, Deed]]:
    """Each deed, and what comes before it."""
    return {
        "learns": (paying.learns, paying.stands_refunded),
        "begins": (paying.begins, _nothing),
        "settles": (paying.settles, paying.stands_paid),
        "hears": (paying.hears, paying.stands_told),
    }


def interrupted(app: Flask, paying: Paying, every: int) -> Outcome:
    """Kill each deed at each ``every``-th of its steps, and compare the books."""
    outcome = Outcome()
    for name, (deed, before) in deeds(paying).items():
        for at in range(1, MOST_STEPS, every):
            gift = f"{name}-{at}"
            with app.app_context():
                before(gift)
            finished = _in_a_child(app, deed, gift, at)
            with app.app_context():
                _pay_if_open(paying, gift)
                paying.comes_back(gift)
            with app.app_context():
                outcome.faults += [
                    f"{name}, step {at}: {fault}" for fault in books_that_differ(paying.account)
                ]
            if finished:
                break
            outcome.steps[name] = at
            outcome.kills += 1
    return outcome


def _pay_if_open(paying: Paying, name: str) -> None:
    """She had her address before the kill: she pays there."""
    session_id = _session_of(name)
    if session_id and paying.account.session(session_id)["session"]["status"] == "open":
        paying.account.act("pay", session_id)


def _session_of(name: str) -> str:
    """The last session of the gift called so; empty: we know of none."""
    found = (
        select(Attempt.session_id)
        .join(Attempt.order)
        .where(Order.payer_name == name, Attempt.session_id.is_not(None))
        .order_by(Attempt.id.desc())
    )
    return db.first(found) or ""


def _in_a_child(app: Flask, deed: Deed, name: str, at: int) -> bool:
    """Do it in a child that kills itself at step ``at``; whether it came to its end."""
    with app.app_context():
        db.database.engine.dispose()
    child = os.fork()
    if child == 0:
        with app.app_context():
            _do_until(deed, name, at)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def _do_until(deed: Deed, name: str, at: int) -> None:
    count = 0

    def step(*_about: Any) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for what in ("before_cursor_execute", "commit"):
        events.listen(db.database.engine, what, step)
    stripe = current().stripe
    for what in STRIPE_IS_ASKED:
        setattr(stripe, what, _between(getattr(stripe, what), step))
    try:
        deed(name)
    finally:
        os._exit(0)


def _between(ask: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    def asked(*given: Any, **named: Any) -> Any:
        step()
        answer = ask(*given, **named)
        step()
        return answer

    return asked


def run(url: str, *, every: int = 1, halves: bool = False) -> Outcome:
    """The whole proof on one database."""
    with tempfile.TemporaryDirectory() as folder:
        account = StandIn.at(Path(folder), "http://127.0.0.1:9", free_port())
        account.start()
        try:
            app = _app(url, account)
            with app.app_context():
                paying = _paying(account, halves=halves)
            return interrupted(app, paying, every)
        finally:
            account.kill()


def _app(url: str, account: StandIn) -> Flask:
    stripe = {
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": account.base,
    }
    return create_app(config.load(Processes(url).environment | stripe))


def _paying(account: StandIn, *, halves: bool) -> Paying:
    upgrade()
    with db.writing():
        db.session.add(the_chapter())
    drive = a_drive(begins_at=NOW - timedelta(days=2), ends_at=NOW + timedelta(days=2))
    if halves:
        in_halves()
    return Paying(account, drive.id)


def main() -> int:
    """One JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--database-url", default="", help="one that stands already, and is empty")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--in-halves", action="store_true")
    given = options.parse_args()
    stands = nullcontext(given.database_url)
    with stands if given.database_url else databases.for_a_proof(given.database) as url:
        outcome = run(url, every=given.every, halves=given.in_halves)
    sys.stdout.write(json.dumps({"proof": "paying", "whole": outcome.whole, **vars(outcome)}) + "\n")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
