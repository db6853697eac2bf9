"""Letting people in, taking it back, and who may operate the door.

The check-in events (``moves``) are the truth, and ``Rsvp.came`` is computed from them
(chapter.claims.attendance): a phone may send late, twice or out of order. What a phone accepted without a
signal is never refused afterwards, since the guest is inside: such an event is saved with the reason to
refuse it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import CANCELLED, GOING, OFFERED, TAKEN_BACK, WAITLISTED, Rsvp
from chapter.bookings.rules import endings
from chapter.checkin.models import CLOSES, IN, OPENS, UNDO, CheckinEvent, DoorLink
from chapter.checkin.rules import counts
from chapter.events.models import Event
from chapter.refusal import Refused

LATE = timedelta(hours=12)
"""How long after a door link has ended we accept check-in events that were made before its end."""

SMALLEST_DRIFT = timedelta(seconds=2)
"""A difference of a phone's clock below this is ignored: it is the time that the upload takes."""


LATER = timedelta(microseconds=1)
"""Seats that an operator gives are at least this much later than a walk-in's own, to tell them apart."""


@dataclass(frozen=True)
class Operator:
    """Who works at the door: somebody who signed in, or a helper by their link."""

    person_id: int | None
    link: DoorLink | None = None

    @property
    def actor(self) -> Actor:
        """The operator as an actor of the audit log."""
        if self.link is not None:
            return Actor("guest", name=self.link.helper)
        return Actor("person", self.person_id)


@dataclass(frozen=True)
class CheckinInput:
    """A check-in event as a phone sent it. ``rsvp``: the public id or the code of a booking, or the nonce of
    the event by which a walk-in came. ``offline``: it was made without a signal, and the guest is inside."""

    nonce: str
    rsvp: str
    places: tuple[int, ...]
    at: datetime
    undoes: str = ""
    offline: bool = False


@dataclass(frozen=True)
class CheckinResult:
    """The result of one check-in event: ``taken`` (now or before), or why it was refused, a key of
    ``REFUSALS``. ``words``: what else the operator should know."""

    nonce: str
    refused: str = ""
    words: str = ""

    @property
    def taken(self) -> bool:
        """Whether the check-in counts."""
        return not self.refused


REFUSALS = {
    "cancelled": "This booking was canceled.",
    "waitlisted": "This party is on the waitlist.",
    "other": "This ticket is for another event.",
    "early": "Check-in is not open yet.",
    "over": "Check-in has closed.",
    "unknown": "We don’t recognize this code.",
    "revoked": "This ticket is no longer valid.",
    "event": "This event was canceled.",
    "undone": "This walk-in was undone.",
}
"""Why nobody is let in, a sentence for each reason."""

TOO_MANY = "More people are inside than there are seats. Tell the event lead."


def why_closed(event: Event, now: datetime) -> str:
    """Why nobody can come in at this moment, a key of ``REFUSALS``; empty: the door is open."""
    if event.cancelled_at is not None:
        return "event"
    if now < event.starts_at - OPENS:
        return "early"
    return "over" if now >= event.ends_at + CLOSES else ""


def why_refused(rsvp: Rsvp | None, event: Event) -> str:
    """Why this party can't come in, a key of ``REFUSALS``; empty: it can."""
    if rsvp is None:
        return "unknown"
    if rsvp.event_id != event.id:
        return "other"
    if rsvp.erased_at is not None:
        return "revoked"
    if rsvp.called_off:
        return "event"
    if rsvp.cancellation_cause == TAKEN_BACK:
        return "undone"
    return {GOING: "", CANCELLED: "cancelled", WAITLISTED: "waitlisted", OFFERED: "waitlisted"}[rsvp.status]


def time_by_our_clock(at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When something happened by our clock, on a phone whose clock says ``sent_at`` now; never in the
    future."""
    drift = now - sent_at
    return min(at if abs(drift) < SMALLEST_DRIFT else at + drift, now)


def in_time(operator: Operator, at: datetime, now: datetime) -> bool:
    """Whether a helper's check-in event still counts: made before the link ended, and sent within half
    a day."""
    link = operator.link
    return link is None or link.works(now) or (at <= link.over_at and now < link.over_at + LATE)


def record_checkins(
    event: Event, sent: Sequence[CheckinInput], *, by: Operator, now: datetime
) -> list[CheckinResult]:
    """Record check-in events, in the order in which they came. ``event`` is locked.

    Each counts once, however often it is sent. Returns a result for each.
    """
    known = set(
        db.session.scalars(
            select(CheckinEvent.nonce).where(CheckinEvent.nonce.in_([one.nonce for one in sent]))
        )
    )
    parties = _parties(sent)
    new: dict[str, Rsvp] = {}
    answers = []
    for one in sent:
        answer = CheckinResult(one.nonce) if one.nonce in known else _record(event, one, parties, by, now)
        if answer.taken and one.nonce not in known:
            known.add(one.nonce)
            new[one.nonce] = parties[one.rsvp]
        answers.append(answer)
    given = counts.recount({rsvp.id: rsvp for rsvp in new.values()}, by=by.actor, now=now)
    if not (given and is_over_capacity(event)):
        return answers
    told = {nonce: let_in_over_capacity_text(rsvp.name) for nonce, rsvp in new.items() if rsvp.id in given}
    return [replace(answer, words=told.get(answer.nonce, "")) for answer in answers]


def is_over_capacity(event: Event) -> bool:
    """Whether more seats are taken or offered than there are."""
    db.session.flush()
    return bookings_queries.occupancy(event).over > 0


def let_in_over_capacity_text(name: str) -> str:
    """The sentence that somebody is inside beyond the limit."""
    return f"{name} is in, and {TOO_MANY[0].lower()}{TOO_MANY[1:]}"


def give_seats(event: Event, rsvp: Rsvp, *, why: str, over: bool, by: Actor, now: datetime) -> None:
    """Give a party its seats at the door, so that it can come in: for a reason, and while seats are free.

    ``over``: a lead lets it in beyond the capacity. Raises Refused without seats or reason. Locked:
    ``event``.
    """
    if rsvp.going and not rsvp.waiting_size:
        return
    if not why:
        raise Refused("Enter a reason.", "why")
    seating = bookings_queries.occupancy(event)
    mine = rsvp.offered_seats + rsvp.saved_seats
    wanted = rsvp.whole - (rsvp.party_size if rsvp.going else 0)
    if not over and seating.free is not None and seating.free + mine < wanted:
        raise Refused("There is no room for the whole party. An event lead can let them in over capacity.")
    before = rsvp.status
    rsvp.cancelled_at, rsvp.cancellation_cause, rsvp.cancelled_why = None, "", ""
    rsvp.party_size, rsvp.waiting_size = rsvp.whole, 0
    rsvp.seated_at, rsvp.seated_why = max(now, rsvp.created_at + LATER), ""
    endings.clear_offer(rsvp)
    audit.record("let in", rsvp, by=by, now=now, before={"status": before}, after={"status": GOING}, why=why)


def excuse(rsvp: Rsvp, *, excused: bool, by: Actor, now: datetime) -> None:
    """Note that a party had said beforehand that it would not come, or take that note back."""
    if (rsvp.excused_at is not None) == excused:
        return
    rsvp.excused_at = now if excused else None
    audit.record("excused" if excused else "no longer excused", rsvp, by=by, now=now)


def _parties(sent: Iterable[CheckinInput]) -> dict[str, Rsvp]:
    """The bookings of these check-in events, by public id, code or a walk-in's nonce; also of other
    events."""
    names = {one.rsvp for one in sent}
    found = select(Rsvp).where(or_(Rsvp.public_id.in_(names), Rsvp.checkin_code.in_(names)))
    by_name = {}
    for rsvp in db.session.scalars(found):
        by_name[rsvp.public_id] = by_name[rsvp.checkin_code] = rsvp
    walked = (
        select(CheckinEvent)
        .where(CheckinEvent.nonce.in_(names))
        .options(joinedload(CheckinEvent.rsvp, innerjoin=True))
    )
    return by_name | {move.nonce: move.rsvp for move in db.session.scalars(walked)}


def _record(
    event: Event, one: CheckinInput, parties: dict[str, Rsvp], by: Operator, now: datetime
) -> CheckinResult:
    rsvp = parties.get(one.rsvp)
    against = why_refused(rsvp, event)
    if rsvp is None or against in {"other", "unknown"}:
        return CheckinResult(one.nonce, against or "unknown")
    if not in_time(by, one.at, now):
        return CheckinResult(one.nonce, "over")
    shut = "" if one.undoes else against or why_closed(event, one.at)
    if shut and not one.offline:
        return CheckinResult(one.nonce, shut)
    add_checkin(event, rsvp, one, by=by, now=now, against=shut)
    return CheckinResult(one.nonce)


def add_checkin(
    event: Event, rsvp: Rsvp, one: CheckinInput, *, by: Operator, now: datetime, against: str, seats: int = 0
) -> CheckinEvent:
    """Save a check-in event of a party with ``seats`` people (0: as booked); who came is computed afterwards
    (`counts.recount`)."""
    seats = seats or (rsvp.party_size if rsvp.going and not one.offline else rsvp.whole)
    move = CheckinEvent(
        event_id=event.id,
        rsvp=rsvp,
        nonce=one.nonce,
        kind=UNDO if one.undoes else IN,
        party_numbers=sorted({place for place in one.places if 0 <= place < seats}),
        undoes=one.undoes,
        at=one.at,
        received_at=now,
        by_person_id=by.person_id,
        link_id=by.link.id if by.link else None,
        overridden=against,
    )
    db.session.add(move)
    return move
