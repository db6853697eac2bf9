"""Checking in and out at the door of an event, for those who have a shift there tonight.

Phones send late, twice and in any order, so a signup's times follow from the set of presses: the helper came
with the first check-in and left with the first check-out after it. What the office notes overrules everything
received until then, and later presses build on it: it is saved among them. Hours follow as everywhere
(`booking`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from chapter import audit, db
from chapter.checkin import shift_wording as words
from chapter.checkin import shifts_tonight
from chapter.checkin.models.shifts import IN, OFFICE, OUT, ShiftCheckinEvent
from chapter.checkin.rules import checkins
from chapter.checkin.rules.checkins import CheckinResult, Operator
from chapter.events.models import Event
from chapter.hours.rules import checkin, credits
from chapter.people import verification
from chapter.shifts.models import Signup
from chapter.shifts.rules import backups

State = tuple[datetime | None, datetime | None]
"""When a helper came, and when they left."""


@dataclass(frozen=True)
class Press:
    """A press as a phone sent it. ``signup``: a public id, or the code that was read. ``until``: one of
    ``coming.UNTILS``. ``offline``: it was made without a signal."""

    nonce: str
    signup: str
    kind: str
    at: datetime
    undoes: str = ""
    until: str = ""
    offline: bool = False


def record_presses(
    event: Event, presses: Iterable[Press], *, by: Operator, now: datetime
) -> list[CheckinResult]:
    """Record presses in the order in which they came; each counts once, however often it is sent.

    ``event`` is locked; each shift is locked in turn. Each result says why the press was refused, or what
    else the operator should know.
    """
    return [_record_press(event, one, by, now) for one in presses]


def signup_by_id_or_code(name: str) -> Signup | None:
    """The signup with this public id or code; None when there is none."""
    named = or_(Signup.public_id == name, Signup.checkin_code == name)
    return db.first(select(Signup).options(joinedload(Signup.shift)).where(named))


def _record_press(event: Event, one: Press, by: Operator, now: datetime) -> CheckinResult:
    if db.first(select(ShiftCheckinEvent.id).where(ShiftCheckinEvent.nonce == one.nonce)) is not None:
        return CheckinResult(one.nonce)
    signup = signup_by_id_or_code(one.signup)
    if signup is None or signup.erased_at is not None:
        return CheckinResult(one.nonce, "unknown", checkins.REFUSALS["unknown"])
    if not checkins.in_time(by, one.at, now):
        return CheckinResult(one.nonce, "over", checkins.REFUSALS["over"])
    backups.lock_shift_of(signup)
    refused, said = words.why_not(signup, event, one.at, kind=one.kind, until=one.until, offline=one.offline)
    if refused and not (one.offline and refused in words.RECORDED_ANYWAY):
        return CheckinResult(one.nonce, refused, said)
    before = _events_of(signup)
    move = _add_event(event, signup, one, by, now, refused)
    if refused:
        audit.record("came without a place", signup, by=by.actor, now=now, why=said)
        return CheckinResult(one.nonce, refused, said)
    _apply(signup, before, move, by, now)
    overtaken = any(other.nonce == one.undoes and other.void_at is not None for other in before)
    return CheckinResult(one.nonce, words=words.remark(signup, one.kind, one.at, overtaken=overtaken))


def _add_event(
    event: Event, signup: Signup, one: Press, by: Operator, now: datetime, against: str
) -> ShiftCheckinEvent:
    at_end = one.kind == OUT and one.until == checkin.AT_END and signup.shift.timed
    move = ShiftCheckinEvent(
        event_id=event.id,
        signup=signup,
        nonce=one.nonce,
        kind=one.kind,
        undoes=one.undoes,
        at=signup.shift.ends_at if at_end else one.at,
        received_at=now,
        by_person_id=by.person_id,
        link_id=by.link.id if by.link else None,
        overridden=against,
    )
    db.session.add(move)
    db.session.flush()
    return move


def _apply(
    signup: Signup, before: Sequence[ShiftCheckinEvent], move: ShiftCheckinEvent, by: Operator, now: datetime
) -> None:
    """Set the signup's times to what follows from the presses, with ``move`` among them."""
    stood: State = (signup.came_at, signup.left_at)
    if stood != _state_after(before):
        for one in before:
            one.void_at = one.void_at or now
        before = _record_office_note(signup, stood, move.event_id, now)
    came, left = _state_after([*before, move])
    if (came, left) == stood:
        return
    signup.came_at, signup.left_at = came, left
    if came is not None:
        signup.no_show_at = signup.excused_at = None
        verification.verify(signup, verification.DOOR, now=now)
    names = ("came_at", "left_at")
    old, new = dict(zip(names, stood, strict=True)), dict(zip(names, (came, left), strict=True))
    audit.record(words.VERBS[move.kind], signup, by=by.actor, now=now, before=old, after=new)
    credits.update_credit(signup, by=by.actor, now=now)


def _record_office_note(
    signup: Signup, stood: State, event_id: int, now: datetime
) -> list[ShiftCheckinEvent]:
    """Save what the office noted as rows, so that it stays whatever is pressed and taken back at the door."""
    noted = [
        ShiftCheckinEvent(
            event_id=event_id,
            signup=signup,
            nonce=f"{OFFICE}-{db.public_id()}",
            kind=kind,
            at=at,
            received_at=now,
            undoes="",
            overridden=OFFICE,
        )
        for kind, at in zip((IN, OUT), stood, strict=True)
        if at is not None
    ]
    db.session.add_all(noted)
    return noted


def _state_after(moves: Sequence[ShiftCheckinEvent]) -> State:
    """When a helper came and left, by the presses that count and by what the office noted before them."""
    count = shifts_tonight.events_that_count(moves)
    noted = {one.kind: one.at for one in moves if one.overridden == OFFICE and one.void_at is None}
    came = min(_with_moment(noted.get(IN), [one.at for one in count if one.kind == IN]), default=None)
    if came is None:
        return None, None
    left = min((one.at for one in count if one.kind == OUT and one.at >= came), default=None)
    return came, noted.get(OUT) or left


def _with_moment(moment: datetime | None, others: list[datetime]) -> list[datetime]:
    return others if moment is None else [moment, *others]


def _events_of(signup: Signup) -> list[ShiftCheckinEvent]:
    found = (
        select(ShiftCheckinEvent)
        .where(ShiftCheckinEvent.signup_id == signup.id)
        .order_by(ShiftCheckinEvent.id)
    )
    return list(db.session.scalars(found))
