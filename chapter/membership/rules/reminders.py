"""Mails that are due by the calendar: before and after a membership's end, and the welcome sequence. Each
once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from sqlalchemy import select

from chapter import db
from chapter.mail import dedup_key
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter, Letter
from chapter.membership import emails, queries
from chapter.membership.models.departures import Departure
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import membership_settings
from chapter.people.models import Person

AT_ONCE = 50
LATE = timedelta(days=6)
"""How late such a mail may still leave, after the worker was down."""

DueMail = tuple[str, Person, Callable[[], Letter]]
"""What makes the mail the only one of its kind, its reader, and how it is written."""


def queue_reminders(*, now: datetime) -> int:
    """Queue some of the reminders that are due today; returns how many.

    When several are due, only the latest is sent. People who renewed, left, or died get none.
    """
    on = queries.today(now)
    return queue_new(_reminders(on), now)


def _reminders(on: date) -> Iterator[DueMail]:
    days = sorted({int(number) for number in membership_settings.current().reminder_days}, reverse=True)
    for days_before, next_one in zip(days, [*days[1:], None], strict=True):
        first = on + timedelta(days=days_before) - LATE
        last = on + timedelta(days=days_before)
        if next_one is not None:
            first = max(first, on + timedelta(days=next_one + 1))
        for membership in _ending(first, last):
            key = f"renewal-{membership.id}-{membership.ends_on}-{days_before}"
            left = (membership.ends_on - on).days if membership.ends_on else 0
            yield key, membership.payer, partial(emails.reminder, membership, left)


def _ending(first: date, last: date) -> Iterator[Membership]:
    gone = select(Departure.person_id).where(Departure.until_on.is_(None))
    ending = select(Membership).where(
        Membership.ended_at.is_(None),
        Membership.ends_on >= first,
        Membership.ends_on <= last,
        Membership.payer_id.not_in(gone),
    )
    yield from db.session.scalars(ending.order_by(Membership.id))


def queue_new(due: Iterator[DueMail], now: datetime) -> int:
    """Queue the mails of ``due`` that were not queued before, some at a time; returns how many."""
    wanted = {key: (person, write) for key, person, write in due if person.email}
    sent = dedup_key.already_used(wanted)
    new = [
        AddressedLetter(write(), to=(person.name, person.email), person_id=person.id, once_key=key)
        for key, (person, write) in islice(((k, w) for k, w in wanted.items() if k not in sent), AT_ONCE)
    ]
    mail.queue_many(new, now=now)
    return len(new)
