"""The addresses that events had before."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.events.models import Event


class OldSlug(db.Model):
    """An address that an event had before; it leads to the present one."""

    __tablename__ = "event_old_slugs"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)

    event: Mapped[Event] = relationship()
