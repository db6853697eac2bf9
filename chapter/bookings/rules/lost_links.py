"""Mailing the links of bookings again to whoever has lost them."""

from collections.abc import Sequence
from datetime import datetime

from chapter import db
from chapter.bookings import emails
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail import rules as mail
from chapter.people.models import email_key


def mail_links(email: str, *, now: datetime) -> int:
    """Mail the links of all live bookings under ``email``, in one mail; returns how many there are.

    When there is none, the same work is done and rolled back, so that the response time does not reveal
    whether an email is known.
    """
    found = list(db.session.scalars(bookings_queries.live_bookings(email_key(email), now)))
    if len(found) > 1:
        _mail_many(found, now)
    elif found:
        _mail(found[0], now)
    else:
        with db.session.begin_nested() as trial:
            _mail(_booking_of_nobody(email, now), now)
            db.session.flush()
            trial.rollback()
    return len(found)


def _mail_many(found: Sequence[Rsvp], now: datetime) -> None:
    """One mail for all; where several people share the address, it addresses none of them by name."""
    first, letter = found[0], emails.found_many(found)
    if len({rsvp.person_id for rsvp in found}) > 1:
        mail.queue(letter, to=("", first.email), now=now)
    else:
        mail.queue(letter, to=(first.name, first.email), person_id=first.person_id, now=now)


def _mail(rsvp: Rsvp, now: datetime) -> None:
    mail.queue(emails.found(rsvp), to=(rsvp.name, rsvp.email), now=now, person_id=rsvp.person_id)


def _booking_of_nobody(email: str, now: datetime) -> Rsvp:
    event = Event(title="", place="", address="", zone="UTC", online_url="", starts_at=now, ends_at=now)
    return Rsvp(event=event, name="", email=email, party_size=1, seated_at=now)
