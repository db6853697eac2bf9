"""Who asks for seats at one event of the sample chapter, when, and who cancels."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from chapter.bookings.models import ARRIVALS
from sample.event_calendar import Occasion
from sample.people import Somebody

SIZES = (1, 1, 1, 1, 2, 2, 2, 3, 4)
NEEDS = (
    "vegan, please", "no nuts", "halal", "gluten-free", "no onions, really", "vegetarian", "lactose-free",
)  # fmt: skip
ACCESS = (
    "A seat near the door, I come from a late train.", "I use a wheelchair.",
    "I hear better on my right side.", "A chair with arms helps me up.", "I bring a baby in a sling.",
)  # fmt: skip
ASK_ME = ("beekeeping", "changing jobs at fifty", "reading a lease", "Lithuanian soup")
LOOKING_FOR = ("a running partner", "a good accountant", "somebody who speaks Tagalog", "a first client")
LEAVES = 0.08
OPEN_DAYS = 24


@dataclass(frozen=True)
class Wish:
    """One party's form: who sends it, for how many, when, and when they cancel (None: never)."""

    who: Somebody
    size: int
    at: datetime
    leaves_at: datetime | None
    arrival: str
    guest_names: tuple[str, ...] = ()
    dietary: str = ""
    access_needs: str = ""
    ask_me: str = ""
    looking_for: str = ""
    show_me: bool = False
    news: bool = False


@dataclass(frozen=True)
class Step:
    """One moment in the history of an event: a request comes in, or is cancelled."""

    at: datetime
    leaving: bool
    wish: Wish


def opened(starts_at: datetime, now: datetime) -> datetime:
    """When the event was published: some weeks before it began, and before today."""
    return min(starts_at - timedelta(days=OPEN_DAYS), now - timedelta(days=12))


def wishes(
    chance: random.Random, occasion: Occasion, starts_at: datetime, crowd: list[Somebody], now: datetime
) -> list[Wish]:
    """All requests for one event, in the order in which they came. Nobody asks twice."""
    sizes = list(occasion.sizes) if occasion.sizes is not None else _sizes(chance, occasion)
    begin = opened(starts_at, now)
    end = min(starts_at - timedelta(hours=2), now - timedelta(minutes=20))
    if end <= begin:
        return []
    span = (end - begin).total_seconds() * _so_far(starts_at, now)
    moments = sorted(begin + timedelta(seconds=round(span * chance.random() ** 1.6)) for _ in sizes)
    known = [one for one in crowd if one.since <= begin] or crowd
    askers = chance.sample(known, min(len(known), len(sizes)))
    last = (moments[-1] if moments else begin) + timedelta(minutes=3)
    return [
        _wish(chance, who, size, at, _leaves_at(chance, occasion, number, at, last, end))
        for number, (who, size, at) in enumerate(zip(askers, sizes, moments, strict=False))
    ]


def steps(asked: list[Wish]) -> list[Step]:
    """The requests and cancellations of ``asked``, in the order of time."""
    coming = [Step(wish.at, False, wish) for wish in asked]
    going = [Step(wish.leaves_at, True, wish) for wish in asked if wish.leaves_at is not None]
    return sorted(coming + going, key=lambda step: step.at)


def _so_far(starts_at: datetime, now: datetime) -> float:
    return 1.0 if starts_at < now else 0.97


def _sizes(chance: random.Random, occasion: Occasion) -> list[int]:
    program = occasion.program
    people = program.demand * (occasion.capacity or 1) * chance.uniform(0.75, 1.2)
    drawn: list[int] = []
    while sum(drawn) < people:
        drawn.append(min(program.party_limit, chance.choice(SIZES)))
    return drawn


def _leaves_at(
    chance: random.Random, occasion: Occasion, number: int, at: datetime, last: datetime, end: datetime
) -> datetime | None:
    if occasion.sizes is not None:
        return last + timedelta(minutes=7) if number in occasion.leave else None
    if chance.random() > LEAVES or at >= end:
        return None
    return at + (end - at) * chance.uniform(0.2, 1)


def _wish(chance: random.Random, who: Somebody, size: int, at: datetime, leaves_at: datetime | None) -> Wish:
    return Wish(
        who=who,
        size=size,
        at=at,
        leaves_at=leaves_at,
        arrival=chance.choice(("just_me", "just_me", *ARRIVALS)),
        guest_names=tuple(chance.sample(FIRST_NAMES, size - 1)),
        dietary=_sometimes(chance, 0.25, NEEDS),
        access_needs=_sometimes(chance, 0.08, ACCESS),
        ask_me=_sometimes(chance, 0.2, ASK_ME),
        looking_for=_sometimes(chance, 0.2, LOOKING_FOR),
        show_me=chance.random() < 0.6,
        news=chance.random() < 0.2,
    )


def _sometimes(chance: random.Random, how_often: float, words: tuple[str, ...]) -> str:
    return chance.choice(words) if chance.random() < how_often else ""


FIRST_NAMES = (
    "Ngozi", "Bea", "Thuy", "Ola", "Carmen", "Dee", "Fatou", "Grace", "Hana", "Ilse", "Joyce", "Kira", "Lupe",
    "Mina", "Nell", "Opal", "Paz", "Ruth", "Sky", "Tess",
)  # fmt: skip
