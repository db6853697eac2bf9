"""The search index: people are found by what they show, and by nothing that they hide."""

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db
from chapter.people.models.profile import AUDIENCES

WIDTHS = {audience: number for number, audience in enumerate(AUDIENCES)}
"""How wide an audience is, as these tables store it: 0 is nobody, and has no rows at all."""

IN_NAME, ELSEWHERE = 0, 1
NEIGHBORHOOD, SKILL, SAYS = "neighborhood", "skill", "says"
TRAITS = {NEIGHBORHOOD: "Neighborhood", SKILL: "Skill", SAYS: "Asks and offers"}
"""The kinds of trait that a list can be narrowed by."""


class SearchTrigram(db.Model):
    """Three letters in a row that occur in what a person shows, ``IN_NAME`` or ``ELSEWHERE``.

    ``width``: that of the widest audience to which something with these letters is shown.
    """

    __tablename__ = "search_trigrams"
    __table_args__ = (Index("ix_search_trigrams_person_id", "person_id"), {"sqlite_with_rowid": False})

    gram: Mapped[str] = mapped_column(String(3), primary_key=True)
    field: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    width: Mapped[int] = mapped_column(SmallInteger)


class SearchText(db.Model):
    """The words that a person shows to one audience, in the form for comparing; ``name`` where they are of
    the name.

    A viewer who may see nothing of a person finds no row here, so lists are made from this table.
    """

    __tablename__ = "search_texts"
    __table_args__ = (
        Index("ix_search_texts_name_person_id_width", "name", "person_id", "width"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    width: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text, default="")


class SearchTrait(db.Model):
    """Something that people have in common: a kind of ``TRAITS``, its ``key`` for comparing, the person's own
    words."""

    __tablename__ = "search_traits"
    __table_args__ = (
        Index("ix_search_traits_kind_key_person_id_width", "kind", "key", "person_id", "width"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    width: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str] = mapped_column(String(80))
