"""Seats and a line as plain lists: the rule once more, in its most obvious form, to hold ours against."""

from dataclasses import dataclass, field

NO_LIMIT = 10**9


@dataclass
class Room:
    """One event. ``seated`` and ``sizes`` map a party to its size; ``line`` is who waits, in order."""

    capacity: int | None
    seated: dict[int, int] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        """Seats that nobody has; below zero when the capacity was lowered; very many without limit."""
        return NO_LIMIT if self.capacity is None else self.capacity - sum(self.seated.values())

    def next(self) -> int | None:
        """The first in line that fits."""
        return next((who for who in self.line if self.sizes[who] <= self.free), None)

    def books(self, who: int, size: int) -> None:
        """A newcomer sits when she fits and nobody who waits would; else she waits."""
        self.sizes[who] = size
        if size <= self.free and self.next() is None:
            self.seated[who] = size
        else:
            self.line.append(who)

    def changes(self, who: int, size: int) -> None:
        """A party is another size now."""
        self.sizes[who] = size
        if who in self.seated:
            self.seated[who] = size

    def leaves(self, who: int) -> None:
        """A party gives everything back."""
        self.seated.pop(who, None)
        if who in self.line:
            self.line.remove(who)

    def sits_down(self, who: int) -> str | None:
        """The rule seated ``who``; what is wrong with that, if anything."""
        if who != self.next():
            return f"{who} was seated, but {self.next()} was next"
        self.line.remove(who)
        self.seated[who] = self.sizes[who]
        return None

    def settles(self) -> None:
        """Seats go to the first in line that fits, until nobody fits."""
        while (who := self.next()) is not None:
            self.sits_down(who)

    def may_grow(self, who: int, size: int) -> bool:
        """A seated party grows only into seats that are free; a waiting one as it likes."""
        return who not in self.seated or size - self.seated[who] <= max(0, self.free)
