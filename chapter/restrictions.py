"""Whether somebody may be written to, asked, counted on, or shown.

Every mail, proposal, list and pairing asks here and nowhere else. A *use* is what for; a *restriction* is a
reason why not (deceased, suspended, …), which the package that knows of it registers at assembly.
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
    """What the reader asked for a moment ago: to sign in, a receipt, a look at their data."""
    HELD = "held"
    """About something the reader has: a seat, a shift, a gift, a membership."""
    BULK = "bulk"
    """Mail to many people, who consented to it."""
    ASK = "ask"
    """To be asked, proposed, paired, counted on."""
    SHOWN = "shown"
    """To be shown where others can see it."""


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
    """Add ``restrictions`` after those that are registered already: the first that concerns somebody is the
    one that is reported.

    Raises ValueError for a name that is taken.
    """
    known: dict[str, Restriction] = app.extensions.setdefault(EXTENSION, {})
    for restriction in restrictions:
        if restriction.name in known:
            raise ValueError(f"two restrictions are called {restriction.name}")
        known[restriction.name] = restriction


def restrictions_on(use: Use) -> list[Restriction]:
    """The restrictions that apply to ``use``, the most important first."""
    known: dict[str, Restriction] = current_app.extensions.get(EXTENSION, {})
    return [restriction for restriction in known.values() if use in restriction.uses]


def is_open_to(use: Use, person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether no restriction applies to ``use`` of the person with the number in this column. Each condition
    is negated by itself: PostgreSQL scans whole tables when they are negated together."""
    return and_(true(), *(not_(restriction.where(person_id)) for restriction in restrictions_on(use)))


def reasons_against(person_ids: Collection[int], use: Use) -> dict[int, str]:
    """The reason, in words that follow a name, for each of these people whom ``use`` may not reach."""
    return {
        person_id: restriction.words for person_id, restriction in restrictions_of(person_ids, use).items()
    }


def restrictions_of(person_ids: Collection[int], use: Use) -> dict[int, Restriction]:
    """The most important restriction itself, for each of these people whom ``use`` may not reach."""
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
