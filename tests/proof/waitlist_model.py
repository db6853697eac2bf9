"""Seats and a line as plain lists: the rules once more, in their most obvious form, to hold ours against."""

from dataclasses import dataclass, field

NO_LIMIT = 10**9
PATIENCE = 3


@dataclass
class WaitlistModel:
    """One event.

    ``seated`` and ``held`` map a party to the seats that it has, and that are held for it; ``line`` is who
    waits, in order; ``wants`` how many seats each of those waits for, ``passed`` how often each was passed.
    ``saving`` while it is not too late for that; ``asks`` while whoever is next is asked first.
    """

    capacity: int | None
    seated: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    wants: dict[int, int] = field(default_factory=dict)
    passed: dict[int, int] = field(default_factory=dict)
    saving: bool = True
    asks: bool = False

    @property
    def free(self) -> int:
        """Seats that nobody has or is offered; below zero when there are too few; many without limit."""
        if self.capacity is None:
            return NO_LIMIT
        return self.capacity - sum(self.seated.values()) - sum(self.held.values())

    @property
    def starving(self) -> int | None:
        """The first in line that is passed no more."""
        return next((who for who in self.line if self._starves(who)), None)

    @property
    def saved(self) -> dict[int, int]:
        """For whom which of the free seats are saved, once all has settled."""
        who = self.starving
        return {who: self.free} if who is not None and self.free > 0 else {}

    @property
    def open(self) -> int:
        """Seats that a newcomer may have."""
        return 0 if self.saved else max(0, self.free)

    def next(self) -> int | None:
        """The first in line that fits, unless one that is passed no more stands before her."""
        for who in self.line:
            if self.wants[who] <= self.free:
                return who
            if self._starves(who):
                return None
        return None

    def books(self, who: int, size: int) -> None:
        """A newcomer sits when she fits and nobody who waits would; else she waits."""
        self.wants[who], self.passed[who] = size, 0
        if size <= self.open and self.next() is None:
            self._pass(self.line)
            self.seated[who] = size
        else:
            self.line.append(who)

    def whole(self, who: int) -> int:
        """How many of a party want to come."""
        waits = who in self.line or who in self.held
        return self.seated.get(who, 0) + (self.wants[who] if waits else 0)

    def changes(self, who: int, size: int) -> None:
        """A party is another size now; what waits grows and shrinks first."""
        has = self.seated.get(who, 0)
        if who not in self.line and who not in self.held:
            self.seated[who] = size
            return
        if has:
            self.seated[who] = has = min(has, size)
        self.wants[who] = size - has
        if who in self.held:
            self.held[who] = size - has
        if size == has:
            self.line = [one for one in self.line if one != who]
            self.held.pop(who, None)

    def leaves(self, who: int) -> None:
        """A party gives everything back."""
        self.seated.pop(who, None)
        self.stops_waiting(who)

    def stops_waiting(self, who: int) -> None:
        """A party waits for nothing any more, and keeps what it has."""
        self.held.pop(who, None)
        if who in self.line:
            self.line.remove(who)

    def sits_down(self, who: int) -> str | None:
        """The rule seated ``who``; what is wrong with that, if anything."""
        if who != self.next():
            return f"{who} was seated, but {self.next()} was next"
        self._pass(self.line[: self.line.index(who)])
        self.line.remove(who)
        self.seated[who] = self.seated.get(who, 0) + self.wants[who]
        return None

    def is_offered(self, who: int) -> str | None:
        """The rule held seats for ``who``; what is wrong with that, if anything."""
        if who != self.next():
            return f"{who} was offered seats, but {self.next()} was next"
        self._pass(self.line[: self.line.index(who)])
        self.line.remove(who)
        self.held[who] = self.wants[who]
        return None

    def claims(self, who: int) -> None:
        """She said yes to what is held for her."""
        self.seated[who] = self.seated.get(who, 0) + self.held.pop(who)

    def takes_some(self, who: int, keep: bool) -> None:
        """She takes what is saved for her; the rest waits on, or does without."""
        some = self.saved[who]
        self.seated[who] = self.seated.get(who, 0) + some
        self.wants[who] -= some
        if not keep:
            self.line.remove(who)

    def settles(self) -> None:
        """Seats go to the first in line that fits, until nobody fits."""
        if self.capacity is None:
            for held in list(self.held):
                self.claims(held)
        while (who := self.next()) is not None:
            if self.asks and self.capacity is not None:
                self.is_offered(who)
            else:
                self.sits_down(who)

    def may_grow(self, who: int, size: int) -> bool:
        """What is held does not grow; a seated party grows into open seats; a waiting one as it likes."""
        if who in self.held:
            return False
        return who in self.line or size - self.seated[who] <= self.open

    def _starves(self, who: int) -> bool:
        fits_the_room = self.capacity is not None and self.wants[who] <= self.capacity
        return self.saving and self.passed[who] >= PATIENCE and fits_the_room

    def _pass(self, whom: list[int]) -> None:
        for who in whom:
            self.passed[who] += 1
