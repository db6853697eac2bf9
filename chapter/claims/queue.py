"""The queue for scarce places: from what its rows say, what is due of it now.

Seats of an event and places of a shift queue alike: some are taken, some are held for whoever was asked, the
others go to the line. A package locks what is short, loads the rows, asks `plan`, applies its steps in their
order, and writes the mails; the steps hold the facts that these explain.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from chapter.claims.offer_windows import offer_expiry
from chapter.claims.promotions import Promotion, PromotionPlan, WaitingClaimant, plan_promotions


class QueuedClaimant(WaitingClaimant, Protocol):
    """Somebody in line, or for whom places are held until they answer."""

    @property
    def held(self) -> int:
        """How many places are held for them; 0: they wait."""

    @property
    def saved(self) -> int:
        """How many free places are saved for them while they wait."""

    @property
    def lapses_at(self) -> datetime | None:
        """When their claim lapses unless they answer; None: it stands."""

    @property
    def owes(self) -> bool:
        """Whether the places that are held are theirs only once they are paid."""


Claim = TypeVar("Claim", bound=QueuedClaimant)


@dataclass(frozen=True)
class Places:
    """How many places there are in all (``whole``; None: without limit), how many are ``taken``, and how many
    of those go to whoever takes them (``handed_on``): until then somebody has them."""

    whole: int | None
    taken: int
    handed_on: int = 0

    def free(self, held: int) -> int | None:
        """How many can be given to the line, with so many ``held`` for others; below zero: too many are
        taken; None: without limit."""
        return None if self.whole is None else self.whole - self.taken + self.handed_on - held

    def all_had(self, held: int) -> bool:
        """Whether a place can only be one that somebody hands on."""
        return self.whole is not None and self.taken + held >= self.whole


@dataclass(frozen=True)
class Terms:
    """How places go to the line.

    ``moves``: whether they still do; if not, what is held lapses. ``begins``: when that is over at the
    latest, in the time ``zone`` of the venue; ``closes``: until when anybody can answer. ``asks``: whoever is
    next is asked first, else given the places; ``always``: asked even when it is too late for an offer.
    ``patience``: how often one may be passed before places are saved for them; None: nothing is saved (any
    more).
    """

    moves: bool
    begins: datetime
    zone: ZoneInfo
    patience: int | None
    closes: datetime | None = None
    asks: bool = True
    always: bool = False

    def offer_until(self, now: datetime) -> datetime | None:
        """Until when an offer made ``now`` holds; None: the places are given at once."""
        if not self.asks:
            return None
        until = offer_expiry(now, begins=self.begins, closes=self.closes, zone=self.zone)
        return until or (self.begins if self.always else None)


@dataclass(frozen=True)
class Lapse(Generic[Claim]):
    """Nobody answered in time: the claim ends."""

    who: Claim


@dataclass(frozen=True)
class Unlimited(Generic[Claim]):
    """There is no limit any more, so whoever was asked has the places that were held."""

    who: Claim


@dataclass(frozen=True)
class Turn(Generic[Claim]):
    """Somebody's turn has come, of so many who ``waited``: asked ``until`` then, or given the places at once
    (None). ``handed_on``: a place of somebody who gives it up."""

    promotion: Promotion[Claim]
    waited: int
    until: datetime | None
    handed_on: bool

    @property
    def who(self) -> Claim:
        """Whose turn it is."""
        return self.promotion.who


@dataclass(frozen=True)
class Saving(Generic[Claim]):
    """From now on ``places`` are saved for somebody in line, instead of those that were."""

    who: Claim
    places: int


Step = Lapse[Claim] | Unlimited[Claim] | Turn[Claim] | Saving[Claim]


def plan(
    asked: Iterable[Claim],
    line: Iterable[Claim],
    places: Places,
    terms: Terms,
    *,
    now: datetime,
    is_clock_trusted: Callable[[], bool],
) -> list[Step[Claim]]:
    """What is due, in order: claims of those who were ``asked`` lapse, turns come, places are saved.

    ``line``: those who may be given places, in their order; whoever lapses is not in it any more.
    ``is_clock_trusted`` is asked before anything lapses: a clock that was set wrong takes nothing away.
    """
    claims = list(asked)
    ended = _ended(claims, places, terms, now, is_clock_trusted)
    gone = [step.who for step in ended]
    waiting = [one for one in line if one not in gone]
    held = sum(one.held for one in claims if one not in gone)
    found = _promotions(waiting, places.free(held), places.whole, terms)
    until, handed_on = terms.offer_until(now) if places.whole is not None else None, places.all_had(held)
    turns = [Turn(move, len(waiting), until, handed_on) for move in found.moves]
    return [*ended, *turns, *_savings(waiting, found)]


def open_to_newcomers(
    line: Iterable[WaitingClaimant], free: int, *, patience: int | None, whole: int | None
) -> int:
    """How many of the ``free`` places a newcomer may take at once: those that are neither due to the line nor
    saved for one of it."""
    found = plan_promotions(line, free, patience=patience, whole=whole)
    due = sum(move.who.size for move in found.moves)
    return free - due - (found.saved.places if found.saved else 0)


def _ended(
    asked: Sequence[Claim], places: Places, terms: Terms, now: datetime, is_clock_trusted: Callable[[], bool]
) -> list[Lapse[Claim] | Unlimited[Claim]]:
    free: list[Unlimited[Claim]] = []
    if places.whole is None and terms.moves:
        free, asked = [Unlimited(one) for one in asked if not one.owes], [one for one in asked if one.owes]
    over = [one for one in asked if _is_over(one, terms, now)]
    return [*free, *(Lapse(one) for one in over if is_clock_trusted())]


def _is_over(one: QueuedClaimant, terms: Terms, now: datetime) -> bool:
    late = one.lapses_at is not None and now >= one.lapses_at
    return late or (one.held > 0 and not terms.moves)


def _promotions(
    line: Sequence[Claim], free: int | None, whole: int | None, terms: Terms
) -> PromotionPlan[Claim]:
    if not terms.moves:
        return PromotionPlan((), None)
    return plan_promotions(line, free, patience=terms.patience, whole=whole)


def _savings(line: Sequence[Claim], found: PromotionPlan[Claim]) -> list[Saving[Claim]]:
    """For whom something else is saved from now on; a turn ends what was saved."""
    moved = [move.who for move in found.moves]
    changed = []
    for one in line:
        places = found.saved.places if found.saved is not None and found.saved.who == one else 0
        if one not in moved and one.saved != places:
            changed.append(Saving(one, places))
    return changed
