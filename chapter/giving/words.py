"""Drives and gifts in words, for pages and mails."""

from zoneinfo import ZoneInfo

from chapter import money
from chapter.cover_art import goal_meter
from chapter.giving.models import HONOR, TRIBUTES, Drive, Gift, WallEntry
from chapter.plurals import plural
from chapter.web.filters import calendar_day

__all__ = [
    "BACK",
    "BACK_AND_OVER",
    "BACK_ELSEWHERE",
    "CORRECTED",
    "TRIBUTES",
    "TYPED",
    "amount_per_thread",
    "covering",
    "impact_of",
    "no_amount",
    "people",
    "show",
    "threads_drawn",
    "too_little",
    "too_much",
    "tribute",
    "try_later",
    "typed",
    "until",
    "wall_line",
]

TYPED = money.TYPED.pattern
"""What an amount looks like, for the browser: it validates typed amounts as the server does."""

BACK = (
    "You came back before paying. What you entered is still here. Change anything you like, then press Give."
)
BACK_AND_OVER = "You came back before paying."
BACK_ELSEWHERE = "If you came back before paying, you can start again here."
CORRECTED = (
    "We recorded your gift incorrectly, and we’re sorry. The receipt you have is no longer valid, and this "
    "one replaces it."
)
"""How the mail with a corrected receipt begins."""


def show(cents: int, currency: str) -> str:
    """``$50``, ``$51.44``."""
    return money.show(cents, currency)


def typed(cents: int, currency: str) -> str:
    """An amount as a person types it: ``50``, ``51.44``."""
    return money.typed(cents, currency)


def people(count: int) -> str:
    """``211 people have given``."""
    if not count:
        return "No gifts yet. You can be the first"
    return f"{plural(count, 'person has', 'people have')} given"


def covering(cover_cents: int, currency: str) -> str:
    """``, plus $120 to cover fees``; empty when nobody added any."""
    return f", plus {money.show(cover_cents, currency)} to cover fees" if cover_cents else ""


def try_later(seconds: int) -> str:
    """The message for a giver who went to Checkout too often without paying; it works again in
    ``seconds``."""
    wait = plural(-(-seconds // 60), "minute", "minutes")
    return (
        "There were many tries without a payment just now, so we have paused for a moment. Nothing was "
        f"charged. What you entered is still here. Press the button again in {wait}."
    )


def no_amount(drive: Drive) -> str:
    """The message for a giver who typed no amount."""
    return money.format_hint(drive.currency)


def too_little(drive: Drive) -> str:
    """The message for an amount below the drive's minimum."""
    return f"The smallest gift here is {money.show(drive.least_cents, drive.currency)}."


def too_much(drive: Drive) -> str:
    """The message for an amount above the drive's maximum."""
    most = money.show(drive.most_cents, drive.currency)
    return f"The largest gift online is {most}. To give more, email us."


def threads_drawn(raised: int, goal: int) -> int:
    """How many threads of the meter are filled."""
    return goal_meter.threads_drawn(raised, goal)


def amount_per_thread(drive: Drive) -> str:
    """What one thread of the meter stands for; empty when that is not a round amount."""
    share, rest = divmod(drive.goal_cents, goal_meter.THREADS)
    return "" if rest or share % 100 else money.show(share, drive.currency)


def until(drive: Drive, zone: ZoneInfo) -> str:
    """``Until December 31``, by the clocks of ``zone``."""
    return f"Until {calendar_day(drive.ends_at.astimezone(zone).date(), zone)}" + (
        "" if drive.closed_at is None else ", ended early"
    )


def tribute(gift: Gift | WallEntry) -> str:
    """``in memory of Ines``; empty without one."""
    if not gift.tribute:
        return ""
    return f"{'in honor of' if gift.tribute == HONOR else 'in memory of'} {gift.tribute_name}"


def impact_of(gift: Gift) -> str:
    """What an amount like this gift's does, by the drive's suggested amounts; empty below the first."""
    reached = [rung.impact for rung in gift.drive.suggested_amounts if rung.amount_cents <= gift.net_cents]
    return reached[-1] if reached else ""


def wall_line(gift: Gift | WallEntry) -> str:
    """The small line beside the name on the wall: the tribute, or the thing given. Never how much."""
    return tribute(gift) or gift.thing


def decimals(currency: str) -> int:
    """How many decimals the currency's amounts have."""
    return money.decimal_places(currency)
