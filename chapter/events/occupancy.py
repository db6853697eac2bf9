"""How full an event is, as a value: counted by queries, used in sentences and on pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Occupancy:
    """How full an event is: people seated, parties and people who wait, capacity (None: without limit).

    ``offered`` seats are held until somebody accepts, ``saved`` ones are kept for a party that was passed too
    often. Both count as taken.
    """

    seated: int
    waiting_parties: int
    waiting_people: int
    capacity: int | None
    offered: int = 0
    saved: int = 0

    @property
    def taken(self) -> int:
        """Seats that nobody else can have: seated, held and saved."""
        return self.seated + self.offered + self.saved

    @property
    def free(self) -> int | None:
        """Seats left; None without limit; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def unclaimed(self) -> int | None:
        """Seats that nobody has or was offered, saved ones included; negative when over capacity; None
        without limit."""
        return None if self.capacity is None else self.capacity - self.seated - self.offered

    @property
    def over(self) -> int:
        """How many people beyond the capacity are seated or were offered a seat (after it was lowered)."""
        return 0 if self.capacity is None else max(0, self.seated + self.offered - self.capacity)

    @property
    def full(self) -> bool:
        """Whether no seat is left."""
        return self.free == 0
