"""The address at which a calendar program reads a person's bookings."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db
from chapter.security import signed_links


class CalendarFeed(db.Model):
    """The feed of one person. Whoever has the address reads it; a new ``link_version`` ends the old address,
    ``ended_at`` turns the feed off."""

    __tablename__ = "calendar_feeds"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    link_version: Mapped[int] = mapped_column("version", default=1)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def token(self) -> str:
        """The token that the feed's address carries."""
        return signed_links.make_token("calendar", self.public_id, self.link_version)
