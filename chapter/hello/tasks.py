"""Timed jobs of hellos and companions: each a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.events.models import Event
from chapter.hello.queries import hellos
from chapter.hello.rules import assignments, companions
from chapter.hello.rules.schedule import OPENS_BEFORE


def assign_hellos(now: datetime) -> int:
    """Assign the hellos of each event that is near, where the input changed since."""
    near = hellos.events_near(now, now + OPENS_BEFORE)
    return sum(_arranged(event, now) for event in near if event.ends_at > now)


def update_companions(now: datetime) -> int:
    """End requests that no longer hold, notify those concerned, ask whoever is next."""
    for event in list(companions.events_due(now)):
        with db.writing():
            companions.update_event(db.lock(event), now=now)
    return 0


def _arranged(event: Event, now: datetime) -> int:
    seen = assignments.load_input(event, now=now)
    if seen.fingerprint == assignments.last_fingerprint(event):
        return 0
    db.end_reading()
    found = assignments.solve(seen)
    with db.writing():
        assignments.assign(event, seen, found, now=now)
    return 0
