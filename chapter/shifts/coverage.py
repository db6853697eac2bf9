"""The coverage of a shift: how many take it, were offered it, or stand by."""

from collections.abc import Iterable
from dataclasses import dataclass

from chapter.shifts.models import BACKUP, CONFIRMED, GONE, OFFERED, Shift, Signup


@dataclass(frozen=True)
class Coverage:
    """People, not rows: ``taken`` have a place, of whom ``seeking`` seek a substitute; ``offered`` were
    offered one, ``backups`` stand by. ``asked_for_a_job``: guests who wanted a small job when they booked."""

    capacity: int
    minimum: int
    taken: int = 0
    seeking: int = 0
    offered: int = 0
    backups: int = 0
    asked_for_a_job: int = 0

    @property
    def staying(self) -> int:
        """How many will be there as far as anybody knows."""
        return self.taken - self.seeking + self.asked_for_a_job

    @property
    def free(self) -> int:
        """How many places are neither taken for good nor offered; never below zero."""
        return max(0, self.capacity - self.staying - self.offered)

    @property
    def missing(self) -> int:
        """How many are missing up to the minimum; never below zero."""
        return max(0, self.minimum - self.staying)

    @property
    def state(self) -> str:
        """``short`` (below the minimum), ``open`` or ``full``."""
        if self.missing:
            return "short"
        return "open" if self.free else "full"


def count_coverage(shift: Shift, signups: Iterable[Signup], jobs: int = 0) -> Coverage:
    """Count the coverage of a shift from its live sign-ups; ``jobs``: guests with a small job."""
    live = [one for one in signups if one.status != GONE]

    def people(status: str) -> int:
        return sum(one.size for one in live if one.status == status)

    return Coverage(
        capacity=shift.capacity,
        minimum=shift.minimum,
        taken=people(CONFIRMED),
        seeking=sum(one.size for one in live if one.seeks_substitute),
        offered=people(OFFERED),
        backups=people(BACKUP),
        asked_for_a_job=min(jobs, shift.capacity),
    )
