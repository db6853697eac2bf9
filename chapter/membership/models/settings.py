"""The chapter's settings for all memberships."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class MembershipSettings(db.Versioned, db.Model):
    """The chapter's settings for all memberships. One row, with id 1.

    ``reminder_days``: how many days before the end a reminder is mailed; below zero: after it.
    """

    __tablename__ = "membership_settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_days: Mapped[list[Any]]
    join_words: Mapped[str] = mapped_column(Text, default="")
    dues_words: Mapped[str] = mapped_column(Text, default="")
