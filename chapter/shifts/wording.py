"""Sentences about shifts, for pages and mails."""

from datetime import datetime

from chapter.audit import Actor
from chapter.events.wording import NUMBERS, number, ordinal
from chapter.people.models import Person
from chapter.people.names import in_sentence
from chapter.plurals import agree
from chapter.shifts.clashes import Clash
from chapter.shifts.models import (
    BACKUP,
    CLEARANCES,
    CONFIRMED,
    EVENT,
    GONE,
    OFFERED,
    OPPORTUNITY,
    SHIFT,
    Shift,
    Signup,
)
from chapter.shifts.models.endings import LAPSE, NOT_ME, SUBSTITUTE, UNPROVED
from chapter.web import filters

__all__ = ["NUMBERS", "number", "ordinal", "places"]
NEEDED = {
    "training": "our training",
    "background": "a background check",
    "interview": "an interview",
}


def places(count: int) -> str:
    """``one spot``, ``two spots``."""
    return f"{number(count)} {agree(count, 'spot', 'spots')}"


def needed(kinds: tuple[str, ...]) -> str:
    """``our training and an interview``: what is required before a first shift."""
    said = [NEEDED[kind] for kind in kinds]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))) if said else ""


def still_needed(count: int, minimum_missing: int = 0) -> str:
    """``Two more needed``, ``Two open spots``, ``Full``."""
    if count < 1:
        return "Full"
    if minimum_missing > 0:
        return f"{number(minimum_missing).capitalize()} more needed"
    return f"{number(count).capitalize()} open {agree(count, 'spot', 'spots')}"


def with_whom(names: list[str]) -> str:
    """``Priya, Ana and a guest``: who else is on a shift, mid-sentence."""
    found = [in_sentence(name) for name in names]
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else found[0]


def missing_clearance(kind: str, valid_until: object) -> str:
    """What the volunteer lacks, in words for them: never had, or expired."""
    what = CLEARANCES[kind].lower()
    if valid_until is None:
        return f"You need {NEEDED[kind]} first. Email us, and we will find a day for it."
    return f"Your {what} has to be renewed before this shift. Email us, and we will arrange it."


def each_alone(kinds: tuple[str, ...]) -> str:
    """Why no team can sign up where clearances are required."""
    return (
        f"Everyone on this shift needs {needed(kinds)}, so each person signs up individually. "
        "Choose 1. The others can sign up themselves."
    )


def not_just_now(person: Person, why: str, by: Actor) -> str:
    """Why somebody cannot take a shift: in full to the office, to themselves without a reason."""
    if by.kind == "person" and by.person_id != person.id:
        return f"{person.name} {why}, so they can’t be signed up."
    return "You can’t take a shift right now. Email us, and we will talk about it."


def freed(count: int) -> str:
    """How many sign-ups ahead the end of a clearance removed."""
    if not count:
        return "No upcoming shift requires it."
    ended = agree(count, "shift required it. That sign-up", "shifts required it. Those sign-ups")
    return f"{number(count).capitalize()} upcoming {ended} ended, and we sent an email."


def calendar_title(signup: Signup) -> str:
    """The shift's title in the volunteer's calendar, which says so while it is not theirs."""
    if signup.status not in {OFFERED, BACKUP}:
        return signup.shift.title
    waits = "Backup" if signup.status == BACKUP else "Waiting for your answer"
    return f"{waits if signup.proved else 'Not confirmed yet'}: {signup.shift.title}"


def clash(one: Clash, shift: Shift) -> str:
    """How a wanted shift conflicts with what the volunteer has."""
    other = one.other
    if one.gap is not None:
        minutes = round(one.gap.total_seconds() / 60)
        return f"You will have {minutes} minutes to get between this shift and “{other.title}”."
    said = f"You have “{other.title}” at that time, from {filters.event_time_on_day(other.starts_at, shift)}."
    return said if one.refused else f"{said} One of the two is remote."


def headline(signup: Signup, place: int | None) -> str:
    """The headline of a sign-up's page."""
    if signup.status == GONE:
        if signup.called_off:
            return "This shift was canceled"
        return ENDINGS.get(signup.cancellation_cause, "You are no longer signed up")
    if not signup.proved:
        return "Is this you?"
    if signup.status == CONFIRMED:
        return "We are looking for a substitute" if signup.seeks_substitute else "This shift is yours"
    return "Can you take it?" if signup.status == OFFERED else f"You are {ordinal(place or 1)} in line"


STATES = {
    CONFIRMED: ("Signed up", "done"),
    OFFERED: ("Spot offered", "waiting"),
    BACKUP: ("Backup", ""),
    GONE: ("No longer signed up", "refused"),
}


ENDINGS = {
    LAPSE: "The time to say yes has passed",
    SUBSTITUTE: "Somebody took your shift",
    UNPROVED: "This sign-up was not confirmed in time",
    NOT_ME: "This sign-up was removed",
}
"""The headline of an ended sign-up's page, by what ended it."""

ENDED = {EVENT: "Event canceled", OPPORTUNITY: "Opportunity canceled", SHIFT: "Shift canceled"}
"""The office's label of a sign-up that ended when its shift was canceled, by what was canceled."""


def stood(signup: Signup) -> str:
    """What somebody had when the shift was canceled; empty if they had left before, or it is on."""
    if not signup.called_off:
        return ""
    if signup.confirmed_at is not None:
        return "was signed up"
    return "was offered a spot" if signup.offered_until is not None else "was a backup"


def state_of(signup: Signup) -> tuple[str, str]:
    """The office's label of a sign-up's state, and its color."""
    if signup.called_off and signup.came_at is None:
        return ENDED[signup.cancellation_cause], "refused"
    if signup.no_show_at is not None:
        return ("Excused", "") if signup.excused_at else ("No-show", "refused")
    if signup.left_at is not None:
        return "Checked out", "done"
    if signup.came_at is not None:
        return "Checked in", "done"
    if not signup.proved and signup.status != GONE:
        return "Not confirmed yet", "waiting"
    return ("Looking for a substitute", "waiting") if signup.seeks_substitute else STATES[signup.status]


def offered(shift: Shift, released: bool, place: int, now: datetime) -> str:
    """Why a backup gets an offer, since when; names nobody."""
    clock = filters.event_time(now, shift)
    came = f"At {clock}, somebody told us they can’t make it." if released else f"A spot opened at {clock}"
    line = {1: "You are first in line"}.get(place, "You are the first in line who fits")
    return f"{filters.with_period(came)} {line}."


def lapsed(until: datetime, shift: Shift) -> str:
    """Until when the place was held."""
    ended = filters.event_time_on_day(until, shift)
    return f"We held the spot for you until {ended}, and then asked the next person."
