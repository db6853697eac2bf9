"""The one table of this package: counts of attempts."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class AttemptCount(db.Model):
    """How many attempts one key had in its current window. The key is a keyed hash: no personal data."""

    __tablename__ = "attempt_counts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
