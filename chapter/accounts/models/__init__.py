"""Accounts, their sessions, second factors and one-use links."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person
from chapter.security import signed_links

SESSION_LASTS = timedelta(days=30)


SESSION_RESTS = timedelta(days=14)


REAUTHENTICATED_FOR = timedelta(minutes=15)
"""For how long after signing in, or proving it again, a person may change what is sensitive."""


def secret_hash(secret: str) -> str:
    """What is stored of a cookie's secret: SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Account(db.Model):
    """What lets a person sign in. Its email is unique, whatever the case.

    ``secured_at``: since when it has a second factor (a proved code app, or a passkey); None: none.
    ``email_version``: how often its email changed; browsers known before the last change are no longer known.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    secured_at: Mapped[datetime | None]
    email_version: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Session(db.Model):
    """One browser in which an account is signed in. Only a hash of its cookie's secret is stored.

    ``waits_until``: the password was right, and until then the second factor may be given; such a session
    signs nobody in. ``proved_at``: when its person last proved again who they are.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(40), default="")
    waits_until: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    def alive(self, now: datetime) -> bool:
        """Whether it signs in: second factor given, not ended, not 30 days old, not unused for 14, account
        enabled."""
        return (
            self.ended_at is None
            and self.waits_until is None
            and now < self.created_at + SESSION_LASTS
            and now < self.seen_at + SESSION_RESTS
            and self.account.disabled_at is None
        )

    def waits(self, now: datetime) -> bool:
        """Whether it still waits for the second factor."""
        return (
            self.ended_at is None
            and self.waits_until is not None
            and now < self.waits_until
            and self.account.disabled_at is None
        )

    def proved(self, now: datetime) -> bool:
        """Whether its person proved who they are within ``REAUTHENTICATED_FOR``."""
        return now < (self.proved_at or self.created_at) + REAUTHENTICATED_FOR


class OneUseLink(db.Model):
    """A mailed link that acts once: for one purpose, one e-mail, until a time.

    ``purpose`` is ``signin``, ``reset``, ``invitation`` or ``my-data``. Its token is derived
    (security.signed_links), so the outbox holds no secret and the row needs none.
    """

    __tablename__ = "one_use_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    purpose: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def works(self, now: datetime) -> bool:
        """Whether it still acts: not used, not ended by a newer one, not expired."""
        return self.used_at is None and self.ended_at is None and now < self.expires_at


class AuthenticatorApp(db.Model):
    """The app on a phone that makes one-time codes (RFC 6238). Its secret is encrypted (security.encryption).

    Until ``proved_at``, when a first code was right, it counts for nothing. ``last_step`` is the time step of
    the latest code that was accepted: none of that step or before is accepted again.
    """

    __tablename__ = "authenticator_apps"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), unique=True)
    encrypted_secret: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class Passkey(db.Model):
    """A passkey (WebAuthn): its public key, and its signature counter.

    ``credential_id`` and ``public_key`` are base64url; ``transports`` is what the browser reported about how
    the passkey is reached.
    """

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[Any]]
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class RecoveryCode(db.Model):
    """One of the recovery codes, each good once. Only a keyed hash of it is stored."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class DeletionRequest(db.Model):
    """A request to be erased; ``due_at`` is set when it is confirmed by mail. Until it is carried out, the
    person can withdraw it."""

    __tablename__ = "deletion_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    @property
    def token(self) -> str:
        """The token of the mailed link."""
        return signed_links.make_token("farewell", self.public_id)

    @property
    def open(self) -> bool:
        """Whether it is pending: neither withdrawn nor carried out."""
        return self.withdrawn_at is None and self.done_at is None
