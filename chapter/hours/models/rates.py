"""What an hour of a volunteer is worth, year by year."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class HourRate(db.Model):
    """The value of an hour in ``cents``, as ``source`` publishes it for ``year``, until a later one."""

    __tablename__ = "hour_rates"
    __table_args__ = (CheckConstraint("cents >= 1", name="cents"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    cents: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
