"""What a member’s first screen shows: each package registers its sources at assembly, and the portal only
gathers them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Flask, current_app

EXTENSION = "overview.sources"
MOST = 5
"""How many rows of a kind the screen shows; the page of that kind has all of them."""


class Place(StrEnum):
    """Where a part stands on the screen: below its head, what is next, below what waits for an answer, beside
    it, and what the member gave and got."""

    NOTICE = "notice"
    NEXT = "next"
    COMING = "coming"
    BESIDE = "beside"
    GAVE = "gave"
    GOT = "got"


@dataclass(frozen=True)
class OverviewQuestion:
    """A row that waits for the member’s answer: ``title``, ``why`` in a sentence, and the link to where it is
    given. ``kind``: of its button (components/button.html). Rows stand by ``order``."""

    order: int
    title: str
    why: str
    url: str
    label: str
    kind: str = ""


@dataclass(frozen=True)
class OverviewPart:
    """``template`` is included at ``place`` with ``data`` as ``part``. Parts of a place stand by ``order``.

    ``lede``: a sentence for the head of the screen; ``all_of_it``: address and label of the page that has the
    rest, below the place.
    """

    order: int
    place: Place
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
    lede: str = ""
    all_of_it: tuple[str, str] | None = None


Pieces = Iterable[OverviewPart | OverviewQuestion]


@dataclass(frozen=True)
class OverviewSource:
    """What one package adds to the screen of an account (accounts.models.Account) as of a moment, in a number
    of statements that does not grow with the member’s years."""

    pieces: Callable[[Any, datetime], Pieces]


@dataclass(frozen=True)
class Overview:
    """The first screen of a member: what waits for their answer, and its parts."""

    questions: list[OverviewQuestion]
    parts: list[OverviewPart]

    @property
    def ledes(self) -> list[str]:
        """The sentences for the head of the screen."""
        return [part.lede for part in self.parts if part.lede]

    def at(self, place: str) -> list[OverviewPart]:
        """The parts that stand at this place. Raises ValueError for a place that there is not."""
        wanted = Place(place)
        return [part for part in self.parts if part.place is wanted]


def register(app: Flask, *sources: OverviewSource) -> None:
    """Register these sources."""
    app.extensions.setdefault(EXTENSION, []).extend(sources)


def overview_for(account: Any, now: datetime) -> Overview:
    """The first screen of ``account`` as of ``now``, from every source."""
    known: list[OverviewSource] = current_app.extensions[EXTENSION]
    found = sorted(
        (piece for source in known for piece in source.pieces(account, now)), key=lambda piece: piece.order
    )
    return Overview(
        [piece for piece in found if isinstance(piece, OverviewQuestion)],
        [piece for piece in found if isinstance(piece, OverviewPart)],
    )
