"""Proving by a second factor that it is she: a code of her app, or one from paper."""

from datetime import datetime

from chapter.people import codes as made
from chapter.people.models import Account
from chapter.people.rules import codes, factors
from chapter.security import throttle

LIMITS = (throttle.SECOND_FACTOR, throttle.SECOND_FACTOR_IN_A_DAY, throttle.RECOVERY_CODE)
"""What tries are counted under before; a right one begins the count anew."""


def by_code(account: Account, typed: str, *, now: datetime) -> None:
    """Take what she typed, as one of either kind; once. Raises Refused when it is wrong or used."""
    if made.is_of_app(typed):
        codes.take(account, typed, now=now)
    else:
        factors.take_recovery(account, typed, now=now)
    for limit in LIMITS:
        throttle.reset(limit, str(account.id))
