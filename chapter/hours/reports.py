"""A quarter's hours as a page, a table and a sheet; a volunteer's certificate and letter of the year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chapter import db, money
from chapter.exports.tables import Column, Table, batches
from chapter.hours import queries, valuation
from chapter.hours.models.hours import Hours
from chapter.hours.valuation import CountedEntry, Quarter, Rate, Sum
from chapter.people.models import Person
from chapter.people.salutation import salutation
from chapter.plurals import agree
from chapter.settings.models import Chapter
from chapter.web.filters import full_day

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
    rows, known = db.session.scalars(queries.entries_in_quarter(quarter)).all(), queries.rates()
    return Report(quarter, rows, queries.counted_entries(rows, known), known)


@dataclass(frozen=True)
class HoursLine:
    """A line of the table: an entry, their total, or how both are rounded (in words, where the day is)."""

    day: date | str
    minutes: int | None = None
    cents: int | None = None
    rate: Rate | None = None
    currency: str = ""
    person: str = ""
    opportunity: str = ""
    program: str = ""

    def amount(self, cents: int | None) -> Decimal | None:
        """An amount in the main unit of the chapter's currency."""
        return None if cents is None else money.decimal(cents, self.currency)


COLUMNS: tuple[Column[HoursLine], ...] = (
    Column("Day", lambda line: line.day),
    Column("Person", lambda line: line.person),
    Column("Opportunity", lambda line: line.opportunity),
    Column("Program", lambda line: line.program),
    Column("Minutes", lambda line: line.minutes),
    Column("Hours", lambda line: None if line.minutes is None else valuation.decimal_hours(line.minutes)),
    Column("Value of an hour", lambda line: line.amount(line.rate.cents if line.rate else None)),
    Column("Value", lambda line: line.amount(line.cents)),
    Column("Currency", lambda line: line.currency),
    Column("Source", lambda line: f"{line.rate.source}, {line.rate.year}" if line.rate else ""),
)


def hours_table(quarter: Quarter, currency: str) -> Table[HoursLine]:
    """One line for each entry, then the same total as on the page, then how both are rounded."""
    return Table(COLUMNS, _lines(quarter, currency))


def _lines(quarter: Quarter, currency: str) -> Iterator[HoursLine]:
    known, minutes = queries.rates(), 0
    for part in batches(queries.entries_in_quarter(quarter)):
        for row, one in zip(part, queries.counted_entries(part, known), strict=True):
            minutes += one.minutes
            yield HoursLine(
                one.on, one.minutes, one.cents, one.rate, currency, row.person.name, one.opportunity,
                one.program,
            )  # fmt: skip
    if minutes:
        rate = valuation.rate_for(quarter.first, known)
        yield HoursLine("Total", minutes, valuation.value(minutes, rate), rate, currency)
        yield HoursLine(valuation.ROUNDED)


def sheet(found: Report, chapter: Chapter, today: date) -> dict[str, Any]:
    """The data of the quarter's PDF sheet, one page."""
    whole = found.total
    return {
        "title": f"Volunteer hours, {found.quarter.words}",
        "receiver": chapter.legal_name or chapter.name,
        "address": chapter.address,
        "figures": [
            [valuation.hours(whole.minutes), "of volunteer time"],
            [f"{whole.people:,}", agree(whole.people, "volunteer", "volunteers")],
            [money.show(whole.cents, chapter.currency) if found.rate else "No rate", "value of their time"],
        ],
        "lines": [
            [
                name,
                f"{part.people:,}",
                valuation.hours(part.minutes),
                money.show(part.cents, chapter.currency),
            ]
            for name, part in found.lines
        ],
        "total": [
            f"{whole.people:,}",
            valuation.hours(whole.minutes),
            money.show(whole.cents, chapter.currency),
        ],
        "sentence": f"{rate_words(found.rate, chapter.currency)} {valuation.ROUNDED}",
        "foot": f"Prepared on {full_day(today)} from approved entries.",
    }


def rate_words(rate: Rate | None, currency: str) -> str:
    """The rate and its source as a sentence."""
    if rate is None:
        return "No value of an hour is set for this period."
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
    days = [row.day for row in rows]
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
        "greeting": salutation(person),
        "year": str(year),
    }
