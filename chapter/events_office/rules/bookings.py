"""What the office may do with one booking."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import and_

from chapter import audit, db, restrictions
from chapter.accounts import queries as accounts_queries
from chapter.audit import Actor
from chapter.bookings import emails
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist, waitlist_order
from chapter.bookings.rules.bookings import BookingInput, BookingResult
from chapter.events.models import Event
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people.models import email_key, name_key
from chapter.people.rules import persons as people_persons
from chapter.people.verification import STAFF
from chapter.refusal import Refused
from chapter.restrictions import Use

TWICE = "There is another booking for this event with this name and email."


@dataclass(frozen=True)
class BookingDetails:
    """What a booking says of a party."""

    name: str
    email: str
    party_size: int
    guest_names: list[str]
    dietary: str
    access_needs: str
    arrival: str
    badge_name: str
    pronouns: str
    organisation: str
    ask_me: str
    looking_for: str
    show_me: bool
    shown_as: str


def add(event: Event, party: BookingInput, *, by: Actor, now: datetime) -> BookingResult:
    """Book for somebody who asked the office; also when booking has closed, until the event is over.

    The guest gets the same mail as if they had booked themselves, and waits like everybody. Raises Refused as
    `bookings.book` does, and for somebody for whom no seat may be saved (who has died).
    """
    booked = bookings.book(event, replace(party, proof=STAFF), by=by, now=now, after_closing=True)
    db.session.flush()
    _check_kept(booked.rsvp, "name")
    return booked


def details_of(rsvp: Rsvp) -> BookingDetails:
    """What staff can change of a booking, as it is now."""
    kept = {field.name: getattr(rsvp, field.name) for field in fields(BookingDetails)}
    return BookingDetails(**{**kept, "party_size": rsvp.whole})


def change(rsvp: Rsvp, details: BookingDetails, *, by: Actor, now: datetime) -> None:
    """Set everything that a booking says. Another size moves seats; another email makes a new link.

    Raises Refused when the size does not fit, the booking was given back, or the guest has another one.
    """
    bookings.lock_booking(rsvp)
    before = details_of(rsvp)
    if details == before:
        return
    if (name_key(details.name), email_key(details.email)) != (rsvp.name_key, rsvp.email_key):
        _check_alone(rsvp, details)
    if rsvp.cancelled_at is not None:
        raise Refused(f"{_how_it_ended(rsvp)}, so it can’t be changed.")
    _write_down(rsvp, details, before, by, now)
    if details.party_size != before.party_size:
        bookings.resize(rsvp, to=details.party_size, by=by, now=now)
    if email_key(details.email) != email_key(before.email):
        _correct_email(rsvp, before.email, now)


def cancel(rsvp: Rsvp, *, why: str, by: Actor, now: datetime) -> None:
    """Cancel a party's booking, for a reason that the guest reads in the mail. Raises Refused without one."""
    if not why:
        raise Refused("Enter a reason. It will be in the email to the guest.", "why")
    bookings.cancel(rsvp, by=by, why=why, now=now)


def restore(rsvp: Rsvp, *, by: Actor, now: datetime) -> None:
    """Take back a party that was given back: seated when it may sit at once, otherwise last on the waitlist.

    One that staff took off the waitlist less than ten minutes ago returns to its former position.

    Raises Refused when the event is over or cancelled, or the guest has booked again meanwhile.
    """
    event = bookings.lock_booking(rsvp)
    if rsvp.cancelled_at is None:
        return
    bookings.check_open(event, after_closing=True, now=now)
    if rsvp.erased_at is not None:
        raise Refused("The details of this booking were erased, so it can’t be restored.")
    _check_kept(rsvp)
    _check_alone(rsvp, details_of(rsvp))
    before, moved = rsvp.status, []
    if _just_left_the_line(rsvp, now):
        rsvp.cancelled_at, rsvp.cancellation_cause, rsvp.cancelled_why = None, "", ""
        moved = waitlist.promote(event, now=now)
    else:
        bookings.readmit(rsvp, event, now=now)
    audit.record("restored", rsvp, by=by, now=now, before={"status": before}, after={"status": rsvp.status})
    if rsvp not in moved:
        bookings.mail_confirmation(rsvp, now=now)


def resend(rsvp: Rsvp, *, by: Actor, now: datetime) -> None:
    """Mail the guest's link once more. Raises Refused when the booking was given back or erased."""
    if rsvp.cancelled_at is not None or rsvp.erased_at is not None:
        raise Refused(f"{_how_it_ended(rsvp)}, so there is no link to send.")
    mail.queue(emails.found(rsvp), to=(rsvp.name, rsvp.email), now=now, person_id=rsvp.person_id)
    audit.record("sent the link again", rsvp, by=by, now=now)


def _check_kept(rsvp: Rsvp, field: str = "") -> None:
    gone = restrictions.reasons_against([rsvp.person_id], Use.HELD)
    if gone:
        raise Refused(f"{rsvp.name} {gone[rsvp.person_id]}, so no seat can be saved.", field)


def _how_it_ended(rsvp: Rsvp) -> str:
    return "This booking ended with its event" if rsvp.called_off else "This booking was canceled"


def _write_down(
    rsvp: Rsvp, details: BookingDetails, before: BookingDetails, by: Actor, now: datetime
) -> None:
    """Set everything but the size, which `resize` changes and logs."""
    old, new = asdict(before), asdict(details)
    del old["party_size"], new["party_size"]
    for name, value in new.items():
        setattr(rsvp, name, value)
    rsvp.name_key, rsvp.email_key = name_key(details.name), email_key(details.email)
    if old != new:
        audit.record("changed", rsvp, by=by, now=now, before=old, after=new)


def _just_left_the_line(rsvp: Rsvp, now: datetime) -> bool:
    """Whether staff took it off the waitlist so recently that it may have its position back."""
    lately = rsvp.cancelled_at is not None and now - rsvp.cancelled_at <= waitlist_order.UNDO_WITHIN
    return lately and rsvp.seated_at is None and rsvp.cancellation_cause == "person"


def _check_alone(rsvp: Rsvp, details: BookingDetails) -> None:
    other = bookings_queries.same_party(rsvp.event, email_key(details.email), name_key(details.name))
    if other is not None and other.proved and other.id != rsvp.id:
        raise Refused(TWICE, "email")


def _correct_email(rsvp: Rsvp, wrong: str, now: datetime) -> None:
    """End the link that went to the wrong address; mail a link, and move pending mails, to the right one."""
    rsvp.link_version += 1
    if accounts_queries.account_of(rsvp.person) is None:
        rsvp.person = people_persons.find_or_add(rsvp.name, rsvp.email, now=now)
    db.session.flush()
    about_it = and_(Mail.about_kind == Rsvp.__tablename__, Mail.about_id == rsvp.id)
    mail.withdraw(about_it, Mail.kind.in_(emails.CONFIRMING), Mail.to_key == email_key(wrong), now=now)
    mail.readdress(wrong, rsvp.email, about_it)
    bookings.mail_confirmation(rsvp, now=now)
