"""The table of the chapter's settings, which has one row."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from chapter import db
from chapter.web import visibility_version


class Chapter(db.Versioned, db.Model):
    """The settings of the chapter. There is exactly one row, with id 1.

    ``sight`` is loaded along with it, since every page reads it first: see web/visibility_version.py.
    """

    __tablename__ = "chapter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))
    legal_name: Mapped[str] = mapped_column(String(200), default="")
    ein: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    zone: Mapped[str] = mapped_column(String(64), default="America/Chicago")
    currency: Mapped[str] = mapped_column(String(3), default="usd")
    tagline: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(String(7), default="")
    on_brand: Mapped[str] = mapped_column(String(7), default="")
    accent_light: Mapped[str] = mapped_column(String(7), default="")
    accent_dark: Mapped[str] = mapped_column(String(7), default="")
    sender_name: Mapped[str] = mapped_column(String(120), default="")
    sender_role: Mapped[str] = mapped_column(String(120), default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    signature: Mapped[str] = mapped_column(Text, default="")
    privacy_line: Mapped[str] = mapped_column(Text, default="")
    privacy_more: Mapped[str] = mapped_column(Text, default="")
    guest_days: Mapped[int] = mapped_column(default=365)
    patience: Mapped[int] = mapped_column(default=3)
    remind_first: Mapped[int] = mapped_column(default=7)
    remind_again: Mapped[int] = mapped_column(default=1)
    thanks: Mapped[bool] = mapped_column(default=True)
    missed: Mapped[bool] = mapped_column(default=False)
    sample: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    sight: Mapped[int | None] = column_property(visibility_version.CURRENT_VERSION)

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """How many days before an event its guests are reminded; a reminder of 0 days is left out."""
        return tuple(sorted({days for days in (self.remind_first, self.remind_again) if days}))

    @property
    def closing(self) -> str:
        """How an email ends: in the chapter's own words, else with name and role of whoever it comes from."""
        role = f"{self.sender_role}, " if self.sender_role else ""
        by = f"{self.sender_name}\n{role}{self.name}" if self.sender_name else self.name
        return self.signature.strip() or f"Yours,\n{by}"

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone that times are shown in."""
        return ZoneInfo(self.zone)
