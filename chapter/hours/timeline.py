"""What a person's timeline tells of shifts and hours, to whoever may open them."""

from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from chapter.hours import valuation
from chapter.hours.models.hours import SOURCES as HOW
from chapter.hours.models.hours import Hours
from chapter.moderation.models import APPROVED, DECLINED
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource
from chapter.people.verification import is_verified
from chapter.shifts.models import Shift, Signup
from chapter.web.filters import full_day

VOLUNTEERING = TimelineKind("volunteering", "Shifts and hours", 40)


def _signups_of(asked: TimelineQuery) -> Select[Signup]:
    """The person's sign-ups, each with its shift and what it is for."""
    whole = joinedload(Signup.shift).joinedload(Shift.opportunity)
    return select(Signup).options(whole).where(Signup.person_id == asked.person.id)


def _shifts(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    for signup in asked.latest(_signups_of(asked), Signup.created_at):
        said = "Signed up for" if signup.confirmed_at or signup.cancelled_at else "Backup for"
        why = "" if signup.proved else "Not confirmed yet"
        yield TimelineEntry(signup.created_at, f"{said} {signup.shift.title}", why)
    ended = _signups_of(asked).where(Signup.cancelled_at.is_not(None))
    for signup in asked.latest(ended, Signup.cancelled_at):
        said = "Shift canceled:" if signup.called_off else "No longer signed up for"
        yield TimelineEntry(signup.cancelled_at, f"{said} {signup.shift.title}", signup.cancelled_why)
    came = _signups_of(asked).where(Signup.came_at.is_not(None), is_verified(Signup))
    for signup in asked.latest(came, Signup.came_at):
        yield TimelineEntry(signup.came_at, f"Checked in for {signup.shift.title}")
    for signup in asked.latest(_signups_of(asked).where(Signup.no_show_at.is_not(None)), Signup.no_show_at):
        excused = "Excused" if signup.excused_at else ""
        yield TimelineEntry(signup.no_show_at, f"No-show for {signup.shift.title}", excused)


def _hours(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    stand = select(Hours).options(joinedload(Hours.opportunity))
    hers = stand.where(Hours.person_id == asked.person.id, Hours.corrected_at.is_(None))
    for entry in asked.latest(hers, Hours.logged_at):
        said = f"{valuation.hours(entry.minutes)} for {entry.opportunity.title}, on {full_day(entry.day)}"
        yield TimelineEntry(
            entry.logged_at, said[0].upper() + said[1:], f"{HOW[entry.source]}; {_state(entry)}"
        )


def _state(entry: Hours) -> str:
    if entry.moderation_state == DECLINED:
        return "declined"
    return "approved" if entry.moderation_state == APPROVED else "not approved yet"


SOURCES = (
    TimelineSource(VOLUNTEERING, _shifts, "opportunities_office.shift", (Signup,)),
    TimelineSource(VOLUNTEERING, _hours, "hours_office.person", (Hours,)),
)
