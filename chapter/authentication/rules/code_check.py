"""Checking a typed second factor: a code of an app, or a recovery code."""

from datetime import datetime

from chapter.accounts.models import Account
from chapter.authentication import one_time_codes as made
from chapter.authentication.rules import authenticator_app, second_factor
from chapter.security import throttle

LIMITS = (throttle.SECOND_FACTOR, throttle.SECOND_FACTOR_IN_A_DAY, throttle.RECOVERY_CODE)
"""The throttle limits that tries are counted under; a right code resets them."""


def use_code(account: Account, typed: str, *, now: datetime) -> None:
    """Accept a code of either kind, once. Raises Refused when it is wrong or used."""
    if made.looks_like_app_code(typed):
        authenticator_app.use(account, typed, now=now)
    else:
        second_factor.use_recovery_code(account, typed, now=now)
    for limit in LIMITS:
        throttle.reset(limit, str(account.id))
