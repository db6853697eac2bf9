"""What a booking and a sign-up share: that a first name may stand on a list, and which."""

from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chapter.people import names


class ListedName:
    """Columns of a row with names of one person. ``show_me``: their first name may stand on the list;
    ``shown_as``: what they want it to say, word for word. ``NAMED_BY``: the columns with their names, the one
    to go by first."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ("name",)

    show_me: Mapped[bool] = mapped_column(default=False)
    shown_as: Mapped[str] = mapped_column(String(80), default="")

    @property
    def shown_name(self) -> str:
        """What others read there, where they may be shown to them at all."""
        return names.shown_name(*(getattr(self, name) for name in self.NAMED_BY), wanted=self.shown_as)
