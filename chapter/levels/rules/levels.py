"""Levels: created, changed, opened to the public, retired. Running terms keep what they were made with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.levels.models import Level
from chapter.levels.periods import ENDLESS
from chapter.refusal import Refused
from chapter.web import record_redirects

EDITABLE = (
    "name", "slug", "summary", "benefits", "price_cents", "period_kind", "months", "turns_month", "turns_day",
    "early_days", "grace_days", "bundle_kind", "bundle_most", "staff_approves",
    "opens_directory", "opens_events",
)  # fmt: skip
ADDRESS = record_redirects.SluggedKind(Level, "level", frozenset({"new", "application", "confirm", "with"}))


def create_level(values: Mapping[str, Any], *, by: Actor, now: datetime) -> Level:
    """Create a level, last in the list and not yet open to the public. Raises Refused as ``change_level``
    does."""
    _check(values, None)
    last = db.session.scalar(select(func.max(Level.position))) or 0
    level = Level(**{name: values[name] for name in EDITABLE}, position=last + 1, created_at=now)
    db.session.add(level)
    audit.record("wrote level", level, by=by, now=now, after=values_of(level))
    return level


def change_level(level: Level, values: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Change a level. Running terms keep their end and their grace.

    Raises Refused when another level has the slug, a level without end asks for dues, or a level for one
    person holds several.
    """
    level = db.lock(level)
    _check(values, level)
    before = values_of(level)
    record_redirects.change_slug(ADDRESS, level, values["slug"], known=level.opened_at is not None)
    for name in EDITABLE:
        setattr(level, name, values[name])
    audit.record_change("changed level", level, by=by, now=now, before=before, after=values_of(level))


def set_availability(level: Level, *, open_to_all: bool, offered: bool, by: Actor, now: datetime) -> None:
    """Set whether the public may join the level, and whether anybody new gets it at all."""
    level = db.lock(level)
    if level.opened_at is not None:
        record_redirects.keep_slug(ADDRESS, level)
    before = {"open": level.opened_at is not None, "offered": level.retired_at is None}
    level.opened_at = (level.opened_at or now) if open_to_all and offered else None
    level.retired_at = None if offered else level.retired_at or now
    after = {"open": level.opened_at is not None, "offered": level.retired_at is None}
    if after != before:
        audit.record("switched level", level, by=by, now=now, before=before, after=after)


def values_of(level: Level) -> dict[str, Any]:
    """The columns of ``level`` that may be changed, with their values now."""
    return {name: getattr(level, name) for name in EDITABLE}


def _check(values: Mapping[str, Any], level: Level | None) -> None:
    record_redirects.require_free_slug(ADDRESS, values["slug"], level.id if level else None)
    if values["period_kind"] == ENDLESS and values["price_cents"]:
        raise Refused("A level with no end date must be free. Enter 0.", "price")
    if not values["bundle_kind"] and values["bundle_most"] != 1:
        raise Refused("A level for one person can have only one. Enter 1.", "bundle_most")
