"""What a person's timeline tells of shifts, to whoever may open one."""

from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource
from chapter.people.verification import is_verified
from chapter.shifts.models import Shift, Signup

VOLUNTEERING = TimelineKind("volunteering", "Shifts and hours", 40)


def signups_of(asked: TimelineQuery) -> Select[Signup]:
    """The person's sign-ups, each with its shift and what it is for."""
    whole = joinedload(Signup.shift).joinedload(Shift.opportunity)
    return select(Signup).options(whole).where(Signup.person_id == asked.person.id)


def _shifts(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    for signup in asked.latest(signups_of(asked), Signup.created_at):
        said = "Signed up for" if signup.confirmed_at or signup.cancelled_at else "Stands by for"
        why = "" if signup.proved else "Not confirmed yet"
        yield TimelineEntry(signup.created_at, f"{said} {signup.shift.title}", why)
    ended = signups_of(asked).where(Signup.cancelled_at.is_not(None))
    for signup in asked.latest(ended, Signup.cancelled_at):
        said = "Shift canceled:" if signup.called_off else "No longer has"
        yield TimelineEntry(signup.cancelled_at, f"{said} {signup.shift.title}", signup.cancelled_why)
    came = signups_of(asked).where(Signup.came_at.is_not(None), is_verified(Signup))
    for signup in asked.latest(came, Signup.came_at):
        yield TimelineEntry(signup.came_at, f"Came to help: {signup.shift.title}")
    for signup in asked.latest(signups_of(asked).where(Signup.no_show_at.is_not(None)), Signup.no_show_at):
        excused = "Excused" if signup.excused_at else ""
        yield TimelineEntry(signup.no_show_at, f"Did not come to help: {signup.shift.title}", excused)


SOURCES = (TimelineSource(VOLUNTEERING, _shifts, "opportunities_office.shift"),)
