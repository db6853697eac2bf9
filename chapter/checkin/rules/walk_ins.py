"""People who come without a booking: by a form of ours, or as a phone stored it until there was a signal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import audit, db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.checkin.models import CheckinEvent, walk_in_nonce
from chapter.checkin.rules import checkins, counts
from chapter.checkin.rules.checkins import CheckinInput, CheckinResult, Operator
from chapter.events import wording as events_wording
from chapter.events.models import Event
from chapter.people import rules as people
from chapter.people.models import email_key, name_key
from chapter.people.rules import persons
from chapter.people.verification import DOOR
from chapter.refusal import Refused

FULL, LISTED, TYPED, STRANGE = "full", "listed", "typed", "strange"
"""Why a walk-in can't come in, besides a closed door: no free seats, on the list already, unreadable input, a
nonce that another form has used."""


@dataclass(frozen=True)
class WalkIn:
    """Somebody without a booking, and how many come along. ``nonce`` is the form's nonce.

    ``over``: a lead lets them in beyond the limit. ``offline``: a phone let them in without a signal, so they
    are inside. ``wrong``: a sentence saying what can't be read, if anything.
    """

    nonce: str
    name: str
    email: str
    size: int
    at: datetime
    over: bool = False
    offline: bool = False
    wrong: str = ""

    @property
    def move(self) -> str:
        """The nonce of the check-in event that lets them in."""
        return walk_in_nonce(self.nonce)


def walk_in(
    event: Event, name: str, email: str, *, size: int, nonce: str, over: bool, by: Operator, now: datetime
) -> Rsvp:
    """Book and let in a party that is at the door. The email may be empty: then nothing is mailed.

    ``event`` is locked. Within the capacity, or ``over`` it when a lead says so. The same form twice makes
    nothing new. Raises Refused while the door is closed, or without free seats.
    """
    answer = record_walk_in(event, WalkIn(nonce, name, email, size, now, over), by=by, now=now)
    if not answer.taken:
        field = "name" if answer.refused == LISTED else None
        raise Refused(answer.words or checkins.REFUSALS[answer.refused], field)
    return _party_of(walk_in_nonce(nonce))


def record_walk_in(event: Event, one: WalkIn, *, by: Operator, now: datetime) -> CheckinResult:
    """Record a walk-in that a phone sent; the result says whether it counts, and what the operator should
    know.

    A party that is inside already (``offline``) is never refused for want of seats, a closed door or a
    booking: beyond the limit the operator is notified, and a party on the list is let in under its booking.
    ``event`` is locked.
    """
    if db.first(select(CheckinEvent.id).where(CheckinEvent.nonce == one.move)) is not None:
        return CheckinResult(one.move)
    refused = _why_not(event, one, by, now)
    if refused is not None:
        return refused
    listed, fits = _listed(event, one), one.over or _fits(event, one.size)
    said = _on_the_list(listed) if listed is not None else ""
    rsvp = listed or _booked(event, one, now)
    db.session.flush()
    against = checkins.why_refused(rsvp, event) or checkins.why_closed(event, one.at)
    sent, seats = _as_move(one, rsvp), max(rsvp.whole, one.size)
    move = checkins.add_checkin(event, rsvp, sent, by=by, now=now, against=against, seats=seats)
    given = counts.recount({rsvp.id: rsvp}, by=by.actor, now=now)
    if checkins.is_over_capacity(event) if given else not (listed or fits):
        move.overridden = against or FULL
        said = f"{said} {checkins.TOO_MANY}" if said else checkins.let_in_over_capacity_text(one.name)
    audit.record("walked in", rsvp, by=by.actor, now=now, after={"party_size": one.size})
    return CheckinResult(one.move, words=said)


def _why_not(event: Event, one: WalkIn, by: Operator, now: datetime) -> CheckinResult | None:
    """The result for a walk-in that is refused; None: it may come in."""
    if not checkins.in_time(by, one.at, now):
        return CheckinResult(one.move, "over", "This link had ended by then. Tell the event lead.")
    if one.wrong:
        return CheckinResult(one.move, TYPED, one.wrong)
    if bookings_queries.booking_by_nonce(one.nonce) is not None:
        again = "This form was already used. Open it again and enter the details again."
        return CheckinResult(one.move, STRANGE, again)
    if one.offline:
        return None
    shut, listed = checkins.why_closed(event, one.at), _listed(event, one)
    if shut:
        return CheckinResult(one.move, shut, checkins.REFUSALS[shut])
    if listed is not None:
        return CheckinResult(one.move, LISTED, f"{listed.name} is already on the list. Search for the name.")
    if one.over or _fits(event, one.size):
        return None
    free = bookings_queries.occupancy(event).free or 0
    left = f"Only {events_wording.seats(free)} left" if free > 0 else "The event is full"
    return CheckinResult(one.move, FULL, f"{left}. An event lead can let more people in.")


def _party_of(move: str) -> Rsvp:
    found = (
        select(CheckinEvent)
        .where(CheckinEvent.nonce == move)
        .options(joinedload(CheckinEvent.rsvp, innerjoin=True))
    )
    return db.session.scalars(found).one().rsvp


def _fits(event: Event, size: int) -> bool:
    free = bookings_queries.occupancy(event).free
    return free is None or free >= size


def _listed(event: Event, one: WalkIn) -> Rsvp | None:
    """A walk-in's live booking, found by email and name; None without an email."""
    return bookings_queries.same_party(event, email_key(one.email), name_key(one.name)) if one.email else None


def _on_the_list(listed: Rsvp) -> str:
    where = "on the list" if listed.going else "on the waitlist"
    return f"{listed.name} was already {where}, and is checked in with that booking."


def _as_move(one: WalkIn, rsvp: Rsvp) -> CheckinInput:
    return CheckinInput(one.move, rsvp.public_id, tuple(range(one.size)), one.at, offline=one.offline)


def _booked(event: Event, one: WalkIn, now: datetime) -> Rsvp:
    name, email = one.name, one.email
    person = persons.find_or_add(name, email, now=now) if email else people.add(name, "", now=now)
    rsvp = Rsvp(
        event=event,
        person=person,
        name=name,
        email=email,
        name_key=name_key(name),
        email_key=email_key(email),
        party_size=one.size,
        nonce=one.nonce,
        created_at=now,
        queued_at=now,
        seated_at=now,
        proof=DOOR,
    )
    db.session.add(rsvp)
    return rsvp
