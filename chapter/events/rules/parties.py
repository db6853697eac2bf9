"""Booking, changing and leaving: what a party may do.

Every change of seats holds the event's row first (``db.lock``), then counts, then writes: capacity is
a count of rows, never a counter beside them.
"""

from dataclasses import dataclass
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.claims.order import may_sit_at_once
from chapter.events import emails, queries, words
from chapter.events.models import Event, Rsvp
from chapter.events.rules import waitlist
from chapter.mail import rules as mail
from chapter.people import rules as people
from chapter.people.models import Person, email_key, name_key
from chapter.refusal import Refused

NEWS = "news"
NOT_KEPT = {"size", "news", "news_wording", "person"}
CLOSED = {
    "draft": "This event is not open yet.",
    "cancelled": "This event was cancelled.",
    "over": "This event is over.",
    "not_yet": "Booking has not begun yet.",
    "closed": "Booking has closed.",
}


@dataclass(frozen=True)
class Party:
    """What a guest asks for. ``nonce`` names the one form that was sent; ``news`` is her consent.

    ``person`` is she when she has proved who she is; else name and e-mail say whose booking it is.
    """

    name: str
    email: str
    size: int
    nonce: str
    guest_names: str = ""
    dietary: str = ""
    access_needs: str = ""
    arrival: str = "just_me"
    badge_name: str = ""
    pronouns: str = ""
    organisation: str = ""
    ask_me: str = ""
    looking_for: str = ""
    show_me: bool = False
    news: bool = False
    news_wording: str = ""
    person: Person | None = None


@dataclass(frozen=True)
class Booked:
    """What came of it: ``made`` now, the ``same_form`` sent again, or neither: she has one already."""

    rsvp: Rsvp
    made: bool
    same_form: bool


def rsvp(event: Event, party: Party, *, by: Actor, now: datetime, after_closing: bool = False) -> Booked:
    """Book ``party``: seated when it may sit at once, else at the end of the line. ``event`` is locked.

    The same form twice, or the same e-mail and name, makes nothing new; in the second case her mail
    says that she has a booking already. Raises Refused when booking is closed (staff may book
    ``after_closing``, until the event is over) or the party too large.
    """
    repeated = queries.by_nonce(party.nonce)
    if repeated is not None:
        return _repeated(event, repeated)
    check_open(event, after_closing=after_closing, now=now)
    _check_size(event, party.size)
    known = queries.same_party(event, email_key(party.email), name_key(party.name))
    if known is not None:
        mail.queue(emails.already(known), to=(known.name, known.email), now=now)
        return Booked(known, made=False, same_form=False)

    seated_at = now if _may_sit(event, party.size) else None
    booking = _new(event, party, now)
    booking.seated_at = seated_at
    event.seating += 1
    db.session.add(booking)
    _note(event, booking, party, by, now)
    return Booked(booking, made=True, same_form=False)


def resize(rsvp: Rsvp, *, to: int, by: Actor, now: datetime) -> None:
    """Change how many come. Smaller always; larger while seats are free that no waiting party fits.

    A waiting party keeps its place in line. Raises Refused when it can't grow.
    """
    event = hold(rsvp)
    _check_live(rsvp, event, now)
    _check_size(event, to)
    before, was_going = rsvp.party_size, rsvp.going
    if to == before:
        return
    if was_going and to > before:
        _check_room(event, to - before)
    rsvp.party_size = to
    event.seating += 1
    audit.record(
        "changed party", rsvp, by=by, now=now, before={"party_size": before}, after={"party_size": to}
    )
    waitlist.promote(event, now=now)
    if rsvp.going == was_going:
        mail.queue(
            emails.changed(rsvp, before), to=(rsvp.name, rsvp.email), now=now, person_id=rsvp.person_id
        )


def cancel(rsvp: Rsvp, *, by: Actor, now: datetime, why: str = "") -> None:
    """Give all its seats, or its place in line, back. Done once; a second time changes nothing."""
    event = hold(rsvp)
    if rsvp.cancelled_at is not None:
        return
    _check_live(rsvp, event, now)
    before = rsvp.status
    rsvp.cancelled_at, rsvp.cancelled_by, rsvp.cancelled_why = now, by.kind, why
    event.seating += 1
    audit.record(
        "cancelled", rsvp, by=by, now=now, before={"status": before}, after={"status": rsvp.status}, why=why
    )
    mail.queue(emails.cancelled(rsvp), to=(rsvp.name, rsvp.email), now=now, person_id=rsvp.person_id)
    waitlist.promote(event, now=now)


def hold(rsvp: Rsvp) -> Event:
    """Lock the event of a booking, then read the booking afresh: what was read before may be old."""
    event = db.lock(rsvp.event)
    db.session.refresh(rsvp)
    return event


def check_open(event: Event, *, after_closing: bool, now: datetime) -> None:
    """Raises Refused when nobody can book now. Staff may, ``after_closing``, until it is over."""
    why = event.why_closed(now)
    if why is not None and not (after_closing and why in {"not_yet", "closed"}):
        raise Refused(CLOSED[why])


def _repeated(event: Event, booking: Rsvp) -> Booked:
    if booking.event_id != event.id:
        raise Refused("This form belongs to another event. Open this page again, then it works.")
    return Booked(booking, made=False, same_form=True)


def _check_live(rsvp: Rsvp, event: Event, now: datetime) -> None:
    if rsvp.cancelled_at is not None:
        raise Refused("This booking was given back already.")
    if event.cancelled_at is not None:
        raise Refused(CLOSED["cancelled"])
    if now >= event.ends_at:
        raise Refused(CLOSED["over"])


def _check_size(event: Event, size: int) -> None:
    if size < 1:
        raise Refused("A party has at least one person.", "party_size")
    if size > event.party_limit:
        raise Refused(f"Up to {words.number(event.party_limit)} can come together.", "party_size")
    if event.capacity is not None and size > event.capacity:
        raise Refused(f"The room has {words.seats(event.capacity)} in all.", "party_size")


def _check_room(event: Event, more: int) -> None:
    free = queries.seating(event).free
    if free is not None and free < more:
        left = (
            f"Only {words.seats(free)} more {'is' if free == 1 else 'are'} free"
            if free
            else "No more seats are free"
        )
        raise Refused(f"{left}. Yours stay yours.", "party_size")


def _new(event: Event, party: Party, now: datetime) -> Rsvp:
    asked = {name: value for name, value in vars(party).items() if name not in NOT_KEPT}
    return Rsvp(
        **asked,
        event=event,
        person=party.person or people.known_as(party.name, party.email, now=now),
        party_size=party.size,
        name_key=name_key(party.name),
        email_key=email_key(party.email),
        created_at=now,
        queued_at=now,
    )


def _may_sit(event: Event, size: int) -> bool:
    seating = queries.seating(event)
    free = None if seating.capacity is None else seating.capacity - seating.taken
    line = queries.waiting_line(event) if seating.waiting_parties else []
    return may_sit_at_once(size, line, free)


def _note(event: Event, booking: Rsvp, party: Party, by: Actor, now: datetime) -> None:
    audit.record(
        "booked", booking, by=by, now=now, after={"party_size": party.size, "status": booking.status}
    )
    letter = (
        emails.confirmed(booking)
        if booking.going
        else emails.waiting(booking, queries.place_in_line(booking) or 1)
    )
    mail.queue(letter, to=(booking.name, booking.email), now=now, person_id=booking.person_id)
    if party.news:
        mail.note_consent(
            booking.email_key,
            NEWS,
            given=True,
            wording=party.news_wording,
            source=f"rsvp {event.slug}",
            now=now,
        )
