"""How drives and gifts are said on pages and in mails."""

from datetime import datetime

from chapter import money
from chapter.giving.models import HONOR, TRIBUTES, Drive, Gift, OnWall
from chapter.web import meter

__all__ = [
    "TRIBUTES",
    "does",
    "each",
    "many",
    "people",
    "show",
    "threads",
    "tribute",
    "typed",
    "until",
    "wall_line",
]


def show(cents: int, currency: str) -> str:
    """``$50``, ``$51.44``."""
    return money.show(cents, currency)


def typed(cents: int, currency: str) -> str:
    """An amount as one types it: ``50``, ``51.44``."""
    return money.typed(cents, currency)


def many(count: int, one: str, more: str) -> str:
    """``1 gift``, ``2 gifts``."""
    return f"{count:,} {one if count == 1 else more}"


def people(count: int) -> str:
    """``211 people have given``."""
    if not count:
        return "Nobody has given yet. You can be the first"
    return f"{many(count, 'person has', 'people have')} given"


def threads(raised: int, goal: int) -> int:
    """How many threads of the meter are there."""
    return meter.drawn(raised, goal)


def each(drive: Drive) -> str:
    """What one thread of the meter stands for; empty when that is no round amount."""
    share, rest = divmod(drive.goal_cents, meter.THREADS)
    return "" if rest or share % 100 else money.show(share, drive.currency)


def until(drive: Drive, moment: datetime) -> str:
    """``until December 31``, in words for ``moment`` as the chapter's clock shows it."""
    return f"Until {moment:%B} {moment.day}" + ("" if drive.closed_at is None else ", ended early")


def tribute(gift: Gift | OnWall) -> str:
    """``in memory of Ines``; empty without one."""
    if not gift.tribute:
        return ""
    return f"{'in honor of' if gift.tribute == HONOR else 'in memory of'} {gift.tribute_name}"


def does(gift: Gift) -> str:
    """What an amount like hers does, as the drive's ladder says; empty below its first step."""
    reached = [rung.does for rung in gift.drive.rungs if rung.amount_cents <= gift.net_cents]
    return reached[-1] if reached else ""


def wall_line(gift: Gift | OnWall) -> str:
    """What stands small beside her name on the wall: her tribute, or nothing. Never how much."""
    return tribute(gift) or gift.thing


def places(currency: str) -> int:
    """How many decimals its amounts have."""
    return money.places(currency)
