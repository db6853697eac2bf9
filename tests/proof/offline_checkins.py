"""300 guests at two phones whose network loses questions and answers, while the server is killed (kill -9).

Each phone keeps its moves until they are answered for, and takes some of them back; some guests come without
a booking. Afterwards the log holds every move of both phones once, and who came is what the phones saw:
nobody twice, nobody lost, no seat held for a walk-in that was taken back.

    python -m tests.proof.offline_checkins --guests 300 --kills 8 [--database postgresql]
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.checkin.models import WALK_IN, CheckinEvent, walk_in_nonce
from chapter.checkin.rules import door_links
from chapter.claims import attendance
from chapter.events.models import Event
from chapter.people.rules import persons
from tests import databases
from tests.proof.processes import Processes, an_open_event
from tests.proof.visitor import Answer, Visitor

SLUG = "doors"
LOSES, UNDOES, WALKS, AT_ONCE = 0.3, 0.1, 0.1, 20


@dataclass
class Outcome:
    """What is left when both phones say that all is in."""

    guests: int = 0
    kills: int = 0
    made: int = 0
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    strange: int = 0
    wrong: int = 0

    @property
    def whole(self) -> bool:
        """The log equals the truth."""
        return self.made > 0 and not (self.lost or self.doubled or self.strange or self.wrong)


@dataclass
class Phone:
    """What static/js/apart/door does, without a screen. ``made``: every move, whether it was sent or not."""

    visitor: Visitor
    path: str
    chance: random.Random
    made: list[dict[str, Any]] = field(default_factory=list)
    queue: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0

    def let_in(self, party: str, size: int) -> None:
        """Somebody comes; now and then it was the wrong one, and is taken back."""
        nonce = self._make(party, list(range(size)), "")
        if self.chance.random() < UNDOES:
            self._make(party, [], nonce)
        if self.chance.random() < WALKS:
            self.walk_in(size)

    def walk_in(self, size: int) -> None:
        """Somebody comes without a booking; as often as not it was a mistake."""
        nonce = f"{WALK_IN}{self.chance.getrandbits(128):032x}"
        typed = {"name": f"Walkin {nonce[-6:]}", "size": size}
        self._make(nonce, list(range(size)), "", nonce=nonce, walk_in=typed)
        if self.chance.random() < 0.5:
            self._make(nonce, [], nonce)

    def drain(self) -> None:
        """Send until nothing waits."""
        while self.queue:
            self._exchange()

    def _make(self, party: str, places: list[int], undoes: str, **more: Any) -> str:
        move = {
            "nonce": f"{self.chance.getrandbits(128):032x}", "party": party, "places": places,
            "undoes": undoes, "at": datetime.now(UTC).isoformat(), "kept": True, **more,
        }  # fmt: skip
        self.made.append(move)
        self.queue.append(move)
        return str(move["nonce"])

    def _exchange(self) -> None:
        token = self._answered("GET")
        if token is None:
            return
        fields = {
            "csrf_token": json.loads(token.body)["csrf"], "sent_at": datetime.now(UTC).isoformat(),
            "after": "0", "moves": json.dumps(self.queue[:AT_ONCE]),
        }  # fmt: skip
        answer = self._answered("POST", fields)
        if answer is not None:
            taken = {one["nonce"] for one in json.loads(answer.body)["answers"]}
            self.queue = [move for move in self.queue if move["nonce"] not in taken]

    def _answered(self, method: str, fields: dict[str, str] | None = None) -> Answer | None:
        """The answer; None when the question or the answer was lost."""
        if self.chance.random() < LOSES:
            return None
        self.sent += 1
        try:
            if method == "GET":
                answer = self.visitor.get(f"{self.path}/live.json")
            else:
                answer = self.visitor.post(f"{self.path}/moves", **(fields or {}))
        except (OSError, HTTPException):
            time.sleep(0.05)
            return None
        return None if answer.status != 200 or self.chance.random() < LOSES else answer


def run(url: str, *, guests: int, kills: int, application: str = "wsgi:app", seed: int = 1) -> Outcome:
    """The whole proof on one database."""
    with Processes(url, application=application) as stage:
        with stage.app().app_context():
            paths, parties = _prepare(guests)
        phones = [
            Phone(Visitor(stage.port, f"10.0.{number}.1"), path, random.Random(seed + number))
            for number, path in enumerate(paths)
        ]
        over = threading.Event()
        killer = threading.Thread(target=_kill, args=(stage, kills, over, random.Random(seed)))
        killer.start()
        workers = [threading.Thread(target=_work, args=(phone, parties, over)) for phone in phones]
        for worker in workers:
            worker.start()
        for worker in (killer, *workers):
            worker.join()
        with stage.app().app_context():
            return _count(phones, Outcome(guests=guests, kills=kills))


def _prepare(guests: int) -> tuple[list[str], list[tuple[str, int]]]:
    """An evening with so many parties; the addresses of two helpers, and each party with its size."""
    chance, now = random.Random(guests), datetime.now(UTC)
    with db.writing():
        event = an_open_event(SLUG, None)
        event.starts_at, event.ends_at = now + timedelta(hours=1), now + timedelta(hours=3)
        who = persons.add("Proof Guest", "proof@proof.test", now=now)
        db.session.flush()
        rows = [
            Rsvp(
                event_id=event.id, person_id=who.id, name=f"Guest {n}", email=f"g{n}@proof.test",
                name_key=f"guest {n}", email_key=f"g{n}@proof.test", party_size=chance.choice((1, 1, 2, 3)),
                nonce=f"proof-{n:06}", created_at=now, queued_at=now, seated_at=now,
            )
            for n in range(guests)
        ]  # fmt: skip
        db.session.add_all(rows)
        links = [
            door_links.make_door_link(event, name, 4, by=Actor("guest"), now=now)
            for name in ("Halina", "Iga")
        ]
        db.session.flush()
        paths = [f"/door/t/{link.token}" for link in links]
        return paths, [(rsvp.public_id, rsvp.party_size) for rsvp in rows]


def _work(phone: Phone, parties: list[tuple[str, int]], over: threading.Event) -> None:
    """Let everybody in at this phone, in an order of its own, as long as there are guests; then empty it."""
    mine = phone.chance.sample(parties, len(parties))
    for party, size in mine:
        phone.let_in(party, size)
        if phone.chance.random() < 0.5:
            phone._exchange()
    over.wait()
    phone.drain()


def _kill(stage: Processes, kills: int, over: threading.Event, chance: random.Random) -> None:
    for _ in range(kills):
        time.sleep(chance.uniform(0.1, 0.6))
        stage.kill()
        stage.start()
    over.set()


@dataclass(frozen=True)
class Told:
    """A move as a phone made it."""

    nonce: str
    party_numbers: tuple[int, ...]
    undoes: str
    at: datetime


def _count(phones: list[Phone], outcome: Outcome) -> Outcome:
    db.session.rollback()
    event = db.first_or_404(select(Event).where(Event.slug == SLUG))
    made = [move for phone in phones for move in phone.made]
    kept = Counter(db.session.scalars(select(CheckinEvent.nonce).where(CheckinEvent.event_id == event.id)))
    nonces = {move["nonce"] for move in made}
    outcome.made, outcome.sent = len(made), sum(phone.sent for phone in phones)
    outcome.lost = len(nonces - kept.keys())
    outcome.strange = len(kept.keys() - nonces)
    outcome.doubled = sum(count > 1 for count in kept.values())
    by_party: dict[str, list[Told]] = {}
    for move in made:
        at = datetime.fromisoformat(move["at"])
        told = Told(move["nonce"], tuple(move["places"]), move["undoes"], at)
        by_party.setdefault(move["party"], []).append(told)
    for rsvp in db.session.scalars(select(Rsvp).where(Rsvp.event_id == event.id)):
        walked = by_party.get(walk_in_nonce(rsvp.nonce))
        came = attendance.attendance_from(walked or by_party.get(rsvp.public_id, [])).count
        outcome.wrong += rsvp.came != came or rsvp.going != (came > 0 or not walked)
    return outcome


def main() -> int:
    """Run by hand; one JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guests", type=int, default=300)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = options.parse_args()
    with databases.for_a_proof(given.database) as url:
        outcome = run(url, guests=given.guests, kills=given.kills)
    line = {"proof": "doors", "database": given.database, "whole": outcome.whole, **vars(outcome)}
    sys.stdout.write(json.dumps(line) + "\n")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
