"""What people say about themselves, to which audience, and who opened their record."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person

FIELDS = {
    "name": "Name",
    "photo": "Photo",
    "pronouns": "Pronouns",
    "name_said": "Pronunciation of name",
    "title": "Occupation",
    "organisation": "Organization",
    "neighborhood": "Neighborhood",
    "about": "About",
    "skills": "Skills",
    "asks": "Asks",
    "offers": "Offers",
    "links": "Links",
    "email": "Email",
    "phone": "Phone",
}
"""Every field of a person that has an audience. Whoever may not see the name sees nothing of the person."""

AUDIENCES = {
    "nobody": "No one",
    "shared": "Members I share something with",
    "members": "All members",
    "public": "Everyone",
}
"""Who may see a field, from the narrowest to the widest. A field without an audience is for nobody."""

ASK, OFFER = "ask", "offer"


class Profile(db.Versioned, db.Model):
    """What a person says about themselves beyond their name.

    ``audiences`` maps a key of ``FIELDS`` to one of ``AUDIENCES``; assign a new dict, don't change it in
    place. ``hidden_at``: since when the person is hidden everywhere. ``phone``: in the format of phones.py.
    """

    __tablename__ = "profiles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    about: Mapped[str] = mapped_column(Text, default="")
    neighborhood: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("pictures.id"))
    audiences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hidden_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def audience(self, field: str) -> str:
        """Who may see ``field``, a key of ``AUDIENCES``; nobody while the profile is hidden."""
        return "nobody" if self.hidden_at else str(self.audiences.get(field, "nobody"))


class Skill(db.Model):
    """Something that a person can do, in their own words; ``key`` is its form for comparing."""

    __tablename__ = "skills"
    __table_args__ = (Index("ix_skills_key_person_id", "key", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))


class ProfileLink(db.Model):
    """A link of a person's profile, https only; ``position`` orders them."""

    __tablename__ = "profile_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    label: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(500))
    position: Mapped[int]


class AskOrOffer(db.Model):
    """One thing that a person asks of other members, or offers them (``kind``: ASK or OFFER)."""

    __tablename__ = "asks_and_offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(5))
    words: Mapped[str] = mapped_column(String(200))
    said_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ProfileView(db.Model):
    """That somebody of the office opened a person's record, and when. Written by web/deferred_writes.py."""

    __tablename__ = "profile_views"
    __table_args__ = (Index("ix_profile_views_person_id_at", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(foreign_keys=[by_person_id])
