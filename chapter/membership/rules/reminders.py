"""Which reminders are due before and after a membership's end. Each once."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from chapter import db
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.rolling import DueMail
from chapter.membership import emails
from chapter.membership.models.departures import Departure
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import membership_settings

LATE = timedelta(days=6)
"""How late such a mail may still leave, after the worker was down."""


def reminders_due(on: date) -> Iterator[DueMail]:
    """The reminders that are due on that day. When several are due, only the latest is sent. People who
    renewed, left, or died get none."""
    days = sorted({int(number) for number in membership_settings.current().reminder_days}, reverse=True)
    for days_before, next_one in zip(days, [*days[1:], None], strict=True):
        first = on + timedelta(days=days_before) - LATE
        last = on + timedelta(days=days_before)
        if next_one is not None:
            first = max(first, on + timedelta(days=next_one + 1))
        for membership in _ending(first, last):
            key = f"renewal-{membership.id}-{membership.ends_on}-{days_before}"
            left = (membership.ends_on - on).days if membership.ends_on else 0
            payer = membership.payer
            reader = Recipient(payer.id, payer.name, payer.email, payer.id)
            yield DueMail(key, reader, partial(emails.reminder, membership, left))


def _ending(first: date, last: date) -> Iterator[Membership]:
    gone = select(Departure.person_id).where(Departure.until_on.is_(None))
    ending = select(Membership).where(
        Membership.ended_at.is_(None),
        Membership.ends_on >= first,
        Membership.ends_on <= last,
        Membership.payer_id.not_in(gone),
    )
    yield from db.session.scalars(ending.order_by(Membership.id))
