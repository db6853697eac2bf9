"""What somebody is to the chapter on a day: pure rules over spans and leavings, read from no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chapter.levels.periods import Span

APPLIED, CURRENT, GRACE, LAPSED = "applied", "current", "grace", "lapsed"
RESIGNED, SUSPENDED, DECEASED = "resigned", "suspended", "deceased"
STATUSES = {
    APPLIED: "Applied",
    CURRENT: "Current",
    GRACE: "In grace",
    LAPSED: "Lapsed",
    RESIGNED: "Resigned",
    SUSPENDED: "Suspended",
    DECEASED: "Deceased",
}
DEPARTURES = (DECEASED, SUSPENDED, RESIGNED)
"""Ways of leaving, the weightiest first."""

MEMBERS = frozenset({CURRENT, GRACE})
"""Who counts as a member, and holds the role."""


@dataclass(frozen=True)
class DepartureSpan:
    """That she left in one of ``DEPARTURES`` on a day; ``until`` is the day she came back, if she did."""

    kind: str
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether she has left, and is not back, on this day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class History:
    """All that her status follows from. ``applied``: an application of hers is open."""

    spans: Sequence[Span] = field(default=())
    departures: Sequence[DepartureSpan] = field(default=())
    applied: bool = False


def status(history: History, on: date) -> str | None:
    """One of ``STATUSES`` on this day; None for somebody who never had to do with membership.

    Deceased and suspended weigh more than anything; resigned more than what had been paid, but less than
    a new application.
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
