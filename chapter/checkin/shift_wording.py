"""Why a helper can't be checked in or out, a sentence for each reason, and what else the door says."""

from datetime import datetime

from chapter.checkin import shifts_tonight
from chapter.checkin.models.shifts import IN, OUT, UNDO
from chapter.events.models import Event
from chapter.hours.rules import checkin
from chapter.shifts.models import CONFIRMED, GONE, Shift, Signup
from chapter.web import filters

ELSEWHERE, NO_MORE, STANDS_BY, DAY, CLOSED = "elsewhere", "gone", "backup", "day", "closed"
SOON, NOT_IN, WHEN, LONG = "early", "not_in", "when", "long"
RECORDED_ANYWAY = frozenset({NO_MORE, STANDS_BY, DAY, CLOSED, SOON, LONG})
"""Reasons that don't stop a phone without a signal: the press is saved and reported, and does not count."""

VERBS = {IN: "checked in", OUT: "checked out", UNDO: "took back"}


def why_not(
    signup: Signup, event: Event, at: datetime, *, kind: str, until: str, offline: bool
) -> tuple[str, str]:
    """Why a press at ``at`` must be refused: a key and a sentence; two empty texts when it need not be."""
    shift = signup.shift
    if shift.opportunity.event_id != event.id:
        return ELSEWHERE, elsewhere(shift)
    if shift.closed_at is not None:
        return CLOSED, f"The lead has closed {shift.title}. Ask them to record this."
    if kind == UNDO:
        return "", ""
    if signup.status == GONE or shift.cancelled_at is not None:
        off = signup.called_off or shift.cancelled_at is not None
        return NO_MORE, f"{shift.title} was canceled." if off else f"{_name(signup)} dropped this shift."
    if signup.status != CONFIRMED:
        return STANDS_BY, f"{_name(signup)} {shifts_tonight.STANDS_BY}"
    if not shifts_tonight.is_tonight(shift, event):
        return DAY, f"This code is for {_on(shift)}, not for today."
    if shift.timed and at < shift.starts_at - checkin.EARLY:
        begins = _clock(shift.starts_at, shift)
        return SOON, f"{_name(signup)}’s shift starts at {begins}. Check-in opens two hours before."
    return _why_not_out(signup, at, until, offline) if kind == OUT else ("", "")


def elsewhere(shift: Shift) -> str:
    """The sentence that this code is for a shift of another event, or of none, which has a page of its
    own."""
    event = shift.opportunity.event
    if event is None:
        what = filters.with_period(f"This code is for {_on(shift)}")
        return f"{what} That shift is not part of an event. Its lead checks people in."
    return filters.with_period(f"This code is for a shift of another event: {event.title}, {_on(shift)}")


def remark(signup: Signup, kind: str, at: datetime, *, overtaken: bool) -> str:
    """What the operator should know of a press that counted; usually nothing. ``overtaken``: the office noted
    something else since the press that this one takes back."""
    came, left, shift = signup.came_at, signup.left_at, signup.shift
    if overtaken:
        return f"The lead has since entered {_name(signup)}’s times, so nothing changed."
    if kind == IN and left is not None and at > left:
        return f"{_name(signup)} already checked out at {_clock(left, shift)}, so nothing changed."
    if kind == IN and came is not None and at - came >= checkin.READ_TWICE:
        return f"{_name(signup)} already checked in at {_clock(came, shift)}, so nothing changed."
    return ""


def _why_not_out(signup: Signup, at: datetime, until: str, offline: bool) -> tuple[str, str]:
    if signup.came_at is None:
        return ("", "") if offline else (NOT_IN, f"{_name(signup)} is not checked in.")
    if signup.left_at is not None:
        return "", ""
    if until == checkin.AT_END and signup.shift.timed:
        over = at >= signup.shift.ends_at
        return ("", "") if over else (SOON, f"{signup.shift.title} is not over yet.")
    if until != checkin.JUST_NOW and checkin.must_ask_when_left(signup, at):
        return WHEN, f"The shift ended a while ago. When did {_name(signup)} leave?"
    if not checkin.may_be_now(signup, at):
        return LONG, "That is too long. Ask the lead to enter the hours."
    return "", ""


def _on(shift: Shift) -> str:
    return f"{shift.title}, {filters.date_and_hours(shift)}" if shift.timed else shift.title


def _clock(moment: datetime, shift: Shift) -> str:
    return filters.clock_time(moment.astimezone(shift.zone_info))


def _name(signup: Signup) -> str:
    return signup.team or signup.name
