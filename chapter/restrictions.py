"""Whether somebody may be written to, asked, counted on, or shown.

Every mail, proposal, list and pairing asks here and nowhere else. A *use* is what for; a *restriction* is a
reason why not (who has died, is suspended, …), which the package that knows of it registers at assembly.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, and_, column, not_, select, table, true

from chapter import db

EXTENSION = "reach.stops"
PEOPLE = table("people", column("id", Integer))


class Use(StrEnum):
    """What somebody is reached for. The first three are purposes of mails."""

    ASKED_FOR = "asked_for"
    """What the reader asked for a moment ago: to sign in, a receipt, a look at her data."""
    HELD = "held"
    """What is about something of the reader's: a seat, a shift, a gift, a membership."""
    BULK = "bulk"
    """What goes to many who said that they want it."""
    ASK = "ask"
    """To be asked, proposed, paired, counted on."""
    SHOWN = "shown"
    """To stand where others read it."""


EVERY = frozenset(Use)


@dataclass(frozen=True)
class Restriction:
    """A reason why somebody is not reached.

    ``words`` follow a name: “has died”. ``where`` says in SQL, of a column with people's numbers, whom it
    concerns; it is a condition on other tables and needs no join.
    """

    name: str
    words: str
    uses: frozenset[Use]
    where: Callable[[SQLColumnExpression[int]], ColumnElement[bool]]


def register(app: Flask, *restrictions: Restriction) -> None:
    """Let ``restrictions`` hold, after those that are registered already: the first that concerns somebody
    is told.

    Raises ValueError for a name that is taken.
    """
    known: dict[str, Restriction] = app.extensions.setdefault(EXTENSION, {})
    for restriction in restrictions:
        if restriction.name in known:
            raise ValueError(f"two restrictions are called {restriction.name}")
        known[restriction.name] = restriction


def restrictions_on(use: Use) -> list[Restriction]:
    """The reasons that hold against ``use``, the weightiest first."""
    known: dict[str, Restriction] = current_app.extensions.get(EXTENSION, {})
    return [restriction for restriction in known.values() if use in restriction.uses]


def is_open_to(use: Use, person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether no restriction holds against ``use`` of the person whose number stands in this column. Each
    reason is denied by itself: PostgreSQL walks through whole tables for what is denied together."""
    return and_(true(), *(not_(restriction.where(person_id)) for restriction in restrictions_on(use)))


def reasons_against(person_ids: Collection[int], use: Use) -> dict[int, str]:
    """Those of these people whom ``use`` may not reach, each with the reason, in words that follow a name."""
    return {
        person_id: restriction.words for person_id, restriction in restrictions_of(person_ids, use).items()
    }


def restrictions_of(person_ids: Collection[int], use: Use) -> dict[int, Restriction]:
    """The same, each with the weightiest of the reasons itself."""
    restrictions = restrictions_on(use)
    if not restrictions or not person_ids:
        return {}
    number = PEOPLE.c.id
    asked = select(
        number, *(restriction.where(number).label(restriction.name) for restriction in restrictions)
    )
    found: dict[int, Restriction] = {}
    for person_id, *holds in db.session.execute(asked.where(number.in_(set(person_ids)))):
        first = next(
            (restriction for restriction, hold in zip(restrictions, holds, strict=True) if hold), None
        )
        if first is not None:
            found[person_id] = first
    return found
