"""Whose time is over: bookings and sign-ups of long ago, and the people who have nothing else."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.membership.joining import Application
from chapter.membership.models import Member
from chapter.people.models import (
    Account,
    Person,
    RoleGrant,
)
from chapter.volunteering.models import Shift, Signup


def old_bookings(now: datetime, days: int, most: int) -> list[Rsvp]:
    """Up to ``most`` bookings of guests whose event ended ``days`` ago and that still say who she was."""
    members = select(Account.person_id).union(select(RoleGrant.person_id), select(Member.person_id))
    return list(
        db.session.scalars(
            select(Rsvp)
            .join(Event, Event.id == Rsvp.event_id)
            .where(
                Event.ends_at < now - timedelta(days=days),
                Rsvp.erased_at.is_(None),
                Rsvp.person_id.not_in(members),
            )
            .order_by(Rsvp.id)
            .limit(most)
        )
    )


def old_signups(now: datetime, days: int, most: int) -> list[Signup]:
    """Up to ``most`` sign-ups of guests whose shift ended ``days`` ago and that still say who she was."""
    members = select(Account.person_id).union(select(RoleGrant.person_id), select(Member.person_id))
    old = select(Signup).join(Shift, Shift.id == Signup.shift_id)
    return list(
        db.session.scalars(
            old.where(
                Shift.ends_at < now - timedelta(days=days),
                Signup.erased_at.is_(None),
                Signup.person_id.not_in(members),
            )
            .order_by(Signup.id)
            .limit(most)
        )
    )


def without_bookings(person_ids: set[int]) -> list[Person]:
    """Those of ``person_ids`` of whom no booking, application, gift or shift says anything any more."""
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
    """Up to ``most`` people who are erased while a mail to them still says where it went: an address that
    somebody else has was once left out."""
    told = exists().where(Mail.person_id == Person.id, Mail.to_address != "")
    erased = select(Person.id).where(Person.erased_at.is_not(None), told)
    return list(db.session.scalars(erased.order_by(Person.id).limit(most)))


def of_nobody(email_keys: set[str], but: int = 0) -> set[str]:
    """Those of ``email_keys`` under which nobody is known any more, and with which nobody signs in, but for
    the person with the number ``but``."""
    known = select(Person.email_key).where(Person.email_key.in_(email_keys), Person.id != but)
    signing_in = select(Account.email_key).where(Account.email_key.in_(email_keys), Account.person_id != but)
    return email_keys - set(db.session.scalars(known.union(signing_in))) - {""}
