"""Sentences about opportunities and added shifts, for pages of the office."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chapter.events.wording import number
from chapter.opportunities.recurrence import LAST_DAYS
from chapter.plurals import agree
from chapter.shifts.wording import needed
from chapter.web import filters, wall_clock
from chapter.web.filters import Timed


def made(shifts: Sequence[Timed]) -> str:
    """``Six shifts were added: the first on Sunday, January 31, the last on Wednesday, June 30.``"""
    if len(shifts) == 1:
        return f"One shift was added, on {filters.day(shifts[0].starts_at, shifts[0].zone_info)}."
    first, last = (filters.day(one.starts_at, one.zone_info) for one in (shifts[0], shifts[-1]))
    return f"{number(len(shifts)).capitalize()} shifts were added: the first on {first}, the last on {last}."


def would_make(shifts: Sequence[Timed]) -> str:
    """``This adds six shifts.``"""
    return f"This adds {number(len(shifts))} {agree(len(shifts), 'shift', 'shifts')}."


def skipped(starts: datetime, ends: datetime, shifts: Sequence[Timed]) -> str:
    """The sentence for shifts whose typed begin or end is skipped when clocks are set forward: what it is on
    that day instead. Empty when there are none."""
    late = [
        one for one in shifts if wall_clock.wall_time(one.starts_at, one.zone_info).time() != starts.time()
    ]
    longer = [one for one in shifts if one not in late and _lasts(one) != ends - starts]
    said = []
    if late:
        begins, then = (
            filters.clock_time(wall_clock.wall_time(at, late[0].zone_info)) for at in _times(late[0])
        )
        days = [filters.day(one.starts_at, one.zone_info) for one in late]
        said.append(_skip(starts, days, f"it begins at {begins} and ends at {then}"))
    if longer:
        then = filters.clock_time(wall_clock.wall_time(longer[0].ends_at, longer[0].zone_info))
        days = [filters.day(one.ends_at, one.zone_info) for one in longer]
        said.append(_skip(ends, days, f"it ends at {then}"))
    return " ".join(said)


def _times(one: Timed) -> tuple[datetime, datetime]:
    return one.starts_at, one.ends_at


def _lasts(one: Timed) -> timedelta:
    """How long it lasts by the wall clock."""
    begins, then = (wall_clock.wall_time(at, one.zone_info) for at in _times(one))
    return then - begins


def _skip(asked: datetime, days: list[str], so: str) -> str:
    return filters.with_period(f"Clocks skip {filters.clock_time(asked)} on {' and '.join(days)}, so {so}")


def shorter_months(shifts: Sequence[Timed]) -> str:
    """The sentence for monthly shifts that are not always on the same day of the month; empty
    when they are."""
    days = {one.starts_at.astimezone(one.zone_info).day for one in shifts}
    monthly = len(days) > 1 and min(days) in LAST_DAYS
    return "In shorter months, the shift is on the last day." if monthly else ""


def stands_in_the_way(count: int, kinds: tuple[str, ...]) -> str:
    """Why an opportunity's clearances cannot be changed just like that: sign-ups ahead lack them."""
    said = agree(count, "One upcoming sign-up is", f"{number(count).capitalize()} upcoming sign-ups are")
    return (
        f"{said} for a team, or without {needed(kinds)} on that day. Record what they have first, or choose "
        "to remove them. They will get an email, and so will you."
    )
