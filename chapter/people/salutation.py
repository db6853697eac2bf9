"""How a letter addresses its reader: one rule for all mails, and for the letters that are printed."""

from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import select

from chapter import db
from chapter.people import names
from chapter.people.models import Person

UNNAMED = "Hello,"
"""The salutation of a reader whose name we do not know."""

_SEVERAL = "and family families team inc llc ltd corp co company foundation fund trust church school club"
SEVERAL = frozenset(_SEVERAL.split())
"""Words in the name of several people or a company, which has no first name."""


class Addressed(Protocol):
    """A row of somebody who gets a letter."""

    @property
    def id(self) -> int:
        """Which row it is."""

    @property
    def name(self) -> str:
        """The name that was typed."""

    @property
    def person_id(self) -> int | None:
        """The person, if known."""


def salutation(reader: Any, called: str = "") -> str:
    """``Dear Ada,``: by what the person wants to be called, word for word; else by the first name; else,
    where none can be determined, by the whole name. ``Hello,`` where there is none.

    ``reader``: a person, a record with a ``name`` and perhaps a person (a booking, a gift), or a full name.
    """
    if isinstance(reader, str):
        return _dear(called, reader)
    person = reader if isinstance(reader, Person) else _person_of(reader)
    wanted = called or getattr(reader, "called", "") or (person.called if person is not None else "")
    return _dear(wanted, reader.name)


def salutations(readers: Iterable[Addressed]) -> dict[int, str]:
    """The salutation of each of ``readers``, by its id."""
    every = list(readers)
    known = {one.person_id for one in every}
    wanted = select(Person.id, Person.called).where(Person.id.in_(known), Person.called != "")
    called: dict[int, str] = {row.id: row.called for row in db.session.execute(wanted)}
    return {one.id: _dear(called.get(one.person_id or 0, ""), one.name) for one in every}


def _person_of(record: Any) -> Person | None:
    """Who it is, without sending what the rule has not sent yet: it goes out in fewer statements later."""
    with db.session.no_autoflush:
        person: Person | None = getattr(record, "person", None)
        number = getattr(record, "person_id", None)
        return db.session.get(Person, number) if person is None and number is not None else person


def _dear(called: str, name: str) -> str:
    """``called`` is taken word for word, a ``name`` with a sign that no name has is none."""
    found = " ".join(called.split()) or _first_or_whole(" ".join(name.split()))
    return f"Dear {found}," if found else UNNAMED


def _first_or_whole(name: str) -> str:
    if not any(mark.isalpha() for mark in name) or "@" in name or "://" in name:
        return ""
    if "&" in name or SEVERAL & {word.strip(".,").casefold() for word in name.split()}:
        return name.removeprefix("The ").removeprefix("the ")
    first = names.first_name(name)
    return name if not first or first.endswith(".") else first
