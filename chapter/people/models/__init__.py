"""Persons, the roles they hold, and what they are to each other."""

import unicodedata
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.audit import Actor
from chapter.email_addresses import email_key
from chapter.people import names

__all__ = [
    "RELATIONS",
    "ROLES",
    "STAFF",
    "Person",
    "Relation",
    "RoleGrant",
    "email_key",
    "name_key",
]

ROLES = {
    "director": "Managing director",
    "events": "Events",
    "volunteers": "Volunteers",
    "treasurer": "Treasurer",
    "comms": "Communications",
    "member": "Member",
}
RELATIONS = {
    "home": ("Shares a home with", "Shares a home with"),
    "partner": ("Partner of", "Partner of"),
    "parent": ("Parent of", "Child of"),
    "sibling": ("Sibling of", "Sibling of"),
    "works": ("Works with", "Works with"),
    "brought": ("Brought along", "Was brought by"),
}
"""Words for a relation, read from either end."""

STAFF = frozenset(ROLES) - {"member"}


def name_key(name: str) -> str:
    """The form in which names are compared and searched: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())


class Person(db.Versioned, db.Model):
    """Somebody the chapter knows: guest, member, volunteer, giver, staff. Two may share an email.

    ``deceased_at``: when staff noted that the person has died; from then on nobody is to write to them or
    count on them.
    """

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_email_key_name_key", "email_key", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    name: Mapped[str] = mapped_column(String(200))
    called: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    email_key: Mapped[str] = mapped_column(String(254))
    name_said: Mapped[str] = mapped_column(String(120), default="")
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    deceased_at: Mapped[datetime | None]

    @property
    def first_name(self) -> str:
        """What the person is called: the name they chose, the first name found in their full name, or the
        full name. For letters to them and for the office; a list of first names uses `names.shown_name`."""
        return self.called or names.first_name(self.name) or self.name

    @property
    def actor(self) -> Actor:
        """This person, as the audit log names them."""
        return Actor("person", self.id)


class RoleGrant(db.Model):
    """That a person holds a role of ``ROLES``, since when and by whom."""

    __tablename__ = "role_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Relation(db.Model):
    """What one person is to another, read from ``person`` to ``other``: a kind of ``RELATIONS``.

    A household is the people whom "shares a home with" connects.
    """

    __tablename__ = "relations"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    noted_at: Mapped[datetime]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])
