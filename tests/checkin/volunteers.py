"""Volunteers at doors in tests."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chapter import db
from chapter.checkin.models.shifts import IN
from chapter.checkin.rules import uploads
from chapter.checkin.rules.checkins import CheckinResult, Operator
from chapter.checkin.rules.shifts import Press
from chapter.events.models import Event
from chapter.hours import queries
from chapter.hours.models.hours import Hours
from chapter.shifts.models import Opportunity, Signup
from tests.checkin.checkins import a_nonce
from tests.factories import TODAY, ZONE, a_person
from tests.shifts.shifts import a_shift, an_opportunity, takes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def on_the_wall(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def coats(event: Event, **more: Any) -> Opportunity:
    """What the chapter needs people for at this event."""
    return an_opportunity(title="Coats", place="Cloakroom", event_id=event.id, **more)


def helps(event: Event, name: str = "Vera Wolny", *, after: timedelta = HOUR, of: int = 4) -> Signup:
    """Somebody with a shift of three hours at ``event``, which begins so long from now."""
    shift = a_shift(coats(event), at=on_the_wall(TODAY + after), of=of)
    return takes(shift, a_person(name))


def press(signup: Signup, kind: str = IN, after: timedelta = HOUR, **more: Any) -> Press:
    return Press(a_nonce(), signup.public_id, kind, TODAY + after, **more)


def sends(
    event: Event, *presses: Press, now: datetime = TODAY + 12 * HOUR, by: Operator | None = None
) -> list[CheckinResult]:
    with db.writing():
        return uploads.record_uploads(db.lock(event), presses, by=by or Operator(None), leads=False, now=now)


def times_of(signup: Signup) -> tuple[datetime | None, datetime | None]:
    db.session.expire_all()
    return signup.came_at, signup.left_at


def minutes_of(signup: Signup) -> list[int]:
    rows = db.session.scalars(select(Hours).where(Hours.signup_id == signup.id, *queries.counting()))
    return [one.minutes for one in rows]
