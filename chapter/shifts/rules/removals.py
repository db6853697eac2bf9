"""Ending what lies ahead of somebody, many shifts by one act; backups are offered the places later.

Each act names itself in ``cancellation_cause``. The places are free at once; backups are asked by the next
sweep (``Shift.waitlist_due_at``), so that an act about somebody with many shifts stays short.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, update
from sqlalchemy.orm import contains_eager

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail.models import Mail
from chapter.membership.status import WHY_LEFT
from chapter.people.models import Person
from chapter.people.releases import POST, SHIFT, Release
from chapter.shifts.models import BACKUP, GONE, OFFERED, TIMED, Opportunity, Shift, Signup
from chapter.shifts.rules import endings
from chapter.web import filters

FETCH = {"synchronize_session": "fetch"}


AT_WORK = and_(Signup.came_at.is_not(None), or_(Signup.left_at.is_(None), Opportunity.kind.in_(TIMED)))
"""Sign-ups of people who are at work now, or were: these stay. For queries that join shift and
opportunity."""


def lock_shifts(shift_ids: Collection[int] | Select[int]) -> None:
    """Lock these shifts, always in the same order."""
    locked = (
        select(Shift)
        .where(Shift.id.in_(shift_ids))
        .order_by(Shift.id)
        .with_for_update(of=Shift, key_share=True)
    )
    db.session.scalars(locked.execution_options(populate_existing=True)).all()


def remove_signups(signups: Sequence[Signup], *, cause: str, why: str, by: Actor, now: datetime) -> None:
    """End these sign-ups, whose shifts are locked, because of ``cause``. The caller withdraws mails about
    them that were not sent yet (`mails_about`).

    ``why`` is shown on the page of each one's personal link.
    """
    if not signups:
        return
    before = {one.id: one.status for one in signups}
    for one in signups:
        one.shift.waitlist_due_at = now
    endings.end(signups, cause=cause, why=why, now=now)
    audit.record_each(
        "freed", signups, by=by, now=now, why=WHY_LEFT.get(cause, cause),
        before=lambda one: {"status": before[one.id]}, after={"status": GONE},
    )  # fmt: skip


def mails_about(signup_ids: Collection[int] | Select[int]) -> ColumnElement[bool]:
    """The mails about these sign-ups."""
    return and_(Mail.about_kind == Signup.__tablename__, Mail.about_id.in_(signup_ids))


def signups_removed_by(person_id: int, *, cause: str, now: datetime) -> Select[int]:
    """The numbers of the person's sign-ups that an act of this time ended."""
    mine = Signup.person_id == person_id, Signup.cancellation_cause == cause, Signup.cancelled_at == now
    return select(Signup.id).where(*mine)


def lock_upcoming(person_id: int, *, now: datetime) -> Person:
    """Lock the shifts ahead of a person, then their row, which is returned: they take no other one
    meanwhile."""
    lock_shifts(_ahead(person_id, now).with_only_columns(Signup.shift_id).order_by(None))
    return db.lock_of(Person, person_id)


def remove_upcoming(person_id: int, *, cause: str, by: Actor, now: datetime) -> list[Release]:
    """End the sign-ups ahead of somebody, and their positions among the backups; `lock_upcoming` has locked
    them.

    Whoever is at work just now stays; hours that were given stay theirs.
    """
    found = list(db.session.scalars(_ahead(person_id, now).execution_options(populate_existing=True)))
    told = [_freed_record(one) for one in found]
    remove_signups(found, cause=cause, why="", by=by, now=now)
    return told


def upcoming_that_stay(person_id: int, *, now: datetime) -> list[Release]:
    """The shifts ahead that somebody keeps, for their leads to know."""
    return [replace(_freed_record(one), stays=True) for one in db.session.scalars(_ahead(person_id, now))]


def remove_as_lead(person_id: int, *, by: Actor, now: datetime) -> list[Release]:
    """Remove a person as lead of upcoming opportunities, so that mails about these reach the
    volunteer lead."""
    ahead = select(Shift.id).where(Shift.opportunity_id == Opportunity.id, Shift.ends_at > now)
    hers = select(Opportunity).where(
        Opportunity.lead_id == person_id, Opportunity.cancelled_at.is_(None),
        or_(Opportunity.published_at.is_(None), ahead.exists()),
    )  # fmt: skip
    locked = hers.order_by(Opportunity.id).with_for_update(of=Opportunity, key_share=True)
    found = list(db.session.scalars(locked.execution_options(populate_existing=True)))
    theirs = update(Opportunity).where(Opportunity.id.in_([one.id for one in found]))
    db.session.execute(theirs.values(lead_id=None, version=Opportunity.version + 1))
    audit.record_each(
        "changed", found, by=by, now=now, before=lambda _one: {"lead_id": person_id}, after={"lead_id": None}
    )
    return [Release(POST, f"Lead: {one.title}", role="volunteers") for one in found]


def _ahead(person_id: int, now: datetime) -> Select[Signup]:
    return (
        select(Signup)
        .join(Signup.shift)
        .join(Shift.opportunity)
        .options(contains_eager(Signup.shift).contains_eager(Shift.opportunity))
        .where(
            Signup.person_id == person_id, Signup.cancelled_at.is_(None), Shift.ends_at > now,
            Shift.cancelled_at.is_(None), Opportunity.cancelled_at.is_(None), not_(AT_WORK),
        )
        .order_by(Shift.starts_at, Signup.id)
    )  # fmt: skip


def _freed_record(one: Signup) -> Release:
    shift, lead = one.shift, one.shift.opportunity.lead_id
    when = filters.date_and_hours(shift) if shift.timed else filters.day(shift.starts_at, shift.zone_info)
    state = {BACKUP: " (backup)", OFFERED: " (spot offered)"}.get(one.status, "")
    leads = frozenset() if lead is None else frozenset({lead})
    return Release(SHIFT, f"{shift.title}, {when}{state}", leads - {one.person_id}, "volunteers")
