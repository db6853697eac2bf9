"""Proving by a second factor that it is she: a code of her app, or one from paper."""

from datetime import datetime

from chapter.people import codes as made
from chapter.people.models import Account
from chapter.people.rules import codes, factors
from chapter.web import limits

LIMITS = (limits.SECOND_FACTOR, limits.SECOND_FACTOR_IN_A_DAY, limits.RECOVERY_CODE)
"""What tries are counted under before; a right one begins the count anew."""


def by_code(account: Account, typed: str, *, now: datetime) -> None:
    """Take what she typed, as one of either kind; once. Raises Refused when it is wrong or used."""
    if made.is_of_app(typed):
        codes.take(account, typed, now=now)
    else:
        factors.take_recovery(account, typed, now=now)
    for limit in LIMITS:
        limits.forgive(limit, str(account.id))
