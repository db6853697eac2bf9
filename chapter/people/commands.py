"""What a volunteer types to begin: `flask --app wsgi setup`."""

from collections.abc import Iterator

from chapter import db
from chapter.audit import Actor
from chapter.email_addresses import NotAnAddress, normalized
from chapter.gateways import clock
from chapter.people import places, queries
from chapter.people.rules import factors, finding, founding
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web.filters import day_and_time

NAME_MOST = 120
ON_THE_MACHINE = Actor("command", name="take-away-second-factor")


def setup(director_email: str, chapter_name: str) -> Iterator[str]:
    """Begin a chapter with its first managing director; lines to print. Safe to repeat.

    The link is printed too, since a new installation may not send mail yet. Raises Refused when the
    e-mail is none, the chapter's name is too long, or the chapter has begun with somebody else.
    """
    email, name, now = _email(director_email), " ".join(chapter_name.split()), clock.now()
    if not 0 < len(name) <= NAME_MOST:
        raise Refused(f"The chapter's name needs 1 to {NAME_MOST} characters.")
    with db.writing():
        account = founding.begin(email, name, now=now)
    if account.proved_at is not None:
        yield f"{account.email} signs in already; nothing was changed."
        return
    link = queries.open_invitation(account, now)
    yield f"{name} is ready. An invitation to {account.email} is in the outbox."
    if link is not None:
        zone = settings.current().zone_info
        yield f"She can also open this address, once, until {day_and_time(link.expires_at, zone)}:"
        yield places.address(link)


def take_away_second_factor(email: str) -> str:
    """Take away the second factor of whoever signs in with ``email``, when nobody else can; a line to print.

    For the one managing director who lost her phone and her recovery codes. Raises Refused.
    """
    account, now = queries.account_of(email), clock.now()
    if account is None:
        raise Refused(f"Nobody signs in with {email}.")
    with db.writing():
        factors.reset(account, by=ON_THE_MACHINE, why="asked for on the machine", now=now)
    return f"{account.email} signs in without a second factor now. A mail says so."


def rebuild_directory() -> int:
    """Write anew what everybody is found by, some people at a time; how many have a profile."""
    last, many = 0, 0
    while ids := finding.after(last):
        with db.writing():
            finding.renew(ids)
        last, many = ids[-1], many + len(ids)
    return many


def _email(given: str) -> str:
    try:
        return normalized(given)
    except NotAnAddress:
        raise Refused(f'"{given}" is not an e-mail address.') from None
