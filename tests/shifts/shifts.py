"""Opportunities, shifts and sign-ups for tests, made through the rules."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from chapter import db
from chapter.opportunities.rules import opportunities
from chapter.opportunities.rules.opportunities import OpportunityInput
from chapter.opportunities.rules.shift_times import ShiftInput
from chapter.people.models import Person
from chapter.shifts.models import Opportunity, Shift, Signup
from chapter.shifts.rules import signups
from chapter.shifts.rules.signups import SignupRequest, SignupResult
from tests.factories import GUEST, TODAY, ZONE, a_person, a_writing

wall = datetime.fromisoformat
"""A time on the clock of a place, as one writes it."""

_numbers = count(1)
SATURDAY, LAST_WEEK = wall("2026-12-05T09:00"), wall("2026-11-16T09:00")
"""On the clock of Chicago."""


def an_opportunity(*, published: bool = True, **more: Any) -> Opportunity:
    """One that everybody may see, in Chicago, without a shift."""
    number = next(_numbers)
    details = {"title": f"Pantry {number}", "zone": ZONE, "place": "The pantry", **more}
    with a_writing():
        whole = opportunities.create(OpportunityInput(**details), by=GUEST, now=TODAY)
        whole.published_at = TODAY if published else None
        db.session.flush()
        return whole


def a_shift(
    whole: Opportunity | None = None, *, at: datetime = SATURDAY, hours: float = 3, of: int = 1, **more: Any
) -> Shift:
    """A shift of ``of`` places, on a Saturday morning."""
    times = {"starts_wall": at, "ends_wall": at + timedelta(hours=hours), "capacity": of, **more}
    with a_writing():
        return opportunities.add_shifts(whole or an_opportunity(), ShiftInput(**times), by=GUEST, now=TODAY)[
            0
        ]


def helped(whole: Opportunity, person: Person) -> Signup:
    """She takes a shift of it that is over by TODAY."""
    with a_writing():
        times = ShiftInput(starts_wall=LAST_WEEK, ends_wall=LAST_WEEK + timedelta(hours=3), capacity=9)
        before = TODAY - timedelta(days=9)
        return takes(opportunities.add_shifts(whole, times, by=GUEST, now=before)[0], person, before)


def asks(person: Person | None = None, **more: Any) -> SignupRequest:
    """What somebody new sends, or what ``person`` does who signed in."""
    number = next(_numbers)
    who = {"name": f"Vera Number{number}", "email": f"vera{number}@example.test"}
    if person is not None:
        who = {"name": person.name, "email": person.email}
    return SignupRequest(**{**who, "nonce": f"shift-nonce-{number}", "person": person, **more})


def try_to_take(
    shift: Shift, person: Person | None = None, now: datetime = TODAY, **more: Any
) -> SignupResult:
    """What comes of it."""
    with a_writing():
        return signups.sign_up(db.lock(shift), asks(person, **more), by=GUEST, now=now)


def takes(shift: Shift, person: Person | None = None, now: datetime = TODAY, **more: Any) -> Signup:
    """Somebody signed up, as one who is known."""
    signup = try_to_take(shift, person or a_person(), now, **more).signup
    assert signup is not None
    return signup
