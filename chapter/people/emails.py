"""The mails about accounts. Rules queue them; links are filled in at sending."""

from chapter.mail.letters import write
from chapter.mail.rules import Letter
from chapter.people.models import Account, OneUseLink

LINK = "people.link"
"""The maker that the outbox calls at sending for every one-use link (registered in chapter.people)."""


def signin_link(link: OneUseLink, account: Account) -> Letter:
    """The link that signs in once."""
    return _with(link, account, "signin_link")


def reset_link(link: OneUseLink, account: Account) -> Letter:
    """The link by which a new password is chosen."""
    return _with(link, account, "reset_link")


def invitation(link: OneUseLink, account: Account) -> Letter:
    """That she has an account, and the link by which she takes it."""
    return _with(link, account, "invitation")


def password_changed(account: Account) -> Letter:
    """That her password is another now, in case it was not she."""
    return write("people.password_changed", person=account.person, about=("accounts", account.id))


def _with(link: OneUseLink, account: Account, name: str) -> Letter:
    return write(
        f"people.{name}",
        person=account.person,
        link_until=link.expires_at,
        places={"link": (LINK, link.id)},
        about=("accounts", account.id),
    )
