"""The two tables of this package: old addresses, and the version of visibility."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class OldAddress(db.Model):
    """A slug that the record ``record_id`` of a kind had, or has: no other record of the kind gets it."""

    __tablename__ = "old_addresses"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    record_id: Mapped[int]


class VisibilityVersion(db.Model):
    """The number that visibility_version.py raises: one row, created when it is first raised."""

    __tablename__ = "visibility_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
