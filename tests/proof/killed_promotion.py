"""kill -9 before each SQL statement of a promotion: all of it is there afterwards, or nothing, and doing it
again completes it (reliability, row 5).

For each statement a child of this process does the deed at an event of its own, and kills itself there.

    python -m tests.proof.killed_promotion [--database postgresql] [--in-halves]
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event as events
from sqlalchemy import select

import config
from chapter import create_app, db
from chapter.audit import Actor, Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings as booking_rules
from chapter.bookings.rules import offers, waitlist
from chapter.bookings.rules.bookings import BookingInput
from chapter.events.models import OFFER, Event
from chapter.mail.models import Mail
from chapter.schedule import advance_waitlists
from tests import databases
from tests.proof.processes import Processes, an_open_event

GUEST = Actor("guest")
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1)
MOST_STATEMENTS = 200
Deed = Callable[[Event], None]
State = tuple[list[tuple[Any, ...]], list[tuple[str, int]], list[tuple[str, int | None]]]


@dataclass
class Outcome:
    """How many statements each deed has, and what was wrong with one that was killed."""

    statements: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether everything was all or nothing, and something was tried."""
        return sum(self.statements.values()) > 0 and not self.faults


def _first(event: Event) -> Rsvp:
    return db.first_or_404(bookings_queries.bookings_of(event))


def gives_back(event: Event) -> None:
    """The party that sits gives its seats back, and the next is asked."""
    with db.writing():
        booking_rules.cancel(_first(event), by=GUEST, now=NOW)


def says_yes(event: Event) -> None:
    """She takes the seats that are held for her."""
    with db.writing():
        (held,) = bookings_queries.offers_of(event)
        offers.claim(held, keep_rest=True, by=GUEST, now=NOW)


def sweeps(event: Event) -> None:
    """An offer ends, and the next is asked."""
    advance_waitlists(LATER)


def in_halves(event: Event) -> None:
    """The negative control: gives back in one transaction, promotes in another."""
    promote = waitlist.promote
    setattr(waitlist, "promote", lambda _event, *, now: [])  # noqa: B010 - for once it does nothing
    gives_back(event)
    setattr(waitlist, "promote", promote)  # noqa: B010 - as before
    with db.writing():
        waitlist.promote(db.lock(event), now=NOW)


DEEDS: dict[str, tuple[Deed, tuple[Deed, ...]]] = {
    "gives back": (gives_back, ()),
    "says yes": (says_yes, (gives_back,)),
    "sweeps": (sweeps, (gives_back,)),
}
"""Each deed, and what comes before it."""


def interrupted(app: Flask, deeds: dict[str, tuple[Deed, tuple[Deed, ...]]]) -> Outcome:
    """Kill each deed at each of its statements, and look."""
    outcome = Outcome()
    with app.app_context():
        for name, (deed, before) in deeds.items():
            for at in range(1, MOST_STATEMENTS):
                event = _stand(f"{name.replace(' ', '-')}-{at}", before)
                if _one_kill(event, deed, at, f"{name}, statement {at}", outcome):
                    break
                outcome.statements[name] = at
    return outcome


def _one_kill(event: Event, deed: Deed, at: int, where: str, outcome: Outcome) -> bool:
    """Kill ``deed`` before its statement ``at``; whether it was over before that."""
    before, whole = _state(event), _state(_done(event.slug, deed))
    finished = _in_a_child(event.slug, deed, at)
    after = _state(event)
    if finished:
        return True
    if after not in (before, whole):
        outcome.faults.append(f"{where}: half of it stayed")
    outcome.kept += after == whole
    if after == before:
        deed(_again(event.slug))
        if _state(event) != whole:
            outcome.faults.append(f"{where}: done again, it came to something else")
    return False


def _stand(slug: str, before: tuple[Deed, ...]) -> Event:
    """Two events that are alike, with what comes before the deed; the second shows what all of it is."""
    for name in (slug, f"{slug}-whole"):
        with db.writing():
            event = an_open_event(name, 2, when_free=OFFER)
            db.session.flush()
            for guest in range(3):
                party = BookingInput(f"Guest {guest}", f"g{guest}@{name}.test", 2, nonce=f"{name}-{guest}")
                booking_rules.book(event, party, by=GUEST, now=NOW)
        for deed in before:
            deed(event)
    return _again(slug)


def _again(slug: str) -> Event:
    db.session.remove()
    return db.first_or_404(select(Event).where(Event.slug == slug))


def _done(slug: str, deed: Deed) -> Event:
    """The twin of the event, with all of the deed done to it and to nobody else."""
    twin = _again(f"{slug}-whole")
    if deed is sweeps:
        with db.writing():
            waitlist.promote(db.lock(twin), now=LATER)
    else:
        deed(twin)
    return twin


def _state(event: Event) -> State:
    """What is kept about an event, without the numbers and names in which twins differ."""
    event = _again(event.slug)
    bookings = list(db.session.scalars(bookings_queries.bookings_of(event).order_by(Rsvp.id)))
    places = {rsvp.id: place for place, rsvp in enumerate(bookings)}
    rows = [(r.status, r.party_size, r.offered_seats, r.offered_until, r.seated_why) for r in bookings]
    told = select(Entry).where(Entry.record_kind == "rsvps", Entry.record_id.in_(places)).order_by(Entry.id)
    sent = select(Mail).where(Mail.about_kind == "rsvps", Mail.about_id.in_(places)).order_by(Mail.id)
    log = [(entry.verb, places[entry.record_id]) for entry in db.session.scalars(told)]
    mails = [(mail.kind, places[mail.about_id]) for mail in db.session.scalars(sent) if mail.about_id]
    return rows, log, [*mails, ("bookings", event.bookings_version)]


def _in_a_child(slug: str, deed: Deed, at: int) -> bool:
    """Do it in a child that kills itself before statement ``at``; whether it came to its end."""
    db.session.remove()
    db.database.engine.dispose()
    child = os.fork()
    if child == 0:
        _do_until(slug, deed, at)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def _do_until(slug: str, deed: Deed, at: int) -> None:
    event, count = _again(slug), 0

    def note(*_about: Any) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        events.listen(db.database.engine, name, note)
    try:
        deed(event)
    finally:
        os._exit(0)


def run(url: str, *, halves: bool = False) -> Outcome:
    """The whole proof on one database."""
    app = create_app(config.load(Processes(url).environment))
    with app.app_context():
        upgrade()
    deeds: dict[str, tuple[Deed, tuple[Deed, ...]]] = {"in halves": (in_halves, ())} if halves else DEEDS
    return interrupted(app, deeds)


def main() -> int:
    """One JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--database-url", default="", help="one that stands already, and is empty")
    options.add_argument("--in-halves", action="store_true")
    given = options.parse_args()
    stands = nullcontext(given.database_url)
    with stands if given.database_url else databases.for_a_proof(given.database) as url:
        outcome = run(url, halves=given.in_halves)
    sys.stdout.write(json.dumps({"proof": "interrupted", "whole": outcome.whole, **vars(outcome)}) + "\n")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
