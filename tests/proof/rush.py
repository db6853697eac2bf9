"""80 guests at one event at the same moment, some of whom leave again (reliability, row 2).

python -m tests.proof.rush --rounds 50 [--database postgresql] [--application tests.proof.control_no_lock:app]
"""

import argparse
import json
import random
import sys
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from tests import databases
from tests.proof.processes import Processes, an_open_event
from tests.proof.visitor import Visitor
from tests.proof.waitlist_replay import faults

LONGEST_WAIT_SECONDS = 4


@dataclass
class Outcome:
    """What a rush left behind."""

    rounds: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    faulty_rounds: int = 0
    faults: list[str] = field(default_factory=list)
    longest_wait: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether every guest was answered and every seat is as the rule says."""
        return self.faulty_rounds == 0 and set(self.answers) == {303}


class Guest(threading.Thread):
    """Books a party when the doors open; some shrink it, some give it back."""

    def __init__(self, stage: Processes, slug: str, number: int, seed: int, doors: threading.Barrier) -> None:
        super().__init__()
        self.stage, self.slug, self.number, self.doors = stage, slug, number, doors
        self.chance = random.Random(seed)
        self.statuses: list[int] = []
        self.waited = 0.0

    def run(self) -> None:
        """Open the page, wait for the others, press, and perhaps change her mind."""
        visitor = Visitor(self.stage.port, f"10.0.{self.number // 250}.{self.number % 250}")
        page = visitor.get(f"/events/{self.slug}")
        size = self.chance.randint(1, 4)
        self.doors.wait()
        began = time.monotonic()
        booked = visitor.post(
            f"/events/{self.slug}/rsvp",
            **page.hidden(),
            name=f"Guest {self.number}",
            email=f"guest{self.number}@proof.test",
            party_size=size,
            arrival="just_me",
        )
        self.waited = time.monotonic() - began
        self.statuses.append(booked.status)
        if booked.status == 303:
            self._perhaps_change(visitor, booked.location, size)

    def _perhaps_change(self, visitor: Visitor, address: str, size: int) -> None:
        path = "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address
        what = self.chance.choices(["stay", "shrink", "leave"], [5, 2, 3])[0]
        if what == "shrink" and size > 1:
            page = visitor.get(path)
            self.statuses.append(visitor.post(f"{path}/change", **page.hidden(), party_size=size - 1).status)
        elif what == "leave":
            page = visitor.get(path)
            self.statuses.append(visitor.post(f"{path}/cancel", **page.hidden()).status)


def rush(stage: Processes, *, rounds: int, guests: int = 80, capacity: int = 60, seed: int = 1) -> Outcome:
    """Open the doors ``rounds`` times, each time of a new event, and look at what is left."""
    app, outcome = stage.app(), Outcome()
    for number in range(rounds):
        slug = f"rush-{number}"
        with app.app_context(), db.writing():
            an_open_event(slug, capacity)
        _one_round(stage, slug, guests, seed * 1000 + number, outcome)
        with app.app_context():
            found = faults(db.first_or_404(select(Event).where(Event.slug == slug)))
        outcome.rounds += 1
        outcome.faulty_rounds += bool(found)
        outcome.faults += found[:3]
    return outcome


def _one_round(stage: Processes, slug: str, guests: int, seed: int, outcome: Outcome) -> None:
    doors = threading.Barrier(guests)
    crowd = [Guest(stage, slug, number, seed * 1000 + number, doors) for number in range(guests)]
    for guest in crowd:
        guest.start()
    for guest in crowd:
        guest.join()
        outcome.longest_wait = max(outcome.longest_wait, guest.waited)
        for status in guest.statuses:
            outcome.answers[status] = outcome.answers.get(status, 0) + 1


def main() -> int:
    """Run by hand; one JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--guests", type=int, default=80)
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--application", default="wsgi:app")
    given = options.parse_args()
    with (
        databases.for_a_proof(given.database) as url,
        Processes(url, workers=given.workers, application=given.application) as stage,
    ):
        outcome = rush(stage, rounds=given.rounds, guests=given.guests)
    sys.stdout.write(
        json.dumps({"proof": "rush", "database": given.database, "whole": outcome.whole, **vars(outcome)})
        + "\n"
    )
    return 0 if outcome.whole and outcome.longest_wait < LONGEST_WAIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
