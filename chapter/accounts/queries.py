"""Finding accounts, sessions, links, second factors, and what was asked for about an account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from chapter import db
from chapter.accounts.models import (
    SESSION_LASTS,
    SESSION_RESTS,
    Account,
    AuthenticatorApp,
    DeletionRequest,
    OneUseLink,
    Passkey,
    RecoveryCode,
    Session,
    secret_hash,
)
from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.viewer import Viewer, staff
from chapter.email_addresses import email_key
from chapter.people.models import Person, name_key
from chapter.security import signed_links

MOST_MEANT = 20
ERASED_AT_ONCE = 5
"""How many due deletion requests one run carries out."""


def account_by_email(email: str) -> Account | None:
    """The account that signs in with this email, whatever the case; None without one."""
    return db.first(select(Account).where(Account.email_key == email_key(email)))


def people_meant(typed: str, *, signs_in: bool = False) -> list[Person]:
    """Who may be meant by an email, of an account or of a person, or by a whole name, compared without case
    and accents: a few, the oldest record first. ``signs_in``: only those with an account that is open, by the
    email they sign in with."""
    accounts = select(Account.person_id).where(Account.disabled_at.is_(None))
    if "@" not in typed:
        meant = Person.name_key == name_key(typed)
    elif signs_in:
        meant = Person.id.in_(accounts.where(Account.email_key == email_key(typed)))
    else:
        signing_in = select(Account.person_id).where(Account.email_key == email_key(typed))
        meant = or_(Person.email_key == email_key(typed), Person.id.in_(signing_in))
    known = select(Person).where(meant, Person.erased_at.is_(None)).order_by(Person.id).limit(MOST_MEANT)
    return list(db.session.scalars(known.where(Person.id.in_(accounts)) if signs_in else known))


def account_of(person: Person) -> Account | None:
    """The account of ``person``; None without one."""
    return db.first(select(Account).where(Account.person_id == person.id))


def has_account(person: Person, email: str) -> bool:
    """Whether ``person`` has an account, or somebody signs in with this email."""
    either = or_(Account.person_id == person.id, Account.email_key == email_key(email))
    return db.first(select(Account.id).where(either)) is not None


def account_by_id(account_id: int | None) -> Account | None:
    """The account with this number; None without one."""
    return db.session.get(Account, account_id) if account_id is not None else None


def records_open_to(viewer: Viewer) -> Select[Person]:
    """The people whose records ``viewer`` may see in the office: all for staff, nobody for others."""
    return select(Person).where(Person.erased_at.is_(None) if staff.includes(viewer) else Person.id.is_(None))


def sessions_of(viewer: Viewer, now: datetime) -> Select[Session]:
    """The browsers in which ``viewer`` is signed in, the most recently seen first."""
    return (
        select(Session)
        .where(
            Session.account_id == viewer.account.id,
            Session.ended_at.is_(None),
            Session.waits_until.is_(None),
            Session.created_at > now - SESSION_LASTS,
            Session.seen_at > now - SESSION_RESTS,
        )
        .order_by(Session.seen_at.desc(), Session.id.desc())
    )


def session_by_secret(secret: str) -> Session | None:
    """The session whose cookie holds ``secret``; None without one."""
    return db.first(select(Session).where(Session.token_hash == secret_hash(secret)))


def link_or_404(token: str, purpose: str) -> OneUseLink:
    """The one-use link that ``token`` opens for ``purpose``; else NotFound (404). Whether it still works is
    not checked here."""
    hers = select(OneUseLink).where(OneUseLink.purpose == purpose)
    return signed_links.record_or_404(token, purpose, hers)


def accounts_of(people: list[Person]) -> dict[int, Account]:
    """The account of each of ``people`` who has one, by person id, in one statement."""
    theirs = select(Account).where(Account.person_id.in_([person.id for person in people]))
    return {account.person_id: account for account in db.session.scalars(theirs)}


def last_seen(account: Account) -> datetime | None:
    """When ``account`` was last used, in any browser; None: never."""
    return db.session.scalar(select(func.max(Session.seen_at)).where(Session.account_id == account.id))


def open_invitation(account: Account, now: datetime) -> OneUseLink | None:
    """The invitation by which ``account`` can still be accepted; None without one."""
    mine = select(OneUseLink).where(OneUseLink.account_id == account.id, OneUseLink.purpose == "invitation")
    link = db.first(mine.order_by(OneUseLink.id.desc()))
    return link if link is not None and link.works(now) else None


def code_app(account: Account) -> AuthenticatorApp | None:
    """The code app of ``account``, proved or not yet; None without one."""
    return db.first(select(AuthenticatorApp).where(AuthenticatorApp.account_id == account.id))


def passkeys_of(account: Account) -> list[Passkey]:
    """The passkeys of ``account``, the oldest first."""
    return list(
        db.session.scalars(select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id))
    )


def passkey_by_credential(credential_id: str) -> Passkey | None:
    """The passkey with this credential id, of any account; None without one."""
    return db.first(select(Passkey).where(Passkey.credential_id == credential_id))


def passkey_of_viewer(viewer: Viewer, public_id: str) -> Select[Passkey]:
    """That passkey of ``viewer``; selects nothing when it is somebody else's."""
    return select(Passkey).where(Passkey.public_id == public_id, Passkey.account_id == viewer.account.id)


def has_second_factor(account: Account) -> bool:
    """Whether ``account`` has a proved code app, or a passkey."""
    app = select(AuthenticatorApp.id).where(
        AuthenticatorApp.account_id == account.id, AuthenticatorApp.proved_at.is_not(None)
    )
    return db.first(app) is not None or bool(passkeys_of(account))


def unused_recovery_codes(account: Account) -> list[RecoveryCode]:
    """The recovery codes of ``account`` that are not used."""
    mine = select(RecoveryCode).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return list(db.session.scalars(mine.order_by(RecoveryCode.id)))


def open_deletion_request(account_id: int) -> DeletionRequest | None:
    """The pending deletion request of this account; None without one."""
    hers = select(DeletionRequest).where(
        DeletionRequest.account_id == account_id,
        DeletionRequest.withdrawn_at.is_(None),
        DeletionRequest.done_at.is_(None),
    )
    return db.first(hers.order_by(DeletionRequest.id.desc()))


def deletion_request_or_404(token: str) -> DeletionRequest:
    """The request that a mailed link confirms, until it is carried out; else NotFound (404)."""
    open_ones = select(DeletionRequest).where(DeletionRequest.done_at.is_(None))
    return signed_links.record_or_404(token, "farewell", open_ones)


def pending_email_change(account: Account, now: datetime) -> EmailChange | None:
    """The email change of ``account`` that waits for confirmation; None without one."""
    hers = select(EmailChange).where(
        EmailChange.account_id == account.id,
        EmailChange.confirmed_at.is_(None),
        EmailChange.ended_at.is_(None),
    )
    change = db.first(hers.order_by(EmailChange.id.desc()))
    return change if change is not None and change.waits(now) else None


def email_change_or_404(token: str, purpose: str) -> EmailChange:
    """The email change that a mailed link belongs to; ``purpose``: ``email-new`` or ``email-old``. Else
    NotFound (404)."""
    return signed_links.record_or_404(token, purpose, select(EmailChange))


def due_deletion_requests(now: datetime) -> Sequence[DeletionRequest]:
    """The confirmed deletion requests whose week is over, at most ``ERASED_AT_ONCE``."""
    over = select(DeletionRequest).where(
        DeletionRequest.due_at <= now,
        DeletionRequest.withdrawn_at.is_(None),
        DeletionRequest.done_at.is_(None),
    )
    return db.session.scalars(over.order_by(DeletionRequest.id).limit(ERASED_AT_ONCE)).all()
