"""Booking, changing and leaving: what a party may do.

Every change of seats locks the event's row first (``db.lock``), then counts, then writes: capacity is a count
of rows, never a counter beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings import emails, guest_names
from chapter.bookings import queries as bookings_queries
from chapter.bookings import wording as bookings_wording
from chapter.bookings.models import OFFERED, UNPAID, Rsvp
from chapter.bookings.rules import endings, waitlist
from chapter.claims.waiting_line import may_claim_now
from chapter.events import wording as events_wording
from chapter.events.models import Event
from chapter.events.undo_window import can_be_revived
from chapter.mail import rules as mail
from chapter.mail.consents import NEWS
from chapter.people.models import Person, email_key, name_key
from chapter.people.rules import persons
from chapter.people.verification import TYPED, verification_by_form
from chapter.plurals import agree
from chapter.refusal import Refused

PAID_BY_SEAT = "Paid seats can’t be changed here. Email us and we’ll help."
NOT_KEPT = {"size", "news", "news_wording", "person", "proof"}
CLOSED = {
    "draft": "This event isn’t open yet.",
    "cancelled": "This event was canceled.",
    "over": "This event is over.",
    "not_yet": "Booking hasn’t opened yet.",
    "closed": "Booking is closed.",
}


@dataclass(frozen=True)
class BookingInput:
    """What a guest asks for. ``nonce`` identifies the form that was sent; ``news`` is the consent to our
    news.

    ``person`` is who signed in; otherwise name and email say whose booking it is. ``proof`` (of
    chapter.people.verification): another proof that it is theirs; empty: proved if there is a ``person``.
    """

    name: str
    email: str
    size: int
    nonce: str
    guest_names: list[str] = field(default_factory=list)
    dietary: str = ""
    access_needs: str = ""
    arrival: str = "just_me"
    badge_name: str = ""
    pronouns: str = ""
    organisation: str = ""
    ask_me: str = ""
    looking_for: str = ""
    show_me: bool = False
    shown_as: str = ""
    news: bool = False
    news_wording: str = ""
    person: Person | None = None
    proof: str = ""

    @property
    def proved_by(self) -> str:
        """The kind of proof of who this is (chapter.people.verification)."""
        return self.proof or verification_by_form(self.person)


@dataclass(frozen=True)
class BookingResult:
    """The result of `book`: ``made`` now, the ``same_form`` sent again, or neither: they have a booking
    already."""

    rsvp: Rsvp
    made: bool
    same_form: bool


def book(
    event: Event, party: BookingInput, *, by: Actor, now: datetime, after_closing: bool = False,
    held_until: datetime | None = None,
) -> BookingResult:  # fmt: skip
    """Book ``party``: seated when it may sit at once, otherwise last on the waitlist. ``event`` is locked.
    With ``held_until``, it is not seated: what it may have at once is held for it until that moment.

    The same form twice makes nothing new. A name and an email that were only typed make a booking of their
    own, whatever exists already: nobody learns by typing who comes; the mail shows all of them, and one
    button keeps one. A proved guest with a proved booking is mailed that they have it already. Raises Refused
    when booking is closed (staff may book ``after_closing``, until the event is over) or the party too large.
    """
    if (repeated := bookings_queries.booking_by_nonce(party.nonce)) is not None:
        return _repeated(event, repeated)
    check_open(event, after_closing=after_closing, now=now)
    _check_size(event, party.size)
    known = bookings_queries.same_party(event, email_key(party.email), name_key(party.name))
    if known is not None and known.proved and party.proved_by != TYPED:
        letter = emails.already(known)
        mail.queue(letter, to=(known.name, known.email), person_id=known.person_id, now=now)
        return BookingResult(known, made=False, same_form=False)

    sits, waited = room_for(event, party.size)
    booking = _new(event, party, now)
    booking.seated_at = now if sits and held_until is None else None
    if sits and held_until is not None:
        booking.offered_until, booking.offered_seats = held_until, party.size
    db.session.add(booking)
    _note(booking, party, by, now)
    if sits and waited:
        waitlist.pass_over(event, waited, now=now)
    return BookingResult(booking, made=True, same_form=False)


def name_guests(rsvp: Rsvp, names: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Set the names of the guests: one for each, in order, "" for one who is unknown.

    Raises Refused when the booking was given back, or its event is cancelled or over.
    """
    event = lock_booking(rsvp)
    check_live(rsvp, event, now)
    before, names = rsvp.guest_names, guest_names.without_empty_end(names)
    if names == before:
        return
    rsvp.guest_names = names
    old, new = {"guest_names": before}, {"guest_names": names}
    audit.record("named guests", rsvp, by=by, now=now, before=old, after=new)


def resize(rsvp: Rsvp, *, to: int, by: Actor, now: datetime) -> None:
    """Change how many come in all. Smaller always; larger while seats are free that no waiting party fits.

    A waiting party keeps its position, and so does the rest of one that has some of its seats: that rest
    grows and shrinks first. Guests' names follow: none is left in a party of one; when there are more names
    than guests now, all are kept until somebody says who comes. Raises Refused when it can't grow, seats are
    held for it, or its seats are paid: the money says how many.
    """
    event = lock_booking(rsvp)
    check_live(rsvp, event, now)
    before, names = rsvp.whole, rsvp.guest_names
    _check_size(event, to, before)
    if to == before:
        return
    if rsvp.order_public_id:
        raise Refused(PAID_BY_SEAT, "party_size")
    if to > before:
        _check_growth(rsvp, event, to - before)
    _set_size(rsvp, to)
    old = {"party_size": before, "guest_names": names}
    new = {"party_size": to, "guest_names": rsvp.guest_names}
    audit.record("changed party", rsvp, by=by, now=now, before=old, after=new)
    if rsvp not in waitlist.promote(event, now=now):
        waitlist.queue_letter(rsvp, emails.changed(rsvp, before), now)


def cancel(rsvp: Rsvp, *, by: Actor, now: datetime, why: str = "") -> None:
    """Give back all its seats, or its position on the waitlist, also for when its cancelled event is on
    again. A second call changes nothing."""
    event = lock_booking(rsvp)
    if rsvp.cancelled_at is not None and not rsvp.called_off:
        return
    check_live(rsvp, event, now, ending=True)
    before = rsvp.cancellation_cause or rsvp.status
    endings.end([rsvp], cause=by.kind, why=why, now=now)
    old, new = {"status": before}, {"status": rsvp.status}
    audit.record("cancelled", rsvp, by=by, now=now, before=old, after=new, why=why)
    waitlist.queue_letter(rsvp, emails.cancelled(rsvp), now)
    waitlist.promote(event, now=now)


def readmit(rsvp: Rsvp, event: Event, *, now: datetime) -> None:
    """Let a party that was given back come as if it had booked now: seated when it may, else last on the
    waitlist. One that did not pay in time owes nothing any more."""
    sits, waited = room_for(event, rsvp.size)
    if rsvp.cancellation_cause == UNPAID:
        rsvp.order_public_id = ""
    rsvp.seated_at = now if sits else None
    rsvp.cancelled_at, rsvp.cancellation_cause, rsvp.cancelled_why = None, "", ""
    rsvp.queued_at, rsvp.seated_why, rsvp.times_passed = now, "", 0
    if sits and waited:
        waitlist.pass_over(event, waited, now=now)


def mail_confirmation(rsvp: Rsvp, *, now: datetime) -> None:
    """Mail that there are seats, or the party's position on the waitlist; with the guest's other bookings, if
    any."""
    place, others = bookings_queries.position_in_line(rsvp) or 1, bookings_queries.other_bookings_of(rsvp)
    if others:
        letter = emails.twice(rsvp, others)
    else:
        letter = emails.confirmed(rsvp) if rsvp.going else emails.waiting(rsvp, place)
    waitlist.queue_letter(rsvp, letter, now)


def record_news_consent(rsvp: Rsvp, wording: str, *, now: datetime) -> None:
    """Record consent to our news, in the wording that was ticked. Who the guest is must be proved."""
    if wording:
        source = f"rsvp {rsvp.event.slug}"
        mail.record_consent(rsvp.email_key, NEWS, given=True, wording=wording, source=source, now=now)
    rsvp.news_asked = ""


def lock_booking(rsvp: Rsvp) -> Event:
    """Lock the event of a booking, then reload the booking: what was read before may be outdated."""
    event = db.lock(rsvp.event)
    db.session.refresh(rsvp)
    return event


def check_open(event: Event, *, after_closing: bool, now: datetime) -> None:
    """Raises Refused when nobody can book now. Staff may, ``after_closing``, until the event is over."""
    why = event.why_closed(now)
    if why is not None and not (after_closing and why in {"not_yet", "closed"}):
        raise Refused(CLOSED[why])


def _repeated(event: Event, booking: Rsvp) -> BookingResult:
    if booking.event_id != event.id:
        raise Refused("This form belongs to another event. Reload this page and try again.")
    return BookingResult(booking, made=False, same_form=True)


def check_live(rsvp: Rsvp, event: Event, now: datetime, *, ending: bool = False) -> None:
    """Raises Refused when the booking was given back, or its event is over or cancelled (``ending`` may go on
    at a cancelled event that can be revived)."""
    stands_again = ending and rsvp.called_off and can_be_revived(event)
    if event.cancelled_at is not None and not stands_again:
        raise Refused(CLOSED["cancelled"])
    if rsvp.cancelled_at is not None and not stands_again:
        raise Refused("This booking is already canceled.")
    if now >= event.ends_at:
        raise Refused(CLOSED["over"])


def _check_size(event: Event, size: int, before: int = 0) -> None:
    """Raises Refused for a party that is too large. One that is no larger than ``before`` never is."""
    if size < 1:
        raise Refused("Enter at least 1.", "party_size")
    if size <= before:
        return
    if size > event.party_limit:
        raise Refused(f"Book up to {events_wording.number(event.party_limit)} per party.", "party_size")
    if event.capacity is not None and size > event.capacity:
        raise Refused(f"This event has {events_wording.seats(event.capacity)} in all.", "party_size")


def _check_growth(rsvp: Rsvp, event: Event, more: int) -> None:
    """Raises Refused when a party can't have ``more`` seats; one that waits may always ask for more."""
    if rsvp.offered_until is not None:
        raise Refused(
            f"{bookings_wording.are_held(rsvp.offered_seats)}. Accept or pass them on first.", "party_size"
        )
    if not rsvp.going or rsvp.waiting_size:
        return
    free = bookings_queries.occupancy(event).free
    if free is not None and free < more:
        be, one = agree(free, "is", "are"), agree(free, "seat", "seats")
        left = f"Only {events_wording.number(free)} more {one} {be} left" if free else "No seats are left"
        raise Refused(f"{left}. You keep the seats you have.", "party_size")


def _set_size(rsvp: Rsvp, to: int) -> None:
    """Set the party's size: the part that waits grows and shrinks first, with the seats held for it."""
    if rsvp.going and rsvp.waiting_size:
        rsvp.party_size = min(rsvp.party_size, to)
        rsvp.waiting_size = to - rsvp.party_size
    else:
        rsvp.party_size = to
    rsvp.guest_names = guest_names.names_for_guests(rsvp.guest_names, to - 1)
    if not rsvp.wanted:
        endings.clear_offer(rsvp)
    rsvp.offered_seats = min(rsvp.offered_seats, rsvp.wanted)


def _new(event: Event, party: BookingInput, now: datetime) -> Rsvp:
    asked = {name: value for name, value in vars(party).items() if name not in NOT_KEPT}
    return Rsvp(
        **asked,
        event=event,
        person=party.person or persons.find_or_add(party.name, party.email, now=now),
        party_size=party.size,
        name_key=name_key(party.name),
        email_key=email_key(party.email),
        created_at=now,
        queued_at=now,
        proof=party.proved_by,
        news_asked=party.news_wording if party.news else "",
    )


def room_for(event: Event, size: int) -> tuple[bool, list[Rsvp]]:
    """Whether a new party of ``size`` may sit at once, and the parties that wait before it."""
    seating = bookings_queries.occupancy(event)
    line = bookings_queries.waiting_line(event) if seating.waiting_parties else []
    return may_claim_now(size, line, seating.free), line


def _note(booking: Rsvp, party: BookingInput, by: Actor, now: datetime) -> None:
    audit.record(
        "booked", booking, by=by, now=now, after={"party_size": party.size, "status": booking.status}
    )
    if booking.status != OFFERED:
        mail_confirmation(booking, now=now)
    if booking.proved:
        record_news_consent(booking, booking.news_asked, now=now)
