"""Her email or her name changes: what follows her, in every room that knows of her. Receipts, and what is
over, stay as they were written."""

from datetime import datetime

from chapter.events.rules import following_her as events
from chapter.giving.rules import following_her as giving
from chapter.mail import consents
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.membership.rules import following_her as membership
from chapter.payments.rules import following_her as payments
from chapter.people.models import Person
from chapter.people.models.moving import EmailChange
from chapter.people.rules import moving
from chapter.volunteering.rules import following_her as volunteering


def confirm(change: EmailChange, *, now: datetime) -> None:
    """Make the change, and let all that is ahead go to the new address. Raises Refused for a dead link or an
    address that somebody else signs in with."""
    moving.confirm(change, now=now)
    _follow(change.account.person, change.email_before, now=now)


def take_back(change: EmailChange, *, now: datetime) -> None:
    """Take the change back, and let all that is ahead go to the old address again. Raises Refused for a dead
    link or an address that somebody else signs in with."""
    between = moving.take_back(change, now=now)
    _follow(change.account.person, between, now=now)


def renamed(person: Person, before: tuple[str, str], *, now: datetime) -> None:
    """Let what is ahead of her have her present name, in place of ``before``: the name and its key."""
    if person.name != before[0]:
        events.call(person, before[1], now=now)
        volunteering.call(person, before[0], now=now)


def _follow(person: Person, before: str, *, now: datetime) -> None:
    events.write_to(person, before, now=now)
    volunteering.write_to(person, before, now=now)
    giving.write_to(person, before)
    membership.write_to(person, before)
    payments.write_to(person, before)
    mail.follow(before, person.email, Mail.person_id == person.id)
    consents.take_along(before, person.email, now=now)
