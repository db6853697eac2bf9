"""Answering an offer: accept, decline, or, after it lapsed, rejoin the waitlist."""

from datetime import datetime

from chapter import audit
from chapter.audit import Actor
from chapter.bookings import emails, waitlist_wording
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, endings, waitlist
from chapter.events.models import Event
from chapter.refusal import Refused

NOTHING_HELD = "No seats are held for you right now. You keep your place on the waitlist."
TOO_LATE = "This offer has expired, and the seats go to the next party. You can rejoin the waitlist."
PAY_FIRST = "These seats are yours as soon as you pay."
HAS_ANOTHER = "You already have a newer booking for this event."


def claim(rsvp: Rsvp, *, keep_rest: bool, by: Actor, now: datetime) -> None:
    """Accept: take the seats that are held, or those that are saved.

    When a party takes only some of its seats, the rest keeps its position on the waitlist, unless the guest
    gives it up (``keep_rest`` is False). Done once. Raises Refused when nothing is held, its time is over, or
    it is held until it is paid.
    """
    event = _hold(rsvp, now)
    if rsvp.owes:
        raise Refused(PAY_FIRST)
    if rsvp.offered_until is not None:
        if now >= rsvp.offered_until:
            raise Refused(TOO_LATE)
        waitlist.seat(rsvp, rsvp.offered_why, by=by, now=now, verb="claimed")
    elif rsvp.saved_seats:
        _take_some(rsvp, keep_rest, by, now)
    elif rsvp.going:
        return
    else:
        raise Refused(NOTHING_HELD)
    waitlist.promote(event, now=now)


def decline(rsvp: Rsvp, *, by: Actor, now: datetime) -> None:
    """Decline: the seats go to whoever is next, and the party leaves the waitlist, with what seats it has.

    Done once. Raises Refused when nothing is held.
    """
    if rsvp.cancelled_at is not None:
        return
    event = _hold(rsvp, now)
    if rsvp.offered_until is None:
        raise Refused(NOTHING_HELD)
    before, status = rsvp.whole, rsvp.status
    if rsvp.going:
        endings.clear_offer(rsvp)
        rsvp.waiting_size = 0
    else:
        endings.end([rsvp], cause=by.kind, now=now)
    audit.record("declined", rsvp, by=by, now=now, before={"status": status}, after={"status": rsvp.status})
    letter = emails.changed(rsvp, before) if rsvp.going else emails.cancelled(rsvp)
    waitlist.queue_letter(rsvp, letter, now)
    waitlist.promote(event, now=now)


def rejoin(rsvp: Rsvp, *, by: Actor, now: datetime) -> None:
    """Go to the end of the waitlist again, after an offer lapsed. Done once.

    Raises Refused when booking is closed, or the guest has booked again meanwhile.
    """
    event = bookings.lock_booking(rsvp)
    if not rsvp.lapsed:
        return
    bookings.check_open(event, after_closing=False, now=now)
    other = bookings_queries.same_party(event, rsvp.email_key, rsvp.name_key)
    if other is not None and other.proved:
        raise Refused(HAS_ANOTHER)
    bookings.readmit(rsvp, event, now=now)
    audit.record("rejoined", rsvp, by=by, now=now, after={"status": rsvp.status})
    bookings.mail_confirmation(rsvp, now=now)


def _take_some(rsvp: Rsvp, keep_rest: bool, by: Actor, now: datetime) -> None:
    seats, left, before = rsvp.saved_seats, rsvp.wanted - rsvp.saved_seats, rsvp.whole
    rsvp.party_size = seats + (rsvp.party_size if rsvp.going else 0)
    rsvp.waiting_size = left if keep_rest else 0
    rsvp.seated_at = rsvp.seated_at or now
    rsvp.seated_why = waitlist_wording.took_some(seats, left)
    endings.clear_offer(rsvp)
    audit.record(
        "took some seats", rsvp, by=by, now=now, before={"party_size": before},
        after={"party_size": rsvp.party_size, "waiting_size": rsvp.waiting_size}, why=rsvp.seated_why,
    )  # fmt: skip
    waitlist.queue_letter(rsvp, emails.seated(rsvp), now, once=f"seated-{rsvp.party_size}")


def _hold(rsvp: Rsvp, now: datetime) -> Event:
    event = bookings.lock_booking(rsvp)
    if rsvp.lapsed:
        raise Refused(TOO_LATE)
    bookings.check_live(rsvp, event, now)
    if now >= event.starts_at:
        raise Refused("The event has started, so seats can’t change anymore.")
    return event
