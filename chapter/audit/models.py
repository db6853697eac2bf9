"""The tables of the audit log, and who can act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db


class Auditable(Protocol):
    """A saved record that the log can name: by its table and its id."""

    __tablename__: str

    @property
    def id(self) -> Any:
        """The record's primary key."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person who signed in, a guest by their link, a rule, or a command on the machine.

    ``kind`` is ``person``, ``guest``, ``rule`` or ``command``; ``name`` is the rule's or the command's.
    """

    kind: str
    person_id: int | None = None
    name: str = ""


class Entry(db.Model):
    """One change. The record is named by its kind and id, so that this package needs to know no other."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_record", "record_kind", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_person_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(80), default="")
    verb: Mapped[str] = mapped_column(String(60), index=True)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    fields: Mapped[list[Any]]
    why: Mapped[str] = mapped_column(Text, default="")

    values: Mapped["Values | None"] = relationship(back_populates="entry", uselist=False)


class Values(db.Model):
    """The values of the changed fields before and after; blanked when the person is erased."""

    __tablename__ = "audit_values"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]

    entry: Mapped[Entry] = relationship(back_populates="values")
