"""Why a seat moved: one sentence for the guest, which names no other guest, and the rule for the log."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from chapter.bookings.models import Rsvp
from chapter.bookings.wording import on_day, times
from chapter.claims.promotions import Promotion
from chapter.events.models import Event
from chapter.events.wording import number, ordinal, parties, places, seats
from chapter.plurals import agree
from chapter.web.filters import event_time

FIRST_THAT_FITS = "Rule: seats go to the first party in line that fits."
NO_LIMIT = "Rule: without a limit of seats nobody waits."
SAVING = "Rule: who was passed too often is passed no more, and what comes free is saved for her."
LAPSES = "Rule: an offer that nobody answers in time goes on to the next in line."
SAVED_NO_MORE = "Rule: seats are saved until 24 hours before it begins, and only while all of hers don’t fit."


def no_limit(event: Event, now: datetime) -> str:
    """The sentence that nobody has to wait any more."""
    return f"There is no limit of seats any more since {event_time(now, event)}, so nobody has to wait."


def seated(event: Event, free: int | None, size: int, place: int, now: datetime) -> str:
    """Why a waiting party's turn came.

    ``free`` is how many seats were free at that moment, ``place`` the party's position on the waitlist.
    """
    if free is None:
        return no_limit(event, now)
    came = f"{places(free).capitalize()} came free at {event_time(now, event)}"
    if place == 1:
        return f"{came}; you were first in line with a party of {number(size)}."
    return f"{came}; yours was the first party in line that fits, with {number(size)}."


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
        came = f"{places(more).capitalize()} more came free at {event_time(now, event)}"
        return f"{came}; with what was saved for you there is room for {number(rsvp.wanted)}."
    if rsvp.going:
        came = f"{places(move.free).capitalize()} came free at {event_time(now, event)}"
        return f"{came}; the rest of your party was {ordinal(move.place)} in line."
    return seated(event, move.free, rsvp.wanted, move.place, now)


def rule_of(move: Promotion[Any], waited: int) -> str:
    """The rule by which a party's turn came, for the log: its position, what was free, whom it passed."""
    if move.free is None:
        return NO_LIMIT
    passed = f"passing {parties(len(move.passed))}" if move.passed else "passing nobody"
    return (
        f"{FIRST_THAT_FITS} She was {ordinal(move.place)} of {number(waited)} in line, "
        f"{places(move.free)} free, {passed}."
    )


def saving(rsvp: InLine, event: Event, ends: timedelta) -> str:
    """For the log: why seats are saved, with the rule; or that none is saved any more."""
    return f"{saved(rsvp, event, ends)} {SAVING}" if rsvp.saved_seats else SAVED_NO_MORE


def saved(rsvp: InLine, event: Event, ends: timedelta) -> str:
    """For which party seats are saved, and until when: ``ends`` before the event begins."""
    went = f"{times(rsvp.times_passed).capitalize()} others went ahead because all of yours did not fit"
    kept = f"{seats(rsvp.saved_seats)} {agree(rsvp.saved_seats, 'is', 'are')} saved for you"
    return f"{went}, so {kept} until {on_day(event.starts_at - ends, event)}."


def took_some(taken: int, left: int) -> str:
    """For the log: which of its seats a party took early."""
    return f"You took {seats(taken)} that had been saved for you, of the {number(taken + left)} you wait for."


def lapsed(rsvp: Rsvp) -> str:
    """For the log: until when seats were held."""
    until = on_day(rsvp.offered_until, rsvp.event) if rsvp.offered_until else "now"
    held, gone = agree(rsvp.offered_seats, "was", "were"), agree(rsvp.offered_seats, "has", "have")
    seats_held = seats(rsvp.offered_seats).capitalize()
    return f"{seats_held} {held} held for you until {until}, and {gone} gone to whoever is next."
