"""Several workers end the same offers at the same moment: each lapses once, each next in line is asked once.

python -m tests.proof.parallel_sweeps --events 60 [--database postgresql]
    [--application tests.proof.control_no_lock]
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist
from chapter.bookings.rules.bookings import BookingInput
from chapter.events.models import OFFER, Event
from chapter.mail.models import Mail
from tests import databases
from tests.proof.processes import HERE, Processes, an_open_event

GUEST = Actor("guest")
LONG_AGO = timedelta(days=2)
DONE_WITHIN_SECONDS = 60


@dataclass
class Outcome:
    """What the workers left behind."""

    events: int = 0
    lapsed: int = 0
    asked: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether each offer ended once and went on once."""
        return self.lapsed == self.asked == self.events and not (self.doubled or self.faults)


def prepare(events: int) -> None:
    """Events of two seats, each with an offer that ended yesterday and two parties behind it."""
    now = datetime.now(UTC) - LONG_AGO
    for number in range(events):
        with db.writing():
            event = an_open_event(f"sweep-{number}", 2, when_free=OFFER)
            db.session.flush()
            first, *_ = [_book(event, f"{number}.{guest}", now) for guest in range(4)]
            bookings.cancel(first, by=GUEST, now=now)


def _book(event: Event, name: str, now: datetime) -> Rsvp:
    party = BookingInput(f"Guest {name}", f"g{name}@proof.test", 2, nonce=f"sweep-{name}")
    return bookings.book(event, party, by=GUEST, now=now).rsvp


def sweep(stage: Processes, events: int, workers: int, application: str) -> Outcome:
    """Let ``workers`` find all of it at once, and count."""
    app = stage.app()
    with app.app_context():
        prepare(events)
        db.session.remove()
        processes = [_start(stage, application) for _ in range(workers)]
        try:
            _wait_until_swept()
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()
        outcome = _count(events)
        db.session.remove()
        db.database.engine.dispose()
    return outcome


def _start(stage: Processes, application: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "--app", application, "worker"]
    environment = {**os.environ, **stage.environment}
    return subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def _wait_until_swept() -> None:
    until = time.monotonic() + DONE_WITHIN_SECONDS
    while time.monotonic() < until:
        db.session.rollback()
        if not waitlist.events_due(datetime.now(UTC)):
            return
        time.sleep(0.1)


def _count(events: int) -> Outcome:
    outcome = Outcome(events=events)
    since = datetime.now(UTC) - LONG_AGO / 2
    recent = select(Entry).where(Entry.at > since)
    verbs = Counter((entry.verb, entry.record_id) for entry in db.session.scalars(recent))
    outcome.lapsed = sum(verb == "lapsed" for verb, _ in verbs)
    outcome.asked = sum(verb == "offered" for verb, _ in verbs)
    mailed = select(Mail.about_id, Mail.kind, func.count()).where(Mail.created_at > since)
    mails = db.session.execute(mailed.group_by(Mail.about_id, Mail.kind)).all()
    outcome.doubled = sum(count > 1 for count in verbs.values()) + sum(row[2] > 1 for row in mails)
    for event in db.session.scalars(select(Event)):
        seating = bookings_queries.occupancy(event)
        if (seating.taken, seating.over, seating.waiting_parties) != (2, 0, 1):
            outcome.faults.append(f"{event.slug}: {seating}")
    return outcome


def run(url: str, *, events: int, workers: int = 2, application: str = "wsgi") -> Outcome:
    """The whole proof on one database."""
    with Processes(url, workers=1) as stage:
        return sweep(stage, events, workers, application)


def main() -> int:
    """Run by hand; one JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=60)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--application", default="wsgi")
    given = options.parse_args()
    with databases.for_a_proof(given.database) as url:
        outcome = run(url, events=given.events, workers=given.workers, application=given.application)
    told = {"proof": "sweeps", "database": given.database, "whole": outcome.whole, **vars(outcome)}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
