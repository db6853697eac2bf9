"""What a level opens to those who have it: the one rule, asked by the directory, events and volunteering."""

from datetime import date

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, select

from chapter import db
from chapter.membership.models import DIRECTORY, EVENTS, OPENS, Level, Membership, Place
from chapter.membership.queries import Standing, is_member, open_levels
from chapter.people.viewer import Viewer

__all__ = [
    "DIRECTORY", "EVENTS", "OPENS", "has_open", "levels_opening", "opened_to", "stands_in_directory",
]  # fmt: skip

_COLUMNS = {DIRECTORY: Level.opens_directory, EVENTS: Level.opens_events}


def opened_to(viewer: Viewer, what: str) -> bool:
    """Whether ``what``, of ``OPENS``, is open to ``viewer``: she holds the role of a member, and the level of
    her membership opens it. A role that the managing director gave by hand, without any membership, opens all
    of it. Asked once for each request. Raises KeyError for anything else."""
    if what not in _COLUMNS:
        raise KeyError(what)
    if not viewer.has("member"):
        return False
    if viewer.has("director"):
        return True
    if "opens" not in viewer.known:
        viewer.known["opens"] = _opens(viewer.account.person_id)
    return what in viewer.known["opens"]


def stands_in_directory(standing: Standing) -> bool:
    """Whether somebody of that standing is listed in the directory, as far as she shows herself: looking and
    being found come together."""
    return standing.member and standing.level is not None and standing.level.opens(DIRECTORY)


def has_open(
    what: str, person_id: SQLColumnExpression[int], on: ColumnElement[date] | date
) -> ColumnElement[bool]:
    """Whether the person of that column is a member on this day at a level that opens ``what``, in SQL."""
    return is_member(person_id, on, Membership.level_id.in_(select(Level.id).where(_COLUMNS[what])))


def levels_opening(what: str) -> Select[Level]:
    """The levels that the public may join and that open ``what``, in the chapter's order."""
    return open_levels().where(_COLUMNS[what])


def _opens(person_id: int) -> frozenset[str]:
    hers = (
        select(*_COLUMNS.values())
        .join(Membership, Membership.level_id == Level.id)
        .join(Place, Place.membership_id == Membership.id)
        .where(Place.person_id == person_id, Place.ended_at.is_(None))
    )
    found = db.session.execute(hers).first()
    if found is None:
        return frozenset(OPENS)
    return frozenset(what for what, is_open in zip(_COLUMNS, found, strict=True) if is_open)
