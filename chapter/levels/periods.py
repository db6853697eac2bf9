"""How long a membership lasts: pure rules over days. A day is one of the chapter's own calendar.

A *span* is the days that one joining or renewal covers, from its first to its last, both included. In a month
that lacks the day of joining, the span ends on the month's last day: somebody who joins on January 31 for a
month is a member until the last of February, and then until March 30.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ROLLING, FIXED, ENDLESS = "rolling", "fixed", "endless"
PERIODS = {
    ROLLING: "From the day they join",
    FIXED: "Fixed year, the same for everyone",
    ENDLESS: "No end date",
}
A_DAY = timedelta(days=1)
YEAR = 12


@dataclass(frozen=True)
class Period:
    """How a level counts time: ``kind`` is one of ``PERIODS``.

    Rolling: ``months`` from the day of joining. Fixed: until the year turns on ``turns_month`` and
    ``turns_day``; joining in the last ``early_days`` of a year covers the next one too. ``grace_days`` follow
    the last day.
    """

    kind: str
    months: int = YEAR
    turns_month: int = 1
    turns_day: int = 1
    early_days: int = 0
    grace_days: int = 0


@dataclass(frozen=True)
class Span:
    """The days covered; ``last`` is None without an end. ``anchor`` is the day from which rolling months
    count."""

    first: date
    last: date | None
    anchor: date
    grace_days: int = 0

    @property
    def grace_until(self) -> date | None:
        """The last day of grace; None when the span never ends."""
        return None if self.last is None else self.last + timedelta(days=self.grace_days)

    def renewable(self, on: date) -> bool:
        """Whether a renewal on this day extends it: until grace is over."""
        return self.grace_until is None or on <= self.grace_until


def begun(period: Period, on: date) -> Span:
    """The span of a person who joins on this day."""
    return _from(period, on, on)


def continued(period: Period, old: Span, on: date) -> Span:
    """The span of a renewal on this day: it continues the old one until grace is over, and begins anew after
    that.

    To or from a level without end, it begins on the day itself.
    """
    if old.last is None or period.kind == ENDLESS or not old.renewable(on):
        return begun(period, on)
    return _from(period, old.last + A_DAY, old.anchor)


def months_after(anchor: date, months: int) -> date:
    """The same day ``months`` later; where that month lacks it, the first of the month after."""
    whole = anchor.year * YEAR + anchor.month - 1 + months
    year, month = divmod(whole, YEAR)
    if anchor.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, anchor.day)
    return date(year + (month == YEAR - 1), (month + 1) % YEAR + 1, 1)


def _from(period: Period, first: date, anchor: date) -> Span:
    if period.kind == ENDLESS:
        return Span(first, None, first)
    if period.kind == FIXED:
        return Span(first, _year_end(period, first), first, period.grace_days)
    if not _counts_from(anchor, first, period.months):
        anchor = first
    last = _last_day(anchor, first, period.months)
    return Span(first, last, anchor, period.grace_days)


def _counts_from(anchor: date, first: date, months: int) -> bool:
    """Whether ``first`` is a whole number of periods after ``anchor``, so that the rolling count
    continues."""
    passed = (first.year - anchor.year) * YEAR + first.month - anchor.month
    return any(months_after(anchor, n) == first for n in (passed - 1, passed) if n >= 0 and n % months == 0)


def _last_day(anchor: date, first: date, months: int) -> date:
    passed = (first.year - anchor.year) * YEAR + first.month - anchor.month
    begins = next(n for n in (passed - 1, passed) if n >= 0 and months_after(anchor, n) == first)
    return months_after(anchor, begins + months) - A_DAY


def _year_end(period: Period, first: date) -> date:
    """The day before the year turns next; a year later when that is less than ``early_days`` away."""
    turn = _turn(period, first.year)
    if turn <= first:
        turn = _turn(period, first.year + 1)
    if turn - first <= timedelta(days=period.early_days):
        turn = _turn(period, turn.year + 1)
    return turn - A_DAY


def _turn(period: Period, year: int) -> date:
    return date(year, period.turns_month, min(period.turns_day, monthrange(year, period.turns_month)[1]))


def anniversary(day: date, years: int) -> date:
    """The same day ``years`` later; February 28 for February 29 where there is none."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28) if leap else day.replace(year=day.year + years)


def clipped(span: Span, added: date, ended: date | None) -> Span | None:
    """The part of ``span`` in which the person belonged to the membership; without grace if they left it. A
    person who left on the day they came gets a span of no days: they were a member, and are none now."""
    if ended is None:
        return span if added <= span.first else _since(span, added)
    first = max(span.first, added)
    if ended < first or (span.last is not None and span.last < first):
        return None
    last = ended - A_DAY if span.last is None else min(span.last, ended - A_DAY)
    return Span(first, last, span.anchor)


def _since(span: Span, added: date) -> Span | None:
    if span.last is not None and span.last < added:
        return None
    return Span(added, span.last, span.anchor, span.grace_days)
