"""What a level opens to those who have it: the one rule, asked by the directory, events and volunteering."""

from datetime import date

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.levels.models import DIRECTORY, ENTITLEMENTS, EVENTS, Level
from chapter.levels.queries import open_levels
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.queries import Standing, is_member

__all__ = [
    "DIRECTORY",
    "ENTITLEMENTS",
    "EVENTS",
    "entitled_by_level",
    "is_entitled",
    "is_listed_in_directory",
    "levels_including",
]  # fmt: skip

_COLUMNS = {DIRECTORY: Level.opens_directory, EVENTS: Level.opens_events}


def is_entitled(viewer: Viewer, what: str) -> bool:
    """Whether ``what``, one of ``OPENS``, is open to ``viewer``: they hold the member role, and the level of
    their membership opens it. A role granted by the managing director without any membership opens
    everything. Computed once for each request. Raises KeyError for anything else."""
    if what not in _COLUMNS:
        raise KeyError(what)
    if not viewer.has("member"):
        return False
    if viewer.has("director"):
        return True
    if "opens" not in viewer.known:
        viewer.known["opens"] = _opens(viewer.account.person_id)
    return what in viewer.known["opens"]


def is_listed_in_directory(standing: Standing) -> bool:
    """Whether a person of that standing is listed in the directory, as far as their profile allows: whoever
    may look is also listed."""
    return standing.member and standing.level is not None and standing.level.opens(DIRECTORY)


def entitled_by_level(
    what: str, person_id: SQLColumnExpression[int], on: ColumnElement[date] | date
) -> ColumnElement[bool]:
    """Whether the person of that column is a member on this day at a level that opens ``what``, in SQL."""
    return is_member(person_id, on, Membership.level_id.in_(select(Level.id).where(_COLUMNS[what])))


def levels_including(what: str) -> Select[Level]:
    """The levels that the public may join and that open ``what``, in the chapter's order."""
    return open_levels().where(_COLUMNS[what])


def _opens(person_id: int) -> frozenset[str]:
    hers = (
        select(*_COLUMNS.values())
        .join(Membership, Membership.level_id == Level.id)
        .join(Enrollment, Enrollment.membership_id == Membership.id)
        .where(Enrollment.person_id == person_id, Enrollment.ended_at.is_(None))
    )
    found = db.session.execute(hers).first()
    if found is None:
        return frozenset(ENTITLEMENTS)
    return frozenset(what for what, is_open in zip(_COLUMNS, found, strict=True) if is_open)
