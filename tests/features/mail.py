"""Mails of the small chapter, and the links that stood in them."""

from collections.abc import Callable
from datetime import timedelta

from chapter import db
from chapter.accounts import emails as people_emails
from chapter.accounts.models import Account, OneUseLink
from chapter.accounts.rules import one_use_links as one_use
from chapter.mail import rules as mail
from chapter.mail import unsubscribe_links
from chapter.mail.rules import Letter
from chapter.privacy import emails as privacy_emails
from chapter.security import signed_links
from tests.factories import TODAY, a_beat


def stand(records: dict[str, dict[str, str]], account: Account) -> None:
    """Links that were mailed, one of each purpose; a mail that failed, one that left, one with news, one
    that is held back; and a clock that jumped."""
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


def issued(purpose: str, account: Account) -> OneUseLink:
    """A link to ``account``; to what is kept, one to a guest, since members sign in to see theirs."""
    if purpose == "my-data":
        return one_use.issue(purpose, "guest@example.test", now=TODAY)
    return one_use.issue(purpose, account.email, account=account, now=TODAY)
