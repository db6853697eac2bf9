"""What a person is to the chapter on a day: pure rules over spans and departures, without reading a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chapter.levels.periods import Span

APPLIED, CURRENT, GRACE, LAPSED = "applied", "current", "grace", "lapsed"
RESIGNED, SUSPENDED, DECEASED = "resigned", "suspended", "deceased"
STATUSES = {
    APPLIED: "Pending",
    CURRENT: "Active",
    GRACE: "Grace period",
    LAPSED: "Lapsed",
    RESIGNED: "Resigned",
    SUSPENDED: "Suspended",
    DECEASED: "Deceased",
}
DEPARTURES = (DECEASED, SUSPENDED, RESIGNED)
"""The kinds of departure, the weightiest first."""

WHY_LEFT = {
    DECEASED: "This person died.",
    SUSPENDED: "This person is suspended.",
    RESIGNED: "This person resigned.",
}
"""Each kind of departure as the reason why something of hers ended."""

MEMBERS = frozenset({CURRENT, GRACE})
"""The statuses that count as a member, and give the role."""


@dataclass(frozen=True)
class DepartureSpan:
    """The person left in one of ``DEPARTURES`` on a day; ``until`` is the day they came back, if they did."""

    kind: str
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the departure holds on this day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class History:
    """Everything the status follows from. ``applied``: the person has an open application."""

    spans: Sequence[Span] = field(default=())
    departures: Sequence[DepartureSpan] = field(default=())
    applied: bool = False


def status(history: History, on: date) -> str | None:
    """One of ``STATUSES`` on this day; None for a person who never applied or joined.

    Deceased and suspended weigh more than anything; resigned weighs more than a paid term, but less than a
    new application.
    """
    left = [departure.kind for departure in history.departures if departure.holds(on)]
    for kind in DEPARTURES:
        if kind in left:
            return APPLIED if kind == RESIGNED and history.applied else kind
    covered = _covered(history.spans, on)
    if covered in MEMBERS:
        return covered
    return APPLIED if history.applied else covered


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The chapter's calendar day at ``moment``: memberships begin and end at its midnight."""
    return moment.astimezone(zone).date()


def _covered(spans: Sequence[Span], on: date) -> str | None:
    begun = [span for span in spans if span.first <= on]
    if any(span.last is None or on <= span.last for span in begun):
        return CURRENT
    if any(span.renewable(on) for span in begun):
        return GRACE
    return LAPSED if begun else None
