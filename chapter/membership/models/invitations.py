"""The table of people who are named for a household or company, and what each answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.membership.models.memberships import Membership
from chapter.people import names
from chapter.people.models import Person
from chapter.people.verification import Verifiable
from chapter.security import signed_links

MOST_MAILS = 3
"""The most mails that one invitation sends before it is answered."""

APART = timedelta(days=1)
"""How long after one mail the next may leave."""

ANSWERS_WITHIN = timedelta(days=60)
"""How long after the last mail an invitation can be answered; then its place is free again, and what was
typed is erased."""


@dataclass(frozen=True)
class NamedPerson:
    """A person whom another names: nothing of it is proved."""

    name: str
    email: str


class Invitation(Verifiable, db.Model):
    """A person is named for a bundle, in an application or in a running membership. Only their own answer
    makes them part of it. ``payer`` is in whose name the mail went; ``added_by`` who typed the name.

    Its state is times: named, mailed (the last; ``mails`` times; ``held_until`` then, since the address has
    had too many), accepted, declined, withdrawn. ``person`` is None until they accept: a typed name is no
    proof.
    """

    __tablename__ = "bundle_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"), index=True)
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    nonce: Mapped[str | None] = mapped_column(String(64), unique=True)
    named_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    mailed_at: Mapped[datetime | None]
    mails: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    erased_at: Mapped[datetime | None]

    membership: Mapped[Membership | None] = relationship()
    payer: Mapped[Person | None] = relationship(foreign_keys=[payer_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    @property
    def first_name(self) -> str:
        """The first word of the name that was typed."""
        return names.first_name(self.name) or self.name

    @property
    def token(self) -> str:
        """The token of the mailed link: it proves that its reader holds the mailbox."""
        return signed_links.make_token("bundle-invitation", self.public_id)

    @property
    def open(self) -> bool:
        """Whether it was neither answered nor withdrawn."""
        return not any((self.accepted_at, self.declined_at, self.withdrawn_at, self.erased_at))

    @property
    def until(self) -> datetime:
        """The moment until which it can be answered."""
        return (self.mailed_at or self.named_at) + ANSWERS_WITHIN

    def answerable(self, now: datetime) -> bool:
        """Whether the mailed link can still be answered."""
        return self.open and self.mailed_at is not None and now < self.until

    @property
    def mails_left(self) -> int:
        """How many more times it may be mailed."""
        return max(0, MOST_MAILS - self.mails)

    def again_from(self) -> datetime:
        """When the next mail may leave."""
        return self.named_at if self.mailed_at is None else self.mailed_at + APART
