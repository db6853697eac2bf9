"""Shifts that are called off: everybody in them is free at once, and notified after ten minutes. Until then
it can be undone, which restores exactly what it ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, not_, select, update
from sqlalchemy.orm import aliased

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.audit.models import Auditable
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.shifts import queries
from chapter.shifts.coverage import count_coverage
from chapter.shifts.models import (  # fmt: skip
    BACKUP,
    CONFIRMED,
    EVENT,
    GONE,
    OPPORTUNITY,
    SHIFT,
    Opportunity,
    Shift,
    Signup,
)
from chapter.shifts.rules import endings, reminders, removals

CALLED_OFF = "volunteering.called_off"
"""The kind of the broadcast."""

FOR_GOOD = "This shift was canceled, so you are no longer signed up."
LOST = "The shift was canceled and restored, and somebody else took this spot in the meantime."


def cancel_shifts(
    shifts: Sequence[Shift], record: Auditable, *, why: str, cancelled_with: str, by: Actor, now: datetime,
    within: Broadcast | None = None,
) -> int:  # fmt: skip
    """Cancel these shifts with ``record``: everybody in them is free, and notified in ten minutes; return
    how many.

    ``cancelled_with`` says which act it was; it is stored with the time on each shift and sign-up that it
    ended, for the undo.
    """
    for shift in shifts:
        shift.cancelled_at, shift.cancelled_by, shift.cancelled_why = now, by.person_id, why
        shift.cancelled_with = cancelled_with
        shift.sequence += 1
        audit.record("cancelled", shift, by=by, now=now, why=why)
    endings.end_with_shifts(shifts, cause=cancelled_with, why=why, now=now)
    change = holds.Change(
        record, {"cancelled": False}, {"cancelled": True}, {"with": cancelled_with, "at": now}
    )
    begins = min((shift.starts_at for shift in shifts if shift.starts_at > now), default=None)
    (said,) = holds.hold(CALLED_OFF, [change], by=by, now=now, begins=begins, within=within)
    return kinds.count_recipients(said)


def signups_ended_with(said: Broadcast) -> Select[Signup]:
    """The sign-ups that this broadcast's act ended."""
    at = datetime.fromisoformat(said.payload["at"])
    act = Signup.cancellation_cause == said.payload["with"], Signup.cancelled_at == at
    shifts = select(Shift.id).where(_of_record(said.record_kind, said.record_id))
    return select(Signup).where(*act, Signup.shift_id.in_(shifts), Signup.erased_at.is_(None))


def may_be_revived(shift: Shift) -> bool:
    """Whether ``shift`` was called off and that may still be undone."""
    act = {SHIFT: shift, OPPORTUNITY: shift.opportunity, EVENT: shift.opportunity.event}
    record = act.get(shift.cancelled_with)
    return record is not None and db.first(broadcasts_queries.held_about(record, CALLED_OFF)) is not None


def leave_cancelled(
    signup: Signup, *, ending: str, why: str = "", verb: str, by: Actor, now: datetime
) -> None:
    """End for good what ended with its shift, which is locked and may be revived: ``ending`` says by what.

    Does nothing for a sign-up that had ended before. Raises Refused when the shift was called off for good.
    """
    if not signup.called_off:
        return
    shift = signup.shift
    if not may_be_revived(shift):
        raise Refused(FOR_GOOD)
    before = signup.cancellation_cause
    endings.end([signup], cause=ending, why=why, now=now)
    audit.record(verb, signup, by=by, now=now, before={"status": before}, after={"status": GONE}, why=why)


def revive_shifts(record: Auditable, cancelled_with: str, at: datetime, *, by: Actor, now: datetime) -> str:
    """Revive the shifts that were called off with ``record`` at that time, with everybody who was in them.
    Return what the page says of those who lost a place, or have another shift at the same time now. Whoever
    can't come any more is left out, and the next sweep offers free places to backups."""
    ended = Shift.cancelled_with == cancelled_with, Shift.cancelled_at == at
    of_it = select(Shift).where(*ended, _of_record(record.__tablename__, record.id))
    shifts = list(db.session.scalars(of_it.order_by(Shift.id).with_for_update(key_share=True)))
    taken = {number: stands.taken for number, stands in queries.coverage_by_shift(shifts).items()}
    for shift in shifts:
        shift.cancelled_at = shift.cancelled_by = None
        shift.cancelled_why = shift.cancelled_with = ""
        shift.sequence += 1
        shift.waitlist_due_at = now
    gone = _leave_out(shifts, cancelled_with, at, by, now)
    _give_back(shifts, cancelled_with, at, now)
    lost = [
        one
        for shift in shifts
        if taken[shift.id]
        for one in _move_excess_to_line(shift, taken[shift.id], at, by, now)
    ]
    reminders.release_withheld(shifts, since=at, until=at)
    return _summary(lost, _at_two_places(shifts, at), gone)


def _of_record(kind: str, number: int) -> ColumnElement[bool]:
    """The condition for the shifts of a shift, an opportunity or an event."""
    if kind == Shift.__tablename__:
        return Shift.id == number
    if kind == Opportunity.__tablename__:
        return Shift.opportunity_id == number
    return Shift.opportunity_id.in_(select(Opportunity.id).where(Opportunity.event_id == number))


def _ended_by_act(
    shifts: Sequence[Shift], cancelled_with: str, at: datetime
) -> tuple[ColumnElement[bool], ...]:
    act = Signup.cancellation_cause == cancelled_with, Signup.cancelled_at == at
    return (Signup.shift_id.in_([shift.id for shift in shifts]), *act, Signup.erased_at.is_(None))


def _leave_out(
    shifts: Sequence[Shift], cancelled_with: str, at: datetime, by: Actor, now: datetime
) -> list[Signup]:
    """End for good the sign-ups of people who have died, were erased or were suspended meanwhile."""
    ended = _ended_by_act(shifts, cancelled_with, at)
    whose = set(db.session.scalars(select(Signup.person_id).where(*ended)))
    stopped = restrictions.restrictions_of(whose, Use.SHOWN)
    theirs = select(Signup).join(Signup.shift).join(Shift.opportunity).where(*ended, not_(removals.AT_WORK))
    theirs = theirs.where(Signup.person_id.in_(stopped))
    gone = list(db.session.scalars(theirs.order_by(Signup.id)))
    for one in gone:
        reason = stopped[one.person_id]
        endings.end([one], cause=reason.name, now=now)
        audit.record("freed", one, by=by, now=now, after={"status": GONE}, why=f"This person {reason.words}.")
    db.session.flush()
    return gone


def _give_back(shifts: Sequence[Shift], cancelled_with: str, at: datetime, now: datetime) -> None:
    """Restore everybody's state; an offer is extended by the time in which it did not count."""
    begins = {shift.id: shift.starts_at if shift.timed else shift.ends_at for shift in shifts}
    ended = _ended_by_act(shifts, cancelled_with, at)
    for one in db.session.scalars(select(Signup).where(*ended, Signup.offered_until.is_not(None))):
        if one.offered_until is not None:
            one.offered_until = min(one.offered_until + (now - at), begins[one.shift_id])
    db.session.flush()
    stands = {"cancelled_at": None, "cancellation_cause": "", "cancelled_why": ""}
    back = update(Signup).where(*ended).values(stands)
    db.session.execute(back, execution_options={"synchronize_session": "fetch"})


def _move_excess_to_line(shift: Shift, taken: int, at: datetime, by: Actor, now: datetime) -> list[Signup]:
    """Put those who no longer fit, the last to take a place first, at the head of the backups;
    return them."""
    signups = queries.signups_of(shift)
    stands = count_coverage(shift, signups)
    over = min(stands.taken - shift.capacity, taken)
    had = [one for one in signups if one.confirmed_at is not None and one.confirmed_at <= at]
    lost: list[Signup] = []
    for one in sorted(had, key=lambda one: (one.confirmed_at or at, one.id), reverse=True):
        if over <= 0:
            break
        over -= one.size
        lost.append(one)
    first = min((one.queued_at for one in signups if one.status == BACKUP), default=now)
    for place, one in enumerate(reversed(lost)):
        one.confirmed_at = one.released_at = None
        one.queued_at = first - timedelta(microseconds=len(lost) - place)
        audit.record(
            "lost a place",
            one,
            by=by,
            now=now,
            before={"status": CONFIRMED},
            after={"status": BACKUP},
            why=LOST,
        )
    return lost


def _at_two_places(shifts: Sequence[Shift], at: datetime) -> list[str]:
    """Names of those who took another shift meanwhile, at the same time as one they have again."""
    other, then = aliased(Signup), aliased(Shift)
    has = Signup.confirmed_at.is_not(None), Signup.cancelled_at.is_(None), Signup.created_at <= at
    took = other.confirmed_at.is_not(None), other.cancelled_at.is_(None), other.created_at > at
    both = (
        select(Signup.name)
        .join(Shift, Shift.id == Signup.shift_id)
        .join(other, other.person_id == Signup.person_id)
        .join(then, then.id == other.shift_id)
        .where(Signup.shift_id.in_([shift.id for shift in shifts]), *has, *took)
        .where(then.starts_at < Shift.ends_at, then.ends_at > Shift.starts_at, then.id != Shift.id)
    )
    return list(db.session.scalars(both.order_by(Signup.name).distinct()))


def _summary(lost: Sequence[Signup], twice: Sequence[str], gone: Sequence[Signup]) -> str:
    sentences = []
    if lost:
        names = ", ".join(one.name for one in lost)
        sentences.append(f"Others took these spots in the meantime. Now first in line: {names}.")
    if twice:
        sentences.append(f"Took another shift at that time, so ask: {', '.join(twice)}.")
    if gone:
        names = ", ".join(one.name for one in gone)
        sentences.append(f"Not signed up again, because they can no longer come: {names}.")
    return " ".join(sentences)
