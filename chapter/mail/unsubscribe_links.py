"""Saying yes or no to mails, from a mail (RFC 8058, RFC 2369).

The link carries the mail's public id and no address: it can only change the choices of the reader to whom
that mail went.
"""

from sqlalchemy import select

from chapter.mail import kinds
from chapter.mail.consents import ConsentPurpose
from chapter.mail.models import Mail
from chapter.security import signed_links

PURPOSE = "unsubscribe"
CHOICES_LINK = "mail.choices"
"""The placeholder, in ``Letter.placeholders`` with any id, of the page on which the reader of that mail
chooses what to get."""


def unsubscribe_url(mail: Mail) -> str:
    """Where the reader of ``mail`` says no to its kind; empty when it needs no consent."""
    return choices_url(mail) if purpose_of(mail) else ""


def choices_url(mail: Mail) -> str:
    """Where the reader of ``mail`` says yes or no to each kind."""
    return signed_links.absolute_url(f"/unsubscribe/{signed_links.make_token(PURPOSE, mail.public_id)}")


def mail_by_token(token: str) -> Mail | None:
    """The mail whose reader holds ``token``; None when the token is invalid, or the reader was erased."""
    return signed_links.record_by_token(token, PURPOSE, select(Mail).where(Mail.to_key != ""))


def purpose_of(mail: Mail) -> ConsentPurpose | None:
    """The consent that ``mail`` needs; None for none, and when its kind is no longer declared."""
    kind = kinds.all_kinds().get(mail.kind)
    return kind.consent if kind else None
