"""The request to sign in, and get mail, under another email."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.accounts.models import Account
from chapter.people.models import email_key
from chapter.security import signed_links

LINK_LASTS = timedelta(hours=24)
"""How long the link to the new address works."""

REVERTIBLE_FOR = timedelta(days=7)
"""How long the old address may revert a change."""


class EmailChange(db.Model):
    """A change from one address to another. Two links, each good for one thing: the one mailed to the new
    address proves it and makes the change, the one mailed to the old address stops or reverts it.

    ``ended_at``: it was stopped, or another was requested; on a change that was made, it means that its old
    address may not revert it, since that address had been the account's for less than a week itself.
    ``taken_back_at``: reverted from the old address, or by the person's own change back to it: it is as if it
    had never been made.
    """

    __tablename__ = "email_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    email_before: Mapped[str] = mapped_column(String(254))
    email_after: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    @property
    def token(self) -> str:
        """The token of the link to the new address."""
        return signed_links.make_token("email-new", self.public_id)

    @property
    def back_token(self) -> str:
        """The token of the link to the old address."""
        return signed_links.make_token("email-old", self.public_id)

    def waits(self, now: datetime) -> bool:
        """Whether it waits for confirmation by the link to the new address."""
        open_still = self.confirmed_at is None and self.ended_at is None
        return open_still and now < self.asked_at + LINK_LASTS

    def can_go_back(self, now: datetime) -> bool:
        """Whether it was made, and the old address, which is not the account's now, may revert it."""
        made = self.confirmed_at
        if made is None or self.ended_at is not None or self.taken_back_at is not None or self.is_back:
            return False
        return now < made + REVERTIBLE_FOR

    @property
    def is_back(self) -> bool:
        """Whether the account has the old address: before the change, or again."""
        return self.account.email_key == email_key(self.email_before)

    @property
    def in_force(self) -> bool:
        """Whether it was made, and the account still has the new address."""
        return self.confirmed_at is not None and self.account.email_key == email_key(self.email_after)
