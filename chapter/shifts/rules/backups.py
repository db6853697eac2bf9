"""The line of backups: who is next when a place is free, or when somebody seeks a substitute.

Who is next is computed by `chapter.claims`, as for seats. A place is always offered, never simply given: a
shift asks for work. While it is offered nobody else can take the place; whoever released it has it until
somebody accepts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.claims.offer_windows import offer_expiry
from chapter.claims.promotions import Promotion, plan_promotions
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


@dataclass(frozen=True)
class WaitingBackup:
    """A backup as `chapter.claims` takes it."""

    signup: Signup

    @property
    def size(self) -> int:
        """How many places they would take."""
        return self.signup.size

    @property
    def passed(self) -> int:
        """How often they were passed over."""
        return self.signup.passed


def promote(shift: Shift, *, now: datetime) -> list[Signup]:
    """Offer free places to the backups; return who got an offer now. ``shift`` is locked. Nothing once it
    has begun.

    Whoever lacks what the shift requires on its day is passed over, and so is whoever must not be mailed.
    """
    signups = queries.signups_of(shift)
    shift.freed_at = None
    _end_offers(shift, signups, now)
    _end_held(shift, signups, now)
    if not may_move(shift, now):
        return []
    stands = count_coverage(shift, signups)
    free = stands.capacity - (stands.taken - stands.seeking) - stands.offered
    found = plan_promotions(
        _waiting(shift, signups, now), free, patience=settings.current().patience, whole=shift.capacity
    )
    for move in found.moves:
        _offer(shift, move, released=stands.taken + stands.offered >= stands.capacity, now=now)
    return [move.who.signup for move in found.moves]


def may_move(shift: Shift, now: datetime) -> bool:
    """Whether places are offered to backups: until the shift begins."""
    begins = shift.starts_at if shift.timed else shift.ends_at
    return shift.open(now) and now < begins


def free_for_newcomers(shift: Shift, signups: Sequence[Signup], jobs: int = 0, *, now: datetime) -> int:
    """How many places a newcomer may take at once: free, not offered, and not saved for a backup."""
    free = count_coverage(shift, signups, jobs).free
    line = _waiting(shift, signups, now)
    found = plan_promotions(line, free, patience=settings.current().patience, whole=shift.capacity)
    spoken_for = sum(move.who.size for move in found.moves)
    return free - spoken_for - (found.saved.places if found.saved else 0)


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
        raise Refused("This place is taken again. You stand by, and hear from us when one comes free.")
    signup.confirmed_at, signup.offered_until = now, None
    for one in seeking:
        if lacking <= 0:
            break
        lacking -= _free(one, min(lacking, one.size), signup, now)
    shift.seating += 1
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
    found = select(Shift).where(or_(Shift.id.in_(offers), Shift.freed_at.is_not(None)))
    return list(db.session.scalars(found.order_by(Shift.id)))


def queue_letter(signup: Signup, letter: Letter, now: datetime, *, once: str = "") -> None:
    """Queue a letter about a sign-up; only one with the same ``once`` is ever queued."""
    key = f"{once}-{signup.public_id}" if once else None
    mail.queue(letter, to=(signup.name, signup.email), now=now, person_id=signup.person_id, once_key=key)


def lock_shift_of(signup: Signup) -> Shift:
    """Lock the shift of a sign-up and refresh the sign-up."""
    shift = db.lock(signup.shift)
    db.session.refresh(signup)
    return shift


def _waiting(shift: Shift, signups: Sequence[Signup], now: datetime) -> list[WaitingBackup]:
    """The backups who may get an offer, in line."""
    backups = clearances.cleared_signups(shift, [one for one in signups if one.status == BACKUP], now)
    gone = restrictions.reasons_against([one.person_id for one in backups], Use.HELD)
    return [WaitingBackup(one) for one in backups if one.person_id not in gone]


def _free(one: Signup, places: int, by: Signup, now: datetime) -> int:
    """Free ``places`` of somebody who seeks a substitute; a team keeps the rest. Returns how many were
    freed."""
    if places < one.size:
        one.size -= places
        return places
    endings.end([one], cause=SUBSTITUTE, now=now)
    by.instead_of = one.id
    audit.record(
        "was replaced", one, by=RULE, now=now, before={"status": CONFIRMED}, after={"status": "gone"}
    )
    queue_letter(one, emails.replaced(one), now)
    return places


def _end_offers(shift: Shift, signups: Sequence[Signup], now: datetime) -> None:
    over = [
        (one, one.offered_until)
        for one in signups
        if one.status == OFFERED and one.offered_until is not None and not _stands(one, shift, now)
    ]
    if over and pulse.is_clock_trusted(now):
        for one, until in over:
            if one.proved:
                _lapse(one, shift, LAPSE, wording.lapsed(until, shift), now)
            else:
                _lapse(one, shift, UNPROVED, "", now)


def _end_held(shift: Shift, signups: Sequence[Signup], now: datetime) -> None:
    """End backups that were never confirmed by email."""
    over = [
        one
        for one in signups
        if one.status == BACKUP and not one.proved and one.held_until is not None and now >= one.held_until
    ]
    if over and pulse.is_clock_trusted(now):
        for one in over:
            _lapse(one, shift, UNPROVED, "", now)


def _lapse(one: Signup, shift: Shift, by: str, why: str, now: datetime) -> None:
    before = one.status
    endings.end([one], cause=by, why=why, now=now)
    shift.seating += 1
    audit.record(
        "lapsed", one, by=RULE, now=now, before={"status": before}, after={"status": "gone"}, why=why
    )
    if shift.open(now):
        queue_letter(one, emails.lapsed(one) if one.proved else emails.unproved(one), now)


def _stands(one: Signup, shift: Shift, now: datetime) -> bool:
    return one.offered_until is not None and now < one.offered_until and may_move(shift, now)


def _offer(shift: Shift, move: Promotion[WaitingBackup], *, released: bool, now: datetime) -> None:
    signup = move.who.signup
    for one in move.passed:
        one.signup.passed += 1
    begins = shift.starts_at if shift.timed else shift.ends_at
    until = offer_expiry(now, begins=begins, closes=None, zone=shift.zone_info)
    signup.offered_at, signup.offered_until = now, until or begins
    signup.why = wording.offered(shift, released, move.place, now)
    shift.seating += 1
    audit.record(
        "offered", signup, by=RULE, now=now, before={"status": BACKUP},
        after={"status": OFFERED, "offered_until": signup.offered_until}, why=signup.why,
    )  # fmt: skip
    queue_letter(signup, emails.offered(signup), now)
