"""Proving by a second factor that it is they: a code of their app, or one from paper."""

from datetime import datetime

from chapter.accounts.models import Account
from chapter.authentication import one_time_codes as made
from chapter.authentication.rules import authenticator_app, second_factor
from chapter.security import throttle

LIMITS = (throttle.SECOND_FACTOR, throttle.SECOND_FACTOR_IN_A_DAY, throttle.RECOVERY_CODE)
"""What tries are counted under before; a right one begins the count anew."""


def use_code(account: Account, typed: str, *, now: datetime) -> None:
    """Take what they typed, as one of either kind; once. Raises Refused when it is wrong or used."""
    if made.looks_like_app_code(typed):
        authenticator_app.use(account, typed, now=now)
    else:
        second_factor.use_recovery_code(account, typed, now=now)
    for limit in LIMITS:
        throttle.reset(limit, str(account.id))
