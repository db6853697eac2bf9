"""The columns by which a record waits, is approved or is declined."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

WAITING, APPROVED, DECLINED = "waiting", "approved", "declined"
"""The states of a moderated record."""


class Moderated:
    """The columns of a record that one of the chapter approves or declines; neither: it waits. ``*_by`` is
    None where nobody did: the system, or an act that is logged elsewhere. A declined record may still hold
    when it was approved, if it was taken down without a decision (`rules.take_down`)."""

    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    declined_why: Mapped[str] = mapped_column(Text, default="")

    @property
    def moderation_state(self) -> str:
        """WAITING, APPROVED or DECLINED."""
        if self.declined_at is not None:
            return DECLINED
        return APPROVED if self.approved_at is not None else WAITING


def is_waiting(record: Any) -> ColumnElement[bool]:
    """Whether nobody has approved or declined it yet, in SQL, for the rows of ``record``: a `Moderated` table
    or an alias of one."""
    return and_(record.approved_at.is_(None), record.declined_at.is_(None))


def is_approved(record: Any) -> ColumnElement[bool]:
    """Whether it is approved, in SQL, as `is_waiting`."""
    return and_(record.approved_at.is_not(None), record.declined_at.is_(None))


def is_declined(record: Any) -> ColumnElement[bool]:
    """Whether it is declined, in SQL, as `is_waiting`."""
    return and_(record.declined_at.is_not(None))
