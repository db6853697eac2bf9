"""The welcome sequence: written, changed, stopped, and mailed on its day. Each once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Select, and_, or_, select

from chapter import audit, db
from chapter.applications import emails as applications_emails
from chapter.applications.models import WelcomeMail
from chapter.audit import Actor
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.rolling import DueMail
from chapter.mail import dedup_key
from chapter.membership import queries
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules.reminders import LATE
from chapter.people.models import Person

AHEAD = timedelta(days=7)
"""How far ahead Today looks for welcome mails."""


def welcomes_due(on: date) -> Iterator[DueMail]:
    """The welcome mails that are due on that day. People who have left get no more of them."""
    for written in db.session.scalars(_sequence()):
        day = on - timedelta(days=written.days)
        for person, began in _joined(day - LATE, day, on):
            key = f"welcome-{written.id}-{person.id}-{began}"
            reader = Recipient(person.id, person.name, person.email, person.id)
            yield DueMail(key, reader, partial(applications_emails.sequence, written, person))


def welcomed_at_once(written: WelcomeMail, *, now: datetime) -> list[Person]:
    """The members who will get ``written`` within an hour of its being saved: they joined lately, and have
    not had it."""
    on = queries.today(now)
    day = on - timedelta(days=written.days)
    joined = list(_joined(day - LATE, day, on))
    keys = {f"welcome-{written.id}-{person.id}-{began}": person for person, began in joined}
    had = dedup_key.already_used(keys) if written.id is not None else set()
    return [person for key, person in keys.items() if key not in had]


def next_welcomes(*, now: datetime) -> list[tuple[WelcomeMail, list[Person]]]:
    """The welcome mails that become due in the next seven days, each with the members who will get it."""
    on, sequence = queries.today(now), list(db.session.scalars(_sequence()))
    if not sequence:
        return []
    joined = list(_joined(on - timedelta(days=sequence[-1].days), on, on))
    found = []
    for written in sequence:
        day = on - timedelta(days=written.days)
        people = [person for person, since in joined if day < since <= day + AHEAD]
        if people:
            found.append((written, people))
    return found


def _sequence() -> Select[WelcomeMail]:
    return select(WelcomeMail).where(WelcomeMail.ended_at.is_(None)).order_by(WelcomeMail.days)


def _joined(first: date, last: date, on: date) -> Iterator[tuple[Person, date]]:
    """Who joined in these days and is still a member, and since when."""
    began = and_(
        Enrollment.since_on >= Membership.began_on, Enrollment.since_on >= first, Enrollment.since_on <= last
    )
    anew = and_(
        Enrollment.since_on < Membership.began_on, Membership.began_on >= first, Membership.began_on <= last
    )
    rows = (
        select(Person, Enrollment.since_on, Membership.began_on)
        .join(Enrollment, Enrollment.person_id == Person.id)
        .join(Membership, Membership.id == Enrollment.membership_id)
        .where(or_(began, anew), Person.id.in_(queries.members_on(on)), Enrollment.ended_at.is_(None))
        .order_by(Person.id)
    )
    for person, since, run in db.session.execute(rows):
        yield person, max(since, run)


def write_welcome(*, days: int, subject: str, text: str, by: Actor, now: datetime) -> WelcomeMail:
    """Add a mail to the welcome sequence, ``days`` after joining."""
    written = WelcomeMail(days=days, subject=subject, text=text, created_at=now)
    db.session.add(written)
    audit.record("wrote welcome mail", written, by=by, now=now, after={"days": days, "subject": subject})
    return written


def change_welcome(
    written: WelcomeMail, *, days: int, subject: str, text: str, by: Actor, now: datetime
) -> None:
    """Change a welcome mail; members who have had it do not get it again."""
    written = db.lock(written)
    before = {"days": written.days, "subject": written.subject, "text": written.text}
    written.days, written.subject, written.text = days, subject, text
    after = {"days": days, "subject": subject, "text": text}
    audit.record_change("changed welcome mail", written, by=by, now=now, before=before, after=after)


def stop_welcome(written: WelcomeMail, *, by: Actor, now: datetime) -> None:
    """Stop a welcome mail: nobody gets it from now on."""
    written = db.lock(written)
    if written.ended_at is None:
        written.ended_at = now
        audit.record("stopped welcome mail", written, by=by, now=now, before={"subject": written.subject})


def resume_welcome(written: WelcomeMail, *, by: Actor, now: datetime) -> None:
    """Resume a welcome mail that was stopped."""
    written = db.lock(written)
    if written.ended_at is not None:
        written.ended_at = None
        audit.record("resumed welcome mail", written, by=by, now=now, after={"subject": written.subject})
