"""What time brings about what became of people: what was noted and not finished, is."""

from datetime import datetime

from chapter import db
from chapter.membership.models.departures import Departure
from chapter.records import rules


def release_due(now: datetime) -> int:
    """Let go of what lies ahead of those who died, are suspended or resigned, where that was not done yet."""
    return sum(_let_go(noted, now) for noted in rules.departures_to_release())


def _let_go(noted: Departure, now: datetime) -> int:
    with db.writing():
        rules.release(noted, now=now)
    return 1
