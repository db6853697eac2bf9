"""The scheduled job for departures: releases that were noted and not finished."""

from datetime import datetime

from chapter import db
from chapter.membership.models.departures import Departure
from chapter.records import rules


def release_due(now: datetime) -> int:
    """Release what lies ahead of people who died, are suspended or resigned, where that was not done yet."""
    return sum(_let_go(noted, now) for noted in rules.departures_to_release())


def _let_go(noted: Departure, now: datetime) -> int:
    departure_id, person_id = noted.id, noted.person_id
    with db.writing():
        rules.release(departure_id, person_id, now=now)
    return 1
