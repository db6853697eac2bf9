"""The mails about accounts. Rules queue them; links are filled in at sending."""

from datetime import timedelta
from typing import Any

from chapter.accounts.models import Account, DeletionRequest, OneUseLink
from chapter.accounts.models.email_changes import LINK_LASTS, REVERTIBLE_FOR, EmailChange
from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use

SECURITY = {
    "codes_on": (
        "Codes from an app are on",
        "Signing in to your account now needs a code from the app on your phone.",
    ),
    "codes_off": (
        "Codes from an app are off",
        "Signing in to your account no longer needs a code from an app.",
    ),
    "passkey_added": ("A passkey was added", "You can now sign in with the passkey “{name}”."),
    "passkey_removed": (
        "A passkey was removed",
        "The passkey “{name}” can no longer sign in to your account.",
    ),
    "recovery_made": (
        "New recovery codes were made",
        "Your account has ten new recovery codes. The old ones no longer work.",
    ),
    "recovery_used": (
        "A recovery code was used",
        "Someone signed in to your account with one of your recovery codes. That code no longer works.",
    ),
    "guessed": (
        "Someone is guessing your codes",
        "Someone entered several wrong codes for your account, and we stopped them. They must know your "
        "password. For a while, codes from your app won’t work. Passkeys and recovery codes still do.",
    ),
    "factors_reset": (
        "Your two-step verification was reset",
        "A managing director removed your codes and passkeys, as we do when a phone is lost. You can sign in "
        "with your password or a link by email, and set up new ones under Sign-in and security.",
    ),
}
"""Subject and sentence for each change to how somebody signs in."""

LINK = "people.link"
DELETION_LINK = "people.farewell_link"
NEW_EMAIL_LINK, OLD_EMAIL_LINK = "people.new_email_link", "people.old_email_link"
"""Names of the placeholders for mailed links, which the outbox fills at sending (registered in
placeholders.py)."""


def signin_link(link: OneUseLink, account: Account) -> Letter:
    """A mail with a link that signs in once."""
    return _with(link, account, "signin_link")


def reset_link(link: OneUseLink, account: Account) -> Letter:
    """A mail with a link by which to choose a new password."""
    return _with(link, account, "reset_link")


def invitation(link: OneUseLink, account: Account) -> Letter:
    """A mail that says somebody has an account, with the link by which they accept it."""
    return _with(link, account, "invitation")


def password_changed(account: Account) -> Letter:
    """A mail that the password was changed, in case somebody else changed it."""
    return write_letter("people.password_changed", person=account.person, about=("accounts", account.id))


def security_changed(change: str, account: Account, name: str = "") -> Letter:
    """A mail about a change to how somebody signs in (a key of ``SECURITY``), in case somebody else made
    it."""
    subject, said = SECURITY[change]
    return write_letter(
        "people.security_changed",
        person=account.person,
        subject=subject,
        said=said.format(name=name),
        herself=change != "factors_reset",
        about=("accounts", account.id),
    )


def _with(link: OneUseLink, account: Account, name: str) -> Letter:
    return write_letter(
        f"people.{name}",
        person=account.person,
        link_until=link.expires_at,
        placeholders={"link": (LINK, link.id)},
        about=("accounts", account.id),
    )


def deletion_requested(asked: DeletionRequest) -> Letter:
    """A mail with the link that confirms a deletion request."""
    return write_letter(
        "people.farewell",
        person=asked.account.person,
        link_until=asked.asked_at + timedelta(days=7),
        placeholders={"link": (DELETION_LINK, asked.id)},
        about=("accounts", asked.account_id),
    )


def email_new(change: EmailChange) -> Letter:
    """To the new address: the link that proves it and makes the change."""
    return _of_change(change, "email_new", NEW_EMAIL_LINK, link_until=change.asked_at + LINK_LASTS)


def email_taken(account: Account) -> Letter:
    """To the owner of an address that signs in already: somebody else asked for it, and nothing was
    changed."""
    return write_letter("people.email_taken", person=account.person, about=("accounts", account.id))


def email_asked(change: EmailChange) -> Letter:
    """To the old address: a change to another one was requested, with the link that stops it."""
    return _of_change(change, "email_asked", OLD_EMAIL_LINK)


def email_changed(change: EmailChange) -> Letter:
    """To the old address: the account's email was changed, with the link that reverts it, if this address
    may."""
    made = change.confirmed_at if change.ended_at is None else None
    until = made + REVERTIBLE_FOR if made else None
    return _of_change(change, "email_changed", OLD_EMAIL_LINK, link_until=until)


def _of_change(change: EmailChange, name: str, link: str, **more: Any) -> Letter:
    return write_letter(
        f"people.{name}",
        person=change.account.person,
        change=change,
        placeholders={"link": (link, change.id)},
        about=("accounts", change.account_id),
        **more,
    )


KINDS = (
    *declare(
        "people", "signin_link reset_link",
        use=Use.ASKED_FOR, readers=[directors], lapses=True, bound=True,
    ),
    *declare(
        "people",
        "invitation farewell email_new email_asked email_taken email_changed",
        use=Use.ASKED_FOR, readers=[directors], bound=True,
    ),
    *declare("mail", "sample", use=Use.ASKED_FOR, readers=[directors], lapses=True),
    *declare("people", "password_changed security_changed", use=Use.HELD, readers=[directors], bound=True),
)  # fmt: skip
"""What these mails are for, and who of the office may read them."""
