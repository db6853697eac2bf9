"""Limits on guessing codes: counted per account, from wherever; its owner is notified."""

from datetime import datetime, timedelta

from chapter import db
from chapter.accounts.models import Account
from chapter.authentication import one_time_codes
from chapter.authentication.rules import second_factor
from chapter.security import throttle

TOLD = throttle.Limit("told of guesses at her codes", 1, timedelta(days=1))


def count_attempt(account: Account, typed: str, *, now: datetime) -> None:
    """Count a try of ``typed``. Raises TooManyAttempts when there were too many. An app's codes are short, so
    its owner is mailed about too many guesses, once a day: whoever guesses already got past the password."""
    key = str(account.id)
    if not one_time_codes.looks_like_app_code(typed):
        throttle.enforce((throttle.RECOVERY_CODE, key), now=now)
        return
    try:
        throttle.enforce((throttle.SECOND_FACTOR, key), now=now)
        throttle.enforce((throttle.SECOND_FACTOR_IN_A_DAY, key), now=now)
    except throttle.TooManyAttempts:
        _tell(account, key, now)
        raise


def _tell(account: Account, key: str, now: datetime) -> None:
    try:
        throttle.enforce((TOLD, key), now=now)
    except throttle.TooManyAttempts:
        return
    with db.writing():
        second_factor.mail_change(account, "guessed", now=now)
