"""How full an event is, as a value: counted by queries, put into words and pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Occupancy:
    """How full an event is: people seated, parties and people who wait, capacity (None: without limit).

    ``offered`` seats are held until somebody says yes, ``saved`` ones are kept for a party that was passed
    too often. Both are as good as taken.
    """

    seated: int
    waiting_parties: int
    waiting_people: int
    capacity: int | None
    offered: int = 0
    saved: int = 0

    @property
    def taken(self) -> int:
        """Seats that nobody else can have: with those that are held or saved."""
        return self.seated + self.offered + self.saved

    @property
    def free(self) -> int | None:
        """Seats left; None without limit; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def unclaimed(self) -> int | None:
        """Seats that nobody has or was offered, saved ones among them; below zero when it is over."""
        return None if self.capacity is None else self.capacity - self.seated - self.offered

    @property
    def over(self) -> int:
        """People seated, or offered a seat, beyond the capacity (after it was lowered)."""
        return 0 if self.capacity is None else max(0, self.seated + self.offered - self.capacity)

    @property
    def full(self) -> bool:
        """Whether no seat is left."""
        return self.free == 0
