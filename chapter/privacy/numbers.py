"""The rows that are kept of somebody as numbers, by table: so the log and mails to others are forgotten."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import or_, select

from chapter import db
from chapter.events.models import EventStaff
from chapter.people.models import RoleGrant
from chapter.people.models.profile import Apart
from chapter.privacy import files
from chapter.privacy.queries import Kept


def of(kept: Kept) -> dict[str, list[int]]:
    """The numbers of all rows of ``kept``, and of what only the office sees about these people."""
    persons = [person.id for person in (*kept.guests, *kept.members)]
    found: dict[str, list[int]] = {}
    for rows in (*files.rows(kept).values(), *_of_the_office(persons)):
        for row in rows:
            number = getattr(row, "id", None)
            if isinstance(number, int):
                found.setdefault(row.__tablename__, []).append(number)
    return found


def of_guests(kept: Kept) -> dict[str, list[int]]:
    """The same of the guests in ``kept`` alone, where somebody with an account shares their address."""
    mails = [] if kept.members else kept.mails
    theirs = Kept(kept.email_key, kept.guests, [], kept.guest_bookings, mails, kept.guest_applications)
    signups, gifts = kept.guest_signups, kept.guest_gifts
    return {**of(theirs), "signups": [one.id for one in signups], "gifts": [one.id for one in gifts]}


def _of_the_office(persons: Collection[int]) -> Iterable[list[Any]]:
    apart = or_(Apart.one_id.in_(persons), Apart.other_id.in_(persons))
    for table, about in (
        (RoleGrant, RoleGrant.person_id.in_(persons)),
        (EventStaff, EventStaff.person_id.in_(persons)),
        (Apart, apart),
    ):
        yield list(db.session.scalars(select(table).where(about)))
