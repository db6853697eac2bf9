"""What a volunteer types to begin: `flask --app wsgi setup`."""

from collections.abc import Iterator

from chapter import db
from chapter.gateways import clock
from chapter.people import places, queries
from chapter.people.rules import founding


def setup(director_email: str, chapter_name: str) -> Iterator[str]:
    """Begin a chapter with its first managing director; lines to print. Safe to repeat.

    The link is printed too, since a new installation may not send mail yet. Raises Refused when the
    chapter has begun with somebody else.
    """
    now = clock.now()
    with db.writing():
        account = founding.begin(director_email, chapter_name, now=now)
    if account.proved_at is not None:
        yield f"{account.email} signs in already; nothing was changed."
        return
    link = queries.open_invitation(account, now)
    yield f"{chapter_name} is ready. An invitation to {account.email} is in the outbox."
    if link is not None:
        yield f"She can also open this address, once, until {link.expires_at:%B %d, %Y, %H:%M} UTC:"
        yield places.address(link)
