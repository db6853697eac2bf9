"""Drives: created, changed, opened to the public, ended early."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from chapter import audit, db
from chapter.audit import Actor
from chapter.giving.models import Drive, Fund, SuggestedAmount
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web import record_redirects
from chapter.web.filters import day_and_time

EDITABLE = (
    "slug", "title", "summary", "story", "goal_cents", "least_cents", "most_cents", "fee_rate",
    "fee_fixed_cents", "begins_at", "ends_at", "stops_at_goal", "wall_held", "thanks_name", "thanks_words",
)  # fmt: skip
ADDRESS = record_redirects.SluggedKind(Drive, "drive", frozenset({"new", "thanks", "receipt", "statement"}))
SuggestedAmounts = Sequence[tuple[int, str]]
"""Amounts in cents, each with what it does."""


def add_drive(
    values: Mapping[str, Any],
    rungs: SuggestedAmounts,
    funds: Sequence[str],
    *,
    currency: str,
    by: Actor,
    now: datetime,
) -> Drive:
    """Create a drive, which the public does not see yet. Raises Refused as ``change_drive`` does."""
    _check(values, rungs, None)
    drive = Drive(**{name: values[name] for name in EDITABLE}, currency=currency, created_at=now)
    db.session.add(drive)
    db.session.flush()
    _set_suggested_amounts(drive, rungs)
    _set_funds(drive, funds, now)
    audit.record("wrote drive", drive, by=by, now=now, after=_logged_values(drive))
    return drive


def change_drive(
    drive: Drive, values: Mapping[str, Any], rungs: SuggestedAmounts, funds: Sequence[str], *, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Change a drive. Gifts that were made stay as they were made.

    Raises Refused when another drive has the slug, it ends before it begins, or a suggested amount lies
    outside of what may be given.
    """
    drive = db.lock(drive)
    _check(values, rungs, drive)
    before = _logged_values(drive)
    record_redirects.change_slug(ADDRESS, drive, values["slug"], known=drive.opened_at is not None)
    for name in EDITABLE:
        setattr(drive, name, values[name])
    _set_suggested_amounts(drive, rungs)
    _set_funds(drive, funds, now)
    db.raise_version(drive)
    audit.record_change("changed drive", drive, by=by, now=now, before=before, after=_logged_values(drive))


def switch_drive(drive: Drive, *, seen: bool, ended: bool, by: Actor, now: datetime) -> None:
    """Set whether the public sees it, and whether it ended before its time."""
    drive = db.lock(drive)
    before = {"seen": drive.opened_at is not None, "ended": drive.closed_at is not None}
    if drive.opened_at is not None:
        record_redirects.keep_slug(ADDRESS, drive)
    drive.wall_version += 1
    drive.opened_at = (drive.opened_at or now) if seen else None
    drive.closed_at = (drive.closed_at or now) if ended else None
    after = {"seen": seen, "ended": ended}
    if after != before:
        audit.record("switched drive", drive, by=by, now=now, before=before, after=after)


def wall_changed(drive_ids: Collection[int]) -> None:
    """Raise the wall version of these drives, so that no page made before is shown again."""
    theirs = update(Drive).where(Drive.id.in_(drive_ids)).values(wall_version=Drive.wall_version + 1)
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def editable_values(drive: Drive) -> dict[str, Any]:
    """The columns of ``drive`` that may be changed, with their values now."""
    return {name: getattr(drive, name) for name in EDITABLE}


def _logged_values(drive: Drive) -> dict[str, Any]:
    stands, zone = editable_values(drive), settings.current().zone_info
    return {
        **stands,
        "begins_at": day_and_time(drive.begins_at, zone),
        "ends_at": day_and_time(drive.ends_at, zone),
        "rungs": [[rung.amount_cents, rung.impact] for rung in drive.suggested_amounts],
        "funds": [fund.name for fund in drive.open_funds],
    }  # fmt: skip


def _check(values: Mapping[str, Any], rungs: SuggestedAmounts, drive: Drive | None) -> None:
    record_redirects.require_free_slug(ADDRESS, values["slug"], drive.id if drive else None)
    if values["ends_at"] <= values["begins_at"]:
        raise Refused("Choose an end after the beginning.", "ends")
    if values["least_cents"] > values["most_cents"]:
        raise Refused("The largest gift must be at least the smallest gift.", "most")
    if any(not values["least_cents"] <= cents <= values["most_cents"] for cents, _ in rungs):
        raise Refused("Each suggested amount must be between the smallest and the largest gift.", "rungs")


def _set_suggested_amounts(drive: Drive, rungs: SuggestedAmounts) -> None:
    drive.suggested_amounts = [SuggestedAmount(amount_cents=cents, impact=does) for cents, does in rungs]


def _set_funds(drive: Drive, names: Sequence[str], now: datetime) -> None:
    known = {fund.name: fund for fund in drive.funds}
    for fund in drive.funds:
        fund.ended_at = None if fund.name in names else fund.ended_at or now
    drive.funds.extend(Fund(name=name, created_at=now) for name in names if name not in known)
