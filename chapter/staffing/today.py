"""Shifts that lack people, and the next shifts."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter.accounts.viewer import Viewer
from chapter.plurals import agree, plural
from chapter.shifts import queries, wording
from chapter.shifts.coverage import Coverage
from chapter.shifts.models import Shift
from chapter.staffing import queries as staffing
from chapter.today_sources import (
    ComingItem,
    ComingSource,
    Link,
    NothingComing,
    WaitingItem,
    WaitingSource,
)
from chapter.web.filters import date_and_hours, day, last_day_name, with_period

SOON_DAYS, SHIFTS_SHOWN = 14, 3
TAGS = {"short": "waiting", "open": "done", "full": ""}


def _ahead(viewer: Viewer, now: datetime) -> list[tuple[Shift, Coverage]]:
    """The shifts of the next two weeks with their coverage; read once for a page."""
    if "shifts ahead" not in viewer.known:
        shifts = staffing.shifts_ahead(now, SOON_DAYS)
        coverage = queries.coverage_by_shift(shifts)
        viewer.known["shifts ahead"] = [(shift, coverage[shift.id]) for shift in shifts]
    return list(viewer.known["shifts ahead"])


def _short(viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    short = [shift for shift, stands in _ahead(viewer, now) if stands.state == "short"]
    if short:
        yield WaitingItem(
            agree(len(short), "One shift is short of people", f"{len(short):,} shifts are short of people"),
            f"In the next two weeks. First: {short[0].title}, {with_period(_when(short[0]))}",
            Link(
                url_for("staffing_office.board"),
                "Find people",
                "Find people for the shifts that are short",
            ),
        )


def _next(viewer: Viewer, now: datetime) -> Iterator[ComingItem]:
    for shift, stands in _ahead(viewer, now)[:SHIFTS_SHOWN]:
        yield ComingItem(
            shift.starts_at,
            shift.title,
            url_for("opportunities_office.shift", public_id=shift.public_id),
            _when(shift),
            f"{stands.staying:,} of {plural(stands.capacity, 'spot', 'spots')}",
            (wording.still_needed(stands.free, stands.missing), TAGS[stands.state]),
        )


def _when(shift: Shift) -> str:
    if shift.timed:
        return date_and_hours(shift)
    return f"{day(shift.starts_at, shift.zone_info)} to {last_day_name(shift)}"


def _no_shift() -> NothingComing:
    link = Link(url_for("opportunities_office.new"), "New opportunity")
    return NothingComing(
        "No upcoming shifts", "Shifts in the next two weeks will be listed here, with their open spots.", link
    )


SOURCES = (
    WaitingSource(_short, "staffing_office.board", 72),
    ComingSource(_next, _no_shift, "opportunities_office.shift", 20),
)
