"""The tables of the chapter’s own questions and of its welcome mails."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db

LINE, LONG, YES = "line", "long", "yes"


QUESTION_KINDS = {LINE: "Short answer", LONG: "Long answer", YES: "Checkbox"}


class Question(db.Model):
    """A question of the chapter's own, on the second screen of every application."""

    __tablename__ = "join_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(6), default=LINE)
    required: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def field(self) -> str:
        """The name of the question's form field."""
        return f"question_{self.id}"


class WelcomeMail(db.Versioned, db.Model):
    """One mail of the sequence that new members get, ``days`` after joining."""

    __tablename__ = "welcome_mails"
    __table_args__ = (CheckConstraint("days >= 0", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
