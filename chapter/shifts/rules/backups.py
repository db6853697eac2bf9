"""The line of backups: who is next when a place is free, or when somebody seeks a substitute.

Who is next is computed by `chapter.claims`, as for seats. A place is always offered, never simply given: a
shift asks for work. While it is offered nobody else can take the place; whoever released it has it until
somebody accepts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.audit.log_fields import told
from chapter.claims import queue
from chapter.claims.queue import Lapse, Places, Terms, Turn
from chapter.heartbeat import queries as pulse
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.people.verification import is_verified
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.settings import queries as settings
from chapter.shifts import emails, queries, wording
from chapter.shifts.coverage import count_coverage
from chapter.shifts.models import BACKUP, CONFIRMED, OFFERED, Shift, Signup
from chapter.shifts.models.endings import LAPSE, SUBSTITUTE, UNPROVED
from chapter.shifts.queries import clearances
from chapter.shifts.rules import endings

RULE = Actor("rule", name="backups")


def promote(shift: Shift, *, now: datetime) -> list[Signup]:
    """Offer free places to the backups; return who got an offer now. ``shift`` is locked. Nothing once it
    has begun.

    Whoever lacks what the shift requires on its day is passed over, and so is whoever must not be mailed.
    """
    signups, moves = queries.signups_of(shift), may_move(shift, now)
    shift.waitlist_due_at = None
    stands = count_coverage(shift, signups)
    steps = queue.plan(
        sorted((one for one in signups if one.lapses_at is not None), key=lambda one: not one.held),
        _waiting(shift, signups, now) if moves else [],
        Places(shift.capacity, stands.taken, handed_on=stands.seeking), _terms(shift, moves), now=now,
        is_clock_trusted=lambda: pulse.is_clock_trusted(now),
    )  # fmt: skip
    for step in steps:
        if isinstance(step, Lapse):
            _lapse(step.who, shift, now)
        elif isinstance(step, Turn):
            _offer(step.who, step, now)
    return [step.who for step in steps if isinstance(step, Turn)]


def may_move(shift: Shift, now: datetime) -> bool:
    """Whether places are offered to backups: until the shift begins."""
    begins = shift.starts_at if shift.timed else shift.ends_at
    return shift.open(now) and now < begins


def free_for_newcomers(shift: Shift, signups: Sequence[Signup], jobs: int = 0, *, now: datetime) -> int:
    """How many places a newcomer may take at once: free, not offered, and not saved for a backup."""
    free = count_coverage(shift, signups, jobs).free
    line = _waiting(shift, signups, now)
    return queue.open_to_newcomers(line, free, patience=settings.current().patience, whole=shift.capacity)


def give_shift(signup: Signup, signups: Sequence[Signup], *, by: Actor, now: datetime) -> None:
    """Confirm a sign-up; if places are missing, those who seek a substitute are replaced, the
    longest-waiting first.

    ``signups`` are the live ones of the locked shift. Raises Refused when there is no place after all.
    """
    shift = signup.shift
    others = [one for one in signups if one.id != signup.id]
    lacking = signup.size - (shift.capacity - count_coverage(shift, others).taken)
    seeking = sorted((one for one in others if one.seeks_substitute), key=lambda one: one.released_at or now)
    if lacking > sum(one.size for one in seeking):
        raise Refused("This spot is taken again. You are a backup, and we will email you when a spot opens.")
    signup.confirmed_at, signup.offered_until = now, None
    for one in seeking:
        if lacking <= 0:
            break
        lacking -= _free(one, min(lacking, one.size), signup, now)
    audit.record("took", signup, by=by, now=now, after={"status": CONFIRMED, "size": signup.size})


def shifts_due(now: datetime) -> list[Shift]:
    """The shifts at which an offer, or what is held for confirmation by email, has expired, or places came
    free by an act that left the backups to the next sweep."""
    over = or_(Signup.offered_until <= now, Shift.starts_at <= now)
    offered = and_(Signup.offered_until.is_not(None), over)
    held = and_(Signup.offered_until.is_(None), ~is_verified(Signup), Signup.held_until <= now)
    offers = (
        select(Signup.shift_id)
        .join(Signup.shift)
        .where(Signup.confirmed_at.is_(None), Signup.cancelled_at.is_(None), or_(offered, held))
    )
    found = select(Shift).where(or_(Shift.id.in_(offers), Shift.waitlist_due_at.is_not(None)))
    return list(db.session.scalars(found.order_by(Shift.id)))


def queue_letter(signup: Signup, letter: Letter, now: datetime, *, once: str = "") -> None:
    """Queue a letter about a sign-up; only one with the same ``once`` is ever queued."""
    key = f"{once}-{signup.public_id}" if once else None
    mail.queue(letter, to=(signup.name, signup.email), now=now, person_id=signup.person_id, dedup_key=key)


def lock_shift_of(signup: Signup) -> Shift:
    """Lock the shift of a sign-up and refresh the sign-up."""
    shift = db.lock(signup.shift)
    db.session.refresh(signup)
    return shift


def _terms(shift: Shift, moves: bool) -> Terms:
    begins = shift.starts_at if shift.timed else shift.ends_at
    patience = settings.current().patience if moves else None
    return Terms(moves=moves, begins=begins, zone=shift.zone_info, patience=patience, always=True)


def _waiting(shift: Shift, signups: Sequence[Signup], now: datetime) -> list[Signup]:
    """The backups who may get an offer, in line."""
    backups = clearances.cleared_signups(shift, [one for one in signups if one.status == BACKUP], now)
    gone = restrictions.reasons_against([one.person_id for one in backups], Use.HELD)
    return [one for one in backups if one.person_id not in gone]


def _free(one: Signup, places: int, by: Signup, now: datetime) -> int:
    """Free ``places`` of somebody who seeks a substitute; a team keeps the rest. Returns how many were
    freed."""
    if places < one.size:
        one.size -= places
        return places
    endings.end([one], cause=SUBSTITUTE, now=now)
    by.substitute_for_id = one.id
    audit.record(
        "was replaced", one, by=RULE, now=now, before={"status": CONFIRMED}, after={"status": "gone"}
    )
    queue_letter(one, emails.replaced(one), now)
    return places


def _lapse(one: Signup, shift: Shift, now: datetime) -> None:
    """Nobody accepted the offer, or confirmed the sign-up by email, in time."""
    by = LAPSE if one.proved else UNPROVED
    why = wording.lapsed(one.offered_until, shift) if one.proved and one.offered_until else ""
    before = one.status
    endings.end([one], cause=by, why=why, now=now)
    audit.record(
        "lapsed",
        one,
        by=RULE,
        now=now,
        before={"status": before},
        after={"status": "gone"},
        why=told(why),
    )
    if shift.open(now):
        queue_letter(one, emails.lapsed(one) if one.proved else emails.unproved(one), now)


def _offer(signup: Signup, turn: Turn[Any], now: datetime) -> None:
    for one in turn.promotion.passed:
        one.times_passed += 1
    signup.offered_at, signup.offered_until = now, turn.until
    signup.offered_why = wording.offered(signup.shift, turn.handed_on, turn.promotion.place, now)
    audit.record(
        "offered", signup, by=RULE, now=now, before={"status": BACKUP},
        after={"status": OFFERED, "offered_until": signup.offered_until}, why=told(signup.offered_why),
    )  # fmt: skip
    queue_letter(signup, emails.offered(signup), now)
