"""Who came in, from check-in moves that may arrive in any order, twice, and from several phones.

The state is a function of the set of moves and of nothing else: no order of arrival, no phone and no
repetition changes it. Two phones that let in the same person: the earliest counts. An undo takes back one
move, and what another move says remains.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class CheckinMove(Protocol):
    """One tap at check-in: it lets some of a party in, or undoes another."""

    @property
    def nonce(self) -> str:
        """A random name that the phone gave it, so that it counts once."""

    @property
    def party_numbers(self) -> Sequence[int]:
        """Whom of the party it lets in: their positions in it, from 0."""

    @property
    def undoes(self) -> str:
        """The nonce of the move that it takes back; empty: it lets somebody in."""

    @property
    def at(self) -> datetime:
        """When it happened."""


@dataclass(frozen=True)
class Attendance:
    """Who of one party came: each position in the party with its earliest arrival."""

    places: dict[int, datetime]

    @property
    def count(self) -> int:
        """How many people of the party came."""
        return len(self.places)

    @property
    def first_at(self) -> datetime | None:
        """When the first of the party came; None while nobody did."""
        return min(self.places.values(), default=None)


def attendance_from(moves: Iterable[CheckinMove]) -> Attendance:
    """The attendance that follows from the moves of one party."""
    known = {move.nonce: move for move in moves}
    undone = {move.undoes for move in known.values() if move.undoes}
    first: dict[int, datetime] = {}
    for move in known.values():
        if move.undoes or move.nonce in undone:
            continue
        for place in move.party_numbers:
            first[place] = min(first.get(place, move.at), move.at)
    return Attendance(dict(sorted(first.items())))
