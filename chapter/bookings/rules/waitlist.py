"""The waitlist: whose turn comes when seats are free, and for whom they are saved.

Every release of seats ends in `promote`. It seats the next party or, at an event that asks first, holds the
seats until the guest accepts; what it decides is worked out by `chapter.claims`, which uses no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chapter import audit, restrictions
from chapter.audit import Actor
from chapter.audit.log_fields import told
from chapter.bookings import emails, waitlist_wording
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import LAPSE, UNPAID, Rsvp
from chapter.bookings.rules import endings
from chapter.claims import queue
from chapter.claims.queue import Lapse, Places, Saving, Step, Terms, Turn, Unlimited
from chapter.events.models import AT_ONCE, Event
from chapter.heartbeat import queries as pulse
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.restrictions import Use
from chapter.settings import queries as settings

RULE = Actor("rule", name="waitlist")
SAVED_UNTIL = timedelta(hours=24)
"""How long before an event begins saved seats are released."""


@dataclass(frozen=True)
class WaitingParty:
    """A booking as chapter.claims sees it."""

    rsvp: Rsvp

    @property
    def size(self) -> int:
        """How many seats the party waits for."""
        return self.rsvp.wanted

    @property
    def times_passed(self) -> int:
        """How often the party was passed over."""
        return self.rsvp.times_passed

    @property
    def held(self) -> int:
        """How many seats are offered to it."""
        return self.rsvp.offered_seats

    @property
    def saved(self) -> int:
        """How many seats are saved for it."""
        return self.rsvp.saved_seats

    @property
    def lapses_at(self) -> datetime | None:
        """Until when the offer waits for an answer."""
        return self.rsvp.offered_until

    @property
    def owes(self) -> bool:
        """Whether its seats are held until they are paid."""
        return self.rsvp.owes


def promote(event: Event, *, now: datetime) -> list[Rsvp]:
    """Give free seats to the waitlist; returns the parties whose turn came. ``event`` is locked.

    Offers whose time is over end first. Then seats go to the first waiting party that fits, again and again
    while one fits; a party that was passed too often is passed no more, and what is free is saved for it.
    Nothing moves once the event has begun or is cancelled, nor while more are seated than there are seats.
    Each party is mailed with one sentence why; the log has it too, with the rule.
    """
    event.waitlist_due_at = None
    found = bookings_queries.occupancy(event)
    offered = bookings_queries.offers_of(event) if found.offered else []
    waiting = bookings_queries.waiting_line(event) if found.waiting_parties or found.saved else []
    steps = queue.plan(
        map(WaitingParty, offered), _reachable(waiting), Places(event.capacity, found.seated),
        _terms(event, now, saving=bool(waiting)), now=now,
        is_clock_trusted=lambda: pulse.is_clock_trusted(now),
    )  # fmt: skip
    return [step.who.rsvp for step in steps if _apply(event, step, now)]


def events_due(now: datetime) -> list[Event]:
    """The events whose waitlist is due: an offer or the saving of seats is over, or seats were freed."""
    return bookings_queries.events_with_waitlist_due(now, SAVED_UNTIL)


def pass_over(event: Event, line: Sequence[Rsvp], *, now: datetime) -> None:
    """Note that a new party was seated while those in ``line`` waited, none of whom fitted. ``event`` is
    locked."""
    for rsvp in line:
        rsvp.times_passed += 1
    promote(event, now=now)


def seat(rsvp: Rsvp, why: str, *, by: Actor, now: datetime, verb: str = "seated", rule: str = "") -> None:
    """Give a party, or the rest of it, the seats that it waits for, and mail it ``why``."""
    status = rsvp.status
    if rsvp.going:
        rsvp.party_size, rsvp.waiting_size = rsvp.whole, 0
    else:
        rsvp.seated_at = now
    rsvp.seated_why = why
    endings.clear_offer(rsvp)
    after = {"status": rsvp.status, "party_size": rsvp.party_size}
    audit.record(
        verb,
        rsvp,
        by=by,
        now=now,
        before={"status": status},
        after=after,
        why=told(why, rule) if rule else why,
    )
    queue_letter(rsvp, emails.seated(rsvp), now, once=f"seated-{rsvp.party_size}")


def shorten_offers(event: Event) -> None:
    """End offers at the latest when ``event``, which was moved, begins."""
    for rsvp in bookings_queries.offers_of(event):
        if rsvp.offered_until is not None:
            rsvp.offered_until = min(rsvp.offered_until, event.starts_at)


def queue_letter(
    rsvp: Rsvp, letter: Letter, now: datetime, *, once: str = "", due: datetime | None = None
) -> None:
    """Queue a letter to a party; with the same ``once`` and moment, it is queued only once.

    Nothing is queued for a booking without an email: a walk-in need not leave one.
    """
    if not rsvp.email:
        return
    mail.queue(
        letter,
        to=(rsvp.name, rsvp.email),
        now=now,
        due=due,
        person_id=rsvp.person_id,
        dedup_key=f"{once}-{rsvp.public_id}-{now.isoformat()}" if once else None,
    )


def _reachable(waiting: Sequence[Rsvp]) -> list[WaitingParty]:
    """The waiting parties to whom a seat may be given."""
    gone = restrictions.reasons_against([rsvp.person_id for rsvp in waiting], Use.HELD)
    return [WaitingParty(rsvp) for rsvp in waiting if rsvp.person_id not in gone]


def _terms(event: Event, now: datetime, *, saving: bool) -> Terms:
    saving = saving and now < event.starts_at - SAVED_UNTIL
    return Terms(
        moves=event.seats_move(now),
        begins=event.starts_at,
        closes=event.rsvp_closes_at or event.ends_at,
        zone=event.zone_info,
        patience=settings.current().patience if saving else None,
        asks=event.when_free != AT_ONCE,
    )


def _apply(event: Event, step: Step[WaitingParty], now: datetime) -> bool:
    """Do what is due; whether somebody's turn came."""
    match step:
        case Lapse():
            lapse(step.who.rsvp, event, now)
        case Unlimited():
            why = waitlist_wording.no_limit(event, now)
            seat(step.who.rsvp, why, by=RULE, now=now, rule=waitlist_wording.NO_LIMIT)
        case Turn():
            _promote(event, step, now)
        case Saving():
            _set_saved_seats(step.who.rsvp, step.places, event, now)
    return isinstance(step, Turn)


def lapse(rsvp: Rsvp, event: Event, now: datetime) -> None:
    """Nobody accepted or paid in time: the party leaves the waitlist, but keeps the seats that it has.
    ``event`` is locked; the caller moves the waitlist."""
    owed, letter = rsvp.owes, emails.unpaid if rsvp.owes else emails.lapsed
    why, status, seats = waitlist_wording.lapsed(rsvp), rsvp.status, rsvp.offered_seats
    if rsvp.going:
        endings.clear_offer(rsvp)
        rsvp.waiting_size = 0
    else:
        endings.end([rsvp], cause=UNPAID if owed else LAPSE, why=why, now=now)
    before = {"status": status, "offered_seats": seats}
    audit.record(
        "lapsed", rsvp, by=RULE, now=now, before=before,
        after={"status": rsvp.status, "offered_seats": 0}, why=told(why, waitlist_wording.LAPSES),
    )  # fmt: skip
    if event.seats_move(now):
        queue_letter(rsvp, letter(rsvp, why), now, once="lapsed")


def _promote(event: Event, turn: Turn[WaitingParty], now: datetime) -> None:
    """Seat the party whose turn it is, or offer it the seats."""
    rsvp, move = turn.who.rsvp, turn.promotion
    why, rule = waitlist_wording.turn(event, move, rsvp, now), waitlist_wording.rule_of(move, turn.waited)
    for one in move.passed:
        one.rsvp.times_passed += 1
    if turn.until is None:
        seat(rsvp, why, by=RULE, now=now, rule=rule)
    else:
        _offer(rsvp, turn.until, why, rule, now)


def _offer(rsvp: Rsvp, until: datetime, why: str, rule: str, now: datetime) -> None:
    status, seats = rsvp.status, rsvp.wanted
    endings.clear_offer(rsvp)
    rsvp.offered_until, rsvp.offered_seats, rsvp.offered_why = until, seats, why
    after = {"status": rsvp.status, "offered_seats": seats, "offered_until": until}
    audit.record(
        "offered", rsvp, by=RULE, now=now, before={"status": status}, after=after, why=told(why, rule)
    )
    queue_letter(rsvp, emails.offered(rsvp), now, once="offered")


def _set_saved_seats(rsvp: Rsvp, seats: int, event: Event, now: datetime) -> None:
    """Save so many seats for a party; when they are more than before, mail it and ask whether it takes them
    now."""
    before, rsvp.saved_seats = rsvp.saved_seats, seats
    audit.record(
        "saved seats", rsvp, by=RULE, now=now, why=waitlist_wording.saving(rsvp, event, SAVED_UNTIL),
        before={"saved_seats": before}, after={"saved_seats": seats},
    )  # fmt: skip
    if seats > before:
        letter = emails.saved(rsvp, waitlist_wording.saved(rsvp, event, SAVED_UNTIL))
        queue_letter(rsvp, letter, now)
