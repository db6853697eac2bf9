"""How full an event is, as a value: counted by queries, put into words and pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seating:
    """How full an event is: seats taken, parties and people who wait, capacity (None: without limit)."""

    taken: int
    waiting_parties: int
    waiting_people: int
    capacity: int | None

    @property
    def free(self) -> int | None:
        """Seats left; None without limit; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def over(self) -> int:
        """People seated beyond the capacity (after it was lowered)."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    @property
    def full(self) -> bool:
        """Whether no seat is left."""
        return self.free == 0
