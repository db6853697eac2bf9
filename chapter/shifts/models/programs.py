"""Programs: what hours are summed by."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class Program(db.Model):
    """What hours are summed by in reports, such as "Mentoring". It holds counts, never names of minors."""

    __tablename__ = "programs"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    name: Mapped[str] = mapped_column(String(120))
    teens: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
