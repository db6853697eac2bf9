"""The names index: by which words each person's name is found, and by which keys each such word is. It holds
all people; what members find of each other is in models/search_index.py, which knows who may see what."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class NameWord(db.Model):
    """A word of somebody's name, or of what they are called, in the form for comparing."""

    __tablename__ = "name_words"
    __table_args__ = (Index("ix_name_words_person_id", "person_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class NameKey(db.Model):
    """What a word of ``name_words`` is looked for by: its trigrams, and in capitals what is heard of it. Once
    for each word, however many people have it."""

    __tablename__ = "name_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
