"""Shared by bookings and signups: whether a first name may appear on a list, and which."""

from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chapter.people import names


class ListedName:
    """Columns of a row with names of one person. ``show_me``: the first name may appear on the list;
    ``shown_as``: what the person wants it to say, word for word. ``NAMED_BY``: the columns with names, the
    preferred one first."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ("name",)

    show_me: Mapped[bool] = mapped_column(default=False)
    shown_as: Mapped[str] = mapped_column(String(80), default="")

    @property
    def shown_name(self) -> str:
        """The name that others see on the list, where this person may be shown to them at all."""
        return names.shown_name(*(getattr(self, name) for name in self.NAMED_BY), wanted=self.shown_as)
