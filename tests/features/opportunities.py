"""The office's pages of opportunities and shifts; tests/features/shifts.py makes them."""

from sqlalchemy import select

from chapter import db
from chapter.shifts.models import Shift, Signup
from tests.factories import TODAY
from tests.feature import Edit, Feature


def who_comes_in_now() -> str | None:
    """The code of somebody whose shift has just begun."""
    now = (
        select(Signup.checkin_code)
        .join(Signup.shift)
        .where(Shift.starts_at < TODAY, Signup.came_at.is_(None))
    )
    return db.session.scalar(now)


FEATURE = Feature(
    fields={"minimum": "1", "hours_rule": "approval"},
    payloads={
        "/office/volunteers/code": lambda _account: {"code": who_comes_in_now()},
        "/office/volunteers/new": {"kind": "one_off", "audience": "public"},
        "/office/volunteers/<slug>/edit": {"kind": "one_off", "audience": "public"},
    },
    edits={
        "/office/volunteers/<slug>/edit": Edit(
            ("title", "Soup", "Stew", "Bread"), {"place": "The kitchen"}, {"skills": "Ladling"}
        ),
        "/office/volunteers/shifts/<public_id>/edit": Edit(
            ("capacity", "7", "8", "9"), {"label": "Ladles"}, {"place": "The yard"}
        ),
    },
)
