"""A quarter's hours as a page, a table and a sheet; her certificate and her letter of the year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chapter import money
from chapter.people.models import Person
from chapter.settings.models import Chapter
from chapter.volunteering import given, worth
from chapter.volunteering.models.persons import Hours
from chapter.volunteering.worth import Given, Quarter, Rate, Sum

HEAD = (
    "Day", "Person", "Opportunity", "Program", "Minutes", "Hours", "Rate of an hour", "Value", "Currency",
    "Source",
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """A quarter: its entries and their sums. ``rate`` None: nobody set one yet."""

    quarter: Quarter
    rows: Sequence[Hours]
    given: Sequence[Given]
    rates: Sequence[Rate]

    @property
    def total(self) -> Sum:
        """All of it."""
        return worth.total(self.given)

    @property
    def programs(self) -> list[tuple[str, Sum]]:
        """By program, the most hours first."""
        parts = worth.by(self.given, lambda one: one.program)
        return sorted(parts.items(), key=lambda part: (-part[1].minutes, part[0]))

    @property
    def rate(self) -> Rate | None:
        """What an hour of that quarter is worth."""
        return worth.rate_for(self.quarter.first, self.rates)


def report(quarter: Quarter) -> Report:
    """What was given in a quarter."""
    rows, known = given.in_quarter(quarter), given.rates()
    return Report(quarter, rows, given.as_given(rows, known), known)


def table(found: Report, currency: str) -> list[tuple[object, ...]]:
    """One line for each entry; its lines add up to the page's sums."""
    lines: list[tuple[object, ...]] = []
    for row, one in zip(found.rows, found.given, strict=True):
        rate = worth.rate_for(one.on, found.rates)
        cents = "" if one.cents is None else money.plain(one.cents, currency)
        lines.append((
            one.on.isoformat(), row.person.name, one.opportunity, one.program, one.minutes,
            f"{one.minutes / 60:.2f}", money.plain(rate.cents, currency) if rate else "", cents, currency,
            f"{rate.source}, {rate.year}" if rate else "",
        ))  # fmt: skip
    return lines


def sheet(found: Report, chapter: Chapter, today: date) -> dict[str, Any]:
    """The quarter on one page."""
    whole = found.total
    return {
        "title": f"Volunteer hours, {found.quarter.words}",
        "receiver": chapter.legal_name or chapter.name,
        "address": chapter.address,
        "figures": [
            [worth.hours(whole.minutes), "given"],
            [str(whole.people), "people gave them" if whole.people != 1 else "person gave them"],
            [money.show(whole.cents, chapter.currency) if found.rate else "no rate", "value of the time"],
        ],
        "lines": [
            [name, str(part.people), worth.hours(part.minutes), money.show(part.cents, chapter.currency)]
            for name, part in found.programs
        ],
        "total": [str(whole.people), worth.hours(whole.minutes), money.show(whole.cents, chapter.currency)],
        "sentence": rate_words(found.rate, chapter.currency),
        "foot": f"Made on {today:%B} {today.day}, {today.year}, from entries that were approved.",
    }


def rate_words(rate: Rate | None, currency: str) -> str:
    """By what the time is valued."""
    if rate is None:
        return "No published value of an hour was set for this time."
    return f"Valued at {money.show(rate.cents, currency)} an hour: {rate.source}, {rate.year}."


def did(rows: Sequence[Hours]) -> list[tuple[str, int]]:
    """What somebody did, the most first, in minutes."""
    minutes: dict[str, int] = {}
    for row in rows:
        minutes[row.opportunity.title] = minutes.get(row.opportunity.title, 0) + row.minutes
    return sorted(minutes.items(), key=lambda one: (-one[1], one[0]))


def certificate(person: Person, rows: Sequence[Hours], chapter: Chapter, today: date) -> dict[str, Any]:
    """That she gave her time: how much, from when to when, for what."""
    days = [row.on for row in rows]
    since, until = min(days), max(days)
    return {
        "title": "Certificate of volunteer service",
        "receiver": chapter.legal_name or chapter.name,
        "name": person.name,
        "hours": worth.hours(sum(row.minutes for row in rows)),
        "when": f"{since:%B} {since.day}, {since.year} to {until:%B} {until.day}, {until.year}",
        "did": [[title, worth.hours(minutes)] for title, minutes in did(rows)[:8]],
        "signed": chapter.sender_name,
        "as": chapter.sender_role,
        "foot": f"{today:%B} {today.day}, {today.year}",
    }


def letter(person: Person, year: int, rows: Sequence[Hours], chapter: Chapter, today: date) -> dict[str, Any]:
    """Thanks for a year, by name of what she did."""
    return {
        **certificate(person, rows, chapter, today),
        "title": f"Your {year} with {chapter.name}",
        "address": chapter.address,
        "greeting": f"Dear {person.first_name},",
        "year": str(year),
    }
