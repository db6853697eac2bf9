"""Memberships in words, for pages and mails."""

from datetime import date, timedelta

from chapter import money
from chapter.levels.models import BUNDLES, ENTITLEMENTS, HOUSEHOLD, Level
from chapter.levels.periods import FIXED, YEAR
from chapter.membership.models.dues import Bill
from chapter.membership.models.memberships import Membership
from chapter.membership.status import APPLIED, CURRENT, GRACE, STATUSES
from chapter.plurals import plural
from chapter.web.filters import full_day, month_day

KINDS = {CURRENT: "done", GRACE: "waiting", APPLIED: "waiting"}
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


def long_day(day: date | None) -> str:
    """``December 10, 2026``; empty for None."""
    return full_day(day) if day else ""


def until(day: date | None) -> str:
    """``until December 10, 2026``, or ``with no end date``."""
    return f"until {long_day(day)}" if day else "with no end date"


def amount(level: Level, currency: str) -> str:
    """``$75``, or ``Free``."""
    return money.show(level.price_cents, currency) if level.price_cents else "Free"


def price(level: Level, currency: str) -> str:
    """``$75 a year``, ``free``, ``$20 for three months``."""
    if not level.price_cents:
        return "free"
    return f"{money.show(level.price_cents, currency)} {period(level)}"


def period(level: Level) -> str:
    """``a year``, ``a month``, ``for three months``; empty for a level without end."""
    if level.complimentary:
        return "without end"
    months = YEAR if level.period_kind == FIXED else level.months
    if months == YEAR:
        return "a year"
    if months == 1:
        return "a month"
    years, rest = divmod(months, YEAR)
    many, of = (months, "months") if rest else (years, "years")
    return f"for {NUMBERS.get(many, many)} {of}"


def opens(level: Level) -> str:
    """What the level opens, such as ``the directory, members’ events and volunteer work``; or that it opens
    nothing."""
    found = [say for what, say in ENTITLEMENTS.items() if level.opens(what)]
    return (
        ", ".join([one[0].lower() + one[1:] for one in found]) or "neither the directory nor members’ events"
    )


def lasts(level: Level) -> str:
    """How long a level runs, in a sentence."""
    if level.complimentary:
        return "It has no end date."
    if level.period_kind == FIXED:
        first = date(2001, level.turns_month, level.turns_day)
        after = month_day(first - timedelta(days=level.early_days + 1))
        early = f" Join after {after} and next year is included." if level.early_days else ""
        return f"Memberships run {month_day(first)} to {month_day(first - timedelta(days=1))}.{early}"
    how_long = {"a year": "one year", "a month": "one month"}.get(period(level), period(level)[4:])
    return f"It runs for {how_long} from the day you join."


def sentence(words: str) -> str:
    """``words`` as a sentence begins."""
    return words[:1].upper() + words[1:]


def holds(level: Level) -> str:
    """For how many people it is; empty for one person."""
    if not level.bundle_kind:
        return ""
    kind = "a household" if level.bundle_kind == HOUSEHOLD else "a company"
    return f"For {kind} of up to {NUMBERS.get(level.bundle_most, level.bundle_most)}"


def bundle(level: Level) -> str:
    """``household`` or ``company``; empty for one person."""
    return BUNDLES[level.bundle_kind].removeprefix("A ").lower() if level.bundle_kind else ""


def status(found: str | None) -> str:
    """The word for a status, or for None."""
    return STATUSES[found] if found else "Never a member"


def kind(found: str | None) -> str:
    """The style of the tag that shows a status."""
    return KINDS.get(found or "", "")


def standing(found: str | None, membership: Membership | None, was_until: date | None = None) -> str:
    """``Active until December 10, 2026``: a status with the day that matters. ``was_until``: when the last
    enrollment ended, of a person who has none."""
    if membership is None and was_until:
        return f"{status(found)}: member until {long_day(was_until)}"
    if membership is None or found not in {CURRENT, GRACE, "lapsed"}:
        return status(found)
    if found == CURRENT:
        return f"Active {until(membership.ends_on)}"
    if found == GRACE:
        return f"Ended {long_day(membership.ends_on)}, grace period {until(membership.grace_until)}"
    return f"Lapsed: ended {long_day(membership.ends_on)}"


def bill(found: Bill, currency: str) -> str:
    """``$50 of $75 paid, $25 still due``; what came in beyond the price; empty for what cost nothing."""
    if found.price_cents is None or not (found.price_cents or found.paid_cents):
        return ""
    paid, price = money.show(found.paid_cents, currency), money.show(found.price_cents, currency)
    if found.due_cents:
        return f"{paid} of {price} paid, {money.show(found.due_cents, currency)} still due"
    if found.over_cents:
        return f"{paid} paid, {money.show(found.over_cents, currency)} more than the {price} due"
    if found.paid_cents < found.price_cents:
        return f"{paid} of {price} paid, the rest waived" if found.paid_cents else f"{price} waived"
    return f"{paid} paid"


def days_before(days: int) -> str:
    """``30 days before``, ``on the last day``, ``14 days after``."""
    if days == 0:
        return "on the last day"
    return f"{plural(abs(days), 'day', 'days')} {'before' if days > 0 else 'after'}"
