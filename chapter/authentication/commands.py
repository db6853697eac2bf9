"""The command for an operator of the machine, for when nobody can sign in."""

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.audit import Actor
from chapter.authentication.rules import second_factor
from chapter.gateways import clock
from chapter.refusal import Refused

ON_THE_MACHINE = Actor("command", name="take-away-second-factor")


def reset_second_factor(email: str) -> str:
    """Remove the second factor of whoever signs in with ``email``, when nobody else can; returns a line to
    print.

    For the only managing director who lost phone and recovery codes. Raises Refused.
    """
    account, now = accounts_queries.account_by_email(email), clock.now()
    if account is None:
        raise Refused(f"No one signs in with {email}.")
    with db.writing():
        second_factor.reset(account, by=ON_THE_MACHINE, why="asked for on the machine", now=now)
    return f"{account.email} now signs in without two-step verification. An email tells them so."
