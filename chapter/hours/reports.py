"""A quarter's hours as a page, a table and a sheet; a volunteer's certificate and letter of the year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chapter import money
from chapter.hours import queries, valuation
from chapter.hours.models.hours import Hours
from chapter.hours.valuation import CountedEntry, Quarter, Rate, Sum
from chapter.people.models import Person
from chapter.settings.models import Chapter
from chapter.web.filters import full_day

HEAD = (
    "Day", "Person", "Opportunity", "Program", "Minutes", "Hours", "Rate of an hour", "Value", "Currency",
    "Source",
)  # fmt: skip

MOST_PROGRAMS = 16
MOST_SERVICE_LINES = 8
"""How many lines fit on a sheet; the last of them sums up the rest."""


@dataclass(frozen=True)
class Report:
    """A quarter: its entries and their sums."""

    quarter: Quarter
    rows: Sequence[Hours]
    given: Sequence[CountedEntry]
    rates: Sequence[Rate]

    @property
    def total(self) -> Sum:
        """The sum of all entries of the quarter."""
        return valuation.total(self.given)

    @property
    def programs(self) -> list[tuple[str, Sum]]:
        """The sum of each program, the most hours first."""
        parts = valuation.sum_by(self.given, lambda one: one.program)
        return sorted(parts.items(), key=lambda part: (-part[1].minutes, part[0]))

    @property
    def lines(self) -> list[tuple[str, Sum]]:
        """The same, at most ``MOST_PROGRAMS`` lines: the smallest are summed up in the last one."""
        programs = self.programs
        if len(programs) <= MOST_PROGRAMS:
            return programs
        first = programs[: MOST_PROGRAMS - 1]
        shown = {name for name, _ in first}
        rest = valuation.total([one for one in self.given if one.program not in shown])
        return [*first, (f"{len(programs) - len(first)} more programs", rest)]

    @property
    def rate(self) -> Rate | None:
        """What an hour of that quarter is worth; None when no rate was set."""
        return valuation.rate_for(self.quarter.first, self.rates)


def report(quarter: Quarter) -> Report:
    """The report of a quarter: the entries that count, and the rates."""
    rows, known = queries.entries_in_quarter(quarter), queries.rates()
    return Report(quarter, rows, queries.counted_entries(rows, known), known)


def table(found: Report, currency: str) -> list[tuple[object, ...]]:
    """One line for each entry, then the same total as on the page, then how both are rounded."""
    lines: list[tuple[object, ...]] = [
        (one.on.isoformat(), row.person.name, one.opportunity, one.program,
         *_figures(one.minutes, one.cents, one.rate, currency))
        for row, one in zip(found.rows, found.given, strict=True)
    ]  # fmt: skip
    if not lines:
        return []
    whole, blank = found.total, [""] * (len(HEAD) - 1)
    total = _figures(whole.minutes, whole.cents if found.rate else None, found.rate, currency)
    return [*lines, ("Total", "", "", "", *total), (valuation.ROUNDED, *blank)]


def _figures(minutes: int, cents: int | None, rate: Rate | None, currency: str) -> tuple[object, ...]:
    return (
        minutes, valuation.decimal_hours(minutes), money.plain(rate.cents, currency) if rate else "",
        "" if cents is None else money.plain(cents, currency), currency,
        f"{rate.source}, {rate.year}" if rate else "",
    )  # fmt: skip


def sheet(found: Report, chapter: Chapter, today: date) -> dict[str, Any]:
    """The data of the quarter's PDF sheet, one page."""
    whole = found.total
    return {
        "title": f"Volunteer hours, {found.quarter.words}",
        "receiver": chapter.legal_name or chapter.name,
        "address": chapter.address,
        "figures": [
            [valuation.hours(whole.minutes), "given"],
            [str(whole.people), "people gave them" if whole.people != 1 else "person gave them"],
            [money.show(whole.cents, chapter.currency) if found.rate else "no rate", "value of the time"],
        ],
        "lines": [
            [name, str(part.people), valuation.hours(part.minutes), money.show(part.cents, chapter.currency)]
            for name, part in found.lines
        ],
        "total": [
            str(whole.people),
            valuation.hours(whole.minutes),
            money.show(whole.cents, chapter.currency),
        ],
        "sentence": f"{rate_words(found.rate, chapter.currency)} {valuation.ROUNDED}",
        "foot": f"Made on {full_day(today)}, from entries that were approved.",
    }


def rate_words(rate: Rate | None, currency: str) -> str:
    """The rate and its source as a sentence."""
    if rate is None:
        return "No published value of an hour was set for this time."
    return f"Valued at {money.show(rate.cents, currency)} an hour: {rate.source}, {rate.year}."


def minutes_by_title(rows: Sequence[Hours]) -> list[tuple[str, int]]:
    """Minutes by title of the opportunity, the most first."""
    minutes: dict[str, int] = {}
    for row in rows:
        minutes[row.opportunity.title] = minutes.get(row.opportunity.title, 0) + row.minutes
    return sorted(minutes.items(), key=lambda one: (-one[1], one[0]))


def service_lines(rows: Sequence[Hours]) -> list[tuple[str, int]]:
    """The same, at most ``MOST_SERVICE_LINES`` lines: the smallest are one line, so that the lines add up to
    the sum."""
    all_ = minutes_by_title(rows)
    if len(all_) <= MOST_SERVICE_LINES:
        return all_
    rest = all_[MOST_SERVICE_LINES - 1 :]
    return [*all_[: MOST_SERVICE_LINES - 1], (f"{len(rest)} more", sum(minutes for _, minutes in rest))]


def certificate(person: Person, rows: Sequence[Hours], chapter: Chapter, today: date) -> dict[str, Any]:
    """The data of a certificate of volunteer service: how much time the person gave, from when to when, for
    what."""
    days = [row.on for row in rows]
    since, until = min(days), max(days)
    return {
        "title": "Certificate of volunteer service",
        "receiver": chapter.legal_name or chapter.name,
        "name": person.name,
        "hours": valuation.hours(sum(row.minutes for row in rows)),
        "when": f"{full_day(since)} to {full_day(until)}",
        "did": [[title, valuation.hours(minutes)] for title, minutes in service_lines(rows)],
        "signed": chapter.sender_name,
        "as": chapter.sender_role,
        "foot": full_day(today),
    }


def letter(person: Person, year: int, rows: Sequence[Hours], chapter: Chapter, today: date) -> dict[str, Any]:
    """The data of a letter of thanks for a year, with what the volunteer did."""
    return {
        **certificate(person, rows, chapter, today),
        "title": f"Your {year} with {chapter.name}",
        "address": chapter.address,
        "greeting": f"Dear {person.first_name},",
        "year": str(year),
    }
