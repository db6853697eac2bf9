"""That somebody wants to be forgotten."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.accounts.models import Account
from chapter.security import signed_links


class DeletionRequest(db.Model):
    """She asked to be erased; ``due_at`` stands from when she confirmed it by mail. Until then, and until it
    is done, she can change her mind."""

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
        """What the mailed link carries."""
        return signed_links.make_token("farewell", self.public_id)

    @property
    def open(self) -> bool:
        """Whether it still stands: neither taken back nor done."""
        return self.withdrawn_at is None and self.done_at is None
