"""kill -9 of everything in a rush, again and again (reliability, rows 1 and 9).

Guests send their form until they are answered, as a person presses again. Afterwards every booking that
was acknowledged is there, once; each has one confirmation in the outbox; all of them have been handed to
the mail server, and a mail that was handed over twice had the same Message-ID.

    python -m tests.proof.killed_rush --kills 100 [--database postgresql]
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail.models import Mail
from tests import databases
from tests.proof.processes import Processes, an_open_event, free_port
from tests.proof.visitor import Visitor
from tests.proof.waitlist_replay import faults

SLUG = "killed"
CROWD = 8
DRAINED_WITHIN_SECONDS = 60
IDLE_SECONDS = 3
BACK_WITHIN_SECONDS = 5


@dataclass
class Outcome:
    """What is left when the dust has settled."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    without_mail: int = 0
    unsent: int = 0
    handed_over: int = 0
    handed_over_twice: int = 0
    slowest_return: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Nothing acknowledged lost, nothing done twice, every mail out."""
        return self.acknowledged > 0 and not (
            self.lost or self.doubled or self.without_mail or self.unsent or self.faults
        )


class Sink:
    """A mail server that counts what it is handed, by Message-ID."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take one mail."""
        head = envelope.content.decode(errors="replace").partition("\r\n\r\n")[0]
        name = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        self.seen[name] += 1
        return "250 taken"


class Guest(threading.Thread):
    """Books one party after another until the rush is over; presses again while nobody answers."""

    def __init__(
        self, port: int, number: int, over: threading.Event, acknowledged: list[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.port, self.number, self.over, self.acknowledged = port, number, over, acknowledged

    def run(self) -> None:
        """Book, and note what the page promised."""
        turn = 0
        while not self.over.is_set():
            turn += 1
            self._book(f"{self.number}.{turn}")

    def _book(self, name: str) -> None:
        visitor = Visitor(self.port, f"10.{self.number}.0.1")
        fields: dict[str, str] = {}
        while not fields:
            fields = self._answered(lambda: visitor.get(f"/events/{SLUG}").hidden()) or {}
        fields |= {"name": f"Guest {name}", "email": f"g{name}@proof.test", "party_size": "1"}
        fields["arrival"] = "just_me"
        answer = None
        while answer is None or answer.status >= 500:
            answer = self._answered(lambda: visitor.post(f"/events/{SLUG}/rsvp", **fields))
        if answer.status == 303:
            self.acknowledged.append((fields["email"], fields["nonce"]))

    def _answered(self, ask: Any) -> Any:
        try:
            return ask()
        except (OSError, HTTPException):
            time.sleep(0.05)
            return None


def killed(stage: Processes, *, kills: int, sink: Sink, seed: int = 1) -> Outcome:
    """Let guests book, kill everything ``kills`` times, and count."""
    chance, over, outcome = random.Random(seed), threading.Event(), Outcome()
    acknowledged: list[tuple[str, str]] = []
    app = stage.app()
    with app.app_context(), db.writing():
        an_open_event(SLUG, 10 * kills + 20)
    crowd = [Guest(stage.port, number, over, acknowledged) for number in range(CROWD)]
    for guest in crowd:
        guest.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.2, 0.8))
        stage.kill()
        outcome.kills += 1
        began = time.monotonic()
        stage.start()
        outcome.slowest_return = max(outcome.slowest_return, time.monotonic() - began)
    over.set()
    for guest in crowd:
        guest.join()
    outcome.acknowledged = len(acknowledged)
    with app.app_context():
        _count(outcome, acknowledged, sink)
    return outcome


def _count(outcome: Outcome, acknowledged: list[tuple[str, str]], sink: Sink) -> None:
    _wait_until_drained()
    event = db.first_or_404(select(Event).where(Event.slug == SLUG))
    by_email = Counter(db.session.scalars(select(Rsvp.email).where(Rsvp.event_id == event.id)))
    nonces = set(db.session.scalars(select(Rsvp.nonce)))
    told = Counter(db.session.scalars(select(Mail.about_id).where(Mail.about_kind == "rsvps")))
    ids = list(db.session.scalars(select(Rsvp.id)))
    outcome.lost = sum(nonce not in nonces for _, nonce in acknowledged)
    outcome.doubled = sum(count > 1 for count in by_email.values())
    outcome.without_mail = sum(told[one] != 1 for one in ids)
    outcome.unsent = _unsent()
    outcome.handed_over = len(sink.seen)
    outcome.handed_over_twice = sum(count > 1 for count in sink.seen.values())
    outcome.faults = faults(event)
    if outcome.handed_over != len(ids):
        outcome.faults.append(f"{len(ids)} bookings, {outcome.handed_over} mails reached the server")


def _wait_until_drained() -> None:
    """Wait until the outbox is empty. What only the killed still hold on lease is let go: as if the two
    minutes of their leases had passed, once the living worker has found nothing to do for a while."""
    until = time.monotonic() + DRAINED_WITHIN_SECONDS
    before, since = -1, time.monotonic()
    while time.monotonic() < until and (left := _unsent()):
        if left != before:
            before, since = left, time.monotonic()
        elif time.monotonic() - since > IDLE_SECONDS:
            with db.writing():
                db.session.execute(update(Mail).values(leased_until=None))
            since = time.monotonic()
        time.sleep(0.2)


def _unsent() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Mail.sent_at.is_(None))) or 0


def run(url: str, kills: int, application: str = "wsgi:app") -> Outcome:
    """The whole proof on one database, with web, worker and a mail server."""
    sink, port = Sink(), free_port()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        mail = f"smtp://127.0.0.1:{port}"
        with Processes(url, application=application, with_worker=True, mail_url=mail) as stage:
            return killed(stage, kills=kills, sink=sink)
    finally:
        server.stop()


def main() -> int:
    """Run by hand; one JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = options.parse_args()
    with databases.for_a_proof(given.database) as url:
        outcome = run(url, given.kills)
    sys.stdout.write(
        json.dumps({"proof": "killed", "database": given.database, "whole": outcome.whole, **vars(outcome)})
        + "\n"
    )
    return 0 if outcome.whole and outcome.slowest_return < BACK_WITHIN_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
