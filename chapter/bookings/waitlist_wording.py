"""Why a seat moved: one sentence for the guest, which names no other guest, and the rule for the log."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from chapter.bookings.models import Rsvp
from chapter.bookings.wording import on_day, times
from chapter.claims.promotions import Promotion
from chapter.events.models import Event
from chapter.events.wording import number, ordinal, parties, seats
from chapter.plurals import agree
from chapter.web.filters import event_time, with_period

FIRST_THAT_FITS = "Rule: seats go to the first party on the waitlist that fits."
NO_LIMIT = "Rule: without a seat limit, nobody waits."
SAVING = "Rule: a party that was passed over too often isn’t passed again. Open seats are saved for it."
LAPSES = "Rule: an offer that isn’t answered in time goes to the next party on the waitlist."
SAVED_NO_MORE = "Rule: seats are saved until 24 hours before the event, while the whole party doesn’t fit."


def no_limit(event: Event, now: datetime) -> str:
    """The sentence that nobody has to wait any more."""
    return f"The seat limit was removed at {event_time(now, event)}, so nobody has to wait."


def seated(event: Event, free: int | None, size: int, place: int, now: datetime) -> str:
    """Why a waiting party's turn came.

    ``free`` is how many seats were free at that moment, ``place`` the party's position on the waitlist.
    """
    if free is None:
        return no_limit(event, now)
    came = _opened_up(free, event, now)
    if place == 1:
        return f"{came} Your party of {number(size)} was first on the waitlist."
    return f"{came} Your party of {number(size)} was the first on the waitlist that fits."


def _opened_up(count: int, event: Event, now: datetime, more: str = "") -> str:
    opened = f"{number(count).capitalize()}{more} {agree(count, 'seat', 'seats')} opened up"
    return with_period(f"{opened} at {event_time(now, event)}")


class InLine(Protocol):
    """A party on the waitlist, or the rest of one."""

    @property
    def wanted(self) -> int:
        """How many seats the party waits for."""

    @property
    def saved_seats(self) -> int:
        """How many seats are saved for it."""

    @property
    def times_passed(self) -> int:
        """How often the party was passed over."""

    @property
    def going(self) -> bool:
        """Whether it has some of its seats already."""


def turn(event: Event, move: Promotion[Any], rsvp: InLine, now: datetime) -> str:
    """Why a party's turn came: the turn of a whole party, of one with saved seats, or of the rest of one."""
    if move.free is None:
        return no_limit(event, now)
    more = move.free - rsvp.saved_seats
    if rsvp.saved_seats and more > 0:
        came = _opened_up(more, event, now, more=" more")
        return f"{came} With the seats saved for you, there’s room for {number(rsvp.wanted)}."
    if rsvp.going:
        came = _opened_up(move.free, event, now)
        return f"{came} The rest of your party was {ordinal(move.place)} on the waitlist."
    return seated(event, move.free, rsvp.wanted, move.place, now)


def rule_of(move: Promotion[Any], waited: int) -> str:
    """The rule by which a party's turn came, for the log: its position, what was free, whom it passed."""
    if move.free is None:
        return NO_LIMIT
    passed = f"{parties(len(move.passed))} passed over" if move.passed else "nobody passed over"
    return (
        f"{FIRST_THAT_FITS} This party was {ordinal(move.place)} of {number(waited)}, "
        f"with {seats(move.free)} open and {passed}."
    )


def saving(rsvp: InLine, event: Event, ends: timedelta) -> str:
    """For the log: why seats are saved, with the rule; or that none is saved any more."""
    return f"{saved(rsvp, event, ends)} {SAVING}" if rsvp.saved_seats else SAVED_NO_MORE


def saved(rsvp: InLine, event: Event, ends: timedelta) -> str:
    """For which party seats are saved, and until when: ``ends`` before the event begins."""
    went = f"Smaller parties went ahead of yours {times(rsvp.times_passed)}"
    kept = f"{seats(rsvp.saved_seats)} {agree(rsvp.saved_seats, 'is', 'are')} saved for you"
    return f"{went}, so {kept} until {on_day(event.starts_at - ends, event)}."


def took_some(taken: int, left: int) -> str:
    """For the log: which of its seats a party took early."""
    return f"You took {seats(taken)} saved for you, of the {number(taken + left)} you were waiting for."


def lapsed(rsvp: Rsvp) -> str:
    """For the log: until when seats were held."""
    until = on_day(rsvp.offered_until, rsvp.event) if rsvp.offered_until else "now"
    held, gone = agree(rsvp.offered_seats, "was", "were"), agree(rsvp.offered_seats, "It has", "They have")
    seats_held = f"{seats(rsvp.offered_seats).capitalize()} {held} held for you until {until}."
    return f"{seats_held} {gone} gone to the next party."
