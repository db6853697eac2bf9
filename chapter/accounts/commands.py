"""The command that sets up a new chapter: `flask --app wsgi setup`."""

from collections.abc import Iterator

from chapter import db
from chapter.accounts import placeholders
from chapter.accounts import queries as accounts_queries
from chapter.accounts.rules import setup as accounts_setup
from chapter.email_addresses import NotAnAddress, normalized
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web.filters import day_and_time

NAME_MOST = 120


def setup(director_email: str, chapter_name: str) -> Iterator[str]:
    """Begin a chapter with its first managing director; lines to print. Safe to repeat.

    The link is printed too, since a new installation may not send mail yet. Raises Refused when the
    email is none, the chapter's name is too long, or the chapter has begun with somebody else.
    """
    email, name, now = _email(director_email), " ".join(chapter_name.split()), clock.now()
    if not 0 < len(name) <= NAME_MOST:
        raise Refused(f"The chapter's name needs 1 to {NAME_MOST} characters.")
    with db.writing():
        account = accounts_setup.begin(email, name, now=now)
    if account.proved_at is not None:
        yield f"{account.email} already signs in. Nothing was changed."
        return
    link = accounts_queries.open_invitation(account, now)
    yield f"{name} is ready. An invitation to {account.email} is in the outbox."
    if link is not None:
        zone = settings.current().zone_info
        yield f"They can also open this address, once, until {day_and_time(link.expires_at, zone)}:"
        yield placeholders.one_use_address(link)


def _email(given: str) -> str:
    try:
        return normalized(given)
    except NotAnAddress:
        raise Refused(f'"{given}" is not an email address.') from None
