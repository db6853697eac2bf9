"""The events of the sample chapter: those that every demo has under fixed addresses, and the recurring
ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sample.event_programs import PROGRAMS, Program
from sample.one_time_events import BOOKBINDING, DUMPLING_NIGHT, FRIENDS_OF_FRIENDS, FULL_HOUSE, KILN_NIGHT

TONIGHT_USUALLY = time(19, 0)
LATEST_FOR_USUAL = time(18, 0)
COMING_DAYS = 60
YOUNG = timedelta(days=30)
"""How long the text of a mail is kept."""

APART = timedelta(days=10)
MOST_LIVE = 2_000
"""In a larger chapter (for measuring) only the fixed events go through the rules; the others are rows."""

CALLED_OFF = "The kiln at the studio is being repaired. We will write when there is a new date."


@dataclass(frozen=True)
class Occasion:
    """One event to be created. Times are wall-clock times of the chapter's zone.

    ``sizes`` are the parties that ask for seats, in order, where the story needs exactly these; None: as many
    as the program's demand, drawn at random. ``leave`` lists which of them (from 0) cancel. ``live``: its
    bookings go through the rules, one by one, since their mails can still be read.
    """

    slug: str
    title: str
    program: Program
    starts: datetime
    ends: datetime
    capacity: int | None
    sizes: tuple[int, ...] | None = None
    leave: tuple[int, ...] = ()
    published: bool = True
    live: bool = False


def tonight(now: datetime) -> tuple[datetime, datetime]:
    """Beginning and end, on the wall clock, of the event of tonight: always ahead of ``now`` (local time).

    At seven, as usual; when it is six already, at a half-hour that leaves time to walk there.
    """
    if now.time() < LATEST_FOR_USUAL:
        starts = datetime.combine(now.date(), TONIGHT_USUALLY)
    else:
        soon = now + timedelta(minutes=45)
        starts = soon.replace(minute=30 * (soon.minute // 30), second=0, microsecond=0)
    return starts, starts + timedelta(hours=3)


def all_of(chance: random.Random, now: datetime, years: int, people: int) -> list[Occasion]:
    """Every event, the fixed ones first. ``now`` is local wall-clock time."""
    fixed = list(_fixed(now))
    copies = max(1, round((people / 240) ** 0.2))
    larger = max(1.0, (people / 240) ** 0.2)
    rounds = [
        one
        for program in PROGRAMS
        for copy in range(copies)
        for one in _round(chance, program, now.date(), years, larger, copy)
    ]
    others = [one for one in rounds if not _crowded(one, fixed) and not _at_home(one.starts.date())]
    if people > MOST_LIVE:
        return fixed + others
    return fixed + [replace(one, live=one.starts > now - YOUNG) for one in others]


def _crowded(one: Occasion, fixed: list[Occasion]) -> bool:
    """Whether the same program happens within ten days of it anyway."""
    return any(known.program == one.program and abs(known.starts - one.starts) < APART for known in fixed)


def _at_home(day: date) -> bool:
    """Whether nobody comes out: Thanksgiving, and the days around the turn of the year."""
    thanksgiving = day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
    return thanksgiving or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2)


def _round(
    chance: random.Random, program: Program, today: date, years: int, larger: float, copy: int
) -> Iterator[Occasion]:
    capacity = program.capacity and round(program.capacity * larger)
    wanted = program if program.capacity else replace(program, demand=program.demand * larger)
    first = today + timedelta(days=COMING_DAYS - chance.randrange(program.every))
    for number in range(2 + (years * 365 + COMING_DAYS) // program.every):
        day = first - timedelta(days=number * program.every)
        day += timedelta(days=(program.weekday - day.weekday()) % 7)
        if day == today or not today - timedelta(days=years * 365) < day < today + timedelta(
            days=COMING_DAYS
        ):
            continue
        starts = datetime.combine(day, time(*program.starts))
        yield Occasion(
            slug=f"{program.slug}-{day:%Y-%m-%d}" + (f"-{copy + 1}" if copy else ""),
            title=program.titles[number % len(program.titles)],
            program=wanted,
            starts=starts,
            ends=starts + timedelta(hours=program.hours),
            capacity=capacity,
        )


def _fixed(now: datetime) -> Iterator[Occasion]:
    programs = {program.slug: program for program in PROGRAMS}
    starts, ends = tonight(now)
    table = programs["long-table"]
    yield Occasion(
        "tonight", table.title, table, starts, ends, 48, sizes=TONIGHT_PARTIES, leave=(4,), live=True
    )

    yield _on(FULL_HOUSE, now, 9, slug="full-house", sizes=FULL_PARTIES, leave=(5,))
    yield _on(programs["resume-hour"], now, 4, slug="resume-hour")
    yield _on(programs["members-breakfast"], now, 13, slug="members-breakfast")
    yield _on(programs["walk-the-lake"], now, 5, slug="walk-the-lake")
    yield _on(KILN_NIGHT, now, 16, slug="kiln-night", sizes=(2, 1, 1, 3))
    yield _on(DUMPLING_NIGHT, now, 11, slug="dumpling-night", sizes=ASKED_PARTIES)
    yield _on(BOOKBINDING, now, 18, slug="bookbinding", sizes=PASSED_PARTIES)
    yield _on(programs["shine-and-dine"], now, 60, slug="shine-and-dine", published=False, sizes=())
    yield _on(FRIENDS_OF_FRIENDS, now, 20, slug="friends-of-friends", sizes=(1, 2, 1))


def _on(program: Program, now: datetime, days: int, **more: Any) -> Occasion:
    day = now.date() + timedelta(days=days)
    day += timedelta(days=(program.weekday - day.weekday()) % 7)
    starts = datetime.combine(day, time(*program.starts))
    ends = starts + timedelta(hours=program.hours)
    base = Occasion("", program.title, program, starts, ends, program.capacity, live=True)
    return replace(base, **more)


TONIGHT_PARTIES = (2, 1, 1, 3, 2, 1, 2, 1, 4, 1, 1, 2, 1, 1, 2, 3, 1, 1, 2, 1)
"""33 people asked, two of them cancelled: 31 of 48."""

FULL_PARTIES = (2, 1, 4, 2, 1, 2, 3, 1, 2, 4, 1, 2, 1, 3, 2, 1, 2, 2, 4, 2, 3, 1, 2)
"""Thirty-six seats are taken with the eighteenth party; then four wait, and when a party of two cancels, the
next party of two goes ahead of them. The rest stays on the waitlist."""

ASKED_PARTIES = (2, 2, 3, 2, 1, 2, 2, 3, 1)
"""Twelve seats are taken with the sixth party; the first on the waitlist gets an offer when a party of two
cancels."""

PASSED_PARTIES = (2, 2, 2, 4, 1, 1, 1, 2, 1)
"""The party of four does not fit beside the first six of nine; three pass it. Seats that come free are
saved."""

LEAVE_LAST = ("dumpling-night", "bookbinding")
"""Events where a party of two cancels shortly before now."""
