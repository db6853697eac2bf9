"""Moving shifts and their events in tests, and taking it back within the ten minutes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from chapter.mail.models import Mail
from chapter.opportunities.rules import opportunities, shift_times
from chapter.shifts.models import Shift, Signup
from tests.factories import GUEST, TODAY

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def sent(kind: str) -> list[Mail]:
    wanted = select(Mail).where(Mail.kind == f"volunteering.{kind}").order_by(Mail.id)
    return list(db.session.scalars(wanted))


def undo(telling: Broadcast, after: timedelta = 5 * MINUTE) -> str:
    with db.writing():
        said = holds.undo(telling, by=GUEST, now=TODAY + after)
    db.session.expire_all()
    return said


def move(shift: Shift, by: timedelta, after: timedelta = timedelta()) -> int:
    with db.writing():
        times = shift_times.shift_input_of(db.lock(shift))
        later = replace(times, starts_wall=times.starts_wall + by, ends_wall=times.ends_wall + by)
        return opportunities.change_shift(shift, later, by=GUEST, now=TODAY + after)


def move_event(event: Event, by: timedelta, **more: str) -> int:
    with db.writing():
        details = lifecycle.details_of(db.lock(event))
        later: dict[str, Any] = {
            "starts_wall": details.starts_wall + by,
            "ends_wall": details.ends_wall + by,
            **more,
        }
        return changes.change_event(event, replace(details, **later), by=GUEST, now=TODAY)


def state_of(*signups: Signup) -> list[tuple[object, ...]]:
    return [(one.status, one.confirmed_at, one.queued_at, one.cancellation_cause) for one in signups]
