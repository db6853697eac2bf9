"""Mails of the small chapter, and the links that stood in them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.accounts import emails as people_emails
from chapter.accounts.models import Account, OneUseLink
from chapter.accounts.rules import one_use_links as one_use
from chapter.mail import rules as mail
from chapter.mail import unsubscribe_links
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.privacy import emails as privacy_emails
from chapter.security import signed_links
from tests import factories
from tests.factories import TODAY, a_beat
from tests.feature import FORGED, Feature, Records

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """Links that were mailed, one of each purpose; a mail that failed, one that left, one with news, one
    that is held back; and a clock that jumped."""
    account, records = world.account("treasurer"), _forged()
    letters: dict[str, Callable[[OneUseLink], Letter]] = {
        "signin": lambda link: people_emails.signin_link(link, account),
        "reset": lambda link: people_emails.reset_link(link, account),
        "invitation": lambda link: people_emails.invitation(link, account),
        "my-data": privacy_emails.data_link,
    }
    for purpose, letter in letters.items():
        link = issued(purpose, account)
        mail.queue(letter(link), to=("", link.email), now=TODAY)
        records[f"a {purpose} link"] = {"token": signed_links.make_token(purpose, link.public_id)}
    lost = mail.queue(privacy_emails.data_link(link), to=("", "lost@example.test"), now=TODAY)
    lost.failed_at, lost.failure = TODAY, "550 no such user"
    db.session.flush()
    records["a failed mail"] = {"public_id": lost.public_id}
    left = mail.queue(privacy_emails.data_link(link), to=("", "left@example.test"), now=TODAY)
    left.sent_at = TODAY
    news = mail.queue(mail.Letter("giving.news", "News", "Words.\n"), to=("", account.email), now=TODAY)
    held = mail.queue(mail.Letter("privacy.link", "Held", "Words.\n"), to=("", account.email), now=TODAY)
    held.held_at = TODAY
    db.session.flush()
    records["a held mail"] = {"public_id": held.public_id}
    for days in (3, 0):
        a_beat(TODAY - timedelta(days=days))  # and the clock is in doubt
    records["a mail that left"] = {"public_id": left.public_id}
    records["a news mail"] = {"token": signed_links.make_token(unsubscribe_links.PURPOSE, news.public_id)}
    return records


def _forged() -> Records:
    return {"a forged link": {"token": FORGED}}


def _mailed_again(purpose: str, world: "World") -> dict[str, str]:
    """A new link of this purpose, since the one before was used."""
    link = issued(purpose, world.account("treasurer"))
    return {"token": signed_links.make_token(purpose, link.public_id)}


def grow(_world: "World", _by: int) -> None:
    """A third of the mails could not be delivered."""
    with factories.a_writing():
        for number, mail_ in enumerate(db.session.scalars(select(Mail))):
            if number % 3 == 0:
                mail_.failed_at, mail_.failure = TODAY, "550 no such user"


def issued(purpose: str, account: Account) -> OneUseLink:
    """A link to ``account``; to what is kept, one to a guest, since members sign in to see theirs."""
    if purpose == "my-data":
        return one_use.issue(purpose, "guest@example.test", now=TODAY)
    return one_use.issue(purpose, account.email, account=account, now=TODAY)


FEATURE = Feature(
    world=build,
    grow=grow,
    renewed={f"a {purpose} link": partial(_mailed_again, purpose) for purpose in one_use.LIFETIMES},
)
