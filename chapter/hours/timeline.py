"""What a person's timeline tells of hours, to whoever may open them."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter.hours import valuation
from chapter.hours.models.hours import SOURCES as HOW
from chapter.hours.models.hours import Hours
from chapter.people.timeline_sources import TimelineEntry, TimelineQuery, TimelineSource
from chapter.shifts.timeline import VOLUNTEERING
from chapter.web.filters import full_day


def _hours(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    stand = select(Hours).options(joinedload(Hours.opportunity))
    hers = stand.where(Hours.person_id == asked.person.id, Hours.corrected_at.is_(None))
    for entry in asked.latest(hers, Hours.logged_at):
        said = f"{valuation.hours(entry.minutes)} for {entry.opportunity.title}, on {full_day(entry.on)}"
        yield TimelineEntry(
            entry.logged_at, said[0].upper() + said[1:], f"{HOW[entry.source]}; {_state(entry)}"
        )


def _state(entry: Hours) -> str:
    if entry.declined_at is not None:
        return "declined"
    return "they count" if entry.approved_at is not None else "not approved yet"


SOURCES = (TimelineSource(VOLUNTEERING, _hours, "hours_office.person"),)
