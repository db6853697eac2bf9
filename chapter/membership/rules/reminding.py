"""Mails that time brings: before and after a membership's end, and the welcome sequence. Each once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from sqlalchemy import and_, or_, select

from chapter import db
from chapter.mail import dedup_key
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter, Letter
from chapter.membership import emails, queries, settings
from chapter.membership.joining import WelcomeMail
from chapter.membership.models import Leaving, Membership, Place
from chapter.people.models import Person

AT_ONCE = 50
LATE = timedelta(days=6)
"""How late such a mail may still leave, when the worker had stood still."""

Due = tuple[str, Person, Callable[[], Letter]]
"""What makes it the only one of its kind, to whom, and how it is written."""


def remind(*, now: datetime) -> int:
    """Queue some of the reminders that are due today; how many.

    Of several that are due only the latest is written. Who renewed, left, or died gets none.
    """
    on = queries.today(now)
    return _queue(_reminders(on), now)


def welcome(*, now: datetime) -> int:
    """Queue some of the welcome mails that are due today; how many. Who has left gets no more of them."""
    on = queries.today(now)
    return _queue(_welcomes(on), now)


def _reminders(on: date) -> Iterator[Due]:
    days = sorted({int(number) for number in settings.current().reminder_days}, reverse=True)
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
    gone = select(Leaving.person_id).where(Leaving.until_on.is_(None))
    ending = select(Membership).where(
        Membership.ended_at.is_(None),
        Membership.ends_on >= first,
        Membership.ends_on <= last,
        Membership.payer_id.not_in(gone),
    )
    yield from db.session.scalars(ending.order_by(Membership.id))


def _welcomes(on: date) -> Iterator[Due]:
    for written in db.session.scalars(select(WelcomeMail).where(WelcomeMail.ended_at.is_(None))):
        day = on - timedelta(days=written.days)
        for person, began in _joined(day - LATE, day, on):
            key = f"welcome-{written.id}-{person.id}-{began}"
            yield key, person, partial(emails.sequence, written, person)


def welcomed_at_once(written: WelcomeMail, *, now: datetime) -> list[Person]:
    """The members who get ``written`` within the hour, once it is kept: they joined lately, and have not had
    it."""
    on = queries.today(now)
    day = on - timedelta(days=written.days)
    joined = list(_joined(day - LATE, day, on))
    keys = {f"welcome-{written.id}-{person.id}-{began}": person for person, began in joined}
    had = dedup_key.already_used(keys) if written.id is not None else set()
    return [person for key, person in keys.items() if key not in had]


def _joined(first: date, last: date, on: date) -> Iterator[tuple[Person, date]]:
    """Who joined in these days and is a member still, and since when."""
    began = and_(Place.since_on >= Membership.began_on, Place.since_on >= first, Place.since_on <= last)
    anew = and_(
        Place.since_on < Membership.began_on, Membership.began_on >= first, Membership.began_on <= last
    )
    rows = (
        select(Person, Place.since_on, Membership.began_on)
        .join(Place, Place.person_id == Person.id)
        .join(Membership, Membership.id == Place.membership_id)
        .where(or_(began, anew), Person.id.in_(queries.members_on(on)), Place.ended_at.is_(None))
        .order_by(Person.id)
    )
    for person, since, run in db.session.execute(rows):
        yield person, max(since, run)


def _queue(due: Iterator[Due], now: datetime) -> int:
    """Queue what was not queued before, some at a time."""
    wanted = {key: (person, write) for key, person, write in due if person.email}
    sent = dedup_key.already_used(wanted)
    new = [
        AddressedLetter(write(), to=(person.name, person.email), person_id=person.id, once_key=key)
        for key, (person, write) in islice(((k, w) for k, w in wanted.items() if k not in sent), AT_ONCE)
    ]
    mail.queue_many(new, now=now)
    return len(new)
