"""What is due to be erased: bookings and signups of long ago, and people who have nothing else."""

from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, Select, exists, func, select

from chapter import db
from chapter.accounts.models import Account
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.membership.models.applications import Application
from chapter.membership.models.memberships import Member
from chapter.people.models import Person, RoleGrant
from chapter.shifts.models import Shift, Signup


def old_bookings(now: datetime, days: int, most: int) -> list[Rsvp]:
    """Up to ``most`` bookings of guests whose event ended ``days`` ago and that still hold personal data."""
    return list(db.session.scalars(_bookings(now, days).order_by(Rsvp.id).limit(most)))


def old_signups(now: datetime, days: int, most: int) -> list[Signup]:
    """Up to ``most`` signups of guests whose shift ended ``days`` ago and that still hold personal data."""
    return list(db.session.scalars(_signups(now, days).order_by(Signup.id).limit(most)))


def count_due(now: datetime, days: int) -> int:
    """How many such bookings and signups there are."""
    each = _bookings(now, days), _signups(now, days)
    return sum(db.session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in each)


def _bookings(now: datetime, days: int) -> Select[Rsvp]:
    ended = Event.ends_at < now - timedelta(days=days)
    old = select(Rsvp).join(Event, Event.id == Rsvp.event_id)
    return old.where(ended, Rsvp.erased_at.is_(None), Rsvp.person_id.not_in(_members()))


def _signups(now: datetime, days: int) -> Select[Signup]:
    ended = Shift.ends_at < now - timedelta(days=days)
    old = select(Signup).join(Shift, Shift.id == Signup.shift_id)
    return old.where(ended, Signup.erased_at.is_(None), Signup.person_id.not_in(_members()))


def _members() -> CompoundSelect[int]:
    return select(Account.person_id).union(select(RoleGrant.person_id), select(Member.person_id))


def without_bookings(person_ids: set[int]) -> list[Person]:
    """Those of ``person_ids`` whose bookings, applications, gifts and shifts are all erased."""
    told = select(Rsvp.person_id).where(Rsvp.erased_at.is_(None))
    asked = select(Application.person_id).where(
        Application.person_id.is_not(None), Application.erased_at.is_(None)
    )
    gave = select(Gift.person_id).where(Gift.person_id.is_not(None), Gift.erased_at.is_(None))
    helped = select(Signup.person_id).where(Signup.erased_at.is_(None))
    spoken_of = (Person.id.not_in(one) for one in (told, asked, gave, helped))
    gone = select(Person).where(Person.id.in_(person_ids), *spoken_of)
    return list(db.session.scalars(gone))


def erased_but_mailed(most: int) -> list[int]:
    """The ids of up to ``most`` erased people whose address a mail still holds: it was once left out of
    erasure when somebody else had the same address."""
    told = exists().where(Mail.person_id == Person.id, Mail.to_address != "")
    erased = select(Person.id).where(Person.erased_at.is_not(None), told)
    return list(db.session.scalars(erased.order_by(Person.id).limit(most)))


def unused_addresses(email_keys: set[str], but: int = 0) -> set[str]:
    """Those of ``email_keys`` under which nobody is known any more, and with which nobody signs in, apart
    from the person with the id ``but``."""
    known = select(Person.email_key).where(Person.email_key.in_(email_keys), Person.id != but)
    signing_in = select(Account.email_key).where(Account.email_key.in_(email_keys), Account.person_id != but)
    return email_keys - set(db.session.scalars(known.union(signing_in))) - {""}
