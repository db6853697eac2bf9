"""A clearance that expires soon: clearance keepers are notified, weeks before, once for each."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db, restrictions
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter
from chapter.people import queries as people
from chapter.restrictions import Use
from chapter.settings import queries as settings
from chapter.shifts.models.clearances import Clearance
from chapter.staffing import emails as staffing_emails

BEFORE = timedelta(weeks=4)
AT_ONCE = 50


def expiring(now: datetime) -> list[Clearance]:
    """Clearances that expire within four weeks, of people who are not restricted, the next first."""
    today = now.astimezone(settings.current().zone_info).date()
    ending = (
        select(Clearance)
        .options(joinedload(Clearance.person))
        .where(
            Clearance.ended_at.is_(None), Clearance.valid_until >= today,
            Clearance.valid_until <= today + BEFORE, restrictions.is_open_to(Use.ASK, Clearance.person_id),
        )
        .order_by(Clearance.valid_until, Clearance.id)
    )  # fmt: skip
    return list(db.session.scalars(ending))


def warn_keepers(*, now: datetime) -> int:
    """Notify the volunteer leads, and nobody else, of some of those that they do not know of; return how
    many.

    Without a volunteer lead they wait until there is one.
    """
    new = [one for one in expiring(now) if one.warned_at is None][:AT_ONCE]
    leads = [one for one in db.session.scalars(people.holders("volunteers")) if one.email]
    if not new or not leads:
        return 0
    mails = [
        AddressedLetter(staffing_emails.running_out(new, lead), (lead.name, lead.email), lead.id)
        for lead in leads
    ]
    mail.queue_many(mails, now=now)
    for one in new:
        one.warned_at = now
    return len(new)
