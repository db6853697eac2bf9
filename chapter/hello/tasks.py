"""What time brings about first hellos: each a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.events.models import Event
from chapter.hello import queries
from chapter.hello.rules import arranging, pairing_up, writing
from chapter.hello.rules.times import BEFORE
from chapter.hello.rules.writing import Due


def arrange(now: datetime) -> int:
    """Arrange the hellos of each event that is near, where anything changed since."""
    near = queries.around(now, now + BEFORE)
    return sum(_arranged(event, now) for event in near if event.ends_at > now)


def write(now: datetime) -> int:
    """Mail the hellos of the day, and the question of the next morning."""
    return sum(_written(one, now) for one in writing.due(now))


def arrange_arrivals(now: datetime) -> int:
    """Of those who meet guests: end what no longer holds, tell whom it concerns, ask whoever is next."""
    for event in list(pairing_up.due(now)):
        with db.writing():
            pairing_up.follow(db.lock(event), now=now)
    return 0


def _arranged(event: Event, now: datetime) -> int:
    seen = arranging.look(event, now=now)
    if seen.mark == arranging.arranged_from(event):
        return 0
    db.end_reading()
    found = arranging.solve(seen)
    with db.writing():
        arranging.arrange(event, seen, found, now=now)
    return 0


def _written(one: Due, now: datetime) -> int:
    with db.writing():
        return writing.write(one, now=now)
